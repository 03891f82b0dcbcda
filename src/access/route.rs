//! Every address with what it asks for. There is no other way to add one, so none is without a rule.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue, ORIGIN, VARY};
use actix_web::middleware::{Next, from_fn};
use actix_web::{HttpMessage, HttpRequest, Route};

use super::caller::{app, cookie};
use super::place::{names_loopback, same_site};
use super::{Caller, Who};
use crate::api::Problem;
use crate::domain::access::Right;
use crate::error::{Error, Result};
use crate::web::PageError;

/// What an address asks for.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `get`, `post`
    pub method: &'static str,
    /// Its path, with `{names}` for its parts.
    pub path: &'static str,
    /// What whoever asks must be allowed to do.
    pub needs: Right,
}

/// Lists the addresses of a room: `RULES` for whoever wants to know, and `routes` for the server.
macro_rules! routes {
    ($($method:ident $path:literal $needs:ident $handler:expr;)+) => {
        /// What each address asks for.
        pub const RULES: &[crate::access::Rule] = &[$(crate::access::Rule {
            method: stringify!($method),
            path: $path,
            needs: crate::domain::access::Right::$needs,
        }),+];

        /// Adds the addresses.
        pub fn routes(config: &mut actix_web::web::ServiceConfig) {
            let mut rules = RULES.iter();
            $(
                let rule = rules.next().expect("as many rules as addresses");
                config.route($path, rule.guards(actix_web::web::method(rule.method()).to($handler)));
            )+
        }
    };
}
pub(crate) use routes;

impl Rule {
    /// Lets through to a route whoever may.
    pub(crate) fn guards(&'static self, route: Route) -> Route {
        route.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| gate(self, request, next)))
    }

    /// The same as the library has it.
    pub fn method(&self) -> Method {
        match self.method {
            "get" => Method::GET,
            "post" => Method::POST,
            "delete" => Method::DELETE,
            _ => Method::OPTIONS,
        }
    }

    fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    fn refuse(&self, request: &HttpRequest, error: Error) -> actix_web::Error {
        if self.is_api() { Problem::Error(error).into() } else { PageError::new(request, error).into() }
    }
}

/// Whoever may goes on, with the [`Caller`] at hand.
///
/// # Errors
/// The refusal of everybody else, and what the handler fails with.
pub async fn gate(
    rule: &'static Rule,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let asked = request.request().clone();
    let (fresh, origin) = match admit(rule, &asked).await {
        Ok(None) => (None, None),
        Ok(Some((caller, fresh))) => {
            let fresh = fresh.map(|token| cookie(token, caller.place.secure));
            let origin = allowed_origin(&caller, &asked);
            asked.extensions_mut().insert(caller);
            (fresh, origin)
        }
        Err(error) => return Err(rule.refuse(&asked, error)),
    };
    let patience = app(&asked).map(|app| app.patience).unwrap_or_default();
    let changes = changes(&asked);
    drop(asked);
    let answering = next.call(request);
    let answered = match changes {
        true => match tokio::time::timeout(patience, answering).await {
            Ok(answered) => answered,
            Err(_) => Err(Problem::Error(Error::Slow).into()),
        },
        // An answer may be streamed for as long as it is read.
        false => answering.await,
    };
    let mut response = match answered {
        Ok(response) => response,
        // The page that sent a click may read why it was refused.
        Err(error) if origin.is_none() => return Err(error),
        Err(error) => {
            let mut refused = error.error_response();
            mark(refused.headers_mut(), origin);
            return Err(actix_web::error::InternalError::from_response(error, refused).into());
        }
    };
    mark(response.headers_mut(), origin);
    if let Some(fresh) = fresh {
        response.response_mut().add_cookie(&fresh)?;
    }
    Ok(response)
}

fn changes(request: &HttpRequest) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
}

async fn admit(rule: &Rule, request: &HttpRequest) -> Result<Option<(Caller, Option<String>)>> {
    let app = app(request)?;
    if app.demo.is_some() && !names_loopback(request) {
        return Err(Error::Elsewhere);
    }
    let changes = changes(request);
    if changes && !rule.is_api() && !same_site(request, &app.reached) {
        return Err(Error::Elsewhere);
    }
    if rule.needs == Right::Open {
        return Ok(None);
    }
    let (caller, fresh) = Caller::find(&app, request).await?;
    if let Who::Key(key) = &caller.who {
        if let Some(most) = key.per_minute {
            app.limits.key(key.account_id, &key.name, most)?;
        }
        if !key.origins.is_empty() && allowed_origin(&caller, request).is_none() {
            return Err(Error::Origin);
        }
    } else if changes && rule.is_api() && !same_site(request, &app.reached) {
        return Err(Error::Elsewhere);
    }
    caller.needs(rule.needs)?;
    Ok(Some((caller, fresh)))
}

/// The page that a key was made for, where a request comes from one.
fn allowed_origin(caller: &Caller, request: &HttpRequest) -> Option<HeaderValue> {
    let Who::Key(key) = &caller.who else { return None };
    let origin = request.headers().get(ORIGIN)?;
    let known = key.origins.iter().any(|known| known.as_bytes() == origin.as_bytes());
    known.then(|| origin.clone())
}

fn mark(headers: &mut actix_web::http::header::HeaderMap, origin: Option<HeaderValue>) {
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
}
