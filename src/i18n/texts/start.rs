//! The texts of the first steps.

use super::declare::texts;

texts! {
    /// The texts of the first steps.
    StartTexts
    groups {}
    texts {
        title,
        key,
        key_help,
        key_ask,
        send,
        waiting,
        waiting_help,
        look_again,
        arrived,
        arrived_help,
        open_thread,
        next_numbers,
        next_people,
        copy,
        copied,
    }
    plurals {}
    lists {}
}
