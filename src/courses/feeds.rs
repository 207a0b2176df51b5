//! Calendars as they were last written. They are the same for everybody and large, and asked for far more often than
//! anything in them changes.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use chrono::NaiveDate;

/// So much is remembered, in bytes; beyond it everything is forgotten.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What the bytes depend on beside their key: the last change of what is told, and the day.
pub type Stamp = (i64, NaiveDate);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub body: Bytes,
    pub tag: String,
}

#[derive(Default)]
pub struct Feeds {
    kept: Mutex<HashMap<String, (Stamp, Written)>>,
}

impl Feeds {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Stamp, Written)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn find(&self, key: &str, stamp: Stamp) -> Option<Written> {
        let kept = self.lock();
        kept.get(key).filter(|(as_of, _)| *as_of == stamp).map(|(_, written)| written.clone())
    }

    pub fn keep(&self, key: String, stamp: Stamp, written: Written) {
        let mut kept = self.lock();
        kept.retain(|_, (as_of, _)| *as_of == stamp);
        // Who asks writes the key: it counts too.
        let size = |key: &String, one: &Written| key.len() + one.body.len();
        let held: usize = kept.iter().map(|(key, (_, one))| size(key, one)).sum();
        if held + size(&key, &written) > MOST_BYTES {
            kept.clear();
        }
        kept.insert(key, (stamp, written));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_kept_until_something_changes_and_never_too_much_of_it() {
        let feeds = Feeds::default();
        let written = |size| Written { body: vec![0; size].into(), tag: size.to_string() };
        let (before, after) = ((1, NaiveDate::default()), (2, NaiveDate::default()));

        feeds.keep("all".into(), before, written(7));
        assert_eq!(feeds.find("all", before), Some(written(7)));
        assert_eq!(feeds.find("all", after), None);
        assert_eq!(feeds.find("node", before), None);

        feeds.keep("node".into(), after, written(8));
        assert_eq!(feeds.find("all", before), None, "nobody asks for it any more");
        feeds.keep("huge".into(), after, written(MOST_BYTES - 6));
        assert_eq!(feeds.find("node", after), None);
        assert!(feeds.find("huge", after).is_some());
    }
}
