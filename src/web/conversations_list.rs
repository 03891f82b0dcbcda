//! `GET /conversations`: the table.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};
use sea_orm::DbErr;
use uuid::Uuid;

use super::bulk_show::{self, BulkBar};
use super::columns::{Column, Look};
use super::columns_form::ColumnsForm;
use super::export::ExportMenu;
use super::filter_bar::FilterBar;
use super::found::{snippets, understood};
use super::guard::shown;
use super::layout::{Layout, locale};
use super::list_rows::{Heading, Row, Rows, Value};
use super::sentence::{Part, sentence};
use super::view::{View, without_notices};
use super::views_menu::{ViewsMenu, url_of};
use super::{Page, exactly, later, render};
use crate::access::Caller;
use crate::api::{Query, conversations_for};
use crate::domain::access::Right;
use crate::domain::period::local_day;
use crate::domain::search;
use crate::i18n::{Texts, fill};
use crate::store::facets::{Known, facets};
use crate::store::list::{Sort, SortBy, count_to};
use crate::store::{filter, orders, overview, views};

/// What was just done, or what is wrong.
pub struct Notice {
    /// What people read.
    pub text: String,
    /// It is something wrong.
    pub error: bool,
    /// For how long it stays, in seconds, unless it is something wrong.
    pub seconds: u32,
    /// Where the undo is sent to.
    pub undo: Option<String>,
}

/// The order that is not the one shown.
struct Order {
    label: &'static str,
    url: String,
}

/// Of an account with no more conversations every number is there at once. Of others those that ask for passes over many
/// conversations follow: the page fetches itself once more with all numbers.
const AT_ONCE: u64 = 2_000;

#[derive(Template)]
#[template(path = "conversations.html")]
struct List {
    page: Layout,
    notices: Vec<Notice>,
    views: ViewsMenu,
    bar: FilterBar,
    sentence: Vec<Part>,
    /// The other order of what was searched for.
    order: Option<Order>,
    /// How the search was read, where that is not plain.
    understood: Option<String>,
    count: String,
    /// The address of the page with all its numbers, where they are not there.
    later: Option<String>,
    sales: Vec<String>,
    /// For those who may take something away.
    menu: Option<ExportMenu>,
    bulk: BulkBar,
    columns: ColumnsForm,
    /// The list as its forms name it.
    list: String,
    /// How wide the table is at least.
    size: &'static str,
    headings: Vec<Heading>,
    rows: Vec<Row>,
    previous: Option<String>,
    next: Option<String>,
}

