//! The texts of the chart, and of pages that are kept up to date while they are open.

use super::declare::texts;

texts! {
    /// The texts of the chart, and of pages that are kept up to date while they are open.
    LiveTexts
    groups {}
    texts {
        chart_weeks,
        chart_months,
        chart_keys,
        week,
        month,
        month_of,
        drag_hint,
        drag_open,
        tap_again,
        activity,
        show,
        updated,
        lost,
        out,
        key_show,
    }
    plurals {
        unsettled,
        messages,
    }
    lists {}
}
