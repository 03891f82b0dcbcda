//! The texts of what the overview tells beside its four numbers: compared with what, about what, and when.

use super::declare::texts;

texts! {
    /// The texts of what the overview tells beside its four numbers: compared with what, about what, and when.
    InsightTexts
    groups {}
    texts {
        compare,
        compare_previous,
        compare_year,
        compare_none,
        breakdowns,
        channels,
        tags,
        agents,
        conversations,
        resolved,
        unresolved,
        all_values,
        fewer_values,
        questions,
        question,
        questions_none,
        reasons,
        handoff_reason,
        reasons_none,
        reason_missing,
        not_counted,
        hours,
        weekday,
        hour,
        hours_zone,
        heat_by,
    }
    plurals {
        n_unresolved,
        cell,
    }
    lists {}
}
