//! Changes to the tree of an event, and to bytes.

use fastrand::Rng;

use super::oddities::{self, NAMES};
use super::sources::TYPES;
use super::tree::{Tree, quoted};

/// Changes an event at one place.
pub fn event(rng: &mut Rng, tree: &mut Tree) {
    match rng.u8(..16) {
        // Where meaning hangs on the exact value.
        0 => set(tree, "time", oddities::time(rng)),
        1 => {
            let name = ["total", "amount", "price", "sequence"][rng.usize(..4)];
            set(tree, name, oddities::amount(rng));
        }
        2 => set(tree, "type", quoted(TYPES[rng.usize(..TYPES.len())])),
        3 => {
            let name = ["id", "conversation", "order", "currency", "role"][rng.usize(..5)];
            set(tree, name, oddities::piece(rng));
        }
        4..9 => *tree.any(rng) = Tree::Leaf(oddities::piece(rng)),
        9 => *tree.any(rng) = [Tree::Array(Vec::new()), Tree::Object(Vec::new())][rng.usize(..2)].clone(),
        10 => {
            // Something of the event at another place of it.
            let taken = tree.any(rng).clone();
            if tree.size() < 200 {
                *tree.any(rng) = taken;
            }
        }
        _ => fields(rng, tree),
    }
}

fn set(tree: &mut Tree, name: &str, to: Vec<u8>) {
    if let Some(field) = tree.field(name) {
        *field = Tree::Leaf(to);
    } else if let Tree::Object(fields) = tree {
        fields.push((quoted(name), Tree::Leaf(to)));
    }
}

/// Changes which fields an object has.
fn fields(rng: &mut Rng, tree: &mut Tree) {
    let nested = rng.u8(..4) == 0;
    let Tree::Object(fields) = (if nested { tree.any(rng) } else { tree }) else { return };
    let name = match rng.u8(..12) {
        0 => oddities::piece(rng),
        _ => quoted(NAMES[rng.usize(..NAMES.len())]),
    };
    if fields.is_empty() || rng.u8(..5) == 0 {
        fields.push((name, Tree::Leaf(oddities::piece(rng))));
        return;
    }
    let place = rng.usize(..fields.len());
    match rng.u8(..4) {
        0 => {
            fields.remove(place);
        }
        1 => fields[place].0 = name,
        2 => {
            let mut again = fields[place].clone();
            if rng.bool() {
                again.1 = Tree::Leaf(oddities::piece(rng));
            }
            fields.insert(rng.usize(..=fields.len()), again);
        }
        _ => {
            let other = rng.usize(..fields.len());
            let value = fields[place].1.clone();
            fields[other].1 = value;
        }
    }
}

/// Changes a few bytes.
pub fn bytes(rng: &mut Rng, body: &mut Vec<u8>, other: &[u8]) {
    const TELLING: &[u8] = b"\"\\{}[],:\n\r\0\xff\xef 0eE+-.u";
    for _ in 0..rng.usize(1..4) {
        let place = rng.usize(..=body.len());
        match rng.u8(..7) {
            0 => body.truncate(place),
            1 if place < body.len() => body[place] ^= 1 << rng.u8(..8),
            2 => body.insert(place, TELLING[rng.usize(..TELLING.len())]),
            3 if place < body.len() => body[place] = TELLING[rng.usize(..TELLING.len())],
            4 => {
                // The beginning of one and the end of another.
                body.truncate(place);
                body.extend_from_slice(&other[rng.usize(..=other.len())..]);
            }
            5 => {
                let end = (place + rng.usize(..40)).min(body.len());
                body.drain(place..end);
            }
            _ => {
                let end = (place + rng.usize(..40)).min(body.len());
                let again = body[place..end].to_vec();
                body.splice(place..place, again);
            }
        }
    }
}
