//! What would have come to a node in the days before it opens, as counts.

use chrono::NaiveDate;
use fluent_bundle::FluentArgs;
use serde::Serialize;

use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::labels::ops;
use crate::network;
use crate::taxonomy::{Vocabularies, Vocabulary};

#[derive(Serialize)]
pub(super) struct ShadowView {
    from: NaiveDate,
    until: NaiveDate,
    sentence: String,
    topics: Vec<CountView>,
    /// Who has these questions instead.
    instead: Vec<CountView>,
    /// How often those who have them say that they would be right here.
    agreement: String,
}

#[derive(Serialize)]
struct CountView {
    label: String,
    count: usize,
}

pub(super) fn shadow_view(
    conn: &mut Conn,
    found: &ops::Shadow,
    (words, locale): (&Vocabularies, Locale),
) -> Result<ShadowView> {
    let ids: Vec<_> = found.replay.from.iter().map(|(node, _)| node.clone()).collect();
    let names = network::queries::by_ids(conn, &ids)?;
    let name = |id: &network::NodeId| {
        let known = names.iter().find(|name| name.id == *id);
        known.map(|name| name.short_name.clone()).unwrap_or_default()
    };
    let topic = |code: &Option<String>| match code {
        Some(code) => words.label(Vocabulary::Topic, code, locale),
        None => locale.text("labels-shadow-no-topic"),
    };
    let count = i64::try_from(found.replay.tickets).unwrap_or(i64::MAX);
    Ok(ShadowView {
        from: found.from,
        until: found.until,
        sentence: locale.text1("labels-shadow-sentence", "n", count),
        topics: found
            .replay
            .topics
            .iter()
            .map(|(code, count)| CountView { label: topic(code), count: *count })
            .collect(),
        instead: found
            .replay
            .from
            .iter()
            .map(|(node, count)| CountView { label: name(node), count: *count })
            .collect(),
        agreement: agreement((found.agreed, found.said), locale),
    })
}

fn agreement((agreed, said): (usize, usize), locale: Locale) -> String {
    if said == 0 {
        return locale.text("labels-shadow-no-opinion");
    }
    let mut args = FluentArgs::new();
    args.set("said", said);
    args.set("agreed", agreed);
    args.set("percent", (agreed * 100 + said / 2) / said);
    locale.text_with("labels-shadow-agreement", Some(&args))
}
