//! What is not kept, what is erased, and what stays the same all the while.

mod at_random;
mod command;
mod erasing;
mod masking;
mod page;
mod retention;
mod shop;
mod wordings;
