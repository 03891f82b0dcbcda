//! `GET /`: the overview.

use actix_web::HttpRequest;
use askama::Template;
use sea_orm::{ConnectionTrait, DbErr};

use super::breakdown::{ALL, Breakdowns, breakdowns};
use super::chart::{Chart, chart};
use super::filter_bar::FilterBar;
use super::guard::shown;
use super::layout::{Layout, key, locale};
use super::sentence::{Part, sentence};
use super::start::Start;
use super::tiles::{Tile, tiles};
use super::{Page, again, compare, exactly, html, later};
use crate::access::Caller;
use crate::api::{Query, overview_for};
use crate::domain::filter::{Field, Filter};
use crate::domain::period::day_start;
use crate::i18n::fill;
use crate::kept::Made;
use crate::store::breakdown::{Breakdown, breakdown};
use crate::store::facets::{Known, MOST, facets};
use crate::store::seen::Seen;
use crate::store::{accounts, settled, to_millis};

/// Among more conversations it is not looked for what customers said while somebody waits: the page fetches itself once more
/// with all numbers.
const AT_ONCE: u64 = 1_000;

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    page: Layout,
    bar: FilterBar,
    sentence: Vec<Part>,
    compared: Option<String>,
    tiles: Vec<Tile>,
    chart: Chart,
    breakdowns: Breakdowns,
    /// The address of the page with all its numbers, where they are not there.
    later: Option<String>,
    empty: bool,
    /// Nothing has ever come in.
    start: Option<Start>,
}

/// The handler.
pub async fn show(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let revision = shown(&request, caller.app.store.shown_revision(&caller.account).await)?;
    let (key, now) = (key(revision, &request, &caller), to_millis(caller.app.clock.now()));
    if let Some(made) = caller.app.kept.get(&key, now) {
        return Ok(again(made));
    }
    let locale = locale(&request, &caller);
    let page = Layout::at(revision, &request, &caller, "overview");
    let seen = caller.seen();
    let db = shown(&request, caller.app.store.pages_at_one_moment().await)?;
    let report = shown(&request, overview_for(&db, &caller, &query).await)?;
    let conversations = report.now.counts.conversations();
    let exactly = exactly(&query);
    let known = report.totals.as_ref();
    let sums = Known { asked: known, everything: report.everything.as_ref(), among: report.among };
    let facets = facets(&db, &seen, &report.filter, sums).await;
    let facets = shown(&request, facets)?;
    let broken_down = match conversations {
        0 => Breakdown::default(),
        n => {
            let said = report.among <= AT_ONCE || (exactly && n <= MOST);
            shown(&request, breakdown(&db, &seen, &report.filter, known, said).await)?
        }
    };
    let left_out = report.among > AT_ONCE && (1..=MOST).contains(&conversations);
    let later = (!exactly && left_out).then(|| later("/", &query));
    let until = shown(&request, stays_until(&db, &seen).await)?;
    // A replica may have been asked for one and the database itself for the other.
    let same = shown(&request, accounts::revision(&db, seen.account_id).await)? == key.revision;
    shown(&request, db.commit().await)?;
    let start = match conversations {
        0 => Some(shown(&request, Start::of(&caller, None).await)?).filter(|start| start.thread.is_none()),
        _ => None,
    };
    let mut bar =
        shown(&request, FilterBar::new(&caller, &locale, &report.filter, false, facets.as_ref()).await)?;
    let group_by = report.group_by.as_str();
    let kept: Vec<_> = compare::pair(report.compare).into_iter().chain([("group_by", group_by)]).collect();
    bar.compare = compare::choices(locale.t, report.compare);
    bar.hidden.push(("group_by", group_by.to_owned()));
    bar.clear = bar.clear.map(|_| format!("/?{}", report.filter.days().query_with(&kept)));
    let mut chart = chart(&locale, &report);
    for tab in &mut chart.tabs {
        compare::keep(report.compare, &mut tab.url);
    }
    let other = |filter: Filter| format!("/?{}", filter.query_with(&kept));
    let all = query.get(ALL).and_then(Field::from_word);
    let with_all = |field: Option<Field>| {
        let all = field.map(|field| (ALL, field.as_str()));
        let kept: Vec<_> = kept.iter().copied().chain(all).collect();
        format!("/?{}", report.filter.query_with(&kept))
    };
    let compared = report.before.as_ref().map(|before| locale.period(before.period));
    let is_kept = same && start.is_none();
    let html = html(&Overview {
        sentence: sentence(&locale, &report.filter, other),
        compared: compared.map(|period| fill(locale.t.compared_with, &[("period", &period)])),
        tiles: tiles(&locale, &report, caller.account.settings.currency),
        empty: conversations == 0,
        start,
        chart,
        breakdowns: breakdowns(&locale, &report, &broken_down, all, with_all),
        later,
        bar,
        page,
    })?;
    let made = Made::new(html, now, until);
    if is_kept {
        caller.app.kept.put(key, made.clone());
    }
    Ok(again(made))
}

/// When time alone changes what is shown, though nothing comes in.
async fn stays_until(db: &impl ConnectionTrait, seen: &Seen) -> Result<i64, DbErr> {
    let tomorrow = day_start(seen.today().succ_opt().unwrap_or(seen.today()), seen.zone);
    let closes = settled::next_close(db, seen.account_id, seen.now).await?;
    Ok(closes.unwrap_or(i64::MAX).min(to_millis(tomorrow)))
}
