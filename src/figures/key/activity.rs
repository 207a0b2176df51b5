//! What the network did since the year began, up to the end of the last month: the days that the public is told of.

use anyhow::Context;
use chrono::{Datelike, NaiveDate};

use super::{Key, Row};
use crate::Result;
use crate::clock::{midnight, network_day};
use crate::courses::queries::{Attended, attended};
use crate::courses::rules::masked::FEWEST;
use crate::db::Conn;
use crate::figures::charts::written;
use crate::figures::{Figures, ops, queries, rules};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};

/// Sessions that were held, and who took part in those of enough people.
pub(super) fn taught(conn: &mut Conn, today: NaiveDate, locale: Locale) -> Result<Vec<Key>> {
    let as_of = rules::last_published(today);
    let period = rules::public_year(as_of.year(), as_of);
    let held = attended(conn, period.instants())?;
    let row = |one: &Attended, detail: String| Row {
        label: locale.said(&one.title_fr, &one.title_en).0.to_owned(),
        href: one.slug.as_ref().map(|slug| format!("/courses/{slug}")),
        detail,
    };
    let day = |one: &Attended| network_day(one.ends_at).to_string();
    let enough: Vec<_> = held.iter().filter(|one| one.people >= FEWEST).collect();
    let people = enough.iter().map(|one| one.people).sum();
    Ok(vec![
        Key::new("sessions", held.iter().map(|one| row(one, day(one))).collect()),
        Key::sum(
            "participants",
            enough.iter().map(|one| row(one, one.people.to_string())).collect(),
            Some(people),
        ),
    ])
}

/// Questions that were asked, by region; what is few is left out, as everywhere.
pub(super) fn asked(
    conn: &mut Conn,
    words: &Vocabularies,
    (today, locale): (NaiveDate, Locale),
) -> Result<Key> {
    let as_of = rules::last_published(today);
    let period = rules::public_year(as_of.year(), as_of);
    let figures: Figures = match queries::published(conn, period.year(), as_of)? {
        Some(text) => serde_json::from_str(&text).context("reading published figures")?,
        None => ops::count(conn, period, words, false, midnight(today))?,
    };
    let label = |code: &str| match code {
        "" => locale.text("figures-not-said"),
        code => words.label(Vocabulary::Region, code, locale),
    };
    let some = figures.regions.iter().filter(|one| one.total != Some(0));
    let rows = some.map(|one| Row {
        label: label(&one.region),
        href: Some(format!("/figures?to={}#regions", period.to)),
        detail: written(one.total),
    });
    Ok(Key::sum("tickets", rows.collect(), figures.received))
}
