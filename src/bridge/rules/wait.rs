//! `#en-attente DPO jusqu’au 15/04/2026`: for whom, and until when.

use chrono::{Days, NaiveDate};

use crate::text::fold;
use crate::web::day;

/// A pause without a day ends after these.
const USUAL_WAIT: Days = Days::new(14);
/// A longer name is no name.
const LONGEST_NAME: usize = 120;

/// For whom and until when: a day, or so many days or weeks; and whether more was said than that.
pub fn wait(rest: &str, today: NaiveDate) -> (Option<String>, NaiveDate, bool) {
    let tokens: Vec<&str> = rest.split_whitespace().collect();
    let (mut until, mut end, mut after) = (None, tokens.len(), tokens.len());
    for (place, token) in tokens.iter().enumerate() {
        let number = token.parse::<u64>().ok().filter(|number| *number > 0);
        let unit = tokens.get(place + 1).map(|unit| fold(unit)).unwrap_or_default();
        let days = number.and_then(|number| match unit.as_str() {
            "jour" | "jours" | "day" | "days" | "j" | "d" => Some(number),
            "semaine" | "semaines" | "week" | "weeks" => number.checked_mul(7),
            "mois" | "month" | "months" => number.checked_mul(30),
            _ => None,
        });
        let named = day(token.trim_matches(['.', ',', ';', '(', ')']));
        let counted = days.and_then(|days| today.checked_add_days(Days::new(days)));
        if let Some(found) = named.or(counted) {
            (until, end) = (Some(found), place);
            after = place + if named.is_some() { 1 } else { 2 };
            break;
        }
    }
    const SMALL: &[&str] = &[
        "jusqu au", "jusqu a", "jusqu", "au", "le", "pendant", "de", "until", "till", "for", "by",
        "pour",
    ];
    while end > 0 && until.is_some() && SMALL.contains(&fold(tokens[end - 1]).as_str()) {
        end -= 1;
    }
    let whole = tokens[..end].join(" ");
    let who: String = whole.chars().take(LONGEST_NAME).collect();
    let more = who.len() < whole.len() || tokens[after..].iter().any(|one| !fold(one).is_empty());
    let who = who.trim_start_matches(['(', '-', '–']).trim().to_owned();
    let until = until.or_else(|| today.checked_add_days(USUAL_WAIT)).unwrap_or(today);
    ((!who.is_empty()).then_some(who), until, more)
}
