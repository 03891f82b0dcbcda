//! People who are signed in, without having typed a password.

use hilo::domain::access::Role;
use hilo::store::sessions::{self, From};
use hilo::store::users::{self, Model as User};
use reqwest::{Client, Method, RequestBuilder, Response};

use super::App;

/// Somebody in a browser.
pub struct Person {
    pub user: User,
    pub cookie: String,
    url: String,
    client: Client,
}

impl App {
    /// Somebody of the app's own account.
    pub async fn person(&self, role: Role, groups: &[&str]) -> Person {
        self.person_of(self.account, role, groups).await
    }

    /// Somebody of an account.
    pub async fn person_of(&self, account: i64, role: Role, groups: &[&str]) -> Person {
        let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        let email = format!("{}-{}@example.com", role.as_str(), uuid::Uuid::new_v4().simple());
        let user =
            User { password: "-".to_owned(), ..User::new(account, &email, role.as_str(), role, &groups, 0) };
        let db = self.store.writer();
        assert!(users::add(db, user.clone()).await.expect("added"));
        let now = hilo::store::to_millis(self.clock.now());
        let token = sessions::begin(db, account, user.id, From::default(), now).await.expect("signed in");
        Person::at(&self.url, user, format!("hilo_session={token}"))
    }
}

impl Person {
    fn at(url: &str, user: User, cookie: String) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { user, cookie, url: url.to_owned(), client }
    }

    /// Whoever looks at a demo, where nobody signs in.
    pub fn at_demo(url: &str) -> Self {
        Self::at(url, User::new(0, "demo@example.com", "demo", Role::Owner, &[], 0), String::new())
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).header("Cookie", &self.cookie)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(form);
        let request =
            self.request(Method::POST, path).header("Content-Type", "application/x-www-form-urlencoded");
        request.body(body.finish()).send().await.expect("an answer")
    }
}