/// The handler.
pub async fn list(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let locale = locale(&request, &caller);
    let now = caller.app.clock.now();
    let db = caller.app.store.pages();
    if request.query_string().is_empty()
        && let Some(url) = shown(&request, opens_by_itself(&caller, now).await)?
    {
        return Ok(HttpResponse::SeeOther().insert_header(("Location", url)).finish());
    }
    let page = shown(&request, Layout::live(&request, &caller, "conversations").await)?;
    let look = shown(&request, Look::parse(&query))?;
    let seen = caller.seen();
    let exactly =
        exactly(&query) || shown(&request, count_to(db, seen.condition(), AT_ONCE + 1).await)? <= AT_ONCE;
    let listed = shown(&request, conversations_for(&caller, &query, exactly).await)?;
    let named = query.get("view").map(str::to_owned);
    let view = View { filter: listed.filter, sort: listed.sort, look, named };
    let (total, known) = (listed.total, listed.known.as_ref());
    let facets = match exactly || known.is_some() {
        true => {
            // Not while somebody waits, what is counted of rows.
            let among = if exactly { total.n } else { u64::MAX };
            shown(
                &request,
                facets(db, &seen, &view.filter, Known { asked: known, everything: None, among }).await,
            )?
        }
        false => None,
    };
    let bar = FilterBar::new(&caller, &locale, &view.filter, true, facets.as_ref()).await;
    let mut bar = shown(&request, bar)?;
    bar.hidden.extend(view.shape());
    bar.hidden.extend(view.named.as_ref().map(|named| ("view", named.clone())));
    bar.clear = bar.clear.map(|_| view.over(view.filter.days()).url());

    let sales = match known {
        Some(known) => overview::summed(&known.sold),
        None if exactly => {
            let condition = filter::condition(db, &seen, &view.filter);
            shown(&request, overview::sales(db, caller.account.id, condition).await)?
        }
        None => Vec::new(),
    };
    let some = &listed.page.rows;
    let menu = match (caller.may(Right::Export), exactly) {
        (true, true) => {
            let menu = ExportMenu::new(&caller, &locale, &view.filter, total.n, some).await;
            Some(shown(&request, menu)?)
        }
        (true, false) => Some(ExportMenu::without_numbers(&locale, &view.filter, !some.is_empty())),
        (false, _) => None,
    };
    let orders_of = |n| locale.plural(locale.t.orders, n);
    let ids: Vec<i64> = listed.page.rows.iter().map(|row| row.id).collect();
    let sold = match view.look.columns.contains(&Column::Sales) {
        true => shown(&request, orders::sales_of(db, caller.account.id, &ids).await)?,
        false => HashMap::new(),
    };
    let at_once = match view.look.columns.contains(&Column::FirstContact) {
        true => shown(&request, filter::first_contacts(db, caller.account.id, &ids, now).await)?,
        false => HashSet::new(),
    };
    let query_of_list = without_notices(&query);
    let list = query_of_list.text();
    let encoded: String = form_urlencoded::byte_serialize(list.as_bytes()).collect();
    let searched = view.filter.q.as_deref().map(search::Query::read).unwrap_or_default();
    let found = shown(&request, snippets(db, caller.account.id, &ids, &searched, locale.t).await)?;
    let found = RefCell::new(found);
    let rows =
        Rows { at_once: &at_once, found, locale: &locale, view: &view, sales: &sold, list: &encoded, now };
    let bulk = BulkBar::new(&caller, &locale, total, listed.page.rows.len()).await;
    let done = shown(&request, bulk_show::notice(&caller, &locale, &query).await)?;
    render(&List {
        notices: notices(locale.t, &query).into_iter().chain(done).collect(),
        views: shown(&request, ViewsMenu::new(&caller, locale.t, &view, local_day(now, locale.zone)).await)?,
        sentence: sentence(&locale, &view.filter, |filter| view.over(filter).url()),
        order: order(locale.t, &view),
        understood: understood(locale.t, &searched),
        count: match total.more {
            true => fill(
                locale.t.conversations.of(locale.t.language_tag, total.n),
                &[("n", &format!("{}+", locale.number(total.n)))],
            ),
            false => locale.plural(locale.t.conversations, total.n),
        },
        later: (!exactly).then(|| later("/conversations", &query_of_list)),
        sales: sales
            .iter()
            .map(|s| format!("{} ({})", locale.money(s.amount), orders_of(s.orders)))
            .collect(),
        menu,
        bulk: shown(&request, bulk)?,
        columns: ColumnsForm::new(locale.t, &view),
        size: view.look.size(),
        headings: rows.headings(),
        rows: listed.page.rows.iter().map(|row| rows.row(row)).collect(),
        previous: listed.page.previous.as_ref().map(|cursor| view.page(cursor)),
        next: listed.page.next.as_ref().map(|cursor| view.page(cursor)),
        list,
        bar,
        page,
    })
}

/// What was searched for can be shown newest first, or what matches best.
fn order(t: &'static Texts, view: &View) -> Option<Order> {
    view.filter.q.as_ref()?;
    let (sort, label) = match view.sort.by {
        SortBy::Relevance => (Sort::default(), t.newest_first),
        _ => (Sort { by: SortBy::Relevance, descending: true }, t.best_first),
    };
    Some(Order { label, url: View { sort, ..view.clone() }.url() })
}

/// The address of the view that opens where the address says nothing.
async fn opens_by_itself(caller: &Caller, now: DateTime<Utc>) -> Result<Option<String>, DbErr> {
    let (db, person) = (caller.app.store.pages(), caller.person());
    let Some(id) = views::default_of(db, caller.account.id, &person).await? else { return Ok(None) };
    let row = views::find(db, caller.account.id, &person, id).await?.filter(|row| row.removed.is_empty());
    Ok(row.map(|row| url_of(&row, local_day(now, caller.account.settings.time_zone))))
}

fn notices(t: &Texts, query: &Query) -> Vec<Notice> {
    let done = match query.get("done").unwrap_or_default() {
        "view_saved" => Some((t.done_view_saved, false)),
        "view_removed" => Some((t.done_view_removed, false)),
        "view_default" => Some((t.done_view_default, false)),
        "view_no_default" => Some((t.done_view_no_default, false)),
        "view_taken" => Some((t.view_taken, true)),
        "view_name" => Some((t.view_name_wrong, true)),
        "view_too_many" => Some((t.view_too_many, true)),
        _ => None,
    };
    let undo = query.get("undo").and_then(|id| Uuid::try_parse(id).ok());
    let undo = undo.map(|id| format!("/views/{id}/restore"));
    let done = done.map(|(text, error)| Notice { text: text.to_owned(), error, seconds: 12, undo });
    let dropped: Vec<_> =
        query.0.iter().filter(|(name, _)| name == "dropped").map(|(_, what)| what.as_str()).collect();
    let dropped = (!dropped.is_empty()).then(|| Notice {
        text: fill(t.view_dropped, &[("what", &dropped.join(", "))]),
        error: true,
        seconds: 12,
        undo: None,
    });
    done.into_iter().chain(dropped).collect()
}
