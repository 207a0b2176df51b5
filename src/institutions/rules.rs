//! How much anybody may be committed to at the same time.

use std::collections::BTreeMap;

use super::{As, Commitment, Double, Who};

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
