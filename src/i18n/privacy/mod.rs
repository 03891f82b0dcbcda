//! The texts of what is not kept, or not for ever.

pub mod en;
pub mod es;
pub mod pt;

use super::texts::texts;

texts! {
    /// The texts of privacy.
    PrivacyTexts {}
    masks,
    masks_help,
    mask_cards,
    mask_emails,
    mask_phones,
    ages,
    text_days,
    text_days_help,
    conversation_days,
    conversation_days_help,
    days_wrong,
    preview,
    preview_none,
    preview_texts,
    preview_conversations,
    preview_help,
    preview_do,
    preview_saved,
    customer,
    customer_help,
    customer_kind,
    customer_value,
    kind_id,
    kind_anonymous,
    customer_find,
    customer_nobody,
    customer_found,
    customer_elsewhere,
    customer_shared,
    customer_download,
    customer_erase,
    customer_erase_help,
    customer_confirm,
    customer_confirm_wrong,
    receipt,
    receipt_help,
    receipt_counts,
    receipt_reading,
}
