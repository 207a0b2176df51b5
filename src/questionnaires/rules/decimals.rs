//! Numbers as people type them, never through binary fractions.

/// Digits after the comma that are compared.
const SCALE: usize = 9;
/// Digits before it.
const MOST_DIGITS: usize = 18;

/// "1 234,50" as "1234.5"; none when it is no number, or none that a person means.
pub fn read(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.replace(',', ".").replace('\u{2212}', "-");
    let (negative, digits) = match bare.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, bare.strip_prefix('+').unwrap_or(&bare)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    if whole.len() > MOST_DIGITS || part.len() > SCALE {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if negative && (whole != "0" || !part.is_empty()) { "-" } else { "" };
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

/// In billionths, to be compared; of what [`read`] made.
pub fn billionths(kept: &str) -> Option<i128> {
    let (whole, part) = kept.split_once('.').unwrap_or((kept, ""));
    let negative = whole.starts_with('-');
    let digits = format!("{}{part:0<SCALE$}", whole.trim_start_matches('-'));
    let value: i128 = digits.parse().ok()?;
    Some(if negative { -value } else { value })
}

/// As it is shown: with a comma in French.
pub fn said(kept: &str, locale: crate::i18n::Locale) -> String {
    kept.replace('.', locale.pick(",", "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_typed_in_france() {
        let read_as =
            ["3,5", "1 234,50", "−2", "+7", "0,0", "-0", "007", ".5"].map(|t| read(t).unwrap());
        assert_eq!(read_as, ["3.5", "1234.5", "-2", "7", "0", "0", "7", "0.5"]);
        for typed in ["", "NaN", "1e400", "3.4.5", "douze", "1234567890123456789", "--1", "-"] {
            assert_eq!(read(typed), None, "{typed}");
        }
        assert!(
            billionths("0.1").unwrap() + billionths("0.2").unwrap() == billionths("0.3").unwrap()
        );
        assert!(billionths("-2").unwrap() < billionths("-1.5").unwrap());
        assert_eq!(said("3.5", crate::i18n::Locale::Fr), "3,5");
    }
}
