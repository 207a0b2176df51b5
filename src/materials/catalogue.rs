//! The index by which materials are narrowed down and counted, for every thread of this process; read anew when what is
//! published changed, whoever changed it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{NaiveDateTime, Timelike};

use super::queries;
use super::rules::bits::Bits;
use super::rules::facets::{AHEAD, Index};
use crate::Result;
use crate::courses;
use crate::db::Conn;

/// So many searches are remembered: people look for the same words.
const REMEMBERED: usize = 64;

#[derive(Clone, Default)]
pub struct Catalogue {
    index: Arc<RwLock<Arc<Index>>>,
    found: Arc<Mutex<VecDeque<Remembered>>>,
    soon: Arc<Mutex<Option<Soon>>>,
}

/// What is taught soon, as of which changes of materials and courses, in which hour.
struct Soon {
    seqs: (i64, i64),
    hour: NaiveDateTime,
    places: Arc<Bits>,
}

/// What was looked for, as of which change; and where it was found: anywhere, and in titles.
struct Remembered {
    words: String,
    seq: i64,
    hits: Arc<Hits>,
}

/// The places of what was found.
#[derive(Debug, Clone)]
pub struct Hits {
    pub all: Bits,
    pub in_title: Bits,
}

impl Catalogue {
    /// The index as the database has it at this moment.
    pub fn current(&self, conn: &mut Conn) -> Result<Arc<Index>> {
        let seq = queries::last_change(conn)?;
        let known = Arc::clone(&self.index.read().unwrap_or_else(PoisonError::into_inner));
        if known.seq == seq {
            return Ok(known);
        }
        // Another database in the place of the one we knew, or an index made anew: from the beginning.
        let known = if known.seq > seq { Arc::default() } else { known };
        let changes = queries::changes_after(conn, known.seq)?;
        let mut next = known.changed(changes);
        next.seq = seq;
        let next = Arc::new(next);
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        Ok(next)
    }

    /// Where the materials stand with which a session is taught that begins soon; looked for once an hour, and when
    /// something changed.
    pub fn soon(&self, conn: &mut Conn, index: &Index, now: NaiveDateTime) -> Result<Arc<Bits>> {
        let lock = || self.soon.lock().unwrap_or_else(PoisonError::into_inner);
        let seqs = (index.seq, courses::queries::last_change(conn)?);
        let hour = now.date().and_hms_opt(now.hour(), 0, 0).unwrap_or(now);
        if let Some(known) = lock().as_ref().filter(|one| (one.seqs, one.hour) == (seqs, hour)) {
            return Ok(Arc::clone(&known.places));
        }
        let positions = courses::queries::taught_between(conn, (hour, hour + AHEAD))?;
        let places = Arc::new(index.places(&positions));
        *lock() = Some(Soon { seqs, hour, places: Arc::clone(&places) });
        Ok(places)
    }

    /// Where words are found; everywhere when none were typed.
    pub fn found(&self, conn: &mut Conn, index: &Index, words: &str) -> Result<Arc<Hits>> {
        let lock = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |one: &Remembered| one.seq == index.seq && one.words == words;
        if let Some(known) = lock().iter().find(|one| same(one)) {
            return Ok(Arc::clone(&known.hits));
        }
        let (all, in_title) = queries::looked_for(conn, words)?;
        let hits = match all {
            Some(all) => Hits { all: index.places(&all), in_title: index.places(&in_title) },
            None => Hits { all: index.everything(), in_title: Bits::none(index.len()) },
        };
        let hits = Arc::new(hits);
        let mut kept = lock();
        kept.retain(|one| one.seq == index.seq);
        if kept.len() >= REMEMBERED {
            kept.pop_front();
        }
        kept.push_back(Remembered {
            words: words.to_owned(),
            seq: index.seq,
            hits: Arc::clone(&hits),
        });
        Ok(hits)
    }
}
