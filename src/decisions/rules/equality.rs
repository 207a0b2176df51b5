//! Whether all who applied were treated alike: who was retained, by what applicants are, and where somebody was treated
//! otherwise. Small numbers are not shown, nor what would give them away.

use std::collections::BTreeMap;

use crate::reviews::rules::scores::median;

/// A group of fewer says something of a few, and is not shown.
pub const FEWEST: usize = 5;

/// What is compared of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    /// The kind of the institution that leads it.
    pub kind: String,
    pub regions: Vec<String>,
    /// Whether that institution led none in an earlier call.
    pub first: bool,
    /// None before it is decided.
    pub retained: Option<bool>,
    /// What reviewers say together, in hundredths.
    pub score: Option<i64>,
}

/// Applications that have something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub key: String,
    /// None where there are too few, and where others would tell of too few.
    pub shown: Option<Shown>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub bids: usize,
    pub decided: usize,
    pub retained: usize,
    /// The median of their scores, in hundredths.
    pub score: Option<i64>,
}

/// How often those of a group were retained, in whole percents.
pub fn share(shown: &Shown) -> Option<usize> {
    (shown.decided > 0).then(|| (shown.retained * 100 + shown.decided / 2) / shown.decided)
}

/// All applications as one group.
pub fn whole(bids: &[Bid]) -> Group {
    groups(bids, |_| vec![String::new()]).pop().unwrap_or(Group { key: String::new(), shown: None })
}

/// Applications by what they have in common, the largest groups first. If one group alone were hidden, what is left of the
/// whole would tell of it: then the smallest of the others is hidden as well.
pub fn groups(bids: &[Bid], keys: impl Fn(&Bid) -> Vec<String>) -> Vec<Group> {
    let mut by_key: BTreeMap<String, Vec<&Bid>> = BTreeMap::new();
    for bid in bids {
        for key in keys(bid) {
            by_key.entry(key).or_default().push(bid);
        }
    }
    let mut sorted: Vec<(String, Vec<&Bid>)> = by_key.into_iter().collect();
    sorted.sort_by(|a, b| (b.1.len(), &a.0).cmp(&(a.1.len(), &b.0)));
    let large = sorted.iter().filter(|(_, of)| of.len() >= FEWEST).count();
    let hides_another = sorted.len() - large == 1;
    let shown = large - usize::from(hides_another && large > 0);
    let group = |(place, (key, of)): (usize, (String, Vec<&Bid>))| Group {
        key,
        shown: (place < shown).then(|| counted(&of)),
    };
    sorted.into_iter().enumerate().map(group).collect()
}

fn counted(of: &[&Bid]) -> Shown {
    let scores: Vec<i64> = of.iter().filter_map(|bid| bid.score).collect();
    Shown {
        bids: of.len(),
        decided: of.iter().filter(|bid| bid.retained.is_some()).count(),
        retained: of.iter().filter(|bid| bid.retained == Some(true)).count(),
        score: if scores.len() < FEWEST { None } else { median(scores) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bids(kinds: &[(&str, usize)]) -> Vec<Bid> {
        let of = |(kind, n): &(&str, usize)| {
            let bid = Bid {
                kind: (*kind).to_owned(),
                regions: Vec::new(),
                first: true,
                retained: Some(true),
                score: Some(6_000),
            };
            std::iter::repeat_n(bid, *n).collect::<Vec<_>>()
        };
        kinds.iter().flat_map(of).collect()
    }

    fn sizes(kinds: &[(&str, usize)]) -> Vec<Option<usize>> {
        let groups = groups(&bids(kinds), |bid| vec![bid.kind.clone()]);
        groups.into_iter().map(|one| one.shown.map(|shown| shown.bids)).collect()
    }

    #[test]
    fn t30_a_small_group_is_hidden_and_another_with_it_that_would_tell_of_it() {
        assert_eq!(sizes(&[("a", 9), ("b", 6)]), [Some(9), Some(6)]);
        assert_eq!(sizes(&[("a", 9), ("b", 6), ("c", 2)]), [Some(9), None, None]);
        assert_eq!(sizes(&[("a", 9), ("b", 4), ("c", 2)]), [Some(9), None, None]);
        assert_eq!(sizes(&[("a", 9), ("c", 2)]), [None, None]);
        assert_eq!(sizes(&[("c", 4)]), [None]);
        assert_eq!(whole(&bids(&[("a", 4)])).shown, None);
        let of = Shown { bids: 9, decided: 8, retained: 3, score: None };
        assert_eq!(share(&of), Some(38));
    }
}
