//! Keeping articles true: asking when the day has come, hearing that they are; and the index made good.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};

use super::{record, which};
use crate::Result;
use crate::accounts::Actor;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::knowledge::{ArticleId, access, mail, queries, rules};

/// So many are asked about in one transaction.
const BATCH: i64 = 200;

/// An article is still true: it is trusted for as long again.
pub fn confirm(conn: &mut Conn, actor: &Actor, id: &ArticleId, now: NaiveDateTime) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let version = kept.published().ok_or(rules::NOT_PUBLISHED)?;
    let day = rules::review_day(network_day(now), version.review_months);
    if kept.article.review_on == Some(day) {
        return Ok(());
    }
    queries::set_review(conn, id, Some(day), now)?;
    record(conn, actor, ("article.confirm", id), &which(version), now)
}

/// Asks nodes about their articles whose day has come, one mail a person; answers how many articles.
pub fn ask_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let before = today - TimeDelta::days(rules::ASK_AGAIN_DAYS);
    app.db.write_now(|conn| {
        let due = queries::to_ask(conn, (today, before), BATCH)?;
        let mut by_node = BTreeMap::new();
        for article in &due {
            by_node.entry(&article.node).or_insert_with(Vec::new).push(article);
        }
        mail::due(conn, &by_node, now)?;
        let ids: Vec<_> = due.iter().map(|article| article.id.clone()).collect();
        queries::note_asked(conn, &ids, today)?;
        Ok(due.len())
    })
}

/// Puts every published article into the search index that is missing there; answers how many.
pub fn index_missing(app: &App, now: NaiveDateTime) -> Result<usize> {
    let (mut after, mut done) = (None, 0);
    loop {
        let last = app.db.write_now(|conn| {
            let missing = queries::unindexed(conn, after.as_ref(), BATCH)?;
            let ids: Vec<_> = missing.iter().map(|(_, version)| version.id.clone()).collect();
            let mut variants = queries::variants_of_all(conn, &ids)?;
            for (article, version) in &missing {
                let own = variants.remove(&version.id).unwrap_or_default();
                let at = version.published_at.unwrap_or(now);
                queries::index(conn, &article.id, Some((version, &own)), at)?;
            }
            done += missing.len();
            Ok(missing.last().map(|(article, _)| article.id.clone()))
        })?;
        match last {
            Some(last) => after = Some(last),
            None => return Ok(done),
        }
    }
}

/// Makes the index anew; answers how many articles are in it.
pub fn index_anew(app: &App, now: NaiveDateTime) -> Result<usize> {
    app.db.write_now(|conn| Ok(queries::forget_all(conn)?))?;
    index_missing(app, now)
}
