//! Where those who give a session write to its people: who would read it and how is shown before anything leaves.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use crate::courses::pages::Frame;
use crate::courses::{self, Given, SessionId};
use crate::enrolment::{Enrolment, FormId, Letter, Readers, ops, rules};
use crate::i18n::Locale;
use crate::text::markdown;
use crate::times::said;
use crate::web::{Choice, Context, FieldErrors, Staff, Upload, choice};
use crate::{Error, Refusal, Result, history};

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: SessionId,
    title: String,
    when: String,
    form_id: FormId,
    to: Vec<Choice>,
    typed: Letter,
    errors: FieldErrors,
    faults: Vec<Fault>,
    /// As it would be read, before it is sent.
    preview: Vec<Read>,
    /// People who would read it.
    people: usize,
    sent: Vec<Sent>,
}

#[derive(Serialize)]
struct Fault {
    field: String,
    message: String,
}

/// A letter as those of one language read it.
#[derive(Serialize)]
struct Read {
    lang: Locale,
    label: String,
    people: usize,
    subject: String,
    body_html: String,
}

/// A letter that was sent.
#[derive(Serialize)]
struct Sent {
    at: NaiveDateTime,
    people: u64,
}

/// What is asked: a letter as it was typed, and for whom.
struct Asked {
    form: FormId,
    letter: Letter,
    to: Readers,
    /// It is to be looked at, and not yet sent.
    looks: bool,
}

impl Asked {
    fn nothing() -> Self {
        let (form, letter) = (FormId::random(), Letter::default());
        Self { form, letter, to: Readers::Confirmed, looks: false }
    }

    fn read(upload: &Upload) -> Self {
        let line = |name: &str| upload.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = |name: &str| upload.text(name).replace("\r\n", "\n").trim().to_owned();
        Self {
            form: upload.text("form_id").parse().unwrap_or_else(|_| FormId::random()),
            letter: Letter {
                subject_fr: line("subject_fr"),
                body_fr: text("body_fr"),
                subject_en: line("subject_en"),
                body_en: text("body_en"),
            },
            to: upload.text("to").parse().unwrap_or(Readers::Confirmed),
            looks: upload.text("then") != "send",
        }
    }
}

/// `GET /inbox/sessions/{id}/message`
pub async fn letter(cx: Context<Staff>, id: web::Path<SessionId>) -> Result<HttpResponse> {
    page(&cx, &id, Asked::nothing(), (FieldErrors::none(), None)).await
}

/// `POST /inbox/sessions/{id}/message`: shows it as it would be read, or sends it.
pub async fn write(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, app, now, id) = (cx.actor(), cx.app.clone(), cx.now, id.into_inner());
    let asked = Asked::read(&upload);
    let mut errors = FieldErrors::none();
    for (field, key) in rules::faults_of_letter(&asked.letter) {
        errors.add(field, key);
    }
    if asked.looks || !errors.is_empty() {
        return page(&cx, &id, asked, (errors, None)).await;
    }
    let (which, form) = (id.clone(), asked.form.clone());
    let (letter, to) = (asked.letter.clone(), asked.to);
    let done = cx
        .db
        .write(move |conn| {
            ops::write(conn, &actor, (&which, &form), (&letter, to), &app.signer, now)
        })
        .await;
    match done {
        Ok(_) => cx.redirect(&format!("/inbox/sessions/{id}/message"), "enrolment-flash-written"),
        Err(Error::Refused(refusal)) => {
            page(&cx, &id, asked, (FieldErrors::none(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

async fn page(
    cx: &Context<Staff>,
    id: &SessionId,
    asked: Asked,
    (errors, refusal): (FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let (reader, id) = (cx.actor(), id.clone());
    let (given, all, events) = cx
        .db
        .read(move |conn| {
            let (given, _) = courses::access::session_for_desk(conn, &reader, &id)?;
            let all = ops::readers(conn, &id, Readers::All)?;
            Ok((given, all, history::of(conn, "session", id.as_str(), 200)?))
        })
        .await?;
    let status = match (refusal, errors.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let frame = Frame::of("sessions", &cx.actor(), alert);
    let mut view = view((frame, cx.locale), &given, (asked, &all), errors);
    view.sent = events.iter().filter_map(sent).collect();
    cx.respond(status, "enrolment/letter", cx.head("enrolment-letter", "inbox"), &view)
}

fn sent(event: &history::Event) -> Option<Sent> {
    let detail: serde_json::Value = serde_json::from_str(&event.detail).ok()?;
    let people = detail["people"].as_u64().filter(|_| event.action == ops::WRITTEN)?;
    Some(Sent { at: event.at, people })
}

fn view(
    (frame, locale): (Frame, Locale),
    given: &Given,
    (asked, all): (Asked, &[Enrolment]),
    errors: FieldErrors,
) -> View {
    let session = &given.session;
    let among = |to: Readers| all.iter().filter(move |one| to.states().contains(&one.state));
    let option = |to: &Readers| {
        let word = locale.text1(&format!("enrolment-letter-to-{to}"), "n", among(*to).count());
        choice(to.as_str(), word, *to == asked.to)
    };
    let fault =
        |(field, key): (&str, &str)| Fault { field: field.to_owned(), message: locale.text(key) };
    let looks = asked.looks && errors.is_empty();
    let read = |language: Locale| {
        let (subject, body) = asked.letter.said(language);
        Read {
            lang: language,
            label: locale.text(&format!("courses-language-{language}")),
            people: among(asked.to).filter(|one| one.language == language).count(),
            subject: subject.to_owned(),
            body_html: markdown(body),
        }
    };
    let span = session.starts_at.zip(session.ends_at);
    View {
        frame,
        id: session.id.clone(),
        title: given.title(locale),
        when: span.map(|span| said::when(span, session.zone(), locale)).unwrap_or_default(),
        to: Readers::ALL.iter().map(option).collect(),
        preview: match looks {
            true => [Locale::Fr, Locale::En].into_iter().map(read).collect(),
            false => Vec::new(),
        },
        people: among(asked.to).count(),
        faults: errors.iter().map(fault).collect(),
        errors,
        sent: Vec::new(),
        form_id: asked.form,
        typed: asked.letter,
    }
}
