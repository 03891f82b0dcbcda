//! `/settings/privacy`: what is masked, for how long things are kept, and what would go by that; below it one customer.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::customer::Customer;
use super::{Tab, tabs};
use crate::access::Caller;
use crate::api::Query;
use crate::domain::mask::{Mask, Masks};
use crate::error::Error;
use crate::i18n::{Locale, PrivacyTexts, fill};
use crate::ingest::erase::Counts;
use crate::ingest::retain;
use crate::log::cause;
use crate::store::accounts::{self, Privacy};
use crate::store::audit::{self, Action};
use crate::web::guard::shown;
use crate::web::layout::{Layout, locale};
use crate::web::{Page, render};

#[derive(Template)]
#[template(path = "settings_privacy.html")]
struct PrivacyPage {
    page: Layout,
    tabs: Vec<Tab>,
    masks: Vec<Choice>,
    text_days: String,
    conversation_days: String,
    /// What saving would erase, for people; to be confirmed.
    preview: Option<Vec<String>>,
    done: Option<&'static str>,
    wrong: Option<&'static str>,
    customer: Customer,
}

/// A mask.
struct Choice {
    word: &'static str,
    label: &'static str,
    chosen: bool,
}

/// What a page shows beside what is decided.
#[derive(Default)]
pub struct Shown {
    /// What was sent and is not decided yet.
    pub asked: Option<Asked>,
    /// What that would erase.
    pub preview: Option<Counts>,
    /// What was done.
    pub done: Option<&'static str>,
    /// What cannot be.
    pub wrong: Option<&'static str>,
    /// The customer that was looked for.
    pub customer: Customer,
}

/// What the form sends.
pub struct Asked {
    masks: Masks,
    text_days: String,
    conversation_days: String,
}

impl Asked {
    fn sent(sent: &Query) -> Self {
        let masks =
            sent.0.iter().filter(|(name, _)| name == "mask").filter_map(|(_, word)| Mask::from_word(word));
        let days = |name| sent.get(name).unwrap_or("0").trim().to_owned();
        Self {
            masks: Masks::new(masks),
            text_days: days("text_days"),
            conversation_days: days("conversation_days"),
        }
    }

    fn of(privacy: &Privacy) -> Self {
        Self {
            masks: privacy.masks.clone(),
            text_days: privacy.text_days.to_string(),
            conversation_days: privacy.conversation_days.to_string(),
        }
    }

    /// What is to be decided; none: these are no ages.
    fn read(&self, before: &Privacy) -> Option<Privacy> {
        let (texts, conversations) = (self.text_days.parse().ok()?, self.conversation_days.parse().ok()?);
        Some(before.with(self.masks.clone(), texts, conversations)).filter(Privacy::is_possible)
    }
}

/// `GET /settings/privacy`
pub async fn show(request: HttpRequest, caller: Caller, query: Query) -> Page {
    let t = &locale(&request, &caller).t.privacy;
    let done = query.get("done").map(|_| t.preview_saved);
    page(&request, &caller, Shown { done, ..Shown::default() })
}

/// Shows the page.
pub fn page(request: &HttpRequest, caller: &Caller, with: Shown) -> Page {
    let locale = locale(request, caller);
    let t = &locale.t.privacy;
    let Shown { asked, preview, done, wrong, customer } = with;
    let asked = asked.unwrap_or_else(|| Asked::of(&caller.account.privacy));
    let choice =
        |mask: Mask| Choice { word: mask.as_str(), label: label(t, mask), chosen: asked.masks.has(mask) };
    render(&PrivacyPage {
        tabs: tabs(caller, &locale.t.people, "/settings/privacy"),
        masks: Mask::ALL.iter().copied().map(choice).collect(),
        preview: preview.map(|counts| told(&locale, counts)),
        text_days: asked.text_days,
        conversation_days: asked.conversation_days,
        done,
        wrong,
        customer,
        page: Layout::new(request, caller, "settings"),
    })
}

fn label(t: &PrivacyTexts, mask: Mask) -> &'static str {
    match mask {
        Mask::Cards => t.mask_cards,
        Mask::Emails => t.mask_emails,
        Mask::Phones => t.mask_phones,
    }
}

/// What would be erased, for people.
fn told(locale: &Locale, counts: Counts) -> Vec<String> {
    let (t, n) = (&locale.t.privacy, |n: u64| locale.number(n));
    let mut lines = Vec::new();
    if counts.texts > 0 {
        lines.push(fill(t.preview_texts, &[("n", &n(counts.texts))]));
    }
    if counts.conversations + counts.customers > 0 {
        let (conversations, customers) = (n(counts.conversations), n(counts.customers));
        let values =
            [("conversations", &*conversations), ("customers", &customers), ("orders", &n(counts.orders))];
        lines.push(fill(t.preview_conversations, &values));
    }
    if lines.is_empty() {
        lines.push(t.preview_none.to_owned());
    }
    lines
}

/// `POST /settings/privacy`: shows what would be erased before it is decided; with `sure` it is.
pub async fn decide(request: HttpRequest, caller: Caller, body: web::Bytes) -> Page {
    let sent = Query::parse(&String::from_utf8_lossy(&body));
    let t = &locale(&request, &caller).t.privacy;
    let (app, account, now) = (&caller.app, &caller.account, caller.app.clock.now());
    let asked = Asked::sent(&sent);
    let Some(after) = asked.read(&account.privacy) else {
        return page(
            &request,
            &caller,
            Shown { asked: Some(asked), wrong: Some(t.days_wrong), ..Shown::default() },
        );
    };
    let kept_for = |privacy: &Privacy| (privacy.text_days, privacy.conversation_days);
    let erases = kept_for(&after) != kept_for(&account.privacy) && kept_for(&after) != (0, 0);
    // Sure of these ages and no others: they may have been changed beside what was shown.
    let sure = format!("{}/{}", after.text_days, after.conversation_days);
    if erases && sent.get("sure") != Some(&sure) {
        let counts = shown(&request, retain::due(&app.store, account, &after, now).await)?;
        return page(
            &request,
            &caller,
            Shown { asked: Some(asked), preview: Some(counts), ..Shown::default() },
        );
    }
    let kept = async {
        let tx = app.store.begin().await?;
        // By what is decided now, not when the form was opened.
        let before = accounts::lock(&tx, account.id).await?.privacy;
        let after = before.with(after.masks.clone(), after.text_days, after.conversation_days);
        accounts::set_privacy(&tx, account.id, &after).await?;
        let (by, details) = (caller.actor(), after.differences(&before));
        audit::record(&tx, account.id, &by, Action::SettingsChanged, "", &details, now).await?;
        Ok::<_, Error>(tx.commit().await?)
    };
    shown(&request, kept.await)?;
    app.store.show_own_writes();
    if erases {
        let (store, account_id, by) = (app.store.clone(), account.id, caller.actor());
        tokio::spawn(async move {
            if let Err(error) = retain::apply_to(&store, account_id, &by, now).await {
                // It is taken up again by the next daily look.
                tracing::warn!(cause = cause::of(&error), "retention was cut short");
            }
        });
    }
    Ok(HttpResponse::SeeOther().insert_header(("Location", "/settings/privacy?done=1")).finish())
}
