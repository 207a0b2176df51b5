//! Who may change what is shared, and what a name must be.

pub mod mentions;
pub mod placeholders;

use chrono::TimeDelta;

use super::Shelf;
use crate::Refusal;
use crate::accounts::{Actor, NodeId};
use crate::text::fold;

pub const NO_TAG: Refusal = Refusal::new("triage-no-tag");
pub const TAG_TOO_LONG: Refusal = Refusal::new("triage-tag-too-long");
pub const TAG_EXISTS: Refusal = Refusal::new("triage-tag-exists");
pub const TOO_MANY_TAGS: Refusal = Refusal::new("triage-too-many-tags");
pub const TOO_MANY_VIEWS: Refusal = Refusal::new("triage-too-many-views");
pub const TIME_WORD_TOO_LONG: Refusal = Refusal::new("triage-time-word-too-long");
pub const BAD_MINUTES: Refusal = Refusal::new("triage-bad-minutes");
pub const STEP_ELSEWHERE: Refusal = Refusal::new("triage-step-elsewhere");
pub const TEMPLATE_CHANGED: Refusal = Refusal::new("triage-template-changed");

/// The longest tag, in characters.
pub const MAX_TAG: usize = 40;
/// The longest word about time spent.
pub const MAX_TIME_WORD: usize = 200;
/// The longest name of a view, a template or a step.
pub const MAX_NAME: usize = 80;
/// So many tags on one ticket still say something.
pub const MOST_TAGS: usize = 12;
/// So many views on one shelf, that the inbox's column stays one.
pub const MOST_VIEWS: usize = 20;
/// Who was last heard of before this is gone. The page says every 20 seconds that it is still open.
pub const PRESENT_FOR: TimeDelta = TimeDelta::seconds(60);

/// One's own is one's own; a node's things are changed by those who work for it, the network's by those who steer it.
pub fn may_change(actor: &Actor, shelf: &Shelf) -> bool {
    match shelf {
        Shelf::Own => true,
        Shelf::Node(node) => actor.coordinates() || actor.works_for(node),
        Shelf::Network => actor.coordinates(),
    }
}

/// Checklists say how work is to be done, and time says how long it took: a node's are its managers'.
pub fn may_lead(actor: &Actor, node: Option<&NodeId>) -> bool {
    actor.coordinates() || node.is_some_and(|node| actor.manages(node))
}

/// A tag as typed, on one line; refused when there is nothing in it that could be found again.
pub fn tag_label(typed: &str) -> Result<String, Refusal> {
    let words: Vec<_> = typed
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let label = words.join(" ");
    let label = label.trim_start_matches('#').trim();
    match label.chars().count() {
        _ if fold(label).is_empty() => Err(NO_TAG),
        1..=MAX_TAG => Ok(label.to_owned()),
        _ => Err(TAG_TOO_LONG),
    }
}

/// What the time was spent on, as typed.
pub fn time_word(typed: &str) -> Result<String, Refusal> {
    let word = typed.trim().replace('\0', "");
    if word.chars().count() <= MAX_TIME_WORD { Ok(word) } else { Err(TIME_WORD_TOO_LONG) }
}

/// Minutes as people type them: `45`, `1h`, `1h30`, `1:30`, `1,5 h`.
pub fn minutes(typed: &str) -> Result<i32, Refusal> {
    let typed = typed.trim().to_lowercase().replace(',', ".").replace(' ', "");
    let typed = typed.trim_end_matches("minutes").trim_end_matches("min").trim_end_matches('m');
    let number = |text: &str| text.parse::<f64>().map_err(|_| BAD_MINUTES);
    let spent = match typed.split_once(['h', ':']) {
        Some((hours, "")) => number(hours)? * 60.0,
        Some((hours, minutes)) => number(hours)? * 60.0 + number(minutes)?,
        None => number(typed)?,
    };
    let whole = spent.round();
    if (1.0..=1440.0).contains(&whole) { Ok(whole as i32) } else { Err(BAD_MINUTES) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_one_line_with_something_to_find() {
        assert_eq!(tag_label("  #à\trelire  ").as_deref(), Ok("à relire"));
        assert_eq!(tag_label(" \n# "), Err(NO_TAG));
        assert_eq!(tag_label(&"x".repeat(41)), Err(TAG_TOO_LONG));
    }

    #[test]
    fn minutes_are_read_as_people_type_them() {
        let read =
            ["45", "1h", "1h30", "1:05", "1,5 h", "20 min"].map(|typed| minutes(typed).unwrap());
        assert_eq!(read, [45, 60, 90, 65, 90, 20]);
        for bad in ["", "0", "-5", "x", "25h", "NaN", "inf", "1h x"] {
            assert_eq!(minutes(bad), Err(BAD_MINUTES), "{bad}");
        }
    }
}
