//! When a page is to be confirmed, and which ones are looked at in a month.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

use crate::Refusal;
use crate::network::{Node, Status};
use crate::secret::sha256_hex;

pub const NO_NOTE: Refusal = Refusal::new("freshness-no-note");

/// A page is confirmed so often; its managers are asked when this is over, and readers are told a month later.
pub const EVERY: TimeDelta = TimeDelta::days(182);
/// Managers who do not answer are asked again after this.
pub const AGAIN: TimeDelta = TimeDelta::days(30);
/// So many pages of a hundred are looked at in a month, and at least so many.
pub const SHARE: usize = 5;
pub const FEWEST: usize = 3;

/// Since when a page stands as it is: when it was last confirmed, else when it was made.
pub fn since(node: &Node) -> NaiveDateTime {
    node.confirmed_at.unwrap_or(node.created_at)
}

/// Whether a page is to be kept exact at all.
pub fn is_kept(node: &Node) -> bool {
    node.status != Status::Closed
}

/// Whether the managers of a page are to be asked, who were last asked at a moment about what stood since another.
pub fn is_due(
    node: &Node,
    asked: Option<(NaiveDateTime, NaiveDateTime)>,
    now: NaiveDateTime,
) -> bool {
    let old = is_kept(node) && now - since(node) >= EVERY;
    let again = asked.is_none_or(|(about, at)| about != since(node) || now - at >= AGAIN);
    old && again
}

/// The first day of a day's month.
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The pages that are drawn for a month, from those that there are: by chance, but the same whoever asks and however often.
pub fn sample(nodes: &[Node], month: NaiveDate) -> Vec<&Node> {
    let lot = |node: &&Node| sha256_hex(format!("{month} {}", node.id).as_bytes());
    let mut kept: Vec<&Node> = nodes.iter().filter(|node| is_kept(node)).collect();
    let many = (kept.len() * SHARE).div_ceil(100).max(FEWEST);
    kept.sort_by_cached_key(lot);
    kept.truncate(many);
    kept
}
