//! Which figures somebody sees: coordinators all, as they stand; others what is published.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::{Figures, Period, Published, ops, rules};
use crate::Result;
use crate::app::App;
use crate::clock::network_day;

pub struct Seen {
    pub period: Period,
    pub figures: Arc<Figures>,
    /// When they stood so.
    pub as_of: NaiveDateTime,
}

impl Seen {
    pub async fn by(exact: bool, asked: Period, app: &App, now: NaiveDateTime) -> Result<Self> {
        let words = app.vocabularies();
        if !exact {
            let today = network_day(now);
            let period = rules::public_period(asked, today);
            let published = app.kept(Published::default);
            let figures = published.figures(&app.db, period, words, now).await?;
            let as_of = rules::published_at(today);
            return Ok(Self { period, figures, as_of });
        }
        let counted = app.db.read(move |conn| {
            conn.at_one_moment(|conn| ops::count(conn, asked, &words, true, now))
        });
        Ok(Self { period: asked, figures: Arc::new(counted.await?), as_of: now })
    }
}
