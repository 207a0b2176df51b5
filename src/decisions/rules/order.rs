//! In which order a committee looks at applications: by the reviews until it says otherwise.

use std::collections::BTreeMap;

use crate::applications::ApplicationId;
use crate::calls::State as CallState;

/// Until everything is decided.
pub fn may_order(state: CallState) -> bool {
    matches!(state, CallState::InReview | CallState::Deliberation)
}

/// The order of applications that come by reference: where the committee put them, else by rank; what has no rank comes last.
pub fn order(
    all: &[ApplicationId],
    places: &BTreeMap<ApplicationId, i32>,
    ranks: &BTreeMap<ApplicationId, usize>,
) -> Vec<ApplicationId> {
    let mut order = all.to_vec();
    order.sort_by_key(|id| {
        let place = places.get(id).copied().unwrap_or(i32::MAX);
        (place, ranks.get(id).copied().unwrap_or(usize::MAX))
    });
    order
}

/// The same with one of them right before another, or behind the last of those that `seen` are.
pub fn moved(
    order: &[ApplicationId],
    (id, before): (&ApplicationId, Option<&ApplicationId>),
    seen: impl Fn(&ApplicationId) -> bool,
) -> Vec<ApplicationId> {
    if before == Some(id) {
        return order.to_vec();
    }
    let mut order: Vec<_> = order.iter().filter(|other| *other != id).cloned().collect();
    let place = match before {
        Some(before) => order.iter().position(|other| other == before),
        None => order.iter().rposition(seen).map(|last| last + 1),
    };
    order.insert(place.unwrap_or(order.len()), id.clone());
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_does_not_see_stays_where_it_is_among_the_others() {
        let all: Vec<_> = (0..4).map(|_| ApplicationId::random()).collect();
        let hidden = &all[1];
        let sees = |id: &ApplicationId| id != hidden;
        let up = moved(&all, (&all[3], Some(&all[2])), sees);
        assert_eq!(up, [0, 1, 3, 2].map(|n| all[n].clone()));
        let last = moved(&all[..2], (&all[0], None), sees);
        assert_eq!(last, [1, 0].map(|n| all[n].clone()));
        assert_eq!(moved(&all, (&all[2], Some(&all[2])), sees), all);
        let ranks = BTreeMap::from([(all[2].clone(), 1), (all[0].clone(), 2)]);
        let by_rank = order(&all, &BTreeMap::new(), &ranks);
        assert_eq!(by_rank, [2, 0, 1, 3].map(|n| all[n].clone()));
        let places = BTreeMap::from([(all[3].clone(), 1), (all[1].clone(), 2)]);
        assert_eq!(order(&all, &places, &ranks), [3, 1, 2, 0].map(|n| all[n].clone()));
    }
}
