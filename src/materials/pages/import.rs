//! Materials from a file: what would come of each row is shown first, and each error at its cell.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde::Serialize;

use super::edit::nodes;
use super::import_left::left_out;
use super::import_rows::{Columns, Lexicon, Reading, template as sheet};
pub use super::import_rows::{Fault, Read, cell};
use super::sources::{self, SourceView};
use super::{Badge, Frame};
use crate::accounts::NodeId;
use crate::i18n::Locale;
use crate::imports::{Effect, LEFT_OUT, MOST_BYTES, NO_TABLE, TOO_LARGE, Table, read_table};
use crate::materials::ops::{self, Foreseen, Told};
use crate::materials::queries;
use crate::materials::rules::imported::COLUMNS;
use crate::materials::rules::tess;
use crate::network::NodeName;
use crate::taxonomy::Vocabularies;
use crate::web::{Context, Staff, Upload};
use crate::{Error, Refusal, Result};

const NO_FILE: Refusal = Refusal::new("materials-import-no-file");
const NO_TITLE: Refusal = Refusal::new("materials-import-no-title");
pub(super) const NO_NODE: Refusal = Refusal::new("materials-import-no-node");

#[derive(Serialize)]
struct View {
    frame: Frame,
    alert: String,
    nodes: Vec<Choice>,
    languages: Vec<Choice>,
    columns: Vec<ColumnLine>,
    preview: Option<Preview>,
    done: Option<Done>,
    /// What is read each night, and one that is typed.
    sources: Vec<SourceView>,
    url: String,
    publishes: bool,
}

/// What was done, when some of it was not.
#[derive(Serialize)]
pub(super) struct Done {
    sum: String,
    left: Vec<Line>,
    table: String,
    node: String,
    language: String,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    on: bool,
}

/// A column, as the page explains it.
#[derive(Serialize)]
struct ColumnLine {
    name: &'static str,
    name_fr: &'static str,
    about: String,
    example: &'static str,
}

/// What would be done, and the table once more, to be sent back.
#[derive(Serialize)]
pub(super) struct Preview {
    table: String,
    node: String,
    node_name: String,
    language: String,
    unread: String,
    lines: Vec<Line>,
    makes: usize,
    changes: usize,
    faults: usize,
    may_confirm: bool,
    /// Nothing would be done.
    idle: bool,
}

#[derive(Serialize)]
pub(super) struct Line {
    /// The row of the sheet, or the number of the record.
    pub place: String,
    pub title: String,
    /// The material that is there.
    href: String,
    badge: Badge,
    pub why: String,
    pub faults: Vec<FaultLine>,
    notes: Vec<FaultLine>,
    /// Nothing of it is taken.
    pub left: bool,
}

#[derive(Serialize)]
pub(super) struct FaultLine {
    pub cell: String,
    pub heading: String,
    pub typed: String,
    pub expected: String,
}

/// What was sent beside the file.
pub(super) struct Typed {
    pub node: String,
    pub language: Locale,
    /// The address of a catalogue elsewhere, and whether what is new in it is published.
    pub url: String,
    pub publishes: bool,
}

impl Typed {
    pub fn of(upload: &Upload, locale: Locale) -> Self {
        Self {
            node: upload.text("node").to_owned(),
            language: upload.text("language").parse().unwrap_or(locale),
            url: upload.text("url").to_owned(),
            publishes: !upload.text("publishes").is_empty(),
        }
    }
}

/// `GET /inbox/materials/import`
pub async fn import(cx: Context<Staff>) -> Result<HttpResponse> {
    let (node, url) = (String::new(), String::new());
    let typed = Typed { node, language: cx.locale, url, publishes: false };
    page(&cx, (&typed, None, None), None).await
}

/// `GET /inbox/materials/import/template.csv`: a table to be filled in, its columns explained.
pub async fn template(cx: Context<Staff>) -> Result<HttpResponse> {
    let name = cx.locale.pick("modele-supports.csv", "materials-template.csv");
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(sheet(cx.locale)))
}

