//! The letter by which an institution commits itself: what it says, on paper, and signed.

use actix_web::HttpResponse;
use fast_qr::{ECL, QRBuilder};
use serde::Serialize;

use super::partner::{At, Found, Signer, Typed, answered, found, fte, name, page_with, read_at};
use crate::applications::Letter;
use crate::applications::ops::{self, Signature};
use crate::applications::rules::letters::{self, Standing};
use crate::print::sheet::{self, Line, Sheet};
use crate::questionnaires::FileKind;
use crate::questionnaires::rules::files;
use crate::questionnaires::rules::words::kept;
use crate::times::said;
use crate::web::{Context, FieldErrors, SignedIn, Upload};
use crate::{Error, Result};

#[derive(Serialize)]
pub(super) struct LetterView {
    signed: bool,
    /// Why it is to be signed again, if it is.
    stale: String,
    lines: Vec<String>,
    sha256: String,
    signed_said: String,
    paper: String,
    pdf: String,
}

/// Where the letter stands, and what is to be signed.
pub(super) fn letter_view(
    cx: &Context<SignedIn>,
    found: &Found,
    (standing, last): (Standing, Option<&Letter>),
) -> LetterView {
    let id = &found.there.application.id;
    LetterView {
        signed: standing == Standing::Signed,
        stale: super::partners::again(standing, last, cx.locale),
        lines: letter_lines(cx, found),
        sha256: letters::content(&found.there.call.reference, &found.partner).1,
        signed_said: last.map(|letter| signed_said(cx, found, letter)).unwrap_or_default(),
        paper: last
            .and_then(|letter| letter.file_id.as_ref())
            .map(|file| format!("/applications/{id}/files/{file}"))
            .unwrap_or_default(),
        pdf: format!("/applications/{id}/partners/{}/letter.pdf", found.partner.id),
    }
}

fn signed_said(cx: &Context<SignedIn>, found: &Found, letter: &Letter) -> String {
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("name", letter.name.clone());
    args.set("capacity", letter.capacity.clone());
    let zone = found.there.call.terms.tz();
    args.set("at", said::moment(letter.signed_at, zone, cx.locale));
    cx.locale.text_with("applications-letter-signed", Some(&args))
}

/// What the letter says, in the reader's language; what binds is the hash under it.
fn letter_lines(cx: &Context<SignedIn>, found: &Found) -> Vec<String> {
    let Found { there, partner, .. } = found;
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("institution", name(cx, partner));
    args.set("role", cx.text(&format!("applications-partner-{}", partner.role)).to_lowercase());
    args.set("title", super::title(&there.application.title, cx.locale));
    args.set("call", there.call.text.title(cx.locale).to_owned());
    args.set("fte", fte(partner, cx.locale.pick(",", ".")));
    let mut lines = vec![
        cx.locale.text_with("applications-letter-part", Some(&args)),
        cx.locale.text_with("applications-letter-fte", Some(&args)),
    ];
    lines.extend(partner.commitments.lines().filter(|line| !line.is_empty()).map(str::to_owned));
    lines
}

/// `GET /applications/{id}/partners/{partner}/letter.pdf`
pub async fn letter(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let found = found(&cx, (&id, &partner)).await?;
    let place = format!("/applications/{id}/partners/{partner}");
    let url = format!("{}{place}", cx.app.config.base_url);
    let code = QRBuilder::new(url.as_str()).ecl(ECL::M).build();
    let code = code.map_err(|error| anyhow::anyhow!("a QR code: {error:?}"))?;
    let code = (0..code.size)
        .map(|row| (0..code.size).map(|column| code[row][column].value()).collect())
        .collect();
    match sheet::write(&sheet(&cx, &found, (url, code))) {
        Some(bytes) => Ok(super::receipt::pdf_answer(bytes, "letter")),
        // The page itself has all letters, and is printed as well.
        None => cx.go(&place),
    }
}

fn sheet(cx: &Context<SignedIn>, found: &Found, (url, code): (String, Vec<Vec<bool>>)) -> Sheet {
    let line = |text: String, size, bold, above| Line { text, size, bold, heading: false, above };
    let title = format!("{} – {}", cx.text("applications-letter"), name(cx, &found.partner));
    let standing = letters::standing(&found.there.call.reference, &found.partner, &found.letters);
    let mut lines = vec![
        line(cx.app.config.brand.name.clone(), 11, true, 0),
        Line { heading: true, ..line(title.clone(), 20, true, 10) },
    ];
    lines.extend(letter_lines(cx, found).into_iter().map(|text| line(text, 11, false, 6)));
    lines.push(match standing {
        (Standing::Signed, Some(letter)) => line(signed_said(cx, found, letter), 11, true, 14),
        _ => line(cx.text("applications-letter-to-sign"), 11, false, 14),
    });
    let hash = letters::content(&found.there.call.reference, &found.partner).1;
    lines.push(line(format!("SHA-256 {hash}"), 8, false, 12));
    let language = cx.locale.pick("fr-FR", "en-GB");
    Sheet { language, title, lines, code, code_says: url }
}

/// `POST /applications/{id}/partners/{partner}/letter`
pub async fn sign(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let line = |name: &str| kept(form.text(name)).chars().take(200).collect::<String>();
    let mut errors = FieldErrors::none();
    let (name, capacity) = (line("name"), line("capacity"));
    if name.is_empty() {
        errors.add("name", "form-name");
    }
    if capacity.is_empty() {
        errors.add("capacity", "applications-error-capacity");
    }
    let by_paper = form.text("way") == "upload";
    let paper = form.files.first();
    match paper {
        None if by_paper => errors.add("paper", "questionnaires-missing-file"),
        Some(file) if files::kind(&file.name, &file.content) != Some(FileKind::Pdf) => {
            errors.add("paper", "applications-error-paper");
        }
        _ => {}
    }
    if !by_paper && form.text("consent").is_empty() {
        errors.add("consent", "applications-error-consent");
    }
    let signer = Signer {
        name: name.clone(),
        capacity: capacity.clone(),
        consents: !by_paper,
        brings: by_paper,
    };
    let typed = Typed { signer, ..Typed::default() };
    if !errors.is_empty() {
        return page_with(&cx, (&id, &partner), (errors, None), typed).await;
    }
    // Nobody fills the store who has no part in it.
    found(&cx, (&id, &partner)).await?;
    let paper = match paper.filter(|_| by_paper) {
        Some(file) => Some(cx.app.files.put(&file.name, file.content.clone()).await?),
        None => None,
    };
    let signature = Signature { read: form.text("sha256").to_owned(), name, capacity, paper };
    let (actor, now, at) = (cx.actor(), cx.now, (id.clone(), partner.clone()));
    let done =
        cx.db.write(move |conn| ops::sign(conn, &actor, (&at.0, &at.1), &signature, now)).await;
    match done {
        Err(Error::Refused(refusal)) => {
            let outcome = (FieldErrors::none(), Some(refusal));
            page_with(&cx, (&id, &partner), outcome, typed).await
        }
        done => answered(&cx, (&id, &partner), done, "applications-flash-signed").await,
    }
}
