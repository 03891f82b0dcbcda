//! Words of three languages as often as people use them: the second half as often as the first, the third a third as often
//! (Zipf's law). The frequent ones are real; the others look it.

use fastrand::Rng;

/// How many words a language has. Somebody writes the rarest one in three hundred thousand words.
const VOCABULARY: usize = 30_000;

/// The most frequent words, most frequent first.
const FREQUENT: [&str; 3] = [
    "de la que el en y a los mi pedido no por un con una para está se lo me es su al más pero como ya hola gracias cuando \
     quiero tengo puedo hay todo esta sin sobre también hasta día tienda envío talla cambio devolución precio dirección \
     tarjeta correo número producto llegó",
    "de o que e a do da em um para com não uma os no se na por mais as meu pedido como mas ao ele das já seu quando \
     muito está também só pelo pela até olá obrigado quero tenho posso loja entrega tamanho troca devolução preço \
     endereço cartão e-mail número produto chegou",
    "the to my i is and order a it for you of in that not on with can this have be was but are your hello thanks when \
     will if do what how from they me at or as would like please store delivery size exchange return price address \
     card email number product arrived",
];

const SYLLABLES: [&[&str]; 3] = [
    &["ca", "me", "ti", "lo", "ra", "ción", "pe", "sa", "no", "ver", "ñe", "da", "quí", "gue", "bas", "tor"],
    &["ca", "me", "ti", "lo", "ção", "pe", "sa", "no", "ver", "nha", "da", "qui", "gue", "bas", "dor", "ê"],
    &["ca", "me", "ty", "lo", "ra", "tion", "pe", "sa", "no", "ver", "ing", "da", "qui", "ly", "bas", "ter"],
];

/// A language's words.
pub struct Words(Vec<Vec<String>>);

impl Words {
    /// All three languages.
    pub fn new() -> Self {
        let of = |(frequent, syllables): (&&str, &&[&str])| {
            let mut words: Vec<String> = frequent.split_whitespace().map(str::to_owned).collect();
            words.extend((0..VOCABULARY - words.len()).map(|number| spelled(number, syllables)));
            words
        };
        Self(FREQUENT.iter().zip(&SYLLABLES).map(of).collect())
    }

    /// How many languages there are.
    pub fn languages(&self) -> usize {
        self.0.len()
    }

    /// Writes some words, the first with a capital.
    pub fn write(&self, language: usize, count: usize, rng: &mut Rng, out: &mut String) {
        let words = &self.0[language];
        for place in 0..count {
            // An even number between nothing and the logarithm makes every rank as likely as one divided by it.
            let rank = ((VOCABULARY as f64 + 1.0).powf(rng.f64()) as usize).clamp(1, VOCABULARY) - 1;
            if place > 0 {
                out.push(' ');
                out.push_str(&words[rank]);
                continue;
            }
            let mut letters = words[rank].chars();
            out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(letters.as_str());
        }
    }
}

/// A word of its own for each number: its digits, told in syllables. Four, so that none is a frequent word.
fn spelled(number: usize, syllables: &[&str]) -> String {
    let base = syllables.len();
    let digits = [
        number % base,
        number / base % base,
        number / base / base % base,
        number / base / base / base % base,
    ];
    digits.into_iter().map(|digit| syllables[digit]).collect()
}
