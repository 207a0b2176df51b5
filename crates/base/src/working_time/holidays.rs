//! Public holidays of France, computed.
//!
//! | days | where | source |
//! | --- | --- | --- |
//! | eleven days | everywhere | Code du travail, L3133-1 |
//! | Good Friday, 26 December | Bas-Rhin, Haut-Rhin, Moselle | Code du travail, L3134-13 |
//! | commemoration of the abolition of slavery | Guadeloupe, Martinique, Guyane, La Réunion, Mayotte, Saint-Barthélemy, Saint-Martin | Code du travail, L3422-2; décret n° 83-1003, modified by n° 2012-553 |
//! | citizenship day, 24 September | Nouvelle-Calédonie | its own labour code, Lp. 231-1 |
//!
//! Days that are only customary (Mid-Lent, All Souls' Day) and those of collectivities whose own law has changed in late
//! years (Polynésie française, Wallis-et-Futuna) are not guessed: a node closes on them by saying so.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::db::text_enum;
use crate::text::town_in;

text_enum! {
    /// Whose public holidays a node keeps.
    Observance {
        National = "national",
        AlsaceMoselle = "alsace_moselle",
        Guadeloupe = "guadeloupe",
        Martinique = "martinique",
        Guyane = "guyane",
        Reunion = "reunion",
        Mayotte = "mayotte",
        SaintBarthelemy = "saint_barthelemy",
        SaintMartin = "saint_martin",
        NouvelleCaledonie = "nouvelle_caledonie",
    }
}

/// Days of the month that everybody keeps.
const FIXED: &[(u32, u32)] =
    &[(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
/// Easter Monday, Ascension, Whit Monday, in days after Easter.
const AFTER_EASTER: &[u64] = &[1, 39, 50];

/// Towns of the three departments (Moselle 57, Bas-Rhin 67, Haut-Rhin 68) where research is done, folded, since a node's
/// town is what its people typed. Another town says so in the node's hours.
const ALSACE_MOSELLE: &[&str] = &[
    "cattenom",
    "colmar",
    "forbach",
    "haguenau",
    "illkirch",
    "illkirch graffenstaden",
    "metz",
    "metz technopole",
    "mulhouse",
    "saint avold",
    "saint louis",
    "sarreguemines",
    "saulcy",
    "schiltigheim",
    "selestat",
    "strasbourg",
    "thionville",
    "yutz",
];

impl Observance {
    /// The days that a place keeps besides the national ones.
    const fn own_days(self) -> &'static [(u32, u32)] {
        match self {
            Self::National => &[],
            Self::AlsaceMoselle => &[(12, 26)],
            Self::Guadeloupe => &[(5, 27)],
            Self::Martinique => &[(5, 22)],
            Self::Guyane => &[(6, 10)],
            Self::Reunion => &[(12, 20)],
            Self::Mayotte => &[(4, 27)],
            Self::SaintBarthelemy => &[(10, 9)],
            Self::SaintMartin => &[(5, 28)],
            Self::NouvelleCaledonie => &[(9, 24)],
        }
    }

    /// What a place keeps as far as its time zone, which each overseas territory has to itself, and its town tell.
    pub fn of_place(time_zone: Option<&str>, town: Option<&str>) -> Self {
        match time_zone.unwrap_or_default() {
            "America/Guadeloupe" => Self::Guadeloupe,
            "America/Martinique" => Self::Martinique,
            "America/Cayenne" => Self::Guyane,
            "Indian/Reunion" => Self::Reunion,
            "Indian/Mayotte" => Self::Mayotte,
            "America/St_Barthelemy" => Self::SaintBarthelemy,
            "America/Marigot" => Self::SaintMartin,
            "Pacific/Noumea" => Self::NouvelleCaledonie,
            _ => {
                let town = town.map(town_in).unwrap_or_default();
                let there = ALSACE_MOSELLE.contains(&town.as_str());
                if there { Self::AlsaceMoselle } else { Self::National }
            }
        }
    }
}

/// Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher).
pub fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    let date = u32::try_from(month).ok().zip(u32::try_from(day).ok());
    date.and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day)).unwrap_or_default()
}

/// Whether a day is a public holiday there.
pub fn observed(day: NaiveDate, by: Observance) -> bool {
    let date = (day.month(), day.day());
    if FIXED.contains(&date) || by.own_days().contains(&date) {
        return true;
    }
    // The movable days fall on a Monday, a Thursday or, in Alsace and Moselle, a Friday of spring.
    if !matches!(day.weekday(), Weekday::Mon | Weekday::Thu | Weekday::Fri)
        || !(3..=6).contains(&day.month())
    {
        return false;
    }
    let easter = easter(day.year());
    let good_friday = by == Observance::AlsaceMoselle && day + Days::new(2) == easter;
    good_friday || AFTER_EASTER.iter().any(|days| easter + Days::new(*days) == day)
}
