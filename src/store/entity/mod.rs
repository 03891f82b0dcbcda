//! One file a table, no logic. Instants are UTC milliseconds in `i64`, money is minor units in `i64`,
//! an absent word is the empty text: the same on every engine, and sortable without thinking of NULL.

pub mod account;
pub mod api_key;
pub mod audit;
pub mod bulk_item;
pub mod bulk_job;
pub mod conversation;
pub mod conversation_sale;
pub mod default_view;
pub mod event;
pub mod identity;
pub mod orders;
pub mod saved_view;
pub mod session;
pub mod settings_change;
pub mod ticket;
pub mod total;
pub mod touchpoint;
pub mod users;
