//! Where a call stands follows from its dates at each look: nothing has to run for it to open or to close.

use chrono::NaiveDateTime;

use crate::calls::{Phase, State, Terms};

pub fn phase(state: State, terms: &Terms, now: NaiveDateTime) -> Phase {
    match state {
        State::Draft => Phase::Draft,
        State::Announced => Phase::Announced,
        State::Published => by_dates(terms, now),
        State::InReview => Phase::InReview,
        State::Deliberation => Phase::Deliberation,
        State::Decided => Phase::Decided,
        State::ResultsPublished => Phase::ResultsPublished,
        State::Archived => Phase::Archived,
        State::Cancelled => Phase::Cancelled,
    }
}

fn by_dates(terms: &Terms, now: NaiveDateTime) -> Phase {
    match (terms.opens_at, terms.closes_at) {
        (Some(opens), _) if now < opens => Phase::Scheduled,
        (_, Some(closes)) if now <= closes => Phase::Open,
        (_, Some(closes)) if now <= closes + terms.grace() => Phase::Grace,
        _ => Phase::Closed,
    }
}

/// The last instant that is in time for an application: the call's, or a later one that it was granted.
pub fn deadline(terms: &Terms, granted: Option<NaiveDateTime>) -> Option<NaiveDateTime> {
    terms.closes_at.max(granted)
}

/// Whether what arrived at a moment is in time, and whether only by the grace. What counts is when the request arrived,
/// however long it took after that.
pub fn is_in_time(
    terms: &Terms,
    granted: Option<NaiveDateTime>,
    arrived: NaiveDateTime,
) -> Option<bool> {
    let last = deadline(terms, granted)?;
    if terms.opens_at.is_none_or(|opens| arrived < opens) || arrived > last + terms.grace() {
        return None;
    }
    Some(arrived > last)
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;
    use crate::calls::Blind;

    #[test]
    fn t31_the_deadline_and_the_end_of_the_grace_are_in_time_and_a_millisecond_later_is_not() {
        let closes = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap().and_hms_opt(21, 59, 59).unwrap();
        let terms = Terms {
            zone: "Europe/Paris".into(),
            opens_at: Some(closes - TimeDelta::days(60)),
            closes_at: Some(closes),
            questions_until: None,
            grace_minutes: 15,
            blind: Blind::Single,
            reviewers_each: 3,
            node_kind: None,
            appeal_months: 2,
        };
        let moment = TimeDelta::milliseconds(1);
        let grace = TimeDelta::minutes(15);
        let at = |now| (phase(State::Published, &terms, now), is_in_time(&terms, None, now));
        assert_eq!(at(closes - TimeDelta::days(61)), (Phase::Scheduled, None));
        assert_eq!(at(closes), (Phase::Open, Some(false)));
        assert_eq!(at(closes + moment), (Phase::Grace, Some(true)));
        assert_eq!(at(closes + grace), (Phase::Grace, Some(true)));
        assert_eq!(at(closes + grace + moment), (Phase::Closed, None));
        let granted = Some(closes + TimeDelta::days(1));
        assert_eq!(is_in_time(&terms, granted, closes + grace + moment), Some(false));
    }
}
