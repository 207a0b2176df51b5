//! What was filed: the receipt, on paper too, and the document it is about.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::SecondsFormat;
use fast_qr::{ECL, QRBuilder};
use serde::Serialize;

use super::Frame;
use super::overview::{read_id, unfiled};
use crate::applications::access::{Opened, opened};
use crate::applications::rules::document;
use crate::applications::{Submission, queries};
use crate::calls::Call;
use crate::clock::in_zone;
use crate::i18n::Locale;
use crate::print::paper::{Paper, Style};
use crate::print::sheet::{self, Line, Sheet};
use crate::questionnaires::pages::{Files, Show, paper, said as said_answer};
use crate::questionnaires::rules::conditions::asked;
use crate::questionnaires::rules::files as brought;
use crate::questionnaires::{Answers, Kind, Version};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::times::said;
use crate::web::{Context, SignedIn};
use crate::{Result, reviews};

#[derive(Serialize)]
struct View {
    frame: Frame,
    receipt: String,
    sha256: String,
    form_version: i32,
    received: String,
    written: String,
    deadline: String,
    place: String,
    grace: bool,
    /// Whether it answers what was asked after the closing.
    completes: bool,
    counts: bool,
    replaces: Option<String>,
    by: String,
    base: String,
    sections: Vec<SectionView>,
    partners: Vec<PartnerView>,
    redactions: Vec<RedactionView>,
    files: Vec<FileView>,
}

#[derive(Serialize)]
struct RedactionView {
    at: String,
    sha256: String,
}

#[derive(Serialize)]
struct FileView {
    href: String,
    name: String,
    sha256: String,
}

/// What was filed in a section, as it is read.
#[derive(Serialize)]
pub struct SectionView {
    title: String,
    lines: Vec<LineView>,
}

#[derive(Serialize)]
struct LineView {
    label: String,
    value: String,
    heading: bool,
}

#[derive(Serialize)]
struct PartnerView {
    name: String,
    role: String,
    fte: String,
}

type At = web::Path<(String, i32)>;

async fn found(cx: &Context<SignedIn>, at: At) -> Result<(Opened, Submission, Version)> {
    let (actor, (id, seq)) = (cx.actor(), at.into_inner());
    let id = read_id(&id)?;
    cx.db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let one = queries::submission(conn, &id, seq)?;
            let version = crate::questionnaires::queries::find(conn, &one.version_id)?;
            Ok((there, one, version))
        })
        .await
}

/// `GET /applications/{id}/receipts/{n}`
pub async fn receipt(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (there, one, version) = found(&cx, at).await?;
    let (same, by) = (there.clone(), one.submitted_by.clone());
    let of = one.id.clone();
    let seq = one.seq;
    let (unfiled, by, redactions, completes) = cx
        .db
        .read(move |conn| {
            let by = queries::name_of(conn, &by)?;
            let asked = reviews::queries::completions_of(conn, &same.application.id)?;
            let completes = asked.iter().any(|request| request.answered_seq == Some(seq));
            Ok((unfiled(conn, &same)?, by, queries::redactions_of(conn, &of)?, completes))
        })
        .await?;
    let (locale, zone) = (cx.locale, there.call.terms.tz());
    let words = cx.app.vocabularies();
    let (answers, whole) = document::read(&one.document);
    let second = |at| in_zone(at, zone).format("%H:%M:%S").to_string();
    let full = |at| format!("{}, {}", said::day(at, zone, locale), second(at));
    let partner = |one: &serde_json::Value| PartnerView {
        name: words.label(
            Vocabulary::Institution,
            one["institution"].as_str().unwrap_or_default(),
            locale,
        ),
        role: cx
            .text(&format!("applications-partner-{}", one["role"].as_str().unwrap_or("partner"))),
        fte: one["fte"].as_str().unwrap_or("–").replace('.', locale.pick(",", ".")),
    };
    let view = View {
        frame: Frame::of(&there, "receipt", unfiled, (locale, cx.now)),
        receipt: one.receipt.clone(),
        sha256: one.sha256.clone(),
        form_version: version.number,
        received: full(one.received_at),
        written: full(one.committed_at),
        deadline: said::moment(one.deadline, zone, locale),
        place: locale.text1("calls-clock-of", "place", said::zone_name(zone.name(), locale)),
        grace: one.within_grace,
        completes,
        counts: there.application.current_seq == Some(one.seq),
        replaces: (one.seq > 1).then(|| format!("{}", one.seq - 1)),
        base: format!("/applications/{}/receipts/{}", there.application.id, one.seq),
        by,
        redactions: redactions
            .into_iter()
            .map(|one| RedactionView { at: full(one.redacted_at), sha256: one.after_sha256 })
            .collect(),
        files: files(&there, &version, &answers),
        sections: sections(&version, &answers, (&words, locale)),
        partners: whole["partners"].as_array().into_iter().flatten().map(partner).collect(),
    };
    cx.page("applications/receipt", cx.head("applications-receipt", "calls"), &view)
}

/// The files that were filed, where they can be had.
fn files(there: &Opened, version: &Version, answers: &Answers) -> Vec<FileView> {
    let text =
        |file: &serde_json::Value, name: &str| file[name].as_str().unwrap_or_default().to_owned();
    let asked = version.definition.sections.iter().flat_map(|section| asked(section, answers));
    let given = asked
        .filter(|(item, _)| item.kind == Kind::File)
        .filter_map(|(item, row)| answers.get(&item.key, &row));
    let view = |file: &serde_json::Value| FileView {
        href: format!("/applications/{}/files/{}", there.application.id, text(file, "id")),
        name: text(file, "name"),
        sha256: text(file, "sha256"),
    };
    given.flat_map(|value| brought::of(value).iter().map(view).collect::<Vec<_>>()).collect()
}

