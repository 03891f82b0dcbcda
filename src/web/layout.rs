//! What every page has around it.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;

use super::assets;
use crate::access::Caller;
use crate::domain::access::Right;
use crate::i18n::{Language, Locale, Texts};

/// The cookie that keeps a chosen language.
pub const LANGUAGE_COOKIE: &str = "hilo_language";

/// A language to choose.
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
    /// `en`
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
    /// The languages to choose from.
    pub languages: Vec<Choice>,
}

impl Layout {
    /// The frame of a page of an account.
    pub fn new(request: &HttpRequest, caller: &Caller, current: &'static str) -> Self {
        let language = language(request, &caller.account.language);
        Self {
            account: caller.account.name.clone(),
            demo: caller.is_demo(),
            me: caller.user().map(|_| caller.name.clone()),
            settings: caller.may(Right::Configure).then_some("/settings/account"),
            current,
            ..Self::plain(request, language)
        }
    }

    /// The frame of a page that belongs to no account.
    pub fn plain(request: &HttpRequest, language: Language) -> Self {
        let back = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
        let languages = Language::ALL.iter().map(|other| Choice {
            code: other.as_str(),
            name: other.texts().language_name,
            current: *other == language,
            url: format!("/language/{}?back={back}", other.as_str()),
        });
        Self {
            t: language.texts(),
            language: language.as_str(),
            assets: assets::base(),
            account: String::new(),
            demo: false,
            me: None,
            settings: None,
            current: "",
            languages: languages.collect(),
        }
    }
}

/// The language of a page: chosen by the reader, else by the account, else by the browser, else English.
pub fn language(request: &HttpRequest, of_account: &str) -> Language {
    let chosen = request.cookie(LANGUAGE_COOKIE).and_then(|cookie| Language::from_word(cookie.value()));
    let accepted = || {
        let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        Language::accepted(header)
    };
    chosen.or_else(|| Language::from_word(of_account)).or_else(accepted).unwrap_or(Language::En)
}

/// How numbers and instants look on a page of an account.
pub fn locale(request: &HttpRequest, caller: &Caller) -> Locale {
    let language = language(request, &caller.account.language);
    Locale { t: language.texts(), zone: caller.account.settings.time_zone }
}
