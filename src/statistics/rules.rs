//! How applications are counted, and which numbers everybody may read.

use std::collections::BTreeMap;

use super::{Bid, Counted};
use crate::applications::State;
use crate::decisions::Outcome;
use crate::decisions::rules::equality::FEWEST;
use crate::reviews::rules::scores::median;

/// What may become of what was filed, in the order in which it is told.
pub const BECAME: [&str; 9] = [
    "labelled",
    "conditions",
    "trajectory",
    "coaching",
    "redirected",
    "refused",
    "ineligible",
    "withdrawn",
    "pending",
];

/// What became of an application that was filed.
fn became(bid: &Bid) -> &'static str {
    match (bid.state, bid.outcome) {
        (State::Withdrawn, _) => "withdrawn",
        (State::Ineligible, _) => "ineligible",
        (_, Some(Outcome::Labelled)) => "labelled",
        (_, Some(Outcome::Conditions)) => "conditions",
        (_, Some(Outcome::Trajectory)) => "trajectory",
        (_, Some(Outcome::Coaching)) => "coaching",
        (_, Some(Outcome::Redirected)) => "redirected",
        (_, Some(Outcome::Refused)) => "refused",
        (_, None) => "pending",
    }
}

/// The numbers of a call, or of several together.
pub fn counted(bids: &[Bid], load: Vec<(usize, usize)>) -> Counted {
    let mut all = Counted { begun: bids.len(), load, ..Counted::default() };
    let add = |to: &mut BTreeMap<String, usize>, key: &str| {
        *to.entry(key.to_owned()).or_default() += 1;
    };
    let (mut days, mut review_days, mut spreads) = (Vec::new(), Vec::new(), Vec::new());
    for bid in bids {
        let Some(filed_on) = bid.filed_on else {
            all.unfiled += 1;
            bid.kept.sections.iter().for_each(|key| add(&mut all.sections, key));
            continue;
        };
        all.filed += 1;
        *all.per_day.entry(filed_on).or_default() += 1;
        bid.ahead.iter().for_each(|days| *all.ahead.entry(*days).or_default() += 1);
        *all.became.entry(became(bid)).or_default() += 1;
        if bid.first {
            all.first += 1
        } else {
            all.again += 1
        }
        add(&mut all.kinds, &bid.kind);
        bid.kept.regions.iter().for_each(|key| add(&mut all.regions, key));
        bid.kept.disciplines.iter().for_each(|key| add(&mut all.disciplines, key));
        bid.lead.iter().chain(&bid.partners).for_each(|key| add(&mut all.institutions, key));
        days.extend(bid.days);
        review_days.extend(&bid.kept.reviews);
        spreads.extend(bid.kept.spread);
    }
    all.reviews = review_days.len();
    (all.days, all.review_days, all.spread) = (median(days), median(review_days), median(spreads));
    all.kappa = kappa(bids.iter().map(|bid| bid.kept.recommended.as_slice()));
    all.load.sort_by(|a, b| b.cmp(a));
    all
}

/// A whole, where parts are counted without fractions.
const WHOLE: i64 = 1_000_000;

/// Fleiss' kappa of what reviewers recommend, in hundredths: 100 where they always recommend the same, 0 where they do so as
/// often as by chance.
///
/// Formula: `(P − Pe) / (1 − Pe)`. `P` is the mean, over the applications that two reviewers or more share, of the share of
/// pairs of reviewers who recommend the same: `Σ nⱼ (nⱼ − 1) / (n (n − 1))` for `n` reviews of which `nⱼ` recommend `j`. `Pe` is
/// `Σ pⱼ²` with `pⱼ` the share of `j` among all those recommendations. Applications may have different numbers of reviews.
///
/// Minimum: five applications that are shared ([`FEWEST`]); of fewer there is none, nor where everybody always recommended one
/// thing, which makes `1 − Pe` nought.
fn kappa<'a>(all: impl Iterator<Item = &'a [String]>) -> Option<i64> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (mut agreed, mut rated) = (0, 0);
    let mut by_word: BTreeMap<&str, i64> = BTreeMap::new();
    for said in all.filter(|said| said.len() > 1) {
        let mut own: BTreeMap<&str, i64> = BTreeMap::new();
        said.iter().for_each(|word| *own.entry(word).or_default() += 1);
        let (n, same) = (count(said.len()), own.values().map(|n| n * (n - 1)).sum::<i64>());
        agreed += same * WHOLE / (n * (n - 1));
        rated += 1;
        own.into_iter().for_each(|(word, n)| *by_word.entry(word).or_default() += n);
    }
    if rated < count(FEWEST) {
        return None;
    }
    let ratings: i64 = by_word.values().sum();
    let chance = by_word.values().map(|n| (n * WHOLE / ratings).pow(2) / WHOLE).sum::<i64>();
    (by_word.len() > 1).then(|| (agreed / rated - chance) * 100 / (WHOLE - chance))
}

