//! The index by which materials are narrowed down and counted, for every thread of this process; read anew when what is
//! published changed, whoever changed it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::queries;
use super::rules::bits::Bits;
use super::rules::facets::Index;
use crate::Result;
use crate::db::Conn;

/// So many searches are remembered: people look for the same words.
const REMEMBERED: usize = 64;

#[derive(Clone, Default)]
pub struct Catalogue {
    index: Arc<RwLock<Arc<Index>>>,
    found: Arc<Mutex<VecDeque<Remembered>>>,
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
