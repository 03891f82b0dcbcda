//! How texts are declared, and kept once they are read.

use serde::{Deserialize, Deserializer};

/// Declares the texts of a group once: those that stand alone, those with a form for each kind of number, and lists.
macro_rules! texts {
    (
        $(#[$doc:meta])* $group:ident
        groups { $($inner:ident: $inside:ident),* $(,)? }
        texts { $($text:ident),* $(,)? }
        plurals { $($plural:ident),* $(,)? }
        lists { $($list:ident),* $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $group {
            $(
                #[doc = concat!("The texts of `", stringify!($inner), "`.")]
                pub $inner: $inside,
            )*
            $(
                #[doc = concat!("The text `", stringify!($text), "`.")]
                #[serde(deserialize_with = "crate::i18n::texts::declare::kept")]
                pub $text: &'static str,
            )*
            $(
                #[doc = concat!("The forms of `", stringify!($plural), "`.")]
                pub $plural: crate::i18n::Plural,
            )*
            $(
                #[doc = concat!("The list `", stringify!($list), "`.")]
                #[serde(deserialize_with = "crate::i18n::texts::declare::kept_list")]
                pub $list: &'static [&'static str],
            )*
        }
    };
}
pub(super) use texts;

/// Texts are read once and stay for as long as the program runs.
pub(in crate::i18n) fn kept<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    String::deserialize(from).map(|text| &*text.leak())
}

pub(in crate::i18n) fn kept_list<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<&'static [&'static str], D::Error> {
    let list = Vec::<String>::deserialize(from)?;
    Ok(list.into_iter().map(|text| &*text.leak()).collect::<Vec<&'static str>>().leak())
}
