//! What the shop sells, and how it writes prices.
#![expect(
    clippy::inconsistent_digit_grouping,
    reason = "amounts are in cents, and `_` stands where the point would"
)]

use super::people::Country;

/// A word in Spanish or Portuguese is feminine or masculine, and the words around it follow.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// la, a
    F,
    /// el, o
    M,
}

/// What a thing is called in one language: in the catalogue, and by people.
pub struct Name {
    /// As in the catalogue.
    pub full: &'static str,
    /// As customers say.
    pub short: &'static str,
    /// Of both.
    pub gender: Gender,
}

/// A thing on sale.
pub struct Product {
    /// Its identifier in the shop, and in its page's address.
    pub key: &'static str,
    en: Name,
    es: Name,
    pt: Name,
    /// EUR, USD, GBP, BRL, MXN, in cents.
    prices: [i64; 5],
}

impl Product {
    /// What it is called in a country.
    pub const fn name(&self, country: Country) -> &Name {
        match country {
            Country::Es | Country::Mx => &self.es,
            Country::Br => &self.pt,
            Country::Us | Country::Gb => &self.en,
        }
    }

    /// What it costs in a country's currency, in cents.
    pub const fn price(&self, country: Country) -> i64 {
        self.prices[match country {
            Country::Es => 0,
            Country::Us => 1,
            Country::Gb => 2,
            Country::Br => 3,
            Country::Mx => 4,
        }]
    }

    /// Its page.
    pub fn url(&self) -> String {
        format!("https://lumbre.example/p/{}", self.key)
    }
}

/// The product with this key. Keys come from the embedded scripts only.
pub fn product(key: &str) -> &'static Product {
    PRODUCTS.iter().find(|product| product.key == key).expect("the scripts name products of the catalogue")
}

/// ISO 4217 code of a country's currency.
pub const fn currency(country: Country) -> &'static str {
    match country {
        Country::Es => "EUR",
        Country::Mx => "MXN",
        Country::Br => "BRL",
        Country::Us => "USD",
        Country::Gb => "GBP",
    }
}

/// From how much on delivery is free, in cents.
pub const fn free_from(country: Country) -> i64 {
    match country {
        Country::Es => 50_00,
        Country::Mx => 999_00,
        Country::Br => 299_00,
        Country::Us => 60_00,
        Country::Gb => 45_00,
    }
}

/// What delivery costs below that, in cents.
pub const fn delivery_fee(country: Country) -> i64 {
    match country {
        Country::Es => 3_90,
        Country::Mx => 99_00,
        Country::Br => 19_90,
        Country::Us => 6_90,
        Country::Gb => 3_95,
    }
}

/// How long delivery takes, in the country's words.
pub const fn delivery_time(country: Country) -> &'static str {
    match country {
        Country::Es => "24–48 h",
        Country::Mx => "3 a 5 días hábiles",
        Country::Br => "4 a 7 dias úteis",
        Country::Us => "3–5 business days",
        Country::Gb => "2–3 working days",
    }
}

/// What a gift card of the usual size is worth, in cents.
pub const fn gift_values(country: Country) -> [i64; 3] {
    match country {
        Country::Es | Country::Us | Country::Gb => [25_00, 50_00, 75_00],
        Country::Mx => [500_00, 1_000_00, 1_500_00],
        Country::Br => [100_00, 200_00, 300_00],
    }
}

