//! What the public sees, in memory: it changes once a month.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context;
use chrono::{NaiveDate, NaiveDateTime};

use super::{Figures, Period, ops, queries, rules};
use crate::clock::{midnight, network_day};
use crate::courses::queries::Held;
use crate::courses::rules::masked::parts;
use crate::db::Db;
use crate::taxonomy::Vocabularies;
use crate::{Result, courses, surveys};

/// More than one month's years never stay long.
const MOST_KEPT: usize = 64;

/// By year, and the day as of which they stand.
type Kept = HashMap<(i32, NaiveDate), Arc<Figures>>;

/// By year, and the day on which it was read.
type KeptTaught = HashMap<(i32, NaiveDate), Arc<Vec<Held>>>;

/// The published figures that were asked for.
#[derive(Default)]
pub struct Published {
    figures: RwLock<Kept>,
    taught: RwLock<KeptTaught>,
}

impl Published {
    /// The figures of a public period. Before the sweep has published them they are counted as they stand.
    pub async fn figures(
        &self,
        db: &Db,
        period: Period,
        words: Arc<Vocabularies>,
        now: NaiveDateTime,
    ) -> Result<Arc<Figures>> {
        let as_of = rules::last_published(network_day(now));
        let key = (period.year(), as_of);
        if let Some(figures) = self.figures.read().unwrap_or_else(PoisonError::into_inner).get(&key)
        {
            return Ok(Arc::clone(figures));
        }
        let (figures, final_) = db
            .read(move |conn| {
                conn.at_one_moment(|conn| match queries::published(conn, key.0, as_of)? {
                    Some(text) => Ok((
                        serde_json::from_str(&text).context("reading published figures")?,
                        true,
                    )),
                    None => Ok((ops::count(conn, period, &words, false, now)?, false)),
                })
            })
            .await?;
        let figures = Arc::new(figures);
        if final_ {
            let mut kept = self.figures.write().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= MOST_KEPT {
                kept.clear();
            }
            kept.insert(key, Arc::clone(&figures));
        }
        Ok(figures)
    }
    /// The sessions that were held in a public period, as they stood when the day began.
    pub async fn taught(
        &self,
        db: &Db,
        period: Period,
        today: NaiveDate,
    ) -> Result<Arc<Vec<Held>>> {
        let key = (period.year(), today);
        if let Some(held) = self.taught.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(held));
        }
        // While answers come in, one of them would be what two readings differ by.
        let closed = midnight(today) - surveys::rules::OPEN_FOR;
        let read =
            db.read(move |conn| Ok(courses::queries::held(conn, period.instants(), closed)?));
        let mut held = read.await?;
        for one in &mut held {
            one.institutions = parts(one.people, std::mem::take(&mut one.institutions));
        }
        let held = Arc::new(held);
        let mut kept = self.taught.write().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(_, day), _| *day == today);
        kept.insert(key, Arc::clone(&held));
        Ok(held)
    }
}
