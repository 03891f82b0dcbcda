//! Did it sell: last touch within the window, both ends included.

use hilo::domain::attribution::{Touchpoint, WhyNot, last_touch};
use hilo::domain::settings::Settings;

use super::builder::at;

fn touch(event: &str, time: &str) -> Touchpoint {
    Touchpoint {
        event: event.to_owned(),
        time: at(time),
        channel: "web_chat".to_owned(),
        conversation: 1,
        test: false,
    }
}

/// The event that earned an order placed at 12:00 of the next day, or why none did.
fn earned(touches: &[Touchpoint]) -> Result<String, WhyNot> {
    last_touch(at("1 12:00"), touches, &Settings::default()).map(|touch| touch.event.clone())
}

#[test]
fn both_ends_of_the_window_count() {
    for (time, expected) in [
        ("12:00", Ok("t".to_owned())),
        ("11:59:59.999", Err(WhyNot::TooOld(24))),
        ("12:00:00.001", Ok("t".to_owned())),
        ("1 11:59:59.999", Ok("t".to_owned())),
        ("1 12:00", Ok("t".to_owned())),
        ("1 12:00:00.001", Err(WhyNot::OnlyAfter)),
        ("2 00:00", Err(WhyNot::OnlyAfter)),
        ("-30 12:00", Err(WhyNot::TooOld(24))),
    ] {
        assert_eq!(earned(&[touch("t", time)]), expected, "touched at {time}");
    }
}

#[test]
fn the_last_touch_before_the_order_earns_it() {
    let touches =
        [touch("a", "1 09:00"), touch("c", "1 11:00"), touch("b", "1 10:00"), touch("d", "1 13:00")];
    assert_eq!(earned(&touches).as_deref(), Ok("c"));
}

#[test]
fn of_equal_times_the_greatest_event_id_earns_it() {
    let mut touches = [touch("e-10", "1 11:00"), touch("e-9", "1 11:00"), touch("e-1", "1 11:00")];
    assert_eq!(earned(&touches).as_deref(), Ok("e-9"));
    touches.reverse();
    assert_eq!(earned(&touches).as_deref(), Ok("e-9"), "however they are listed");
}

#[test]
fn without_any_touch_it_was_never_clicked() {
    assert_eq!(earned(&[]), Err(WhyNot::Never));
}

#[test]
fn touches_of_trials_earn_nothing() {
    let trial = Touchpoint { test: true, ..touch("t", "1 11:00") };
    assert_eq!(earned(std::slice::from_ref(&trial)), Err(WhyNot::Never));
    assert_eq!(earned(&[trial.clone(), touch("a", "1 10:00")]).as_deref(), Ok("a"));
    assert_eq!(earned(&[trial.clone(), touch("z", "1 13:00")]), Err(WhyNot::OnlyAfter));
    assert_eq!(earned(&[trial, touch("z", "09:00")]), Err(WhyNot::TooOld(24)));
}

#[test]
fn a_touch_too_old_says_more_than_one_too_late() {
    assert_eq!(earned(&[touch("a", "09:00"), touch("z", "1 13:00")]), Err(WhyNot::TooOld(24)));
}

#[test]
fn every_reason_is_a_sentence() {
    for (why, sentence) in [
        (WhyNot::Cancelled, "cancelled"),
        (WhyNot::Test, "a trial"),
        (WhyNot::NoCustomer, "the order names no customer"),
        (WhyNot::Never, "never clicked"),
        (WhyNot::TooOld(24), "last click before the order is more than 24 h old"),
        (WhyNot::TooOld(720), "last click before the order is more than 720 h old"),
        (WhyNot::OnlyAfter, "clicked only after the order"),
    ] {
        assert_eq!(why.sentence(), sentence);
    }
}
