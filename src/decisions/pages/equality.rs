//! The report on equal treatment: who was retained by what applicants are, and where somebody was treated otherwise.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Frame;
use crate::applications::pages::pdf_answer;
use crate::calls::CallId;
use crate::decisions::ops::{self, Equality};
use crate::decisions::rules::equality::{FEWEST, Group, groups, share, whole};
use crate::i18n::Locale;
use crate::print::paper::{self, Paper, Style};
use crate::reviews::views::hundredths;
use crate::sheets::{self, Cell, ColumnView, Csv, Sheet, Wanted};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::times::said;
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    fewest: usize,
    dimensions: Vec<DimensionView>,
    exceptions: Vec<ExceptionView>,
    may_export: bool,
    columns: Vec<ColumnView>,
}

/// What stands above the columns of the tables. The first one says what a row is of, and stays.
const OF_GROUPS: [&str; 5] = [
    "decisions-group",
    "decisions-bids",
    "decisions-retained",
    "decisions-share",
    "decisions-score",
];
const OF_EXCEPTIONS: [&str; 4] = [
    "decisions-exception",
    "decisions-reference",
    "decisions-exception-day",
    "decisions-exception-why",
];

#[derive(Serialize)]
struct DimensionView {
    id: &'static str,
    title: String,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    label: String,
    /// None where there are too few.
    said: Option<SaidView>,
}

#[derive(Serialize)]
struct SaidView {
    bids: usize,
    retained: usize,
    share: Option<usize>,
    percent: String,
    score: String,
}

#[derive(Serialize)]
struct ExceptionView {
    what: String,
    reference: String,
    day: String,
    why: String,
}

impl View {
    fn of(read: &Equality, words: &Vocabularies, locale: Locale) -> Self {
        let bids = &read.bids;
        let row = |label: String, group: &Group| RowView {
            label,
            said: group.shown.map(|shown| SaidView {
                bids: shown.bids,
                retained: shown.retained,
                share: share(&shown),
                percent: share(&shown).map_or_else(|| "–".to_owned(), |n| format!("{n}\u{a0}%")),
                score: shown.score.map(|score| hundredths(score, locale)).unwrap_or_default(),
            }),
        };
        let dimension = |id, title: &str, of: Vec<Group>, label: &dyn Fn(&str) -> String| {
            let rows = of.iter().map(|group| row(label(&group.key), group)).collect();
            DimensionView { id, title: locale.text(title), rows }
        };
        let first = |key: &str| locale.text(&format!("decisions-first-{key}"));
        let kind = |key: &str| locale.text(&format!("decisions-kind-{key}"));
        let region = |key: &str| words.label(Vocabulary::Region, key, locale);
        let newcomer = |first: bool| vec![if first { "time" } else { "again" }.to_owned()];
        let zone = read.call.terms.tz();
        Self {
            frame: Frame::of((&read.call, read.seat), "equality", locale),
            fewest: FEWEST,
            dimensions: vec![
                dimension("all", "decisions-by-all", vec![whole(bids)], &|_| {
                    locale.text("decisions-all")
                }),
                dimension(
                    "kind",
                    "decisions-by-kind",
                    groups(bids, |bid| vec![bid.kind.clone()]),
                    &kind,
                ),
                dimension(
                    "region",
                    "decisions-by-region",
                    groups(bids, |bid| bid.regions.clone()),
                    &region,
                ),
                dimension(
                    "first",
                    "decisions-by-first",
                    groups(bids, |bid| newcomer(bid.first)),
                    &first,
                ),
            ],
            exceptions: read
                .exceptions
                .iter()
                .map(|one| ExceptionView {
                    what: locale.text(one.what),
                    reference: one.reference.clone(),
                    day: said::day(one.at, zone, locale),
                    why: one.why.clone(),
                })
                .collect(),
            may_export: read.seat.coordinates || read.seat.chairs,
            columns: OF_GROUPS[1..]
                .iter()
                .chain(&OF_EXCEPTIONS[1..])
                .map(|key| ColumnView::named(locale.text(key)))
                .collect(),
        }
    }
}

async fn read(cx: &Context<SignedIn>, id: CallId) -> Result<View> {
    let (actor, words) = (cx.actor(), cx.app.vocabularies());
    let known = cx.app.vocabularies();
    let read = cx.db.read(move |conn| ops::equality(conn, &actor, (&id, &known))).await?;
    Ok(View::of(&read, &words, cx.locale))
}

