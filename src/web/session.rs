//! Signing in with a key, and out again.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::guard::{same_site, shown, way_back};
use super::layout::{Layout, is_secure, language};
use super::{Page, render};
use crate::access::{App, cookie};
use crate::api::Query;
use crate::store::keys::{self, Scope};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    page: Layout,
    wrong: bool,
    back: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Form {
    key: String,
    #[serde(default)]
    back: String,
}

/// `GET /sign-in`
pub async fn show(request: HttpRequest, query: Query) -> Page {
    let back = way_back(query.get("back")).to_owned();
    render(&SignIn { page: Layout::plain(&request, language(&request, "")), wrong: false, back })
}

/// `POST /sign-in`
pub async fn sign_in(request: HttpRequest, app: web::Data<App>, form: web::Form<Form>) -> Page {
    same_site(&request)?;
    let Form { key, back } = form.into_inner();
    let (key, back) = (key.trim().to_owned(), way_back(Some(&back)).to_owned());
    let opened = shown(&request, keys::open(app.store.reader(), &key).await)?;
    if !opened.is_some_and(|opened| opened.has(Scope::Read)) {
        return render(&SignIn { page: Layout::plain(&request, language(&request, "")), wrong: true, back });
    }
    let cookie = cookie(key, is_secure(&request));
    Ok(HttpResponse::SeeOther().cookie(cookie).insert_header(("Location", back)).finish())
}

/// `POST /sign-out`
pub async fn sign_out(request: HttpRequest) -> Page {
    same_site(&request)?;
    let mut response = HttpResponse::SeeOther().insert_header(("Location", "/sign-in")).finish();
    let mut gone = cookie(String::new(), is_secure(&request));
    gone.make_removal();
    let set = response.add_cookie(&gone);
    shown(&request, set.map_err(|error| crate::error::Error::Internal(error.to_string())))?;
    Ok(response)
}
