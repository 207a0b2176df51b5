//! What the demo's world has behind it: when its pages were last confirmed, and what was counted month by month.

use chrono::{Months, NaiveDateTime, TimeDelta};

use crate::app::App;
use crate::clock::network_day;
use crate::figures::{self, key};
use crate::i18n::Locale;
use crate::network;

pub fn confirm(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    app.db.write_now(|conn| {
        for (place, node) in (0_i64..).zip(network::queries::all(conn)?) {
            // Between yesterday and eight months ago; one in a few was never confirmed.
            if place % 7 != 3 {
                let at = now - TimeDelta::days(1 + place * 29 % 170);
                network::queries::set_confirmed(conn, &node.id, at)?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// What the network counted at the ends of the last months, so that it has a history from its first day.
pub fn count(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    let today = network_day(now);
    app.db.write_now(|conn| {
        let all = key::read(conn, &app.vocabularies(), today, Locale::Fr)?;
        // The present month too: it is not over, and what is told of the last one stays.
        for back in 0..=14_u32 {
            let month = figures::rules::month(today) - Months::new(back);
            // A little less of each, the further back it is.
            let then =
                |value: i64| (value - value * i64::from(back) / 40 - i64::from(back / 3)).max(0);
            let counted: Vec<_> =
                all.iter().filter_map(|key| Some((key.code, then(key.value()?)))).collect();
            figures::queries::keep_key(conn, month, &counted)?;
        }
        Ok(())
    })?;
    Ok(())
}