/// `GET /inbox/calls/{id}/equality`
pub async fn equality(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    let view = read(&cx, id.into_inner()).await?;
    cx.page("decisions/equality", cx.head("decisions-equality", "inbox"), &view)
}

/// `POST /inbox/calls/{id}/equality/export`: the file itself answers, so that there is no address to find.
pub async fn export(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let format = form.text("format").to_owned();
    if !["pdf", "csv", "ods"].contains(&format.as_str()) {
        return Err(Error::NotFound);
    }
    let (which, noted, wanted) = (id.clone(), format.clone(), Wanted::of(form.all("column")));
    let columns = wanted.clone();
    cx.db
        .write(move |conn| {
            ops::note_equality(conn, &actor, &which, (&noted, &columns.named()), now)
        })
        .await?;
    let view = read(&cx, id).await?;
    let (kind, ending, bytes) = match format.as_str() {
        "pdf" => return pdf(&view, cx.locale),
        "ods" => (
            "application/vnd.oasis.opendocument.spreadsheet",
            "ods",
            sheets::ods(&tables(&view, &wanted, cx.locale))?,
        ),
        _ => {
            let all = sheets::csv_zip(&tables(&view, &wanted, cx.locale), Csv::Semicolon)?;
            ("application/zip", "zip", all)
        }
    };
    let name = format!("attachment; filename=\"{}-egalite.{ending}\"", view.frame.reference);
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

fn tables(view: &View, wanted: &Wanted, locale: Locale) -> Vec<Sheet> {
    let head = |keys: &[&str]| keys.iter().map(|key| locale.text(key)).collect();
    let few = || Cell::text(format!("< {}", view.fewest));
    let dimension = |one: &DimensionView| Sheet {
        name: one.title.clone(),
        head: head(&OF_GROUPS),
        rows: one
            .rows
            .iter()
            .map(|row| match &row.said {
                Some(said) => vec![
                    Cell::text(row.label.clone()),
                    Cell::count(said.bids),
                    Cell::count(said.retained),
                    said.share.map_or(Cell::Empty, Cell::count),
                    match said.score.as_str() {
                        "" => Cell::Empty,
                        score => Cell::Number(score.replace(',', ".")),
                    },
                ],
                None => vec![
                    Cell::text(row.label.clone()),
                    few(),
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Empty,
                ],
            })
            .collect(),
    };
    let exceptions = Sheet {
        name: locale.text("decisions-exceptions"),
        head: head(&OF_EXCEPTIONS),
        rows: view
            .exceptions
            .iter()
            .map(|one| [&one.what, &one.reference, &one.day, &one.why].map(Cell::text).into())
            .collect(),
    };
    let all = view.dimensions.iter().map(dimension).chain([exceptions]);
    all.map(|sheet| wanted.of_sheet(sheet)).collect()
}

fn pdf(view: &View, locale: Locale) -> Result<HttpResponse> {
    let title = format!("{} – {}", locale.text("decisions-equality"), view.frame.reference);
    let mut blocks = vec![
        (Style::Title, title.clone()),
        (Style::Text, view.frame.title.clone()),
        (Style::Small, locale.text1("decisions-equality-hint", "n", view.fewest)),
    ];
    for dimension in &view.dimensions {
        blocks.push((Style::Heading, dimension.title.clone()));
        for row in &dimension.rows {
            blocks.push((Style::Label, row.label.clone()));
            let said = match &row.said {
                Some(said) => format!(
                    "{} {} · {} {} · {} · {} {}",
                    locale.text("decisions-bids"),
                    said.bids,
                    locale.text("decisions-retained"),
                    said.retained,
                    said.percent,
                    locale.text("decisions-score"),
                    if said.score.is_empty() { "–" } else { &said.score },
                ),
                None => format!("< {}", view.fewest),
            };
            blocks.push((Style::Text, said));
        }
    }
    blocks.push((Style::Heading, locale.text("decisions-exceptions")));
    for one in &view.exceptions {
        blocks.push((Style::Label, format!("{} {} – {}", one.what, one.reference, one.day)));
        blocks.push((Style::Text, one.why.clone()));
    }
    let paper = Paper { language: locale.pick("fr-FR", "en-GB"), title, blocks };
    let bytes = paper::write(&paper).ok_or_else(|| anyhow::anyhow!("no fonts to write with"))?;
    Ok(pdf_answer(bytes, &format!("{}-egalite", view.frame.reference)))
}
