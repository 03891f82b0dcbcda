//! `hilo user`: the people who sign in.

use clap::{Args, Subcommand};

use super::{open_account, usage};
use crate::access::people;
use crate::config::{Common, Public};
use crate::domain::access::Role;
use crate::domain::event::instant;
use crate::error::Result;
use crate::store::audit::Actor;
use crate::store::users::{self, Model as User};
use crate::store::{Store, from_millis, to_millis};
use crate::web::is_address;

/// What to do with people.
#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Add somebody and print the link with which they choose a password
    #[command(after_help = "Example:\n  hilo user add --email ana@example.com --role owner")]
    Add(Add),
    /// Show everybody who may sign in, and as what
    List,
    /// Shut somebody out at once; the account keeps at least one owner
    Disable(Email),
    /// Let somebody in again
    Enable(Email),
    /// Print a link with which somebody chooses another password; it works once, for a day
    ResetPassword(Reset),
}

/// Who, and as what.
#[derive(Args, Debug)]
pub struct Add {
    /// The address they sign in with
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// What people call them
    #[arg(long, default_value = "")]
    name: String,
    /// owner (everything), manager (all but owners), analyst (reads, exports), reviewer (reads, tags), agent (the same
    /// for the conversations of their groups)
    #[arg(long, value_parser = role)]
    role: Role,
    /// A group whose conversations an agent sees; repeatable
    #[arg(long = "group", value_name = "GROUP")]
    groups: Vec<String>,
    #[command(flatten)]
    public: Public,
}

/// Who.
#[derive(Args, Debug)]
pub struct Email {
    /// The address they sign in with
    #[arg(long, value_name = "ADDRESS")]
    email: String,
}

/// Who, and at which address the server is.
#[derive(Args, Debug)]
pub struct Reset {
    #[command(flatten)]
    who: Email,
    #[command(flatten)]
    public: Public,
}

fn role(word: &str) -> std::result::Result<Role, String> {
    let words: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
    Role::from_word(word).ok_or_else(|| format!("must be one of {}", words.join(", ")))
}

impl UserCommand {
    /// Does it.
    pub async fn run(self, common: &Common) -> Result<()> {
        let (store, account) = open_account(common).await?;
        let (now, by) = (common.clock().now(), Actor::command());
        match self {
            Self::Add(add) => {
                if !is_address(&users::address(&add.email)) {
                    return Err(usage(format!("`{}` is no e-mail address", add.email)));
                }
                let user =
                    User::new(account.id, &add.email, &add.name, add.role, &add.groups, to_millis(now));
                let email = user.email.clone();
                let token = people::add(&store, user, &by, now).await?.ok_or_else(|| {
                    usage(format!(
                        "there is somebody with the address {email} already; `hilo user reset-password` makes another link"
                    ))
                })?;
                println!("{}/welcome/{token}", add.public.url());
            }
            Self::List => {
                for user in users::all(store.reader(), account.id).await? {
                    let state = match (user.disabled_at, user.signed_in_at) {
                        (Some(at), _) => format!("disabled {}", instant(from_millis(at))),
                        (None, Some(at)) => format!("signed in {}", instant(from_millis(at))),
                        (None, None) => "invited".to_owned(),
                    };
                    println!("{}\t{}\t{}\t{state}", user.email, user.role, user.groups().join(","));
                }
            }
            Self::Disable(who) => {
                let user = find(&store, account.id, &who.email).await?;
                if !people::shut_out(&store, &user, true, &by, now).await? {
                    return Err(usage("the account needs an owner: add another one first".to_owned()));
                }
            }
            Self::Enable(who) => {
                let user = find(&store, account.id, &who.email).await?;
                people::shut_out(&store, &user, false, &by, now).await?;
            }
            Self::ResetPassword(reset) => {
                let user = find(&store, account.id, &reset.who.email).await?;
                if !user.is_enabled() {
                    return Err(usage(format!("{} is shut out; `hilo user enable` comes first", user.email)));
                }
                println!("{}/welcome/{}", reset.public.url(), people::link(&store, &user, &by, now).await?);
            }
        }
        Ok(())
    }
}

async fn find(store: &Store, account_id: i64, email: &str) -> Result<User> {
    let found = users::in_account(store.reader(), account_id, email).await?;
    found.ok_or_else(|| usage(format!("nobody has the address `{email}`; `hilo user list` shows everybody")))
}
