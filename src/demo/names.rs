//! Names, cities and telephone numbers of invented customers and of the shop's people.

use super::people::Country;

type Names = &'static [&'static str];

/// What a country's people and places are called.
pub struct Naming {
    /// First names of women, whose adjectives end in `-a`.
    pub women: Names,
    /// First names of men.
    pub men: Names,
    /// Last names.
    pub last: Names,
    /// Where parcels go.
    pub cities: Names,
}

/// The naming of a country.
pub const fn of(country: Country) -> Naming {
    match country {
        Country::Es => Naming { women: ES_WOMEN, men: ES_MEN, last: ES_LAST, cities: ES_CITIES },
        Country::Mx => Naming { women: MX_WOMEN, men: MX_MEN, last: MX_LAST, cities: MX_CITIES },
        Country::Br => Naming { women: BR_WOMEN, men: BR_MEN, last: BR_LAST, cities: BR_CITIES },
        Country::Us => Naming { women: US_WOMEN, men: US_MEN, last: US_LAST, cities: US_CITIES },
        Country::Gb => Naming { women: GB_WOMEN, men: GB_MEN, last: GB_LAST, cities: GB_CITIES },
    }
}

/// Names of the shop's own people who answer that country's customers.
pub const fn staff(country: Country) -> Names {
    match country {
        Country::Es => &["Inés Robledo", "Tomás Aguirre", "Nuria Cabanes"],
        Country::Mx => &["Ximena Lozano", "Tomás Aguirre"],
        Country::Br => &["Bia Monteiro", "Rafael Couto"],
        Country::Us | Country::Gb => &["Callum Reed", "Priya Nair", "Hannah Osborne"],
    }
}

/// The carrier that brings that country's parcels.
pub const fn carrier(country: Country) -> &'static str {
    match country {
        Country::Es => "Norte Exprés",
        Country::Mx => "Paquetería Quetzal",
        Country::Br => "Andorinha Cargas",
        Country::Us => "Bluebird Parcel",
        Country::Gb => "Heron Parcels",
    }
}

/// A number of the country that nobody else in the cast has; where a range is kept free for fiction, out of it.
pub fn phone(country: Country, number: usize) -> String {
    const US_AREAS: [u16; 20] =
        [212, 303, 312, 404, 412, 415, 503, 512, 520, 602, 608, 615, 617, 702, 713, 804, 816, 901, 916, 919];
    match country {
        Country::Es => format!("+34600{number:06}"),
        Country::Mx => format!("+5255550{number:05}"),
        Country::Br => format!("+55119000{number:05}"),
        Country::Us => format!("+1{}5550{}", US_AREAS[number / 100 % US_AREAS.len()], 100 + number % 100),
        Country::Gb => format!("+447700{:06}", 900_000 + number),
    }
}

/// Lower case and without accents or spaces, as in an e-mail address.
pub fn plain(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            'á' | 'à' | 'â' | 'ã' => Some('a'),
            'é' | 'ê' => Some('e'),
            'í' => Some('i'),
            'ó' | 'ô' | 'õ' => Some('o'),
            'ú' | 'ü' => Some('u'),
            'ñ' => Some('n'),
            'ç' => Some('c'),
            ' ' | '\'' => None,
            other => Some(other),
        })
        .collect()
}

const ES_WOMEN: Names = &[
    "Marta", "Lucía", "Carmen", "Nerea", "Pilar", "Rocío", "Elena", "Irene", "Alba", "Noelia", "Begoña",
    "Sara", "Ainhoa", "Lourdes",
];
const ES_MEN: Names = &[
    "Javier", "Álvaro", "Sergio", "Iker", "Manuel", "Rubén", "Óscar", "Andrés", "Jorge", "Pablo", "Iván",
    "Gonzalo",
];
const ES_LAST: Names = &[
    "García",
    "Ruiz",
    "Ortega",
    "Molina",
    "Castaño",
    "Iglesias",
    "Navarro",
    "Serrano",
    "Blanco",
    "Vidal",
    "Prieto",
    "Santos",
    "Lozano",
    "Herrero",
    "Cano",
    "Gallego",
    "Vega",
    "Rivas",
    "Soler",
    "Bravo",
    "Etxebarria",
    "Ferrer",
    "Crespo",
    "Montes",
];
const MX_WOMEN: Names = &[
    "Guadalupe",
    "Fernanda",
    "Ximena",
    "Daniela",
    "Alejandra",
    "Karla",
    "Mariana",
    "Paola",
    "Itzel",
    "Regina",
    "Brenda",
    "Gabriela",
];
const MX_MEN: Names =
    &["Emiliano", "Luis", "Rodrigo", "Diego", "Héctor", "Arturo", "Omar", "Mauricio", "Ernesto", "Saúl"];
