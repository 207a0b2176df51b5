//! The letters that were filed with an application, where whoever runs the call looks at them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::files::download;
use super::overview::read_id;
use super::title;
use crate::applications::ops::{self, FiledLetter};
use crate::applications::{ApplicationId, LetterId, LetterVerdict, access, rules};
use crate::calls::pages::Frame;
use crate::calls::{Call, CallId};
use crate::i18n::Locale;
use crate::taxonomy::Vocabulary;
use crate::times::said;
use crate::web::{Badge, Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    application: ApplicationId,
    named: String,
    letters: Vec<LetterView>,
}

#[derive(Serialize)]
struct LetterView {
    id: LetterId,
    institution: String,
    signed: String,
    fte: String,
    commitments: String,
    badge: Badge,
    reason: String,
    /// The paper that was signed, if it was.
    paper: bool,
    error: String,
}

/// Why a verdict was not taken, for which letter, and what was typed.
type Refused = Option<(Refusal, LetterId, String)>;

/// `GET /inbox/calls/{id}/applications/{application}/letters`
pub async fn letters(
    cx: Context<SignedIn>,
    at: web::Path<(CallId, String)>,
) -> Result<HttpResponse> {
    let (call, id) = at.into_inner();
    page(&cx, (&call, &read_id(&id)?), None).await
}

async fn page(
    cx: &Context<SignedIn>,
    (call, id): (&CallId, &ApplicationId),
    refused: Refused,
) -> Result<HttpResponse> {
    let (actor, call, id, locale) = (cx.actor(), call.clone(), id.clone(), cx.locale);
    let (call, application, found) =
        cx.db.read(move |conn| ops::filed_letters(conn, &actor, (&call, &id))).await?;
    let words = cx.app.vocabularies();
    let view = |one: &FiledLetter| {
        let typed = refused.as_ref().filter(|(_, of, _)| *of == one.letter.id);
        LetterView {
            id: one.letter.id.clone(),
            institution: words.label(Vocabulary::Institution, &one.partner.institution, locale),
            signed: signed(&call, one, locale),
            fte: one.fte.replace('.', locale.pick(",", ".")),
            commitments: one.commitments.clone(),
            badge: badge(one.letter.verdict, locale),
            reason: typed
                .map_or_else(|| one.letter.verdict_reason.clone(), |(_, _, typed)| typed.clone()),
            paper: one.letter.file_id.is_some(),
            error: typed.map(|(refusal, ..)| cx.text(refusal.key())).unwrap_or_default(),
        }
    };
    let view = View {
        letters: found.iter().map(view).collect(),
        frame: Frame::of(&call, "applications", (locale, cx.now)),
        named: format!(
            "{} – {}",
            application.reference.unwrap_or_default(),
            title(&application.title, locale)
        ),
        application: application.id,
    };
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let head = cx.head("applications-letters-filed", "inbox");
    cx.respond(status, "applications/letters_desk", head, &view)
}

fn signed(call: &Call, one: &FiledLetter, locale: Locale) -> String {
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("name", one.letter.name.clone());
    args.set("capacity", one.letter.capacity.clone());
    args.set("at", said::moment(one.letter.signed_at, call.terms.tz(), locale));
    locale.text_with("applications-letter-signed", Some(&args))
}

fn badge(verdict: Option<LetterVerdict>, locale: Locale) -> Badge {
    let (class, icon, word) = match verdict {
        None => ("is-warn", "hourglass-split", "applications-letter-to-verify"),
        Some(LetterVerdict::Verified) => {
            ("is-good", "check-circle", "applications-letter-verified")
        }
        Some(LetterVerdict::Refused) => ("is-bad", "x-circle", "applications-letter-is-refused"),
    };
    Badge { class, icon, word: locale.text(word) }
}

type At = web::Path<(CallId, String, String)>;

fn read(at: At) -> Result<(CallId, ApplicationId, LetterId)> {
    let (call, id, letter) = at.into_inner();
    Ok((call, read_id(&id)?, letter.parse().map_err(|_| Error::NotFound)?))
}

/// `GET /inbox/calls/{id}/applications/{application}/letters/{letter}`: the paper that was signed.
pub async fn paper(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (actor, (call, id, letter)) = (cx.actor(), read(at)?);
    let held = cx
        .db
        .read(move |conn| {
            let (_, _, found) = ops::filed_letters(conn, &actor, (&call, &id))?;
            let found = found.into_iter().find(|one| one.letter.id == letter);
            let file = found.and_then(|one| one.letter.file_id).ok_or(Error::NotFound)?;
            access::file_of(conn, &id, &file)
        })
        .await?;
    download(&cx.app, &held).await
}

/// `POST /inbox/calls/{id}/applications/{application}/letters/{letter}`
pub async fn judge_letter(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (call, id, letter)) = (cx.actor(), cx.now, read(at)?);
    let verdict = form.text("verdict").parse().map_err(|_| Error::Malformed("verdict"))?;
    let reason: String = form.text("reason").trim().chars().take(1_000).collect();
    let (what, typed) = ((call.clone(), id.clone(), letter.clone()), reason.clone());
    let done = cx
        .db
        .write(move |conn| {
            let of = (&what.0, &what.1, &what.2);
            ops::judge_letter(conn, &actor, of, (verdict, &reason), now)
        })
        .await;
    match done {
        Ok(()) => {
            let to = format!("/inbox/calls/{call}/applications/{id}/letters");
            cx.redirect(&to, "applications-flash-letter")
        }
        Err(Error::Refused(refusal)) if refusal == rules::NO_LETTER_REASON => {
            page(&cx, (&call, &id), Some((refusal, letter, typed))).await
        }
        Err(error) => Err(error),
    }
}
