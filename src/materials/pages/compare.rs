//! What differs between two published versions: field by field, and file by file by their content.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::address;
use super::labels::{coded, language};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::knowledge::rules::diff::{How, diff};
use crate::materials::rules::facets::Facet;
use crate::materials::rules::publishing::is_public;
use crate::materials::rules::{minutes, skill};
use crate::materials::{Material, Parts, Point, Standing, Version, codes, queries};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Anyone, Choice, Context, Head, choices};
use crate::{Error, Result};

/// In an address, the version of another material of which this one was made.
pub(super) const SOURCE: &str = "source";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Between {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct View {
    title: String,
    lang: String,
    back: String,
    here: String,
    from: Vec<Choice>,
    to: Vec<Choice>,
    parts: Vec<Part>,
    same: bool,
}

/// A field that differs.
#[derive(Serialize)]
struct Part {
    name: String,
    pieces: Vec<PieceView>,
}

#[derive(Serialize)]
struct PieceView {
    text: String,
    gone: bool,
    added: bool,
}

/// `GET /materials/{slug}/compare`
pub async fn compare(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    asked: web::Query<Between>,
) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let wanted = slug.clone();
    let (versions, source, mut parts) = cx
        .db
        .read(move |conn| {
            let material = queries::by_slug(conn, &wanted)?;
            if material.withdrawn_at.is_some() {
                return Err(Error::NotFound);
            }
            let mut versions = queries::versions_of(conn, &material.id)?;
            versions.retain(|one| one.state != Standing::Draft);
            let source = source(conn, &material)?;
            let ids: Vec<_> = versions.iter().chain(&source).map(|one| one.id.clone()).collect();
            Ok((versions, source, queries::parts_of_all(conn, &ids)?))
        })
        .await?;
    let numbered = |typed: &str| {
        let number: Option<i32> = typed.trim_start_matches('v').parse().ok();
        versions.iter().find(|one| Some(one.number) == number)
    };
    let to = numbered(&asked.to).or(versions.first()).ok_or(Error::NotFound)?;
    let before = versions.iter().find(|one| one.number < to.number);
    let made_of = source.as_ref().filter(|_| asked.from == SOURCE);
    let from = made_of.or(numbered(&asked.from)).or(before).unwrap_or(to);
    let number = if made_of.is_some() { SOURCE.to_owned() } else { from.number.to_string() };
    let sides = [from, to].map(|one| (one, parts.remove(&one.id).unwrap_or_default()));
    let parts = differing(&sides, &cx.app.vocabularies(), cx.locale);
    let numbers = || versions.iter().map(|one| one.number.to_string()).map(|n| (n.clone(), n));
    let named = |one: &Version| {
        let label = format!("{} (v{})", one.said(cx.locale).title, one.number);
        (SOURCE.to_owned(), cx.locale.text1("materials-compare-source", "title", label))
    };
    let olds = numbers().chain(source.iter().map(named));
    let said = to.said(cx.locale);
    let view = View {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        back: address(&slug, None),
        here: format!("/materials/{slug}/compare"),
        from: choices(olds, &number),
        to: choices(numbers(), &to.number.to_string()),
        same: parts.is_empty(),
        parts,
    };
    let title = format!("{} – {}", cx.text("materials-compare"), view.title);
    cx.public_page("materials/compare", Head { title, section: "materials" }, &view)
}

/// The version of which a material was made, where readers can read it still.
fn source(conn: &mut Conn, material: &Material) -> Result<Option<Version>> {
    let (Some(id), Some(number)) = (&material.derived_from_id, material.derived_from_number) else {
        return Ok(None);
    };
    let versions = queries::versions_of(conn, id)?;
    Ok(versions.into_iter().find(|one| one.number == number && is_public(one.state)))
}

fn differing(
    [(from, old), (to, new)]: &[(&Version, Parts); 2],
    words: &Vocabularies,
    locale: Locale,
) -> Vec<Part> {
    let (old, new) = (said(from, old, words, locale), said(to, new, words, locale));
    old.into_iter()
        .zip(new)
        .filter(|((_, before), (_, after))| before != after)
        .map(|((key, before), (_, after))| Part {
            name: locale.text(&format!("materials-field-{key}")),
            pieces: diff(&before, &after)
                .into_iter()
                .map(|piece| PieceView {
                    text: piece.text,
                    gone: piece.how == How::Gone,
                    added: piece.how == How::Added,
                })
                .collect(),
        })
        .collect()
}

/// Every field of a version as text, in the order of the form.
fn said(
    version: &Version,
    parts: &Parts,
    words: &Vocabularies,
    locale: Locale,
) -> Vec<(&'static str, String)> {
    let lines = |kind| parts.lines(kind).map(skill::shown).collect::<Vec<_>>().join("\n");
    let listed = |list: &str, label: &dyn Fn(&String) -> String| {
        codes(list).iter().map(label).collect::<Vec<_>>().join("\n")
    };
    let own = |facet| move |code: &String| coded(facet, code, locale);
    let of = |vocabulary| move |code: &String| words.label(vocabulary, code, locale);
    let time = |minutes: Option<i32>| minutes.map(|n| minutes::said(n, locale)).unwrap_or_default();
    let people = parts.people.iter().map(|one| {
        let more = [one.orcid.as_deref().unwrap_or_default(), &one.affiliation];
        let more = more.into_iter().filter(|text| !text.is_empty());
        std::iter::once(one.name.as_str()).chain(more).collect::<Vec<_>>().join(" · ")
    });
    let files =
        parts.files.iter().map(|held| format!("{} ({})", held.file.name, &held.file.sha256[..12]));
    let links =
        parts.links.iter().map(|one| format!("{} {}", one.title, one.url).trim().to_owned());
    vec![
        ("title", version.title.clone()),
        ("summary", version.summary.clone()),
        ("title-fr", version.title_fr.clone()),
        ("summary-fr", version.summary_fr.clone()),
        ("title-en", version.title_en.clone()),
        ("summary-en", version.summary_en.clone()),
        ("languages", listed(&version.languages, &|tag| language(tag, locale))),
        ("kind", version.kind.map(|one| own(Facet::Kind)(&one.to_string())).unwrap_or_default()),
        ("level", version.level.map(|one| own(Facet::Level)(&one.to_string())).unwrap_or_default()),
        ("audiences", listed(&version.audience_codes, &own(Facet::Audience))),
        ("topics", listed(&version.topic_codes, &of(Vocabulary::Topic))),
        ("disciplines", listed(&version.discipline_codes, &of(Vocabulary::Discipline))),
        ("stages", listed(&version.stage_codes, &own(Facet::Stage))),
        ("keywords", codes(&version.keywords).join("\n")),
        ("self-minutes", time(version.self_minutes)),
        ("taught-minutes", time(version.taught_minutes)),
        ("outcomes", lines(Point::Outcome)),
        ("prerequisites", lines(Point::Prerequisite)),
        ("people", people.collect::<Vec<_>>().join("\n")),
        ("licence", version.licence.clone()),
        ("access", locale.text(&format!("materials-access-{}", version.access))),
        ("availability", version.availability.label(locale)),
        ("contact", version.contact.clone()),
        ("accessibility", version.accessibility.clone()),
        ("doi", version.doi.clone().unwrap_or_default()),
        ("files", files.collect::<Vec<_>>().join("\n")),
        ("links", links.collect::<Vec<_>>().join("\n")),
    ]
}
