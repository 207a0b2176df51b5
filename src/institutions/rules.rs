//! How much anybody may be committed to at the same time.

use std::collections::BTreeMap;

use super::{As, Commitment, Double, Who};
use crate::Refusal;

pub const ROR_TAKEN: Refusal = Refusal::new("institutions-error-ror-taken");
pub const BAD_PARENT: Refusal = Refusal::new("institutions-error-parent");
pub const DOMAIN_TAKEN: Refusal = Refusal::new("institutions-error-domain-taken");

pub const MAX_NAME: usize = 200;

/// Where anybody may have an address: no institution's own.
const FOR_ANYBODY: [&str; 16] = [
    "aol.com",
    "free.fr",
    "gmail.com",
    "gmx.fr",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "live.fr",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "protonmail.com",
    "sfr.fr",
    "wanadoo.fr",
    "yahoo.fr",
];

/// Whether this is a domain that an institution may have: small letters, digits, hyphens, with a point.
pub fn is_domain(typed: &str) -> bool {
    let label = |label: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !label.is_empty() && label.chars().all(plain) && !label.starts_with('-')
    };
    (4..=253).contains(&typed.len())
        && typed.contains('.')
        && typed.split('.').all(label)
        && !FOR_ANYBODY.contains(&typed)
}

/// The whole address of a ROR id, from the id or the address.
pub fn ror(typed: &str) -> Option<String> {
    let id = typed.trim().trim_end_matches('/').rsplit('/').next()?.to_lowercase();
    let plain = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    (id.len() == 9 && id.starts_with('0') && plain).then(|| format!("https://ror.org/{id}"))
}

/// An institution leads one application or labelled node at a time, and takes part in three applications; a person owns one
/// application and looks after one space.
pub const fn most(how: As) -> usize {
    match how {
        As::Leads | As::Owns | As::LooksAfter => 1,
        As::Joins => 3,
    }
}

/// Who is committed to more than is allowed. The same thing counts once.
pub fn doubles(all: &[Commitment]) -> Vec<Double> {
    let mut by: BTreeMap<(&Who, As), Vec<(String, String)>> = BTreeMap::new();
    for one in all {
        let things = by.entry((&one.who, one.how)).or_default();
        if !things.contains(&one.thing) {
            things.push(one.thing.clone());
        }
    }
    by.into_iter()
        .filter(|((_, how), things)| things.len() > most(*how))
        .map(|((who, how), things)| Double { who: who.clone(), how, most: most(how), things })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_of_one_institution_and_a_ror_id_has_nine_signs() {
        for good in ["inrae.fr", "etu.univ-lorraine.fr"] {
            assert!(is_domain(good), "{good}");
        }
        for bad in ["", "inrae", "INRAE.fr", "a b.fr", ".fr", "gmail.com", "a@b.fr", "-a.fr"] {
            assert!(!is_domain(bad), "{bad}");
        }
        let whole = Some("https://ror.org/02kbmgc12".to_owned());
        assert_eq!(ror("02kbmgc12"), whole);
        assert_eq!(ror(" https://ror.org/02KBMGC12/ "), whole);
        assert_eq!(ror("https://ror.org/12kbmgc12"), None);
        assert_eq!(ror("inrae"), None);
    }

    #[test]
    fn two_spaces_are_too_many_for_a_person_and_three_applications_are_not_for_an_institution() {
        let thing = |n: usize| (format!("T{n}"), format!("/t/{n}"));
        let person = Who::Person("ada@a.example".into());
        let inrae = Who::Institution("inrae".into());
        let one = |who: &Who, how, n| Commitment { who: who.clone(), how, thing: thing(n) };
        let mut all: Vec<_> = (0..3).map(|n| one(&inrae, As::Joins, n)).collect();
        all.push(one(&inrae, As::Leads, 9));
        all.extend([one(&person, As::LooksAfter, 1), one(&person, As::LooksAfter, 1)]);
        assert_eq!(doubles(&all), vec![]);

        all.push(one(&person, As::LooksAfter, 2));
        all.push(one(&inrae, As::Joins, 3));
        let found: Vec<_> = doubles(&all).into_iter().map(|one| (one.who, one.how)).collect();
        assert_eq!(found, [(inrae, As::Joins), (person, As::LooksAfter)]);
    }
}