/// An exact decimal, as events carry it.
pub fn decimal(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// A price as people of the country write it.
pub fn price(cents: i64, country: Country) -> String {
    let (whole, part) = (cents / 100, cents % 100);
    let grouped = |separator: &str| match whole {
        1_000.. => format!("{}{separator}{:03}", whole / 1_000, whole % 1_000),
        _ => whole.to_string(),
    };
    match country {
        Country::Es if part == 0 => format!("{} €", grouped(".")),
        Country::Es => format!("{},{part:02} €", grouped(".")),
        Country::Br if part == 0 => format!("R$ {}", grouped(".")),
        Country::Br => format!("R$ {},{part:02}", grouped(".")),
        Country::Gb if part == 0 => format!("£{}", grouped(",")),
        Country::Gb => format!("£{}.{part:02}", grouped(",")),
        _ if part == 0 => format!("${}", grouped(",")),
        _ => format!("${}.{part:02}", grouped(",")),
    }
}

const fn item(
    key: &'static str,
    en: [&'static str; 2],
    es: (Gender, [&'static str; 2]),
    pt: (Gender, [&'static str; 2]),
    prices: [i64; 5],
) -> Product {
    Product {
        key,
        en: Name { full: en[0], short: en[1], gender: Gender::M },
        es: Name { full: es.1[0], short: es.1[1], gender: es.0 },
        pt: Name { full: pt.1[0], short: pt.1[1], gender: pt.0 },
        prices,
    }
}

use Gender::{F, M};

/// The catalogue.
#[rustfmt::skip] // a table is read by its columns
pub static PRODUCTS: [Product; 26] = [
    item("brasa", ["Brasa hand grinder", "grinder"], (M, ["molinillo manual Brasa", "molinillo"]), (M, ["moedor manual Brasa", "moedor"]), [59_00, 65_00, 52_00, 349_00, 1_190_00]),
    item("cima", ["Cima electric grinder", "grinder"], (M, ["molinillo eléctrico Cima", "molinillo"]), (M, ["moedor elétrico Cima", "moedor"]), [189_00, 199_00, 165_00, 1_190_00, 3_890_00]),
    item("garza", ["Garza gooseneck kettle", "kettle"], (F, ["tetera de cuello de cisne Garza", "tetera"]), (F, ["chaleira bico de ganso Garza", "chaleira"]), [64_90, 69_00, 55_00, 389_90, 1_290_00]),
    item("niebla", ["Niebla electric kettle", "kettle"], (M, ["hervidor eléctrico Niebla", "hervidor"]), (F, ["chaleira elétrica Niebla", "chaleira"]), [99_00, 109_00, 89_00, 599_00, 1_990_00]),
    item("alba", ["Alba pour-over dripper", "dripper"], (M, ["cono de filtro Alba", "cono"]), (M, ["coador de cerâmica Alba", "coador"]), [24_90, 28_00, 22_00, 149_90, 490_00]),
    item("duna", ["Duna French press", "French press"], (F, ["prensa francesa Duna", "prensa"]), (F, ["prensa francesa Duna", "prensa"]), [39_90, 44_00, 36_00, 239_00, 790_00]),
    item("fragua", ["Fragua moka pot", "moka pot"], (F, ["cafetera italiana Fragua", "cafetera"]), (F, ["cafeteira italiana Fragua", "cafeteira"]), [34_90, 38_00, 31_00, 199_90, 690_00]),
    item("volcan", ["Volcán espresso machine", "espresso machine"], (F, ["cafetera espresso Volcán", "cafetera"]), (F, ["máquina de espresso Volcán", "máquina"]), [389_00, 429_00, 345_00, 2_490_00, 7_990_00]),
    item("rocio", ["Rocío cold brew jar", "cold brew jar"], (F, ["jarra de cold brew Rocío", "jarra"]), (F, ["jarra de cold brew Rocío", "jarra"]), [32_00, 35_00, 28_50, 189_90, 640_00]),
    item("pluma", ["Pluma coffee scale", "scale"], (F, ["báscula Pluma", "báscula"]), (F, ["balança Pluma", "balança"]), [45_00, 49_00, 39_00, 279_00, 890_00]),
    item("filtros", ["pack of 100 Alba filters", "pack of filters"], (M, ["paquete de 100 filtros Alba", "paquete de filtros"]), (M, ["pacote de 100 filtros Alba", "pacote de filtros"]), [7_90, 8_50, 6_90, 44_90, 149_00]),
    item("nube", ["Nube milk frother", "frother"], (M, ["espumador de leche Nube", "espumador"]), (M, ["espumador de leite Nube", "espumador"]), [29_90, 32_00, 26_00, 179_90, 590_00]),
    item("casa", ["Lumbre house coffee, 1 kg", "house coffee"], (M, ["café de la casa de 1 kg", "café"]), (M, ["café da casa de 1 kg", "café"]), [27_50, 31_00, 25_00, 119_00, 490_00]),
    item("huila", ["Huila coffee, 250 g", "coffee"], (M, ["café Huila de 250 g", "café"]), (M, ["café Huila de 250 g", "café"]), [11_90, 14_00, 10_50, 49_90, 229_00]),
    item("barro", ["Barro mug", "mug"], (F, ["taza Barro", "taza"]), (F, ["caneca Barro", "caneca"]), [16_00, 18_00, 14_50, 89_90, 320_00]),
    item("tierra", ["Tierra espresso cup set", "cup set"], (M, ["juego de tazas Tierra", "juego de tazas"]), (M, ["jogo de xícaras Tierra", "jogo de xícaras"]), [38_00, 42_00, 34_00, 229_00, 760_00]),
    item("luna", ["Luna salad bowl", "bowl"], (F, ["ensaladera Luna", "ensaladera"]), (F, ["saladeira Luna", "saladeira"]), [42_00, 46_00, 37_00, 259_00, 840_00]),
    item("arena", ["Arena dinner set", "dinner set"], (F, ["vajilla Arena", "vajilla"]), (M, ["jogo de pratos Arena", "jogo de pratos"]), [119_00, 129_00, 105_00, 749_00, 2_390_00]),
    item("olmo", ["Olmo vase", "vase"], (M, ["florero Olmo", "florero"]), (M, ["vaso Olmo", "vaso"]), [36_00, 39_00, 32_00, 219_00, 720_00]),
    item("sauce", ["Sauce teapot", "teapot"], (F, ["tetera Sauce", "tetera"]), (M, ["bule Sauce", "bule"]), [44_00, 48_00, 39_00, 269_00, 880_00]),
    item("higuera", ["Higuera candle", "candle"], (F, ["vela Higuera", "vela"]), (F, ["vela Higuera", "vela"]), [22_00, 24_00, 19_50, 129_90, 440_00]),
    item("serra", ["Serra wool throw", "throw"], (F, ["manta de lana Serra", "manta"]), (F, ["manta de lã Serra", "manta"]), [69_00, 75_00, 60_00, 419_00, 1_380_00]),
    item("lino", ["Lino apron", "apron"], (M, ["delantal Lino", "delantal"]), (M, ["avental Lino", "avental"]), [28_00, 31_00, 25_00, 169_90, 560_00]),
    item("encina", ["Encina oak tray", "tray"], (F, ["bandeja de roble Encina", "bandeja"]), (F, ["bandeja de carvalho Encina", "bandeja"]), [33_00, 36_00, 29_00, 199_00, 660_00]),
    item("farol", ["Farol table lamp", "lamp"], (F, ["lámpara de mesa Farol", "lámpara"]), (F, ["luminária de mesa Farol", "luminária"]), [79_00, 86_00, 70_00, 489_00, 1_590_00]),
    item("mimbre", ["Mimbre basket", "basket"], (F, ["cesta Mimbre", "cesta"]), (M, ["cesto Mimbre", "cesto"]), [26_00, 29_00, 23_00, 159_90, 520_00]),
];
