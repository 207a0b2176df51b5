//! Holidays against known dates, and the arithmetic of working time.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use maillage::working_time::{Calendar, Observance, easter, observed};
use proptest::prelude::*;

const WEEK: [bool; 7] = [true, true, true, true, true, false, false];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn at(date: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    date.and_hms_opt(hour, minute, 0).unwrap()
}

fn desk(zone: Tz, by: Observance) -> Calendar {
    Calendar::new(zone, WEEK, (9 * 60, 17 * 60), by)
}

fn paris() -> Calendar {
    desk(chrono_tz::Europe::Paris, Observance::National)
}

type Date = (u32, u32);

/// Easter Monday, Ascension, Whit Monday, as almanacs give them.
const MOVABLE: &[(i32, Date, Date, Date)] = &[
    (2024, (4, 1), (5, 9), (5, 20)),
    (2025, (4, 21), (5, 29), (6, 9)),
    (2026, (4, 6), (5, 14), (5, 25)),
    (2027, (3, 29), (5, 6), (5, 17)),
    (2028, (4, 17), (5, 25), (6, 5)),
    (2029, (4, 2), (5, 10), (5, 21)),
    (2030, (4, 22), (5, 30), (6, 10)),
];

#[test]
fn holidays_are_those_of_the_almanac() {
    let fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    for (year, monday, ascension, whit) in MOVABLE {
        let mut known: Vec<_> = fixed.into_iter().chain([*monday, *ascension, *whit]).collect();
        known.sort_unstable();
        known.dedup();
        let kept = |by| {
            let days = day(*year, 1, 1).iter_days().take_while(|one| one.year() == *year);
            days.filter(|one| observed(*one, by))
                .map(|one| (one.month(), one.day()))
                .collect::<Vec<_>>()
        };
        assert_eq!(kept(Observance::National), known, "{year}");
        let friday = easter(*year) - Days::new(2);
        let mut alsace: Vec<_> =
            known.iter().copied().chain([(friday.month(), friday.day()), (12, 26)]).collect();
        alsace.sort_unstable();
        assert_eq!(kept(Observance::AlsaceMoselle), alsace, "{year}");
    }
}

#[test]
fn each_overseas_territory_keeps_its_day_of_the_abolition() {
    let days = [
        (Observance::Guadeloupe, (5, 27)),
        (Observance::Martinique, (5, 22)),
        (Observance::Guyane, (6, 10)),
        (Observance::Reunion, (12, 20)),
        (Observance::Mayotte, (4, 27)),
        (Observance::SaintBarthelemy, (10, 9)),
        (Observance::SaintMartin, (5, 28)),
        (Observance::NouvelleCaledonie, (9, 24)),
    ];
    for (by, (month, date)) in days {
        for year in 2024..=2030 {
            assert!(observed(day(year, month, date), by), "{by} {year}");
        }
        assert!(!observed(day(2026, month, date), Observance::AlsaceMoselle), "{by}");
    }
}

#[test]
fn a_place_tells_what_it_keeps() {
    let place = |zone, town| Observance::of_place(Some(zone), Some(town));
    assert_eq!(place("Europe/Paris", "Strasbourg"), Observance::AlsaceMoselle);
    assert_eq!(place("Europe/Paris", "Illkirch-Graffenstaden"), Observance::AlsaceMoselle);
    assert_eq!(place("Europe/Paris", "METZ"), Observance::AlsaceMoselle);
    assert_eq!(place("Europe/Paris", "67000 Strasbourg"), Observance::AlsaceMoselle);
    assert_eq!(place("Europe/Paris", "STRASBOURG Cedex 2"), Observance::AlsaceMoselle);
    assert_eq!(place("Europe/Paris", "Nancy"), Observance::National);
    assert_eq!(place("Indian/Reunion", "Saint-Denis"), Observance::Reunion);
    assert_eq!(Observance::of_place(None, None), Observance::National);
}

#[test]
fn two_working_days_jump_over_a_holiday_on_a_monday() {
    // Easter Monday is 6 April 2026; Friday noon in Paris is 10:00 UTC in summer.
    let friday = at(day(2026, 4, 3), 10, 0);
    assert_eq!(paris().after(friday, 16 * 60), at(day(2026, 4, 8), 10, 0));
    let alsace = desk(chrono_tz::Europe::Paris, Observance::AlsaceMoselle);
    assert_eq!(alsace.after(friday, 16 * 60), at(day(2026, 4, 8), 15, 0), "Friday was no day");
}

