//! What the public sees, in memory: it changes once a month.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context;
use chrono::{NaiveDate, NaiveDateTime};

use super::{Figures, Period, ops, queries, rules};
use crate::Result;
use crate::clock::network_day;
use crate::db::Db;
use crate::taxonomy::Vocabularies;

/// More than one month's years never stay long.
const MOST_KEPT: usize = 64;

/// By year, and the day as of which they stand.
type Kept = HashMap<(i32, NaiveDate), Arc<Figures>>;

/// The published figures that were asked for.
#[derive(Clone, Default)]
pub struct Published(Arc<RwLock<Kept>>);

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
        if let Some(figures) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
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
            let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= MOST_KEPT {
                kept.clear();
            }
            kept.insert(key, Arc::clone(&figures));
        }
        Ok(figures)
    }
}
