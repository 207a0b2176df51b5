//! Where meetings that are followed from afar fall outside the hours in which people work.

use chrono::{NaiveDateTime, NaiveTime};

use super::times::{ZONES, local};
use crate::i18n::Locale;

/// From eight to six by the clock of each place.
fn works((starts, ends): (NaiveDateTime, NaiveDateTime)) -> bool {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    starts.date() == ends.date() && starts.time() >= at(8) && ends.time() <= at(18)
}

/// The places by whose clock one of some meetings is not within them, in a language; none when there is no meeting.
pub fn outside(meetings: &[(NaiveDateTime, NaiveDateTime)], locale: Locale) -> Vec<&'static str> {
    let fits = |name: &str| {
        let Ok(zone) = name.parse() else { return true };
        let there = |at| local(at, zone).naive_local();
        meetings.iter().all(|(starts, ends)| works((there(*starts), there(*ends))))
    };
    let out = ZONES.iter().filter(|(name, ..)| !fits(name));
    out.map(|(_, fr, en)| locale.pick(fr, en)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at(hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 4, 2).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    #[test]
    fn an_afternoon_in_paris_is_evening_in_reunion_and_morning_in_guadeloupe() {
        // 14:00 to 17:00 in Paris.
        let afternoon = outside(&[(at(12), at(15))], Locale::Fr);
        assert!(!afternoon.contains(&"Paris") && !afternoon.contains(&"Guadeloupe"));
        assert!(afternoon.contains(&"La Réunion"), "{afternoon:?}");

        // 9:00 to 11:00 in Paris.
        let morning = outside(&[(at(7), at(9))], Locale::Fr);
        assert!(!morning.contains(&"La Réunion") && morning.contains(&"Guadeloupe"));
        let nothing: [&str; 0] = [];
        assert_eq!(outside(&[], Locale::Fr), nothing);
    }
}
