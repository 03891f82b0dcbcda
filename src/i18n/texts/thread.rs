//! The texts of a thread: what stands beside and between the messages.

use super::declare::texts;

texts! {
    /// The texts of a thread: what stands beside and between the messages.
    ThreadTexts
    groups {}
    texts {
        part,
        part_reopened,
        part_transferred,
        part_channel,
        later,
        rail,
        silence,
        show_less,
        open_link,
        leads,
        leads_help,
        open_tab,
        image,
        copy,
        copied,
        copy_failed,
        as_written,
        formatted,
        erased,
        unanswered,
    }
    plurals {
        messages,
        show_all,
    }
    lists {}
}
