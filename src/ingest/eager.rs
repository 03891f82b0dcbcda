//! Waiting for the thread of a database without falling asleep: it mostly answers within some microseconds, and to be put to
//! sleep and woken for each row takes longer.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::time::{Duration, Instant};

/// For so long a future is asked again and again, with all others that are ready in between.
const AWAKE: Duration = Duration::from_micros(200);

/// What a future comes to, which is asked again at once for a while before it is waited for.
pub async fn eagerly<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut since: Option<Instant> = None;
    poll_fn(|cx| {
        let polled = future.as_mut().poll(cx);
        if polled.is_pending() {
            if since.get_or_insert_with(Instant::now).elapsed() < AWAKE {
                cx.waker().wake_by_ref();
            } else {
                // Whatever wakes it has something for it: it is awake again.
                since = None;
            }
        }
        polled
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn what_is_there_is_given_at_once_and_what_takes_long_is_waited_for() {
        assert_eq!(eagerly(async { 1 }).await, 1);
        let (send, receive) = tokio::sync::oneshot::channel();
        let sender = std::thread::spawn(move || {
            std::thread::sleep(20 * AWAKE);
            send.send(2)
        });
        assert_eq!(eagerly(receive).await, Ok(2));
        assert_eq!(sender.join().expect("it ends"), Ok(()));
    }
}
