//! What every page has around it.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;

use sea_orm::DbErr;

use super::assets;
use crate::access::Caller;
use crate::domain::access::Right;
use crate::domain::event::words;
use crate::i18n::{Language, Locale, Texts};
use crate::kept::Key;

/// The cookie that keeps a chosen language.
pub const LANGUAGE_COOKIE: &str = "hilo_language";

/// The cookie that keeps a chosen theme.
pub const THEME_COOKIE: &str = "hilo_theme";

words!(
    /// Light or dark.
    Theme {
        /// As the system of the reader is.
        System = "system",
        /// Light in any case.
        Light = "light",
        /// Dark in any case.
        Dark = "dark",
    }
);

/// A language or theme to choose.
pub struct Choice {
    /// `en`
    pub code: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// The page is in it.
    pub current: bool,
    /// The address that chooses it and comes back.
    pub url: String,
}

/// The frame of a page.
pub struct Layout {
    /// The texts.
    pub t: &'static Texts,
    /// `pt-BR`
    pub language: &'static str,
    /// Where stylesheet and script stand.
    pub assets: String,
    /// The account's name; empty on pages that show nothing of one.
    pub account: String,
    /// A bar says that this is a demonstration.
    pub demo: bool,
    /// Who signed in; nobody: a key or the demonstration.
    pub me: Option<String>,
    /// Where the settings begin that they may change.
    pub settings: Option<&'static str>,
    /// `overview` or `conversations`: what the navigation marks.
    pub current: &'static str,
    /// What the page shows is kept up to date: the revision of the account before it was read.
    pub revision: Option<i64>,
    /// The languages to choose from.
    pub languages: Vec<Choice>,
    /// Light or dark.
    pub theme: &'static str,
    /// The themes to choose from.
    pub themes: Vec<Choice>,
}

impl Layout {
    /// The frame of a page of an account.
    pub fn new(request: &HttpRequest, caller: &Caller, current: &'static str) -> Self {
        let language = language_of(request, caller);
        Self {
            account: caller.account.name.clone(),
            demo: caller.is_demo(),
            me: caller.user().map(|_| caller.name.clone()),
            settings: caller.may(Right::Configure).then_some("/settings/account"),
            current,
            ..Self::plain(request, language)
        }
    }

    /// The same of a page that is kept up to date while it is open. To be made before what it shows is read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn live(request: &HttpRequest, caller: &Caller, current: &'static str) -> Result<Self, DbErr> {
        let revision = caller.app.store.shown_revision(&caller.account).await?;
        Ok(Self::at(revision, request, caller, current))
    }

    /// The same of a revision that was asked for already.
    pub fn at(revision: i64, request: &HttpRequest, caller: &Caller, current: &'static str) -> Self {
        Self { revision: Some(revision), ..Self::new(request, caller, current) }
    }

    /// The frame of a page that belongs to no account.
    pub fn plain(request: &HttpRequest, language: Language) -> Self {
        let back: String = form_urlencoded::byte_serialize(here(request).as_bytes()).collect();
        let languages = Language::all().map(|other| Choice {
            code: other.as_str(),
            name: other.texts().language_name,
            current: other == language,
            url: format!("/language/{}?back={back}", other.as_str()),
        });
        let t = language.texts();
        let theme = theme(request);
        let themes = Theme::ALL.iter().map(|other| Choice {
            code: other.as_str(),
            name: match other {
                Theme::System => t.theme_system,
                Theme::Light => t.theme_light,
                Theme::Dark => t.theme_dark,
            },
            current: *other == theme,
            url: format!("/theme/{}?back={back}", other.as_str()),
        });
        Self {
            t,
            language: language.texts().language_tag,
            assets: assets::base(),
            account: String::new(),
            demo: false,
            me: None,
            settings: None,
            current: "",
            revision: None,
            languages: languages.collect(),
            theme: theme.as_str(),
            themes: themes.collect(),
        }
    }
}

/// What a page of an account depends on that shows its numbers and nothing else, but for the time.
pub fn key(revision: i64, request: &HttpRequest, caller: &Caller) -> Key {
    let me = caller.user().map_or("", |_| &caller.name);
    let settings = if caller.may(Right::Configure) { "may configure" } else { "" };
    let language = language_of(request, caller).as_str();
    let frame = [language, theme(request).as_str(), &caller.account.name, settings, me];
    Key {
        account_id: caller.account.id,
        revision,
        address: here(request).to_owned(),
        frame: frame.map(str::to_owned),
        groups: caller.seen().groups,
    }
}

fn theme(request: &HttpRequest) -> Theme {
    let chosen = request.cookie(THEME_COOKIE).and_then(|cookie| Theme::from_word(cookie.value()));
    chosen.unwrap_or(Theme::System)
}

fn here(request: &HttpRequest) -> &str {
    request.uri().path_and_query().map_or("/", |path| path.as_str())
}

/// The language of a page: chosen in this browser, else kept somewhere, else asked for by the browser, else English.
pub fn language(request: &HttpRequest, kept: &[&str]) -> Language {
    let chosen = request.cookie(LANGUAGE_COOKIE).and_then(|cookie| Language::from_word(cookie.value()));
    let kept = || kept.iter().find_map(|word| Language::from_word(word));
    let accepted = || {
        let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        Language::accepted(header)
    };
    chosen.or_else(kept).or_else(accepted).unwrap_or_else(Language::english)
}

/// The same on a page of an account: what the reader chose anywhere goes before what the account says.
fn language_of(request: &HttpRequest, caller: &Caller) -> Language {
    let own = caller.user().map_or("", |user| &user.language);
    language(request, &[own, &caller.account.language])
}

/// How numbers and instants look on a page of an account.
pub fn locale(request: &HttpRequest, caller: &Caller) -> Locale {
    Locale { t: language_of(request, caller).texts(), zone: caller.account.settings.time_zone }
}