#[test]
fn the_clocks_change_and_the_deadline_stays_at_its_hour() {
    // Friday 27 March 2026, 16:00 in Paris (winter), two hours of work: Monday 30 March, 10:00 (summer).
    let friday = at(day(2026, 3, 27), 15, 0);
    assert_eq!(paris().after(friday, 120), at(day(2026, 3, 30), 8, 0));
    // Friday 23 October 2026, 16:00 in Paris (summer): Monday 26 October, 10:00 (winter).
    let friday = at(day(2026, 10, 23), 14, 0);
    assert_eq!(paris().after(friday, 120), at(day(2026, 10, 26), 9, 0));
    // A desk open on the Sunday whose hour from two to three does not exist.
    let night =
        Calendar::new(chrono_tz::Europe::Paris, [true; 7], (60, 4 * 60), Observance::National);
    let sunday = at(day(2026, 3, 28), 12, 0);
    assert_eq!(night.worked_minutes(sunday, at(day(2026, 3, 29), 12, 0)), 120);
    let sunday = at(day(2026, 10, 24), 12, 0);
    assert_eq!(night.worked_minutes(sunday, at(day(2026, 10, 25), 12, 0)), 240);
}

#[test]
fn a_desk_overseas_works_by_its_own_clock_and_days() {
    // Saturday 19 December 2026; the Sunday of 20 December is Réunion's holiday anyway.
    let reunion = desk(chrono_tz::Indian::Reunion, Observance::Reunion);
    // Monday 9:00 there is 5:00 UTC.
    assert_eq!(reunion.after(at(day(2026, 12, 19), 12, 0), 60), at(day(2026, 12, 21), 6, 0));
    let martinique = desk(chrono_tz::America::Martinique, Observance::Martinique);
    // Friday 22 May 2026 is kept, and so is Whit Monday, the 25th: Thursday's last hour is followed by Tuesday.
    let thursday = at(day(2026, 5, 21), 20, 0);
    assert_eq!(martinique.after(thursday, 120), at(day(2026, 5, 26), 14, 0));
}

#[test]
fn a_closure_holds_time_still() {
    let closed = paris().closed_on(vec![(day(2026, 8, 3), day(2026, 8, 21))]);
    let friday = at(day(2026, 7, 31), 14, 0);
    assert_eq!(closed.after(friday, 120), at(day(2026, 8, 24), 8, 0));
    assert_eq!(closed.worked_minutes(friday, at(day(2026, 8, 24), 7, 0)), 60);
    assert_eq!(closed.next_open(at(day(2026, 8, 10), 9, 0)), at(day(2026, 8, 24), 7, 0));
    assert!(!closed.is_open(at(day(2026, 8, 10), 9, 0)));
}

fn desks() -> impl Strategy<Value = Calendar> {
    let zones = prop_oneof![
        Just(chrono_tz::Europe::Paris),
        Just(chrono_tz::America::Miquelon),
        Just(chrono_tz::Pacific::Tahiti),
        Just(chrono_tz::Indian::Reunion),
    ];
    let by = proptest::sample::select(Observance::ALL);
    (zones, any::<[bool; 7]>(), 0u32..1400, 1u32..1441, by, 0u64..700, 0u64..30).prop_map(
        |(zone, days, opens, closes, by, away, length)| {
            let first = day(2025, 1, 1) + Days::new(away);
            let closed = vec![(first, first + Days::new(length))];
            Calendar::new(zone, days, (opens, closes), by).closed_on(closed)
        },
    )
}

fn instants() -> impl Strategy<Value = NaiveDateTime> {
    (0i64..2 * 365 * 24 * 60).prop_map(|m| at(day(2025, 1, 1), 0, 0) + TimeDelta::minutes(m))
}

proptest! {
    #[test]
    fn after_and_worked_undo_each_other(desk in desks(), from in instants(), n in 0i64..6000) {
        let due = desk.after(from, n);
        prop_assert_eq!(desk.worked_minutes(from, due), n);
        // It is the first such instant, and the way back leads no further.
        if n > 0 {
            prop_assert!(desk.worked(from, due - TimeDelta::seconds(1)) < TimeDelta::minutes(n));
        }
        let back = desk.before(due, n);
        prop_assert!(back >= from);
        prop_assert_eq!(desk.worked_minutes(back, due), n);
    }

    #[test]
    fn working_time_adds_up_and_never_runs_backwards(
        desk in desks(), a in instants(), b in instants(), c in instants(),
    ) {
        let mut three = [a, b, c];
        three.sort_unstable();
        let [a, b, c] = three;
        prop_assert_eq!(desk.worked(a, b) + desk.worked(b, c), desk.worked(a, c));
        prop_assert!(desk.worked(a, b) <= b - a);
        prop_assert_eq!(desk.worked(c, a), TimeDelta::zero());
        prop_assert!(desk.after(a, 600) <= desk.after(b, 600));
        prop_assert_eq!(desk.after(desk.after(a, 200), 400), desk.after(a, 600));
    }
}
