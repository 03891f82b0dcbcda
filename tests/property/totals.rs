//! Totals, against the rows that they sum.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use hilo::domain::filter::{Between, Field, Filter, Values};
use hilo::domain::period::{Compare, Period};
use hilo::store::breakdown::breakdown;
use hilo::store::derived::{Table, rows_after};
use hilo::store::facets::{Known, facets};
use hilo::store::overview::GroupBy;
use hilo::store::report::{Report, counted, report};
use hilo::store::seen::Seen;
use hilo::store::{accounts, totals};
use serde_json::{Map, Value};

use super::history::begin;
use super::rows::Desk;

impl Desk {
    /// All totals of an account, as they are kept.
    pub fn totals(&self, account: i64) -> Value {
        let rows = rows_after(self.store().reader(), account, Table::Total, None, 100_000);
        let rows = self.wait(rows).expect("read");
        rows.iter()
            .map(|row| (row.label.clone(), format!("{:?}", row.columns).into()))
            .collect::<Map<_, _>>()
            .into()
    }

    /// The same, summed anew in a time zone.
    pub fn summed_anew(&self, account: i64, zone: chrono_tz::Tz) -> Value {
        self.wait(async {
            let of = accounts::get(self.store().reader(), account).await.expect("read").expect("there");
            let settings = hilo::domain::settings::Settings { time_zone: zone, ..of.settings.clone() };
            let tx = self.store().begin().await.expect("begun");
            accounts::keep(&tx, account, &settings).await.expect("kept");
            let of = accounts::Account { settings, ..of };
            totals::rebuild(&tx, &of).await.expect("summed");
            tx.commit().await.expect("kept");
        });
        self.totals(account)
    }

    /// Whether totals say of every filter by one field what the rows say; gives how many they could tell.
    pub fn says_alike(&self, account: i64, now: DateTime<Utc>, zone: chrono_tz::Tz) -> usize {
        let seen = Seen { account_id: account, zone, now, groups: None };
        let day = |days| (begin() + Duration::days(days)).date_naive();
        let period = |from: NaiveDate, to| Period::new(from, to).expect("a period");
        let mut told = 0;
        for (period, group_by) in [
            (period(day(-1), day(12)), GroupBy::Status),
            (period(day(2), day(4)), GroupBy::Tag),
            (period(day(0), day(90)), GroupBy::Channel),
        ] {
            for filter in filters() {
                told += usize::from(self.is_alike(&seen, &filter, period, group_by));
            }
        }
        told
    }

    fn is_alike(&self, seen: &Seen, filter: &Filter, period: Period, group_by: GroupBy) -> bool {
        let db = self.store().reader();
        let filter = Filter { period: Some(period), ..filter.clone() };
        self.wait(async {
            let asked = (group_by, Compare::Previous);
            let summed = report(db, seen, &filter, period, asked).await.expect("told");
            let Some(known) = &summed.totals else { return false };
            let before = Some(period.previous());
            let rows = counted(db, seen, filter.clone(), period, (group_by, Compare::Previous, before)).await;
            let rows = rows.expect("told");
            assert_eq!(shown(&summed), shown(&rows), "{filter:?}");
            let n = rows.now.counts.conversations();
            assert_eq!(n, known.conversations(), "{filter:?}");
            let [everything, none] = [summed.everything.as_ref(), None];
            let of = |asked| facets(db, seen, &filter, Known { asked, everything, among: n });
            let told = of(Some(known)).await.expect("told").expect("few");
            let right = of(none).await.expect("told").expect("few");
            for field in Field::ALL.iter().copied() {
                assert_eq!(told.values(field), right.values(field), "{field:?} of {filter:?}");
                for value in right.values(field) {
                    assert_eq!(
                        told.count(field, value),
                        right.count(field, value),
                        "{field:?} {value} of {filter:?}"
                    );
                }
            }
            let told = breakdown(db, seen, &filter, Some(known), true).await.expect("told");
            assert_eq!(told, breakdown(db, seen, &filter, None, true).await.expect("told"), "{filter:?}");
            true
        })
    }
}

fn shown(report: &Report) -> String {
    let Report { now, before, closed, auto_closed, days, sales_days, hours, .. } = report;
    format!("{:#?}", (now, before, closed, auto_closed, days, sales_days, hours))
}

/// By no field, and by one: some values that histories have, alone, together and left out.
fn filters() -> Vec<Filter> {
    let values = [
        (Field::Channel, vec!["web_chat", "sms", "whatsapp"]),
        (Field::Tag, vec!["(none)", "pedido", "late"]),
        (Field::Agent, vec!["(none)", "Ada"]),
        (Field::Group, vec!["(none)", "north"]),
        (Field::Sales, vec!["any", "(none)", "USD"]),
        (Field::Status, vec!["resolved", "unresolved", "open"]),
        (Field::Reason, vec!["closed", "handoff", "unanswered"]),
        (Field::Reopened, vec!["yes", "no"]),
        (Field::Weekday, vec!["1", "6", "7"]),
        (Field::Hour, vec!["0", "9", "10"]),
        (Field::HandoffReason, vec!["(none)", "refund", "wants a person"]),
    ];
    let mut filters = vec![Filter::default(), Filter { test: true, ..Filter::default() }];
    for (min, max) in [(Some(2), None), (None, Some(4)), (Some(1), Some(5))] {
        filters.push(Filter { messages: Between { min, max }, ..Filter::default() });
    }
    for (field, values) in values {
        let one = |value: &str| Values::one(field, value);
        filters.extend(values.iter().map(|value| Filter { with: one(value), ..Filter::default() }));
        filters.extend(values.iter().map(|value| Filter { without: one(value), ..Filter::default() }));
        let mut all = Values::default();
        all.set(field, values.into_iter().map(str::to_owned).collect());
        filters.push(Filter { with: all.clone(), ..Filter::default() });
        filters.push(Filter { without: all, ..Filter::default() });
    }
    filters
}
