//! `GET /`: the overview.

use actix_web::HttpRequest;
use askama::Template;

use super::chart::{Chart, chart};
use super::filter_bar::FilterBar;
use super::guard::shown;
use super::layout::{Layout, locale};
use super::sentence::{Part, sentence};
use super::tiles::{Tile, tiles};
use super::{Page, render};
use crate::access::Caller;
use crate::api::{Query, overview_for};
use crate::domain::filter::Filter;
use crate::i18n::fill;
use crate::store::facets::{MOST, facets};

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    page: Layout,
    bar: FilterBar,
    sentence: Vec<Part>,
    compared: String,
    tiles: Vec<Tile>,
    chart: Chart,
    empty: bool,
    address: String,
}

/// The handler.
pub async fn show(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let locale = locale(&request, &caller);
    let report = shown(&request, overview_for(&caller, &query).await)?;
    let seen = caller.seen();
    let facets = match report.now.counts.conversations() <= MOST {
        true => Some(shown(&request, facets(caller.app.store.pages(), &seen, &report.filter).await)?),
        false => None,
    };
    let mut bar =
        shown(&request, FilterBar::new(&caller, &locale, &report.filter, false, facets.as_ref()).await)?;
    let group_by = report.group_by.as_str();
    bar.hidden.push(("group_by", group_by.to_owned()));
    let other = |filter: Filter| format!("/?{}", filter.query_with(&[("group_by", group_by)]));
    render(&Overview {
        sentence: sentence(&locale, &report.filter, other),
        compared: fill(locale.t.compared_with, &[("period", &locale.period(report.before.period))]),
        tiles: tiles(&locale, &report, caller.account.settings.currency),
        empty: report.now.counts.conversations() == 0,
        address: caller.place.server.clone(),
        chart: chart(&locale, &report),
        bar,
        page: Layout::new(&request, &caller, "overview"),
    })
}