/// The answers in the order and with the labels of the screen.
pub fn sections(
    version: &Version,
    answers: &Answers,
    (words, locale): (&Vocabularies, Locale),
) -> Vec<SectionView> {
    let line = |(item, row): (&crate::questionnaires::Item, String)| {
        let label = match row.as_str() {
            "" => item.label.in_locale(locale).to_owned(),
            row => format!("{} – {row}", item.label.in_locale(locale)),
        };
        let value =
            answers.get(&item.key, &row).map(|value| said_answer(item, value, words, locale));
        match item.kind {
            Kind::Explanation | Kind::Block => None,
            Kind::Heading => Some(LineView { label, value: String::new(), heading: true }),
            _ => Some(LineView {
                label,
                value: value.unwrap_or_else(|| "–".to_owned()),
                heading: false,
            }),
        }
    };
    let section = |one: &crate::questionnaires::Section| SectionView {
        title: one.title.in_locale(locale).to_owned(),
        lines: asked(one, answers).filter_map(line).collect(),
    };
    version.definition.sections.iter().map(section).collect()
}

/// `GET /applications/{id}/receipts/{n}/document.json`: the bytes whose hash the receipt gives.
pub async fn document(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (_, one, _) = found(&cx, at).await?;
    let name = one.receipt.replace('/', "-");
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.json\""),
        ))
        .body(one.document))
}

/// `GET /applications/{id}/receipts/{n}/application.pdf`: what was filed, as on the screen.
pub async fn whole(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (there, one, version) = found(&cx, at).await?;
    let about = (one.receipt.as_str(), format!("SHA-256 {}", one.sha256));
    let bytes = printed(&cx, (&there.call, &version), about, (&one.document, ""))?;
    Ok(pdf_answer(bytes, &format!("{}-candidature", one.receipt.replace('/', "-"))))
}

/// What a document says, in the order and with the labels of the screen. `mark` stands on each page.
pub(super) fn printed(
    cx: &Context<SignedIn>,
    (call, version): (&Call, &Version),
    (named, about): (&str, String),
    (document, mark): (&str, &str),
) -> Result<Vec<u8>> {
    let (locale, words) = (cx.locale, cx.app.vocabularies());
    let (answers, document) = document::read(document);
    let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
    let title = format!("{named} – {}", super::title(&text("title"), locale));
    let held = std::collections::BTreeMap::new();
    let show = Show {
        definition: &version.definition,
        answers: &answers,
        words: &words,
        locale,
        problems: &[],
        files: Files { from: "", templates: "", held: &held },
    };
    let mut blocks = vec![
        (Style::Title, title.clone()),
        (Style::Text, call.text.title(locale).to_owned()),
        (Style::Small, about),
    ];
    if !mark.is_empty() {
        blocks.insert(1, (Style::Label, mark.to_owned()));
    }
    blocks.extend(paper::answered(show));
    let language = locale.pick("fr-FR", "en-GB");
    let made = crate::print::paper::write_marked(&Paper { language, title, blocks }, mark);
    made.ok_or_else(|| anyhow::anyhow!("no fonts to write with").into())
}

/// `GET /applications/{id}/receipts/{n}/receipt.pdf`
pub async fn pdf(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (there, one, _) = found(&cx, at).await?;
    let place = format!("/applications/{}/receipts/{}", there.application.id, one.seq);
    let url = format!("{}{place}", cx.app.config.base_url);
    let code = QRBuilder::new(url.as_str()).ecl(ECL::M).build();
    let code = code.map_err(|error| anyhow::anyhow!("a QR code: {error:?}"))?;
    let code = (0..code.size)
        .map(|row| (0..code.size).map(|column| code[row][column].value()).collect())
        .collect();
    match sheet::write(&sheet(&cx, (&there, &one), (url, code))) {
        Some(bytes) => Ok(pdf_answer(bytes, &one.receipt.replace('/', "-"))),
        // The page itself has all letters, and is printed as well.
        None => cx.go(&place),
    }
}

/// A document that is looked at, under a name.
pub fn pdf_answer(bytes: Vec<u8>, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}.pdf\"")))
        .body(bytes)
}

fn sheet(
    cx: &Context<SignedIn>,
    (there, one): (&Opened, &Submission),
    (url, code): (String, Vec<Vec<bool>>),
) -> Sheet {
    let (locale, zone) = (cx.locale, there.call.terms.tz());
    let heading = format!("{} {}", cx.text("applications-receipt"), one.receipt);
    let line = |text: String, size, bold, above| Line { text, size, bold, heading: false, above };
    let received = format!(
        "{} {} ({})",
        cx.text("applications-received"),
        in_zone(one.received_at, zone).to_rfc3339_opts(SecondsFormat::Millis, false),
        said::zone_name(zone.name(), locale),
    );
    let mut lines = vec![
        line(cx.app.config.brand.name.clone(), 13, true, 0),
        Line { heading: true, ..line(heading.clone(), 26, true, 20) },
        line(there.call.text.title(locale).to_owned(), 14, false, 16),
        line(super::title(&there.application.title, locale), 18, true, 6),
        line(received, 12, false, 18),
        line(
            format!(
                "{} {}",
                cx.text("applications-deadline"),
                said::moment(one.deadline, zone, locale)
            ),
            12,
            false,
            4,
        ),
        line(format!("SHA-256 {}", one.sha256), 10, false, 18),
        line(url.clone(), 9, false, 8),
    ];
    if one.within_grace {
        lines.insert(6, line(cx.text("applications-within-grace"), 12, true, 4));
    }
    Sheet { language: locale.pick("fr-FR", "en-GB"), title: heading, lines, code, code_says: url }
}
