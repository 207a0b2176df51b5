//! Reviews filled in without a connection: the sheet that is taken along, and what comes back, shown before it is kept.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::calls::{Blind, Call, CallId};
use crate::i18n::Locale;
use crate::imports::{Effect, LEFT_OUT, MOST_BYTES, NO_TABLE, TOO_LARGE, Table, read_table};
use crate::reviews::access::Looked;
use crate::reviews::ops::{self, Foreseen};
use crate::reviews::rules::sheet::{self, Fault, Line, Words};
use crate::reviews::{Criterion, Recommendation, Said};
use crate::sheets::{self, Cell, OPEN_DOCUMENT, Sheet};
use crate::text::fold;
use crate::web::{Badge, Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

const NO_FILE: Refusal = Refusal::new("reviews-import-no-file");
const NO_COLUMN: Refusal = Refusal::new("reviews-import-no-column");

#[derive(Serialize)]
struct View {
    id: CallId,
    call: String,
    reference: String,
    alert: String,
    preview: Option<Preview>,
}

/// What would be done, and the table once more, to be sent back.
#[derive(Serialize)]
struct Preview {
    table: String,
    mark: String,
    unread: String,
    lines: Vec<LineView>,
    makes: usize,
    changes: usize,
    faults: usize,
    may_confirm: bool,
}

#[derive(Serialize)]
struct LineView {
    place: String,
    reference: String,
    badge: Badge,
    why: String,
    faults: Vec<FaultView>,
    formulas: String,
}

#[derive(Serialize)]
struct FaultView {
    cell: String,
    typed: String,
    expected: String,
}

/// `POST /reviews/calls/{id}/sheet`: the file itself answers, as a pack does.
pub async fn sheet(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.into_inner());
    let (criteria, all) = cx.db.read(move |conn| ops::to_fill_in(conn, &actor, &id)).await?;
    let reference = all.first().map(|(there, _)| there.call.reference.clone()).unwrap_or_default();
    let name = format!("attachment; filename=\"{reference}-evaluations.ods\"");
    Ok(HttpResponse::Ok()
        .content_type(OPEN_DOCUMENT)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(sheets::ods(&[filled(&criteria, &all, cx.locale), levels(&criteria, cx.locale)])?))
}

/// A row for each review, with what is kept of it.
fn filled(criteria: &[Criterion], all: &[(Looked, Said)], locale: Locale) -> Sheet {
    let word = |key: &str| locale.text(&format!("reviews-sheet-{key}"));
    let mut head = vec![word("review"), word("reference"), word("title")];
    for one in criteria {
        for key in ["score", "comment"] {
            head.push(format!("{} {} – {}", word(key), one.position, one.label(locale)));
        }
    }
    head.extend(["recommendation", "confidence", "for-applicants", "for-committee"].map(word));
    let row = |(there, said): &(Looked, Said)| {
        let double = there.call.terms.blind == Blind::Double;
        let title = if double { "" } else { there.application.title.as_str() };
        let reference = there.application.reference.clone().unwrap_or_default();
        let mut cells = vec![
            Cell::text(there.assignment.id.to_string()),
            Cell::text(reference),
            Cell::text(title),
        ];
        for one in criteria {
            let given = said.scores.iter().find(|score| score.criterion == one.id);
            cells.push(match given.map(|given| given.score) {
                Some(Some(score)) => Cell::count(score),
                Some(None) => Cell::text("N/A"),
                None => Cell::Empty,
            });
            cells.push(text(given.map(|given| given.comment.as_str()).unwrap_or_default()));
        }
        let recommended = said.recommendation.map(|one| recommendation(one, locale));
        cells.push(text(&recommended.unwrap_or_default()));
        cells.push(said.confidence.map_or(Cell::Empty, Cell::count));
        cells.push(text(&said.for_applicants));
        cells.push(text(&said.for_committee));
        cells
    };
    Sheet { name: word("name"), head, rows: all.iter().map(row).collect() }
}

fn text(said: &str) -> Cell {
    if said.is_empty() { Cell::Empty } else { Cell::text(said) }
}

fn recommendation(one: Recommendation, locale: Locale) -> String {
    locale.text(&format!("reviews-recommendation-{one}"))
}

/// What each score means, to be read beside the first sheet.
fn levels(criteria: &[Criterion], locale: Locale) -> Sheet {
    let row = |one: &Criterion| {
        let levels = one.levels().into_iter().map(|words| text(&words));
        std::iter::once(Cell::text(format!("{} – {}", one.position, one.label(locale))))
            .chain(levels)
            .collect()
    };
    let known = Recommendation::ALL.iter().map(|one| Cell::text(recommendation(*one, locale)));
    let said = std::iter::once(Cell::text(locale.text("reviews-sheet-recommendation")));
    Sheet {
        name: locale.text("reviews-sheet-levels"),
        head: std::iter::once(locale.text("reviews-sheet-criterion"))
            .chain((0..=crate::reviews::TOP).map(|n| n.to_string()))
            .collect(),
        rows: criteria
            .iter()
            .map(row)
            .chain(std::iter::once(said.chain(known).collect()))
            .collect(),
    }
}

/// A recommendation by its code and by its name in either language.
fn words() -> Words {
    let named = |one: &Recommendation| {
        let spelt = [Locale::Fr, Locale::En].map(|locale| recommendation(*one, locale));
        let all = spelt.into_iter().chain(std::iter::once(one.to_string()));
        all.map(|word| (fold(&word), *one)).collect::<Vec<_>>()
    };
    Recommendation::ALL.iter().flat_map(named).collect()
}

