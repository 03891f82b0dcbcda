//! Who is let in, to what, and who is not.

mod agents;
mod audit;
mod clicks;
mod places;
mod routes;
mod secrets;
mod sessions;
mod sign_in;