pub(super) async fn page(
    cx: &Context<Staff>,
    (typed, preview, done): (&Typed, Option<Preview>, Option<Done>),
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let (own, sources) = cx
        .db
        .read(move |conn| {
            let own = nodes(conn, &actor)?.0;
            let ids: Vec<NodeId> = own.iter().map(|one| one.id.clone()).collect();
            let sources = queries::sources_of(conn, &ids)?;
            Ok((own, sources))
        })
        .await?;
    let choice = |value: &str, label: String, on| Choice { value: value.to_owned(), label, on };
    let about =
        |name: &str| locale.text(&format!("materials-import-col-{}", name.replace('_', "-")));
    let view = View {
        frame: Frame::of("materials", &cx.actor(), String::new()),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        nodes: own
            .iter()
            .map(|one| {
                choice(one.id.as_str(), one.short_name.clone(), one.id.as_str() == typed.node)
            })
            .collect(),
        languages: [Locale::Fr, Locale::En]
            .iter()
            .map(|one| {
                let label = locale.text(&format!("courses-language-{one}"));
                choice(one.as_str(), label, *one == typed.language)
            })
            .collect(),
        columns: COLUMNS
            .iter()
            .map(|one| ColumnLine {
                name: one.name,
                name_fr: one.name_fr,
                about: about(one.name),
                example: one.example,
            })
            .collect(),
        preview,
        done,
        sources: sources.into_iter().map(|one| sources::view(one, &own, locale)).collect(),
        url: typed.url.clone(),
        publishes: typed.publishes,
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "materials/import", cx.head("materials-import", "inbox"), &view)
}

/// `POST /inbox/materials/import`: shows what would come of a file; what was shown and is sent back is done.
pub async fn take_over(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let typed = Typed::of(&upload, cx.locale);
    let Ok(node) = typed.node.parse::<NodeId>() else {
        return page(&cx, (&typed, None, None), Some(NO_NODE)).await;
    };
    let table = match table(&upload).await? {
        Ok(table) => table,
        Err(refusal) => return page(&cx, (&typed, None, None), Some(refusal)).await,
    };
    if upload.text("confirm").is_empty() {
        return preview(&cx, &typed, (node, &table, false)).await;
    }
    let words = cx.app.vocabularies();
    let Some((_, rows)) = understood(&table, &words, (typed.language, cx.locale)) else {
        return page(&cx, (&typed, None, None), Some(NO_TITLE)).await;
    };
    let told: Vec<Told> = rows.iter().filter_map(|row| row.told.as_ref().ok().cloned()).collect();
    let (actor, now) = (cx.actor(), cx.now);
    let done = cx.db.write(move |conn| ops::import(conn, &actor, (&node, &told), now)).await;
    match done {
        Ok(done) => {
            let effects: Vec<Effect> = done.iter().map(|one| one.effect).collect();
            let (makes, changes) = (Effect::Makes.count(&effects), Effect::Changes.count(&effects));
            let left = left_out(cx.locale, table.is_sheet, (rows, done));
            if left.is_empty() {
                let flash = match makes + changes > 0 {
                    true => "materials-flash-imported",
                    false => "materials-flash-import-same",
                };
                return cx.redirect("/inbox/materials", flash);
            }
            // Sent again it is the same page: nothing is taken twice.
            let told = Done {
                sum: sum(cx.locale, (makes, changes)),
                left,
                table: serde_json::to_string(&table).unwrap_or_default(),
                node: typed.node.clone(),
                language: typed.language.to_string(),
            };
            page(&cx, (&typed, None, Some(told)), None).await
        }
        Err(Error::Refused(refusal)) => page(&cx, (&typed, None, None), Some(refusal)).await,
        Err(error) => Err(error),
    }
}

/// What would come of a table for a node, without doing it. What is read each night is not sent back to be done.
pub(super) async fn preview(
    cx: &Context<Staff>,
    typed: &Typed,
    (node, table, nightly): (NodeId, &Table, bool),
) -> Result<HttpResponse> {
    let words = cx.app.vocabularies();
    let Some((columns, rows)) = understood(table, &words, (typed.language, cx.locale)) else {
        return page(cx, (typed, None, None), Some(NO_TITLE)).await;
    };
    let told: Vec<Told> = rows.iter().filter_map(|row| row.told.as_ref().ok().cloned()).collect();
    let actor = cx.actor();
    let (foreseen, own) = cx
        .db
        .read(move |conn| {
            let foreseen = ops::foresee(conn, &actor, (&node, &told))?;
            Ok((foreseen, nodes(conn, &actor)?.0))
        })
        .await?;
    let mut seen = seen(cx, (typed, &own), (table, &columns), (rows, foreseen));
    if nightly {
        (seen.may_confirm, seen.table) = (false, String::new());
    }
    page(cx, (typed, Some(seen), None), None).await
}

/// How many were made and changed.
fn sum(locale: Locale, (makes, changes): (usize, usize)) -> String {
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("makes", makes);
    args.set("changes", changes);
    locale.text_with("materials-import-sum", Some(&args))
}