const MX_LAST: Names = &[
    "Hernández",
    "Martínez",
    "López",
    "Ramírez",
    "Flores",
    "Cruz",
    "Morales",
    "Reyes",
    "Gutiérrez",
    "Chávez",
    "Mendoza",
    "Aguilar",
    "Salazar",
    "Cervantes",
    "Juárez",
    "Rosales",
    "Zavala",
    "Treviño",
    "Villanueva",
    "Cárdenas",
];
const BR_WOMEN: Names = &[
    "Ana",
    "Juliana",
    "Camila",
    "Larissa",
    "Fernanda",
    "Beatriz",
    "Patrícia",
    "Letícia",
    "Vanessa",
    "Renata",
    "Débora",
    "Simone",
];
const BR_MEN: Names = &[
    "João",
    "Pedro",
    "Lucas",
    "Gustavo",
    "Rafael",
    "Thiago",
    "Felipe",
    "Bruno",
    "Marcelo",
    "Vinícius",
    "Eduardo",
];
const BR_LAST: Names = &[
    "Silva", "Souza", "Oliveira", "Pereira", "Lima", "Carvalho", "Almeida", "Ribeiro", "Barbosa", "Rocha",
    "Dias", "Moreira", "Nunes", "Cardoso", "Teixeira", "Correia", "Araújo", "Pinto", "Moura", "Freitas",
    "Batista", "Campos",
];
const US_WOMEN: Names = &[
    "Emily", "Jessica", "Megan", "Ashley", "Rachel", "Tiffany", "Dana", "Monica", "Grace", "Olivia",
    "Anjali", "Nicole",
];
const US_MEN: Names = &[
    "Tyler", "Brandon", "Kevin", "Marcus", "Jake", "Derek", "Luis", "Andre", "Scott", "Wei", "Peter", "Shawn",
];
const US_LAST: Names = &[
    "Miller", "Johnson", "Nguyen", "Carter", "Brooks", "Patel", "Rivera", "Sullivan", "Foster", "Bennett",
    "Kim", "Hughes", "Ramsey", "Coleman", "Walsh", "Jensen", "Porter", "Greene", "Delgado", "Fischer",
    "Barnes", "Lawson",
];
const GB_WOMEN: Names = &[
    "Charlotte",
    "Sophie",
    "Gemma",
    "Fiona",
    "Zara",
    "Amelia",
    "Imogen",
    "Kirsty",
    "Nia",
    "Louise",
    "Aisha",
];
const GB_MEN: Names = &["Oliver", "Harry", "Alistair", "Gareth", "Rhys", "Dev", "Nigel", "Ewan", "Tom"];
const GB_LAST: Names = &[
    "Smith",
    "Davies",
    "Clarke",
    "Fletcher",
    "Whitfield",
    "Khan",
    "Murray",
    "Pritchard",
    "Cooper",
    "Shah",
    "Ellis",
    "Hargreaves",
    "Stewart",
    "Barker",
    "Lloyd",
    "Okafor",
    "Marsden",
    "Turner",
    "Begum",
    "Holloway",
];
const ES_CITIES: Names = &[
    "Madrid",
    "Valencia",
    "Sevilla",
    "Bilbao",
    "Zaragoza",
    "Málaga",
    "Granada",
    "Gijón",
    "Murcia",
    "Vigo",
    "Salamanca",
    "Alicante",
];
const MX_CITIES: Names = &[
    "Puebla",
    "Guadalajara",
    "Monterrey",
    "Mérida",
    "León",
    "Toluca",
    "Morelia",
    "Xalapa",
    "Tijuana",
    "Cuernavaca",
];
const BR_CITIES: Names = &[
    "Campinas",
    "Curitiba",
    "Recife",
    "Belo Horizonte",
    "Salvador",
    "Florianópolis",
    "Fortaleza",
    "Santos",
    "Goiânia",
    "Niterói",
    "Porto Alegre",
];
const US_CITIES: Names = &[
    "Austin",
    "Portland",
    "Denver",
    "Chicago",
    "Pittsburgh",
    "Tucson",
    "Nashville",
    "Madison",
    "Sacramento",
    "Richmond",
];
const GB_CITIES: Names = &[
    "Leeds",
    "Bristol",
    "Glasgow",
    "Cardiff",
    "Norwich",
    "Sheffield",
    "Brighton",
    "York",
    "Liverpool",
    "Exeter",
];
