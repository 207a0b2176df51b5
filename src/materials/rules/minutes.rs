//! How long something takes: minutes as people type them, read them, and as ISO 8601 writes them.

use crate::i18n::Locale;

/// Longer than any material: a year of full days.
const MOST: i32 = 60 * 24 * 365;

/// Minutes of `90`, `1 h 30`, `1h30`, `45 min`, `1:30` or `PT1H30M`; a number alone is minutes.
pub fn read(typed: &str) -> Option<i32> {
    let text = typed.trim().to_lowercase().replace(['\u{a0}', '\u{202f}', ' '], "");
    let text = text.strip_prefix("pt").unwrap_or(&text);
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<i32>().ok() };
    let bare = |text: &str| {
        text.trim_end_matches("utes")
            .trim_end_matches("mn")
            .trim_end_matches("min")
            .trim_end_matches('m')
            .to_owned()
    };
    let (hours, minutes) = match text.split_once(['h', ':']) {
        Some((hours, rest)) => {
            let rest = rest
                .trim_start_matches("eures")
                .trim_start_matches("eure")
                .trim_start_matches("ours")
                .trim_start_matches("our");
            (number(hours)?, number(&bare(rest))?)
        }
        None => (0, bare(text).parse().ok()?),
    };
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    (hours >= 0 && minutes >= 0 && (1..=MOST).contains(&total)).then_some(total)
}

/// `1 h 30`, `45 min`, with spaces that do not break.
pub fn said(minutes: i32, locale: Locale) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest, locale) {
        (0, rest, _) => format!("{rest}\u{a0}min"),
        (hours, 0, _) => format!("{hours}\u{a0}h"),
        (hours, rest, Locale::Fr) => format!("{hours}\u{a0}h\u{a0}{rest:02}"),
        (hours, rest, Locale::En) => format!("{hours}\u{a0}h\u{a0}{rest}\u{a0}min"),
    }
}

/// `PT1H30M`
pub fn iso(minutes: i32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("PT{rest}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, rest) => format!("PT{hours}H{rest}M"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_read_however_it_was_typed() {
        for typed in [
            "90",
            "1 h 30",
            "1h30",
            "1h30min",
            "1:30",
            "PT1H30M",
            "pt90m",
            "90 min",
            "90 minutes",
            "1 heure 30",
        ] {
            assert_eq!(read(typed), Some(90), "{typed}");
        }
        assert_eq!((read("2 h"), read("2 hours"), read("45 mn")), (Some(120), Some(120), Some(45)));
        for bad in ["", "0", "-5", "une heure", "1h-5", "99999999999", "h"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(
            (iso(90).as_str(), iso(60).as_str(), iso(5).as_str()),
            ("PT1H30M", "PT1H", "PT5M")
        );
        assert_eq!(said(65, Locale::Fr), "1\u{a0}h\u{a0}05");
    }
}
