//! The page on which staff say what a question is about: what mail does not tell, and what was told wrongly.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::actions::Sent;
use super::ask_form::Form;
use super::choices::Choices;
use super::kept::give_back;
use super::life::change;
use super::{Came, carry};
use crate::accounts::Actor;
use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;
use crate::tickets::mail::Tools;
use crate::tickets::queries::{self, Facts};
use crate::tickets::{self, ops::note_reading};
use crate::tickets::{Person, Ticket, access, ops, rules};
use crate::web::{Context, Door, FieldErrors, Head, Staff, Upload, Writing, checked_email};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    reference: String,
    subject: String,
    from: String,
    carry: String,
    /// Why nothing can be said anew, or was not.
    refused: String,
    may: bool,
    form: Form,
    choices: Choices,
    region_open: bool,
    theirs: bool,
    errors: FieldErrors,
}

/// What was typed, as the form holds it, and what was wrong with it.
#[derive(Default)]
struct Typed {
    form: Option<Form>,
    errors: FieldErrors,
    refused: String,
    from: String,
}

/// `GET /tickets/{reference}/about`
pub async fn page(
    cx: Context<Staff>,
    reference: web::Path<String>,
    came: web::Query<Came>,
) -> Result<HttpResponse> {
    let (actor, typed) = (cx.actor(), Typed { from: came.from.clone(), ..Typed::default() });
    shown(&cx, actor, &reference, StatusCode::OK, typed).await
}

/// `POST /tickets/{reference}/about`
pub async fn describe(
    cx: Context<Writing>,
    reference: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &upload) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form: upload };
    let form = Form::from_upload(&sent.form);
    let typed = |errors, refused| Typed {
        form: Some(form.clone()),
        errors,
        refused,
        from: sent.from().to_owned(),
    };
    let asker = match check(&form) {
        Ok(asker) => asker,
        Err(errors) => {
            let (actor, status) = (sent.actor.clone(), StatusCode::UNPROCESSABLE_ENTITY);
            return shown(&sent.cx, actor, &sent.reference, status, typed(errors, String::new()))
                .await;
        }
    };
    let (actor, now, said) = (sent.actor.clone(), sent.cx.now, form.clone());
    let done = change(&sent, move |conn, app, ticket| {
        let words = app.vocabularies();
        let before = queries::facts_of(conn, ticket)?;
        let facts = said_by(&said, asker, before, ticket, &words);
        let tools = Tools { signer: &app.signer, words: &words };
        ops::describe(conn, &actor, ticket, &facts, tools, now)
    })
    .await;
    match done {
        Ok(_) => sent.go(None, "tickets-about-flash-said"),
        Err(Error::Refused(why)) => {
            let typed = typed(FieldErrors::none(), sent.cx.text(why.key()));
            shown(&sent.cx, sent.actor.clone(), &sent.reference, StatusCode::CONFLICT, typed).await
        }
        Err(other) => Err(other),
    }
}

async fn shown<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    reference: &str,
    status: StatusCode,
    typed: Typed,
) -> Result<HttpResponse> {
    let (wanted, words, now) = (reference.to_owned(), cx.app.vocabularies(), cx.now);
    let (ticket, before) = cx
        .db
        .read(move |conn| {
            let ticket = access::for_staff(conn, &actor, &wanted)?;
            note_reading(conn, &ticket, (Some(&actor.id), tickets::Door::Page), now)?;
            let facts = queries::facts_of(conn, &ticket)?;
            Ok((ticket, facts))
        })
        .await?;
    let view = view(ticket, &before, typed, &words, cx.locale);
    let title = format!("{} – {}", cx.text("tickets-about-title"), view.reference);
    cx.respond(status, "tickets/about", Head { title, section: "inbox" }, &view)
}

fn view(
    ticket: Ticket,
    before: &Facts,
    typed: Typed,
    words: &Vocabularies,
    locale: Locale,
) -> View {
    let form = typed.form.unwrap_or_else(|| as_form(before, words));
    let may = rules::check_describe(&ticket);
    let refused = match may {
        Err(why) if typed.refused.is_empty() => locale.text(why.key()),
        _ => typed.refused,
    };
    View {
        carry: carry(&typed.from),
        from: typed.from,
        may: may.is_ok(),
        refused,
        theirs: true,
        region_open: !form.region.is_empty(),
        choices: Choices::new(words, &form, locale),
        form,
        errors: typed.errors,
        reference: ticket.reference,
        subject: ticket.subject,
    }
}

/// What is known, as the form of a question would have been filled in.
fn as_form(facts: &Facts, words: &Vocabularies) -> Form {
    let place = &facts.place;
    let site = place.site.as_deref().and_then(|slug| words.site(slug));
    let laboratory = place.laboratory.as_deref().and_then(|code| words.laboratory(code));
    // The laboratory says them already, and the form takes few.
    let implied =
        |slug: &&String| laboratory.is_some_and(|found| found.institutions.contains(slug));
    let own = place.institutions.iter().filter(|slug| !implied(slug));
    Form {
        subject: facts.subject.clone(),
        institutions: place.laboratory.iter().chain(own).cloned().collect(),
        site: site.map(|site| site.name.clone()).unwrap_or_default(),
        region: place.region.clone().unwrap_or_default(),
        disciplines: facts.disciplines.clone(),
        topic: facts.topic.clone().unwrap_or_default(),
        name: facts.asker.name.clone(),
        email: facts.asker.email.clone(),
        ..Form::default()
    }
}

fn check(form: &Form) -> Result<Person, FieldErrors> {
    let mut errors = FieldErrors::none();
    let name = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let email = checked_email(&form.email);
    if form.subject.trim().is_empty() {
        errors.add("subject", "tickets-about-error-subject");
    } else if form.subject.chars().count() > rules::MAX_SUBJECT {
        errors.add("subject", "tickets-ask-error-long-160");
    }
    if name.is_empty() {
        errors.add("name", "tickets-about-error-name");
    } else if name.chars().count() > 120 {
        errors.add("name", "tickets-ask-error-long-120");
    }
    if email.is_none() {
        errors.add("email", "tickets-ask-error-email");
    }
    if form.institutions.len() > 10 {
        errors.add("institution", "tickets-about-error-institutions");
    }
    if form.disciplines.len() > 3 {
        errors.add("disciplines", "tickets-ask-error-disciplines");
    }
    if form.site.chars().count() > 120 {
        errors.add("site", "tickets-ask-error-long-120");
    }
    errors.into_result().map(|()| Person { name, email: email.unwrap_or_default() })
}

/// What the form says. A place that was left as it stood stays, with what the team typed of it.
fn said_by(
    form: &Form,
    asker: Person,
    before: Facts,
    ticket: &Ticket,
    words: &Vocabularies,
) -> Facts {
    let shown = as_form(&before, words);
    let sorted = |form: &Form| {
        let mut all = form.institutions.clone();
        all.sort();
        all
    };
    let kept = sorted(form) == sorted(&shown)
        && form.site.trim() == shown.site
        && form.region == shown.region;
    let (place, site_typed) = match kept {
        true => (before.place, before.site_typed),
        false => {
            let place = form.place(words);
            let typed = place.typed();
            (place, typed)
        }
    };
    Facts {
        subject: rules::subject(&form.subject, &ticket.subject),
        asker,
        place,
        site_typed,
        disciplines: form.known_disciplines(words),
        topic: form.known_topic(words),
    }
}
