//! In which order reviews put applications. The committee reads it; it decides nothing.

use std::collections::BTreeMap;

use crate::applications::ApplicationId;
use crate::reviews::Summary;

/// The rank of each application with as many reviews as the call wants: those with the same median share it. Who has fewer has
/// none.
pub fn ranks(summaries: &[Summary], wanted: i32) -> BTreeMap<ApplicationId, usize> {
    let wanted = usize::try_from(wanted).unwrap_or_default();
    let counted = summaries.iter().filter(|one| one.reviews >= wanted);
    let medians: Vec<_> = counted.filter_map(|one| Some((&one.application, one.median?))).collect();
    let better = |median: i64| medians.iter().filter(|(_, other)| *other > median).count();
    medians.iter().map(|(id, median)| ((*id).clone(), better(*median) + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_medians_share_a_rank_and_one_review_makes_none() {
        let of = |reviews: usize, median: Option<i64>| Summary {
            application: ApplicationId::random(),
            reviews,
            median,
            spread: None,
            criteria: Vec::new(),
            recommendations: Vec::new(),
            eliminatory: Vec::new(),
        };
        let all = [
            of(3, Some(6_000)),
            of(2, Some(8_000)),
            of(2, Some(8_000)),
            of(1, Some(9_900)),
            of(2, None),
        ];
        let ranks = ranks(&all, 2);
        let said: Vec<_> = all.iter().map(|one| ranks.get(&one.application).copied()).collect();
        assert_eq!(said, [Some(3), Some(1), Some(1), None, None]);
    }
}
