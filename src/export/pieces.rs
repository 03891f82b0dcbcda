//! The events of some conversations, a piece at a time: never more than [`PIECE`] rows, however long a conversation is.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Deserialize;

use crate::domain::event::Role;
use crate::store::conversations::Model as Conversation;
use crate::store::{events, from_millis};

/// Events read at a time.
const PIECE: usize = 500;

/// A kept event of a conversation.
pub struct Kept {
    /// Row id of the conversation.
    pub conversation: i64,
    /// Who wrote; of what is no message nothing.
    pub role: Option<Role>,
    /// As it came.
    pub body: String,
    millis: i64,
    sequence: Option<i64>,
    id: String,
}

impl Kept {
    /// When it happened.
    pub fn time(&self) -> DateTime<Utc> {
        from_millis(self.millis)
    }
}

/// What is asked of each event. The rest of its body is passed over: that is several times faster than to read it all.
#[derive(Default, Deserialize)]
struct Glance {
    role: Option<Role>,
    sequence: Option<i64>,
}

/// Reads on where it stopped.
#[derive(Default)]
pub struct Pieces {
    /// Conversations that are still to be read, with the messages that each is known to have.
    waiting: VecDeque<(i64, usize)>,
    /// Within the first of them: where to read on.
    within: Option<(i64, String)>,
}

impl Pieces {
    /// Of these conversations, in this order.
    pub fn of(rows: &[Conversation]) -> Self {
        let waiting = rows.iter().map(|row| (row.id, usize::try_from(row.messages).unwrap_or(0)));
        Self { waiting: waiting.collect(), within: None }
    }

    /// The next piece: conversation after conversation, each in the order of events.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(
        &mut self,
        db: &impl ConnectionTrait,
        account: i64,
    ) -> Result<Option<Vec<Kept>>, DbErr> {
        let mut together = self.likely_to_fit();
        while together > 0 {
            let ids: Vec<i64> = self.waiting.iter().take(together).map(|(id, _)| *id).collect();
            let limit = u64::try_from(PIECE + 1).unwrap_or(u64::MAX);
            let rows = events::some_of(db, account, &ids, self.within.as_ref(), limit).await?;
            if rows.len() <= PIECE {
                self.waiting.drain(..together);
                self.within = None;
                return Ok(Some(in_order(&ids, rows)));
            }
            if together == 1 {
                let rows = self.cut(rows);
                return Ok(Some(in_order(&ids, rows)));
            }
            together /= 2;
        }
        Ok(None)
    }

    /// How many conversations may be read together; at least one, while there is one.
    fn likely_to_fit(&self) -> usize {
        let mut events = 0;
        let fits = self.waiting.iter().take_while(|(_, messages)| {
            // Beside its messages a conversation has clicks, tags, handoffs.
            events += messages * 3 / 2 + 2;
            events <= PIECE
        });
        fits.count().max(1).min(self.waiting.len())
    }

    /// Of a conversation that is too long, cuts a piece between two instants: within one, the sequence orders events,
    /// which the database cannot see.
    fn cut(&mut self, mut rows: Vec<Row>) -> Vec<Row> {
        let last = rows.last().map(|row| row.1);
        let whole = rows.iter().take_while(|row| Some(row.1) != last).count();
        rows.truncate(if whole > 0 { whole } else { PIECE });
        self.within = rows.last().map(|row| (row.1, row.2.clone()));
        rows
    }
}

/// Conversation, time, id and body of an event.
type Row = (i64, i64, String, String);

fn in_order(ids: &[i64], rows: Vec<Row>) -> Vec<Kept> {
    let place = |id: i64| ids.iter().position(|of| *of == id);
    let mut kept: Vec<Kept> = rows
        .into_iter()
        .map(|(conversation, millis, id, body)| {
            // A damaged body is told of by `hilo check`; it counts nowhere.
            let Glance { role, sequence } = serde_json::from_str(&body).unwrap_or_default();
            Kept { conversation, role, body, millis, sequence, id }
        })
        .collect();
    kept.sort_by_cached_key(|kept| (place(kept.conversation), kept.millis, kept.sequence, kept.id.clone()));
    kept
}