/// Of numbers that make a whole, those that everybody may read: none of one to four, and where one alone would be hidden
/// the smallest of the others neither, for what is left of the whole would tell of it.
pub fn shown(parts: &[usize]) -> Vec<bool> {
    let mut shown: Vec<bool> = parts.iter().map(|n| *n == 0 || *n >= FEWEST).collect();
    if shown.iter().filter(|one| !**one).count() == 1 {
        let others = parts.iter().enumerate().filter(|(at, n)| shown[*at] && **n > 0);
        if let Some((at, _)) = others.min_by_key(|(_, n)| **n) {
            shown[at] = false;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Kept;

    fn bid(state: State, outcome: Option<Outcome>, filed: bool) -> Bid {
        Bid {
            state,
            outcome,
            filed_on: filed.then(|| "2026-03-01".parse().unwrap()),
            ahead: filed.then_some(2),
            days: filed.then_some(30),
            lead: Some("a".into()),
            partners: ["b".to_owned()].into(),
            kind: "university".into(),
            first: true,
            kept: Kept { reviews: vec![4, 10], spread: Some(500), ..Kept::default() },
        }
    }

    #[test]
    fn each_filed_application_became_one_thing() {
        let bids = [
            bid(State::Decided, Some(Outcome::Refused), true),
            bid(State::Withdrawn, None, true),
            bid(State::Lapsed, None, false),
        ];
        let all = counted(&bids, vec![(1, 1), (3, 2)]);
        assert_eq!((all.begun, all.filed, all.unfiled), (3, 2, 1));
        assert_eq!(all.became, [("refused", 1), ("withdrawn", 1)].into());
        assert!(all.became.keys().all(|key| BECAME.contains(key)));
        assert_eq!(all.institutions, [("a".to_owned(), 2), ("b".to_owned(), 2)].into());
        assert_eq!((all.reviews, all.review_days, all.days), (4, Some(7), Some(30)));
        assert_eq!(all.load, [(3, 2), (1, 1)]);
        assert_eq!(all.ahead, [(2, 2)].into());
    }

    #[test]
    fn reviewers_agree_more_than_by_chance_or_not() {
        let of = |all: &[[&str; 2]]| {
            let all: Vec<Vec<String>> =
                all.iter().map(|one| one.map(ToOwned::to_owned).into()).collect();
            kappa(all.iter().map(Vec::as_slice))
        };
        let (yes, no, both) = (["accept"; 2], ["reject"; 2], ["accept", "reject"]);
        assert_eq!(of(&[yes, no, yes, no]), None, "few");
        assert_eq!(of(&[yes; 6]), None, "nothing to tell apart");
        assert_eq!(of(&[yes, yes, yes, no, no, no]), Some(100));
        assert_eq!(of(&[both; 6]), Some(-100));
        assert_eq!(of(&[yes, no, both, yes, no, both]), Some(33));
    }

    #[test]
    fn t30_no_small_number_is_shown_nor_what_would_tell_of_one() {
        assert_eq!(shown(&[9, 6, 0]), [true, true, true]);
        assert_eq!(shown(&[9, 6, 2]), [true, false, false]);
        assert_eq!(shown(&[9, 4, 2]), [true, false, false]);
        assert_eq!(shown(&[3, 0]), [false, true]);
    }
}
