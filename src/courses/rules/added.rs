//! Addresses at which calendars of the web offer to note a meeting. They know no UID: who follows one and subscribes too has
//! it twice, so the file comes first.

use chrono::NaiveDateTime;

use crate::accounts::rules::query_value;

/// A meeting as those calendars are told of it.
#[derive(Debug, Clone, Copy)]
pub struct Noted<'a> {
    pub title: &'a str,
    pub place: &'a str,
    /// Where more is said of it.
    pub url: &'a str,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
}

fn address(base: &str, pairs: &[(&str, &str)]) -> String {
    let told = pairs.iter().filter(|(_, value)| !value.is_empty());
    let told: Vec<_> = told.map(|(name, value)| format!("{name}={}", query_value(value))).collect();
    format!("{base}?{}", told.join("&"))
}

pub fn google(noted: &Noted<'_>) -> String {
    let at = |at: NaiveDateTime| at.format("%Y%m%dT%H%M%SZ").to_string();
    let dates = format!("{}/{}", at(noted.starts_at), at(noted.ends_at));
    let pairs = [
        ("action", "TEMPLATE"),
        ("text", noted.title),
        ("dates", &dates),
        ("location", noted.place),
        ("details", noted.url),
    ];
    address("https://calendar.google.com/calendar/render", &pairs)
}

pub fn outlook(noted: &Noted<'_>) -> String {
    let at = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let (starts, ends) = (at(noted.starts_at), at(noted.ends_at));
    let pairs = [
        ("rru", "addevent"),
        ("subject", noted.title),
        ("startdt", &starts),
        ("enddt", &ends),
        ("location", noted.place),
        ("body", noted.url),
    ];
    address("https://outlook.office.com/calendar/0/deeplink/compose", &pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn a_meeting_is_told_at_its_instant_and_no_sign_ends_a_value() {
        let day = NaiveDate::from_ymd_opt(2026, 4, 2).unwrap();
        let noted = Noted {
            title: "Déposer & citer",
            place: "",
            url: "https://ici.example/sessions/1",
            starts_at: day.and_hms_opt(10, 0, 0).unwrap(),
            ends_at: day.and_hms_opt(13, 0, 0).unwrap(),
        };

        let (google, outlook) = (google(&noted), outlook(&noted));

        assert!(google.contains(&query_value("20260402T100000Z/20260402T130000Z")), "{google}");
        assert!(google.contains("text=D%C3%A9poser%20%26%20citer&"), "{google}");
        assert!(outlook.contains(&query_value("2026-04-02T10:00:00Z")), "{outlook}");
        assert!(!google.contains("location=") && !outlook.contains("location="));
    }
}
