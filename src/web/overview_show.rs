//! `GET /`: the overview.

use actix_web::HttpRequest;
use askama::Template;

use super::chart::{Chart, chart};
use super::filter_bar::{FilterBar, sentence};
use super::guard::{reader, shown};
use super::layout::{Layout, locale};
use super::tiles::{Tile, tiles};
use super::{Page, render};
use crate::api::{Query, overview_for};
use crate::i18n::fill;

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    page: Layout,
    bar: FilterBar,
    sentence: Vec<String>,
    compared: String,
    tiles: Vec<Tile>,
    chart: Chart,
    empty: bool,
    address: String,
}

/// The handler.
pub async fn show(request: HttpRequest, query: Query) -> Page {
    let caller = reader(&request).await?;
    let locale = locale(&request, &caller);
    let report = shown(&request, overview_for(&caller, &query).await)?;
    let mut bar = shown(&request, FilterBar::new(&caller, locale.t, &report.filter, false).await)?;
    bar.hidden.push(("group_by", report.group_by.as_str().to_owned()));
    bar.hidden.extend(report.filter.statuses.iter().map(|status| ("status", status.as_str().to_owned())));
    bar.hidden.extend(report.filter.reasons.iter().map(|reason| ("reason", reason.as_str().to_owned())));
    bar.hidden.extend(report.filter.q.clone().map(|q| ("q", q)));
    let connection = request.connection_info();
    render(&Overview {
        sentence: sentence(&locale, &report.filter),
        compared: fill(locale.t.compared_with, &[("period", &locale.period(report.before.period))]),
        tiles: tiles(&locale, &report, caller.account.settings.currency),
        empty: report.now.counts.conversations() == 0,
        address: format!("{}://{}", connection.scheme(), connection.host()),
        chart: chart(&locale, &report),
        bar,
        page: Layout::new(&request, &caller, "overview"),
    })
}
