//! Whether the clocks on which closings hang agree.

use chrono::{NaiveDateTime, TimeDelta};

/// Further apart, what is in time for one of them is late for the other.
pub const MOST_APART: TimeDelta = TimeDelta::seconds(2);

/// The clock of this program beside that of its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clocks {
    /// The database goes by the clock of this machine.
    One,
    Agree(TimeDelta),
    Differ(TimeDelta),
}

pub fn compared(ours: NaiveDateTime, theirs: Option<NaiveDateTime>) -> Clocks {
    match theirs.map(|theirs| (ours - theirs).abs()) {
        None => Clocks::One,
        Some(apart) if apart > MOST_APART => Clocks::Differ(apart),
        Some(apart) => Clocks::Agree(apart),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_seconds_are_near_enough_and_no_more_either_way() {
        let now = NaiveDateTime::default();
        let by = |millis| compared(now, Some(now + TimeDelta::milliseconds(millis)));
        assert_eq!(by(2_000), Clocks::Agree(TimeDelta::seconds(2)));
        assert_eq!(by(-2_001), Clocks::Differ(TimeDelta::milliseconds(2_001)));
        assert_eq!(by(2_001), Clocks::Differ(TimeDelta::milliseconds(2_001)));
        assert_eq!(compared(now, None), Clocks::One);
    }
}
