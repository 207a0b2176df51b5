//! Every version of an article, and what differs between two.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Badge, Frame, badge};
use crate::Result;
use crate::accounts::AccountId;
use crate::i18n::Locale;
use crate::knowledge::rules::diff::{How, diff};
use crate::knowledge::{ArticleId, Variant, Version, VersionId, access, ops, queries};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::queries::names_of;
use crate::web::{Choice, Context, Head, Staff, choices};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: ArticleId,
    title: String,
    versions: Vec<Line>,
    from: Vec<Choice>,
    to: Vec<Choice>,
    several: bool,
    parts: Vec<Part>,
    same: bool,
}

#[derive(Serialize)]
struct Line {
    number: i32,
    badge: Badge,
    created_at: NaiveDateTime,
    author: String,
    published_at: Option<NaiveDateTime>,
    approved_by: String,
    ended_at: Option<NaiveDateTime>,
    ended_by: String,
    end_reason: String,
    change_note: String,
}

/// A field that differs.
#[derive(Serialize)]
struct Part {
    name: String,
    lang: Locale,
    pieces: Vec<PieceView>,
}

#[derive(Serialize)]
struct PieceView {
    text: String,
    gone: bool,
    added: bool,
}

/// `GET /inbox/articles/{id}/history`
pub async fn history(
    cx: Context<Staff>,
    id: web::Path<ArticleId>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let (actor, id, words, locale) =
        (cx.actor(), id.into_inner(), cx.app.vocabularies(), cx.locale);
    let (reader, wanted, now) = (actor.clone(), id.clone(), cx.now);
    let (kept, people, variants) = cx
        .db
        .read(move |conn| {
            let kept = access::for_desk(conn, &reader, &wanted)?;
            ops::note_reading(conn, &reader, &kept.article, now)?;
            let mut people: Vec<AccountId> = kept.versions.iter().flat_map(people_of).collect();
            people.sort();
            people.dedup();
            let ids: Vec<_> = kept.versions.iter().map(|one| one.id.clone()).collect();
            Ok((kept, names_of(conn, &people)?, queries::variants_of_all(conn, &ids)?))
        })
        .await?;
    let numbered = |typed: &str| {
        let number: Option<i32> = typed.parse().ok();
        kept.versions.iter().find(|one| Some(one.number) == number)
    };
    let to = numbered(&asked.to).or(kept.versions.first());
    let before = to.and_then(|to| kept.versions.iter().find(|one| one.number < to.number));
    let from = numbered(&asked.from).or(before);
    let parts = match (from, to) {
        (Some(from), Some(to)) => {
            Compared { words: &words, locale, variants: &variants }.parts(from, to)
        }
        _ => Vec::new(),
    };
    let numbers = || kept.versions.iter().map(|one| one.number.to_string()).map(|n| (n.clone(), n));
    let on = |one: Option<&Version>| one.map(|one| one.number.to_string()).unwrap_or_default();
    let said = kept.newest()?.said(locale);
    let view = View {
        frame: Frame::of("articles", &actor, String::new()),
        id,
        title: said.title.to_owned(),
        versions: kept.versions.iter().map(|one| line(one, &people, locale)).collect(),
        from: choices(numbers(), &on(from)),
        to: choices(numbers(), &on(to)),
        several: kept.versions.len() > 1,
        same: parts.is_empty(),
        parts,
    };
    let title = format!("{} – {}", cx.text("knowledge-history"), view.title);
    cx.page("knowledge/history", Head { title, section: "inbox" }, &view)
}

fn people_of(version: &Version) -> Vec<AccountId> {
    let others = [&version.approved_by, &version.ended_by, &version.returned_by];
    let others = others.into_iter().flatten().cloned();
    std::iter::once(version.author_id.clone()).chain(others).collect()
}

fn line(version: &Version, people: &HashMap<AccountId, String>, locale: Locale) -> Line {
    let name =
        |id: Option<&AccountId>| id.and_then(|id| people.get(id).cloned()).unwrap_or_default();
    Line {
        number: version.number,
        badge: badge(version.state, locale),
        created_at: version.created_at,
        author: name(Some(&version.author_id)),
        published_at: version.published_at,
        approved_by: name(version.approved_by.as_ref()),
        ended_at: version.ended_at,
        ended_by: name(version.ended_by.as_ref()),
        end_reason: version.end_reason.clone(),
        change_note: version.change_note.clone(),
    }
}

/// Two versions side by side.
struct Compared<'a> {
    words: &'a Vocabularies,
    locale: Locale,
    variants: &'a HashMap<VersionId, Vec<Variant>>,
}

impl Compared<'_> {
    /// The fields that differ, in the order of the form.
    fn parts(&self, from: &Version, to: &Version) -> Vec<Part> {
        let labels = |version: &Version| {
            let topics = version.topics();
            let topics = topics.iter().map(|c| self.words.label(Vocabulary::Topic, c, self.locale));
            let fields = version.disciplines();
            let fields =
                fields.iter().map(|c| self.words.label(Vocabulary::Discipline, c, self.locale));
            topics.chain(fields).collect::<Vec<_>>().join("\n")
        };
        let name = |key: &str| self.locale.text(&format!("knowledge-field-{key}"));
        let mut parts = vec![
            part(name("title-fr"), Locale::Fr, &from.title_fr, &to.title_fr),
            part(name("body-fr"), Locale::Fr, &from.body_fr, &to.body_fr),
            part(name("title-en"), Locale::En, &from.title_en, &to.title_en),
            part(name("body-en"), Locale::En, &from.body_en, &to.body_en),
            part(name("about"), self.locale, &labels(from), &labels(to)),
        ];
        parts.extend(self.variant_parts(from, to));
        parts.into_iter().flatten().collect()
    }

    fn variant_parts(&self, from: &Version, to: &Version) -> Vec<Option<Part>> {
        let of = |version: &Version| self.variants.get(&version.id).cloned().unwrap_or_default();
        let (old, new) = (of(from), of(to));
        let mut bodies: Vec<&str> =
            old.iter().chain(&new).map(|one| one.institution.as_str()).collect();
        bodies.sort_unstable();
        bodies.dedup();
        let found = |list: &[Variant], slug: &str| {
            list.iter().find(|one| one.institution == slug).cloned().unwrap_or_default()
        };
        let both = |slug: &str| {
            let (a, b) = (found(&old, slug), found(&new, slug));
            let name = self.words.label(Vocabulary::Institution, slug, self.locale);
            [
                part(format!("{name} (fr)"), Locale::Fr, &a.body_fr, &b.body_fr),
                part(format!("{name} (en)"), Locale::En, &a.body_en, &b.body_en),
            ]
        };
        bodies.into_iter().flat_map(both).collect()
    }
}

fn part(name: String, lang: Locale, old: &str, new: &str) -> Option<Part> {
    if old == new {
        return None;
    }
    let pieces = diff(old, new).into_iter().map(|piece| PieceView {
        text: piece.text,
        gone: piece.how == How::Gone,
        added: piece.how == How::Added,
    });
    Some(Part { name, lang, pieces: pieces.collect() })
}