/// `GET /reviews/calls/{id}/import`
pub async fn import(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, (None, None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    (preview, refusal): (Option<Preview>, Option<Refusal>),
) -> Result<HttpResponse> {
    let call = call_of(cx, id).await?;
    let view = View {
        call: call.text.title(cx.locale).to_owned(),
        reference: call.reference,
        id: call.id,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        preview,
    };
    let status = match refusal {
        None => StatusCode::OK,
        Some(refusal) if refusal == crate::reviews::rules::CHANGED => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    cx.respond(status, "reviews/import", cx.head("reviews-import", "calls"), &view)
}

/// The call, for who reviews something of it and may still write.
async fn call_of(cx: &Context<SignedIn>, id: &CallId) -> Result<Call> {
    let (actor, id) = (cx.actor(), id.clone());
    let (_, all) = cx.db.read(move |conn| ops::to_fill_in(conn, &actor, &id)).await?;
    all.into_iter().next().map(|(there, _)| there.call).ok_or(Error::NotFound)
}

/// `POST /reviews/calls/{id}/import`: shows what would come of a file; what was shown and is sent back is kept.
pub async fn take_in(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    upload: Upload,
) -> Result<HttpResponse> {
    let id = id.into_inner();
    call_of(&cx, &id).await?;
    let table = match table(&upload).await? {
        Ok(table) => table,
        Err(refusal) => return page(&cx, &id, (None, Some(refusal))).await,
    };
    if upload.text("confirm").is_empty() {
        return shown(&cx, &id, (&table, None)).await;
    }
    let (actor, now, which, again) = (cx.actor(), cx.now, id.clone(), table.clone());
    let mark = upload.text("mark").to_owned();
    let done = cx
        .db
        .write(move |conn| {
            let criteria = crate::reviews::queries::criteria(conn, &which)?;
            let Some((lines, _)) = sheet::read(&again, &criteria, &words()) else {
                return Err(NO_COLUMN.into());
            };
            ops::import_reviews(conn, &actor, (&which, &lines, &mark), now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect("/reviews", "reviews-flash-imported"),
        Err(Error::Refused(refusal)) => shown(&cx, &id, (&table, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

async fn shown(
    cx: &Context<SignedIn>,
    id: &CallId,
    (table, refusal): (&Table, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, which, read) = (cx.actor(), id.clone(), table.clone());
    let found = cx
        .db
        .read(move |conn| {
            let criteria = crate::reviews::queries::criteria(conn, &which)?;
            let Some((lines, unread)) = sheet::read(&read, &criteria, &words()) else {
                return Ok(None);
            };
            let foreseen = ops::foresee_reviews(conn, &actor, (&which, &lines))?;
            Ok(Some((lines, unread, foreseen)))
        })
        .await?;
    let Some((lines, unread, (foreseen, mark))) = found else {
        return page(cx, id, (None, Some(NO_COLUMN))).await;
    };
    let effects: Vec<Effect> =
        foreseen.iter().filter_map(|one| one.effect.as_ref().ok().copied()).collect();
    let (makes, changes) = (Effect::Makes.count(&effects), Effect::Changes.count(&effects));
    let preview = Preview {
        table: serde_json::to_string(table).unwrap_or_default(),
        mark,
        unread: unread.join(", "),
        faults: foreseen.len() - effects.len(),
        lines: lines.iter().zip(foreseen).map(|one| line(one, cx.locale)).collect(),
        makes,
        changes,
        may_confirm: makes + changes > 0,
    };
    page(cx, id, (Some(preview), refusal)).await
}

fn line((line, foreseen): (&Line, Foreseen), locale: Locale) -> LineView {
    let fault = |one: &Fault| FaultView {
        cell: one.cell.clone(),
        typed: one.typed.chars().take(120).collect(),
        expected: locale.text(one.expected),
    };
    let ((class, icon, word), faults) = match &foreseen.effect {
        Ok(effect) => (effect.badge(), Vec::new()),
        Err(faults) => (LEFT_OUT, faults.iter().map(fault).collect()),
    };
    let given = matches!(foreseen.effect, Ok(Effect::Left));
    LineView {
        place: locale.text1("reviews-import-row", "n", line.number.to_string()),
        reference: foreseen.reference,
        badge: Badge { class, icon, word: locale.text(word) },
        why: if given { locale.text("reviews-import-given") } else { String::new() },
        faults,
        formulas: line.formulas.join(", "),
    }
}

/// The table that was sent: in a file, or again as it was shown.
async fn table(upload: &Upload) -> Result<std::result::Result<Table, Refusal>> {
    let content = match (upload.files.first(), upload.text("table")) {
        (Some(file), _) if file.content.len() > MOST_BYTES => return Ok(Err(TOO_LARGE)),
        (Some(file), _) => file.content.clone(),
        (None, "") if upload.refused.is_empty() => return Ok(Err(NO_FILE)),
        (None, "") => return Ok(Err(TOO_LARGE)),
        (None, again) => return Ok(serde_json::from_str(again).map_err(|_| NO_TABLE)),
    };
    // Unpacking and parsing take a while. No file is a reason to fail, whatever is in it.
    let read = tokio::task::spawn_blocking(move || read_table(&content));
    Ok(read.await.unwrap_or(Err(NO_TABLE)))
}
