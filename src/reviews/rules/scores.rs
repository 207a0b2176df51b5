//! What scores make together. Whole numbers: hundredths of a total from 0 to 100.

use crate::applications::ApplicationId;
use crate::reviews::{Criterion, CriterionSummary, Recommendation, Score, Summary, TOP};

/// Of the weight, so much must be assessed for a total to count, in hundredths.
const ENOUGH: i64 = 60;

/// The total of one review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// Hundredths of a total from 0 to 100.
    pub hundredths: i64,
    /// Whether enough was assessed for it to count with others.
    pub counts: bool,
}

/// Each score by the weight of its criterion, over what was assessed: what cannot be assessed is no zero. None where
/// nothing that has a weight was.
pub fn total(criteria: &[Criterion], scores: &[Score]) -> Option<Total> {
    let given = |one: &Criterion| {
        scores.iter().find(|score| score.criterion == one.id).and_then(|score| score.score)
    };
    let weight = |one: &Criterion| i64::from(one.weight);
    let all: i64 = criteria.iter().map(weight).sum();
    let assessed: i64 = criteria.iter().filter(|one| given(one).is_some()).map(weight).sum();
    let points: i64 =
        criteria.iter().filter_map(|one| Some(weight(one) * i64::from(given(one)?))).sum();
    if assessed == 0 {
        return None;
    }
    let full = assessed * i64::from(TOP);
    let hundredths = (points * 20_000 + full) / (full * 2);
    Some(Total { hundredths, counts: assessed * 100 >= all * ENOUGH })
}

/// The criteria below whose threshold a review is.
pub fn eliminatory<'a>(
    criteria: &'a [Criterion],
    scores: &'a [Score],
) -> impl Iterator<Item = &'a Criterion> {
    criteria.iter().filter(|one| {
        let given = scores.iter().find(|score| score.criterion == one.id);
        let low = given.and_then(|score| score.score).zip(one.threshold);
        low.is_some_and(|(score, least)| score < least)
    })
}

/// A spread from which reviewers are said to disagree, in hundredths of a total of 100: two points of five.
pub const SPLIT: i64 = 4_000;

/// Of what lies in the middle; of two the mean. In the unit of the values.
pub fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let half = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[half]),
        _ => Some((values[half - 1] + values[half] + 1) / 2),
    }
}

/// What the submitted reviews of an application say together, each its recommendation and scores.
pub fn summary(
    application: ApplicationId,
    criteria: &[Criterion],
    reviews: &[(Recommendation, Vec<Score>)],
) -> Summary {
    let totals: Vec<i64> = reviews
        .iter()
        .filter_map(|(_, scores)| total(criteria, scores))
        .filter(|total| total.counts)
        .map(|total| total.hundredths)
        .collect();
    let spread = totals.iter().max().zip(totals.iter().min()).filter(|_| totals.len() > 1);
    let mut eliminated: Vec<_> = criteria
        .iter()
        .filter(|one| {
            reviews.iter().any(|(_, scores)| eliminatory(criteria, scores).any(|low| low == *one))
        })
        .map(|one| one.id.clone())
        .collect();
    eliminated.dedup();
    let said = |one: &Recommendation| {
        let count = reviews.iter().filter(|(said, _)| said == one).count();
        (count > 0).then_some((*one, count))
    };
    Summary {
        application,
        reviews: reviews.len(),
        spread: spread.map(|(most, least)| most - least),
        median: median(totals),
        criteria: criteria.iter().map(|one| of_criterion(one, reviews)).collect(),
        recommendations: Recommendation::ALL.iter().filter_map(said).collect(),
        eliminatory: eliminated,
    }
}

fn of_criterion(one: &Criterion, reviews: &[(Recommendation, Vec<Score>)]) -> CriterionSummary {
    let given: Vec<i32> = reviews
        .iter()
        .flat_map(|(_, scores)| scores)
        .filter(|score| score.criterion == one.id)
        .filter_map(|score| score.score)
        .collect();
    let points: i64 = given.iter().map(|score| i64::from(*score) * 100).sum();
    let count = i64::try_from(given.len()).unwrap_or(i64::MAX);
    CriterionSummary {
        criterion: one.id.clone(),
        mean: (count > 0).then(|| (points + count / 2) / count),
        median: median(given.iter().map(|score| i64::from(*score) * 100).collect()),
        lowest: given.iter().min().copied(),
        highest: given.iter().max().copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reviews::CriterionId;

    fn criterion(weight: i32, threshold: Option<i32>) -> Criterion {
        Criterion {
            id: CriterionId::new(),
            position: 1,
            label_fr: "?".into(),
            label_en: String::new(),
            weight,
            threshold,
            anchors: "[]".into(),
        }
    }

    fn scores(criteria: &[Criterion], given: &[Option<i32>]) -> Vec<Score> {
        let one = |(criterion, score): (&Criterion, &Option<i32>)| Score {
            criterion: criterion.id.clone(),
            score: *score,
            comment: String::new(),
        };
        criteria.iter().zip(given).map(one).collect()
    }

    #[test]
    fn what_cannot_be_assessed_is_no_zero_and_what_is_beside_does_not_count() {
        let criteria =
            [criterion(50, None), criterion(30, None), criterion(20, None), criterion(0, None)];
        let of = |given: &[Option<i32>]| total(&criteria, &scores(&criteria, given));
        let said = |hundredths, counts| Some(Total { hundredths, counts });
        assert_eq!(of(&[Some(5), Some(5), Some(5), Some(0)]), said(10_000, true));
        assert_eq!(of(&[Some(4), Some(3), Some(1), None]), said(6_200, true));
        assert_eq!(of(&[Some(4), None, Some(4), None]), said(8_000, true));
        assert_eq!(of(&[Some(4), None, None, None]), said(8_000, false));
        assert_eq!(of(&[None, None, None, Some(5)]), None);
        assert_eq!(of(&[Some(1), Some(1), Some(2), None]), said(2_400, true));
    }

    #[test]
    fn reviews_make_a_median_a_spread_and_marks() {
        let criteria = [criterion(60, Some(2)), criterion(40, None)];
        let review =
            |recommendation, given: &[Option<i32>]| (recommendation, scores(&criteria, given));
        let reviews = [
            review(Recommendation::Accept, &[Some(5), Some(5)]),
            review(Recommendation::Accept, &[Some(1), Some(3)]),
            review(Recommendation::Reject, &[None, Some(4)]),
        ];
        let made = summary(ApplicationId::random(), &criteria, &reviews);
        assert_eq!((made.reviews, made.median, made.spread), (3, Some(6_800), Some(6_400)));
        assert_eq!(made.eliminatory, vec![criteria[0].id.clone()]);
        assert_eq!(
            made.recommendations,
            vec![(Recommendation::Accept, 2), (Recommendation::Reject, 1)]
        );
        assert_eq!((made.criteria[1].median, made.criteria[1].mean), (Some(400), Some(400)));
        assert_eq!((made.criteria[0].lowest, made.criteria[0].mean), (Some(1), Some(300)));
        let alone = summary(ApplicationId::random(), &criteria, &reviews[..1]);
        assert_eq!((alone.median, alone.spread), (Some(10_000), None));
        assert_eq!(median(vec![3, 4]), Some(4));
    }
}
