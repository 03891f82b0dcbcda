//! Counts and rates.

use hilo::domain::metrics::{Counts, change, rate};
use hilo::domain::status::{Reason, Status};

#[test]
fn of_no_conversations_there_is_no_rate() {
    let none = Counts::default();
    assert_eq!(none.conversations(), 0);
    assert_eq!((none.resolution_rate(), none.unresolved_rate()), (None, None));
    assert_eq!(rate(0, 0), None);
    assert_eq!(rate(0, 3), Some(0.0), "none of some is a rate");
}

#[test]
fn nothing_before_is_nothing_to_compare_with() {
    assert_eq!(change(5, 0), None);
    assert_eq!(change(0, 0), None);
    assert_eq!(change(0, 5), Some(-1.0));
    assert_eq!(change(5, 4), Some(0.25));
}

#[test]
fn every_status_and_reason_is_counted_in_one_place() {
    let mut counts = Counts::default();
    for (n, &reason) in (1..).zip(Reason::ALL) {
        counts.add(reason.status(), Some(reason), n);
    }
    counts.add(Status::Open, None, 10);
    assert_eq!((counts.handoff, counts.human, counts.unanswered), (1, 2, 3));
    assert_eq!((counts.resolved, counts.unresolved(), counts.open), (4 + 5, 6, 10));
    assert_eq!(counts.conversations(), 25);
}

#[test]
fn the_three_shares_make_the_whole() {
    for resolved in 0..6 {
        for unanswered in 0..6 {
            for open in 0..6 {
                let counts = Counts { resolved, handoff: 1, human: 0, unanswered, open };
                let (Some(yes), Some(no)) = (counts.resolution_rate(), counts.unresolved_rate()) else {
                    panic!("there are conversations");
                };
                let open = rate(counts.open, counts.conversations()).unwrap_or_default();
                assert!((yes + no + open - 1.0).abs() < 1e-12, "{counts:?}");
            }
        }
    }
}

#[test]
fn every_reason_belongs_to_one_status() {
    for (reason, status) in [
        (Reason::Handoff, Status::Unresolved),
        (Reason::Human, Status::Unresolved),
        (Reason::Unanswered, Status::Unresolved),
        (Reason::Closed, Status::Resolved),
        (Reason::AutoClosed, Status::Resolved),
    ] {
        assert_eq!(reason.status(), status);
    }
    assert_eq!(Reason::ALL.len(), 5);
}
