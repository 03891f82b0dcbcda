//! The texts of privacy.

use super::declare::texts;

texts! {
    /// The texts of privacy.
    PrivacyTexts
    groups {}
    texts {
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
    plurals {}
    lists {}
}
