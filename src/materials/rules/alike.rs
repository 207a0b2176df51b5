//! Whether two materials are perhaps the same one, by what they say of themselves.

use std::collections::HashSet;

use crate::text::fold;

/// From how much in common on, in hundredths (training brief, 2.5).
const ALIKE: usize = 60;
/// So much of a text is compared.
const LONGEST: usize = 1_000;

/// Whether title and summary share most of what they say, letter by letter in threes.
pub fn look_alike(one: (&str, &str), other: (&str, &str)) -> bool {
    let (one, other) = (threes(one), threes(other));
    let shared = one.intersection(&other).count();
    let all = one.len() + other.len() - shared;
    all > 0 && shared * 100 >= all * ALIKE
}

fn threes((title, summary): (&str, &str)) -> HashSet<Vec<u8>> {
    let text = fold(&format!("{title} {summary}"));
    let bytes: Vec<u8> = text.bytes().take(LONGEST).collect();
    bytes.windows(3).map(<[u8]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_by_a_word_looks_alike_and_what_shares_a_word_does_not() {
        let long = "Comment lever un embargo, à quelle date, et qui prévenir : deux exercices et leur corrigé.";
        assert!(look_alike(("Lever un embargo", long), ("Lever son embargo !", long)));
        assert!(!look_alike(
            ("Lever un embargo", long),
            ("Nommer ses fichiers", "Simplement, et sans outil.")
        ));
        assert!(!look_alike(("", ""), ("", "")));
    }
}
