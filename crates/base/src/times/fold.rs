//! Hours that the clock shows twice, when it goes back, and hours that it skips, when it goes forward.

use chrono::{LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::{NO_SUCH_TIME, TIME_TWICE, local};
use crate::Refusal;

/// Which one it is of an hour that is there twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    First,
    Second,
}

impl Fold {
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// What a form sends.
    pub fn read(typed: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == typed)
    }
}

/// The instant of a time on the wall, when it is said which one if there are two.
pub fn instant_of(
    there: NaiveDateTime,
    fold: Option<Fold>,
    zone: Tz,
) -> Result<NaiveDateTime, Refusal> {
    match (zone.from_local_datetime(&there), fold) {
        (LocalResult::Single(at), _)
        | (LocalResult::Ambiguous(at, _), Some(Fold::First))
        | (LocalResult::Ambiguous(_, at), Some(Fold::Second)) => Ok(at.naive_utc()),
        (LocalResult::Ambiguous(..), None) => Err(TIME_TWICE),
        (LocalResult::None, _) => Err(NO_SUCH_TIME),
    }
}

/// Which one an instant is, where the clock shows its hour twice.
pub fn fold_of(at: NaiveDateTime, zone: Tz) -> Option<Fold> {
    let (first, _) = twice(local(at, zone).naive_local(), zone)?;
    Some(if first == at { Fold::First } else { Fold::Second })
}

/// Both instants of an hour that the clock shows twice.
pub fn twice(there: NaiveDateTime, zone: Tz) -> Option<(NaiveDateTime, NaiveDateTime)> {
    match zone.from_local_datetime(&there) {
        LocalResult::Ambiguous(first, second) => Some((first.naive_utc(), second.naive_utc())),
        LocalResult::Single(_) | LocalResult::None => None,
    }
}

/// The hours on both sides of one that the clock skips, as far away as it goes forward.
pub fn around(there: NaiveDateTime, zone: Tz) -> Option<[NaiveDateTime; 2]> {
    let LocalResult::None = zone.from_local_datetime(&there) else { return None };
    let ahead = |at: NaiveDateTime| zone.offset_from_utc_datetime(&at).fix().local_minus_utc();
    let day = TimeDelta::days(1);
    let skipped = TimeDelta::seconds((ahead(there + day) - ahead(there - day)).into());
    Some([there - skipped, there + skipped])
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        read(text).unwrap()
    }

    #[test]
    fn an_hour_that_is_there_twice_is_the_one_that_was_said() {
        let (paris, there) = (Tz::Europe__Paris, at("2026-10-25T02:30"));
        let (first, second) = (at("2026-10-25T00:30"), at("2026-10-25T01:30"));
        assert_eq!(twice(there, paris), Some((first, second)));
        assert_eq!(instant_of(there, None, paris), Err(TIME_TWICE));
        assert_eq!(instant_of(there, Some(Fold::First), paris), Ok(first));
        assert_eq!(instant_of(there, Some(Fold::Second), paris), Ok(second));
        assert_eq!(fold_of(first, paris), Some(Fold::First));
        assert_eq!(fold_of(second, paris), Some(Fold::Second));
        assert_eq!(fold_of(at("2026-10-25T02:00"), paris), None);
    }

    #[test]
    fn an_hour_that_is_skipped_has_one_on_either_side() {
        let (paris, miquelon) = (Tz::Europe__Paris, Tz::America__Miquelon);
        let near = around(at("2026-03-29T02:30"), paris);
        assert_eq!(near, Some([at("2026-03-29T01:30"), at("2026-03-29T03:30")]));
        let near = around(at("2026-03-08T02:00"), miquelon);
        assert_eq!(near, Some([at("2026-03-08T01:00"), at("2026-03-08T03:00")]));
        assert_eq!(around(at("2026-03-29T03:00"), paris), None);
        assert_eq!(instant_of(at("2026-03-29T02:30"), Some(Fold::First), paris), Err(NO_SUCH_TIME));
    }
}
