//! How often what happens.

use fastrand::Rng;

/// How likely each is, in thousandths, and what it is.
pub type Weighted = [(u32, &'static str)];

/// Where people write.
pub const CHANNELS: &Weighted = &[(550, "web_chat"), (250, "whatsapp"), (100, "sms"), (100, "email")];
/// AI agents.
pub const AGENTS: &Weighted = &[(600, "ada"), (300, "bruno"), (100, "carla")];
/// Applications.
pub const APPS: &Weighted = &[(700, "shop"), (300, "outlet")];
/// Teams.
pub const TEAMS: &Weighted = &[(500, "sales"), (300, "returns"), (200, "repairs")];
/// Where conversations come from.
pub const ORIGINS: &Weighted = &[(600, "widget"), (250, "campaign"), (150, "link")];
/// People of the shop.
pub const PEOPLE: &Weighted = &[(500, "Inés"), (300, "Rui"), (200, "Noor")];
/// What it is about.
pub const TAGS: &Weighted = &[
    (300, "order_status"),
    (200, "returns"),
    (150, "product_advice"),
    (120, "payment"),
    (100, "delivery"),
    (80, "stock"),
    (50, "warranty"),
];
/// Why a conversation is handed off.
pub const REASONS: &Weighted =
    &[(400, "refund"), (300, "damaged"), (200, "business order"), (100, "complaint")];

/// Whether something happens that does so many times in a thousand.
pub fn chance(in_a_thousand: u32, rng: &mut Rng) -> bool {
    rng.u32(..1_000) < in_a_thousand
}

/// One of them.
pub fn pick(from: &Weighted, rng: &mut Rng) -> &'static str {
    let mut place = rng.u32(..1_000);
    for (weight, word) in from {
        if place < *weight {
            return word;
        }
        place -= weight;
    }
    from[0].1
}