/// The rows of a table as materials, and which of its columns are read; none when it has no title.
pub fn understood(
    table: &Table,
    words: &Vocabularies,
    (language, locale): (Locale, Locale),
) -> Option<(Columns, Vec<Read>)> {
    let columns = Columns::of(table);
    if !columns.has("title") {
        return None;
    }
    let lexicon = Lexicon::of(words);
    let rows = Reading { words, lexicon, columns: &columns, table, language, locale }.rows();
    Some((columns, rows))
}

/// The table that was sent: in a file, or again as it was shown.
pub(super) async fn table(upload: &Upload) -> Result<Result<Table, Refusal>> {
    let again = upload.text("table");
    let content = match (upload.files.first(), again) {
        (Some(file), _) if file.content.len() > MOST_BYTES => return Ok(Err(TOO_LARGE)),
        (Some(file), _) => file.content.clone(),
        (None, "") if upload.refused.is_empty() => return Ok(Err(NO_FILE)),
        (None, "") => return Ok(Err(TOO_LARGE)),
        (None, again) => return Ok(serde_json::from_str(again).map_err(|_| NO_TABLE)),
    };
    // Unpacking and parsing take a while.
    let read = tokio::task::spawn_blocking(move || match content.trim_ascii_start().first() {
        Some(b'[' | b'{') => tess::read(&content),
        _ => read_table(&content),
    });
    // No file is a reason to fail, whatever is in it.
    Ok(read.await.unwrap_or(Err(NO_TABLE)))
}

fn seen(
    cx: &Context<Staff>,
    (typed, own): (&Typed, &[NodeName]),
    (table, columns): (&Table, &Columns),
    (rows, foreseen): (Vec<Read>, Vec<Foreseen>),
) -> Preview {
    let effects: Vec<Effect> = foreseen.iter().map(|one| one.effect).collect();
    let (makes, changes) = (Effect::Makes.count(&effects), Effect::Changes.count(&effects));
    let faults = rows.iter().filter(|row| row.told.is_err()).count();
    let mut foreseen = foreseen.into_iter();
    let lines = rows.into_iter().map(|row| line(cx.locale, table.is_sheet, row, &mut foreseen));
    let name = own.iter().find(|one| one.id.as_str() == typed.node);
    Preview {
        lines: lines.collect(),
        table: serde_json::to_string(table).unwrap_or_default(),
        node: typed.node.clone(),
        node_name: name.map(|one| one.short_name.clone()).unwrap_or_default(),
        language: typed.language.to_string(),
        unread: columns.unread.join(", "),
        makes,
        changes,
        faults,
        may_confirm: makes + changes > 0,
        idle: makes + changes == 0,
    }
}

pub(super) fn line(
    locale: Locale,
    is_sheet: bool,
    row: Read,
    foreseen: &mut impl Iterator<Item = Foreseen>,
) -> Line {
    let told = |fault: &Fault| FaultLine {
        cell: cell(fault, (row.number, is_sheet)),
        heading: fault.heading.clone(),
        typed: short(&fault.typed),
        expected: match fault.listed.as_str() {
            "" => locale.text(&fault.expected),
            listed => locale.text1(&fault.expected, "list", listed),
        },
    };
    let place = locale.text1(
        if is_sheet { "materials-import-row" } else { "materials-import-record" },
        "n",
        row.number.to_string(),
    );
    let (badge, href, why, faults, left) = match &row.told {
        Ok(_) => {
            let one = foreseen.next();
            let effect = one.as_ref().map_or(Effect::Same, |one| one.effect);
            let material = one.as_ref().and_then(|one| one.material.as_ref());
            let href = material.map(|id| format!("/inbox/materials/{id}")).unwrap_or_default();
            let why = one.and_then(|one| one.why).map(|why| locale.text(why.key()));
            let left = effect == Effect::Left;
            (effect.badge(), href, why.unwrap_or_default(), Vec::new(), left)
        }
        Err(faults) => {
            let faults = faults.iter().map(told).collect();
            (LEFT_OUT, String::new(), String::new(), faults, true)
        }
    };
    let (class, icon, word) = badge;
    Line {
        place,
        title: row.title.clone(),
        href,
        badge: Badge { class, icon, word: locale.text(word) },
        why,
        faults,
        notes: row.notes.iter().map(told).collect(),
        left,
    }
}

/// So much of what was typed is shown again.
fn short(typed: &str) -> String {
    const MOST: usize = 120;
    let text: String = typed.chars().take(MOST).collect();
    if typed.chars().count() > MOST { format!("{text}…") } else { text }
}
