use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::event::parse;

fn all() -> Masks {
    Masks::new(Mask::ALL.iter().copied())
}

#[test]
fn cards_are_masked_however_their_digits_are_grouped() {
    for (text, kept) in [
        ("4111111111111111", "[card]"),
        ("My card is 4111 1111 1111 1111, thanks", "My card is [card], thanks"),
        ("4111-1111-1111-1111.", "[card]."),
        ("4111 - 1111 - 1111 - 1111", "[card]"),
        ("378282246310005 (amex)", "[card] (amex)"),
        ("3782 822463 10005", "[card]"),
        ("4222222222222", "[card]"),
        ("6304 0000 0000 0000 000", "[card]"),
        ("4111 1111 1111 1111 12/27 123", "[card] 12/27 123"),
        ("4111111111111111 5500005555555559", "[card] [card]"),
        ("４１１１１１１１１１１１１１１１", "[card]"),
        ("No. 7: 4111\u{a0}1111\u{a0}1111\u{a0}1111", "No. 7: [card]"),
        // Not cards: a digit is wrong, too few, too many, part of a word, zeros.
        ("4111111111111112", "4111111111111112"),
        ("411111111111", "411111111111"),
        ("41111111111111111111111", "41111111111111111111111"),
        ("AB4111111111111111", "AB4111111111111111"),
        ("0000000000000000", "0000000000000000"),
        ("", ""),
    ] {
        assert_eq!(Masks::default().text(text), kept);
    }
}

#[test]
fn addresses_and_phones_are_masked_where_that_is_asked_for() {
    let masks = all();
    for (text, kept) in [
        ("Write to Ana.Lopez+shop@mail.example.com!", "Write to [email]!"),
        ("<ana@example.com>,ben@example.org", "<[email]>,[email]"),
        ("josé@correo.es.", "[email]."),
        ("@ana says a@b and c@.com", "@ana says a@b and c@.com"),
        ("call +34 600 11 22 33 now", "call [phone] now"),
        ("600112233", "[phone]"),
        ("(11) 98765-4321", "[phone]"),
        ("+1 (212) 555-0100", "[phone]"),
        ("tel. 212.555.0100", "tel. [phone]"),
        // Not phones.
        ("on 2026-11-20 10:30", "on 2026-11-20 10:30"),
        ("order 12345", "order 12345"),
        ("#600112233 and id=600112233", "#600112233 and id=600112233"),
        ("123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
        ("2026-11-20T10:00:00.000Z", "2026-11-20T10:00:00.000Z"),
    ] {
        assert_eq!(masks.text(text), kept);
        assert_eq!(Masks::default().text(text), text, "cards alone are masked unless more is asked for");
    }
}

#[test]
fn free_texts_are_masked_and_what_joins_customers_is_not() {
    let card = "4111 1111 1111 1111";
    let event = parse(
        json!({
            "id": "m-1", "type": "handoff.accepted", "time": "2026-11-01T10:00:00Z", "conversation": "4111111111111111",
            "ticket": "4111111111111111", "reason": format!("paid with {card}"),
            "profile": {"id": "4111111111111111", "email": "ana@example.com", "phone": "+34600112233"},
            "metadata": {"a": [{"b": card}], "n": 4_111_111_111_111_111_u64, "from": "ana@example.com"},
        }),
        chrono::DateTime::<chrono::Utc>::MAX_UTC - chrono::Duration::days(2),
    )
    .expect("an event");
    let masked = all().event(&event).expect("something is masked");
    assert_eq!(serde_json::json!(masked)["reason"], "paid with [card]");
    assert_eq!(
        serde_json::json!(masked)["metadata"],
        json!({"a": [{"b": "[card]"}], "n": 4_111_111_111_111_111_u64, "from": "[email]"})
    );
    let rest = |event: &Event| {
        (event.conversation.clone(), event.profile.clone(), serde_json::json!(event)["ticket"].clone())
    };
    assert_eq!(rest(&masked), rest(&event));
    assert_eq!(all().event(&masked), None, "once is enough");
    assert_eq!(Masks::new([]).event(&event), None);
}

#[test]
fn masks_are_kept_as_words() {
    assert_eq!(Masks::from_words("phones cards nonsense cards").to_words(), "cards phones");
    assert_eq!(Masks::from_words(""), Masks::new([]));
    assert_eq!(Masks::default().to_words(), "cards");
}

proptest! {
    #[test]
    fn masking_twice_is_masking_once(text in "([0-9]{1,8}[ .@+()-]{0,2}|4111|1111|a|@b\\.co|\\[card\\]|ñ){0,14}") {
        for masks in [Masks::default(), all(), Masks::new([Mask::Emails, Mask::Phones])] {
            let once = masks.text(&text).into_owned();
            prop_assert_eq!(masks.text(&once), once.as_str());
        }
    }

    #[test]
    fn whatever_stands_around_a_card_it_goes(before in "[a-z ,.:]{0,8}", after in "[ ,.;:a-z]{0,8}") {
        let text = format!("{before} 4111-1111 1111 1111 {after}");
        prop_assert_eq!(Masks::default().text(&text), format!("{before} [card] {after}"));
    }
}
