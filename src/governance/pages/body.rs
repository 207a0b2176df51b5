//! A body: what everybody reads of it, who sits there, and for who runs it how both change.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::body_form::{CharterForm, Desk, appointment, charter, charter_form, desk};
use super::{
    Fault, LineView, capacity_word, faults, kind_word, line_views, state_badge, status_of, when,
};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::governance::{BodyId, MeetingId, Seated, access, ops, queries};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Anyone, Badge, Context, Coordinator, Door, FieldErrors, Head, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    slug: String,
    name: String,
    name_lang: Locale,
    mandate_lang: Locale,
    kind: String,
    code: String,
    mandate_html: String,
    quorum: i32,
    alert: String,
    faults: Vec<Fault>,
    errors: FieldErrors,
    published: Vec<PublishedView>,
    resolutions: Vec<LineView>,
    /// For those who sit there.
    inside: Option<Inside>,
    /// For those who run it.
    desk: Option<Desk>,
    charter: Option<CharterForm>,
}

#[derive(Serialize)]
struct PublishedView {
    href: String,
    title: String,
    lang: Locale,
    day: NaiveDate,
}

#[derive(Serialize)]
struct Inside {
    seats: Vec<SeatView>,
    before: Vec<SeatView>,
    meetings: Vec<MeetingView>,
}

#[derive(Serialize)]
struct SeatView {
    id: String,
    name: String,
    capacity: String,
    quality: String,
    institution: String,
    votes: bool,
    alternate_of: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    end: Option<String>,
}

#[derive(Serialize)]
struct MeetingView {
    href: String,
    title: String,
    lang: Locale,
    when: String,
    badge: Badge,
}

#[derive(Serialize)]
struct NewView {
    charter: CharterForm,
    alert: String,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

/// `GET /governance/bodies/{slug}`
pub async fn body(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let actor = cx.actor().cloned();
    page(&cx, actor, &slug, Shown::default()).await
}

/// What is shown beside what is stored: what was typed, and why it did not pass.
#[derive(Default)]
struct Shown {
    typed: Option<Upload>,
    errors: FieldErrors,
    refusal: Option<Refusal>,
}

async fn page<D: Door>(
    cx: &Context<D>,
    actor: Option<Actor>,
    slug: &str,
    shown: Shown,
) -> Result<HttpResponse> {
    let (slug, now, locale) = (slug.to_owned(), cx.now, cx.locale);
    let today = network_day(now);
    let coordinates = actor.as_ref().is_some_and(Actor::coordinates);
    let (body, part, people, meetings, published, lines) = cx
        .db
        .read(move |conn| {
            let body = queries::body_by_slug(conn, &slug)?;
            let part = match &actor {
                Some(actor) => match access::part(conn, actor, &body, today) {
                    Ok(part) => Some(part),
                    Err(Error::NotFound) => None,
                    Err(error) => return Err(error),
                },
                None => None,
            };
            let (people, meetings) = match part {
                Some(_) => {
                    (queries::seated(conn, &body.id)?, queries::meetings_of(conn, &body.id)?)
                }
                None => (Vec::new(), Vec::new()),
            };
            let published = queries::published(conn, Some(&body.id), 100)?;
            let reader = access::reader(conn, actor.as_ref(), today)?;
            let wanted = queries::Wanted {
                body: Some(body.id.to_string()),
                limit: 20,
                ..queries::Wanted::default()
            };
            let ids = queries::wanted(conn, &wanted, &reader)?;
            let lines = queries::lines(conn, &ids, &reader)?;
            Ok((body, part, people, meetings, published, lines))
        })
        .await?;
    let words = cx.app.vocabularies();
    let runs = part.as_ref().is_some_and(|part| part.runs);
    let live: Vec<_> = people.iter().filter(|one| !is_over(one, today)).collect();
    let seat = |one: &&Seated| {
        seat_view(one, (&people, runs && !is_over(one, today)), &words, (&body.slug, locale))
    };
    let status = status_of(&shown.errors, shown.refusal);
    let view = View {
        slug: body.slug.clone(),
        name: body.name(locale).to_owned(),
        name_lang: body.languages(locale).0,
        mandate_lang: body.languages(locale).1,
        kind: kind_word(body.kind, locale),
        code: body.code.clone(),
        mandate_html: crate::text::markdown(body.mandate(locale)),
        quorum: body.quorum,
        alert: shown.refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        faults: faults(&shown.errors),
        errors: shown.errors.clone(),
        published: published
            .iter()
            .map(|one| PublishedView {
                href: format!("/governance/meetings/{}", one.id),
                title: one.name(locale).to_owned(),
                lang: one.language(locale),
                day: network_day(one.starts_at),
            })
            .collect(),
        resolutions: line_views(&lines, today, locale),
        inside: part.as_ref().map(|_| Inside {
            seats: live.iter().map(seat).collect(),
            before: people.iter().filter(|one| is_over(one, today)).map(|one| seat(&one)).collect(),
            meetings: meetings
                .iter()
                .map(|one| MeetingView {
                    href: format!("/governance/meetings/{}/room", one.id),
                    title: one.name(locale).to_owned(),
                    lang: one.language(locale),
                    when: when((one.starts_at, one.ends_at), locale),
                    badge: state_badge(one.state, locale),
                })
                .collect(),
        }),
        desk: runs.then(|| desk(shown.typed.as_ref(), &live, &words, (now, locale))),
        charter: coordinates.then(|| charter_form(shown.typed.as_ref(), Some(&body), locale)),
    };
    let head = Head { title: view.name.clone(), section: "governance" };
    cx.respond(status, "governance/body", head, &view)
}

fn is_over(one: &Seated, today: NaiveDate) -> bool {
    one.seat.ends_on.is_some_and(|last| last < today)
}

fn seat_view(
    one: &Seated,
    (people, may_end): (&[Seated], bool),
    words: &Vocabularies,
    (slug, locale): (&str, Locale),
) -> SeatView {
    let of = one.seat.alternate_of.as_ref();
    let main = people.iter().find(|other| Some(&other.seat.id) == of);
    SeatView {
        id: one.seat.id.to_string(),
        name: one.name.clone(),
        capacity: match main {
            Some(_) => locale.text("governance-alternate"),
            None => capacity_word(one.seat.capacity, locale),
        },
        quality: one.seat.quality.clone(),
        institution: one
            .seat
            .institution
            .as_ref()
            .map(|code| words.label(Vocabulary::Institution, code, locale))
            .unwrap_or_default(),
        votes: one.seat.votes,
        alternate_of: main.map(|main| main.name.clone()).unwrap_or_default(),
        starts_on: one.seat.starts_on,
        ends_on: one.seat.ends_on,
        end: may_end.then(|| format!("/governance/bodies/{slug}/seats/{}/end", one.seat.id)),
    }
}

/// `GET /governance/bodies/new`
pub async fn new(cx: Context<Coordinator>) -> Result<HttpResponse> {
    new_page(&cx, None, (FieldErrors::none(), None))
}

fn new_page(
    cx: &Context<Coordinator>,
    typed: Option<&Upload>,
    (errors, refusal): (FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let status = status_of(&errors, refusal);
    let view = NewView {
        charter: charter_form(typed, None, cx.locale),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        faults: faults(&errors),
        errors,
    };
    cx.respond(status, "governance/new", cx.head("governance-new", "governance"), &view)
}

/// `POST /governance/bodies`
pub async fn found(cx: Context<Coordinator>, form: Upload) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let code = form.text("code").trim().to_uppercase();
    let fits = (2..=20).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric());
    let said = match (charter(&form), fits) {
        (Ok(said), true) => said,
        (said, fits) => {
            let mut errors = said.err().unwrap_or_default();
            if !fits {
                errors.add("code", "governance-error-code");
            }
            return new_page(&cx, Some(&form), (errors, None));
        }
    };
    let id: BodyId = form.text("id").parse().unwrap_or_else(|_| BodyId::new());
    match cx.db.write(move |conn| ops::found(conn, &actor, (&id, &code), &said, now)).await {
        Ok(body) => {
            cx.redirect(&format!("/governance/bodies/{}", body.slug), "governance-flash-founded")
        }
        Err(Error::Refused(refusal)) => {
            new_page(&cx, Some(&form), (FieldErrors::none(), Some(refusal)))
        }
        Err(error) => Err(error),
    }
}

/// `POST /governance/bodies/{slug}`
pub async fn change(
    cx: Context<Coordinator>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let said = match charter(&form) {
        Ok(said) => said,
        Err(errors) => {
            let shown = Shown { typed: Some(form), errors, refusal: None };
            return page(&cx, Some(actor), &slug, shown).await;
        }
    };
    let which = slug.clone();
    cx.db.write(move |conn| ops::recharter(conn, &actor, (&which, &said), now)).await?;
    cx.redirect(&format!("/governance/bodies/{slug}"), "governance-flash-saved")
}

/// `POST /governance/bodies/{slug}/seats`
pub async fn appoint(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let who = match appointment(&form, &cx.app.vocabularies()) {
        Ok(who) => who,
        Err(errors) => {
            may_run(&cx, &slug).await?;
            let shown = Shown { typed: Some(form), errors, refusal: None };
            return page(&cx, Some(actor), &slug, shown).await;
        }
    };
    let (which, by) = (slug.clone(), actor.clone());
    match cx.db.write(move |conn| ops::appoint(conn, &by, (&which, &who), now)).await {
        Ok(_) => cx.redirect(&format!("/governance/bodies/{slug}"), "governance-flash-appointed"),
        Err(Error::Refused(why)) => {
            let errors = FieldErrors::one("email", why.key());
            let shown = Shown { typed: Some(form), errors, refusal: None };
            page(&cx, Some(actor), &slug, shown).await
        }
        Err(error) => Err(error),
    }
}

/// Lets nobody else see what is wrong with a form.
async fn may_run(cx: &Context<SignedIn>, slug: &str) -> Result<()> {
    let (actor, slug, today) = (cx.actor(), slug.to_owned(), network_day(cx.now));
    cx.db.read(move |conn| access::run_body(conn, &actor, &slug, today).map(drop)).await
}

/// `POST /governance/bodies/{slug}/seats/{id}/end`
pub async fn dismiss(
    cx: Context<SignedIn>,
    at: web::Path<(String, crate::governance::SeatId)>,
) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, at.into_inner());
    let which = slug.clone();
    cx.db.write(move |conn| ops::dismiss(conn, &actor, (&which, &id), now)).await?;
    cx.redirect(&format!("/governance/bodies/{slug}"), "governance-flash-dismissed")
}

/// `POST /governance/bodies/{slug}/meetings`
pub async fn plan(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let said = match super::plan::read(&form) {
        Ok(said) => said,
        Err(errors) => {
            may_run(&cx, &slug).await?;
            let shown = Shown { typed: Some(form), errors, refusal: None };
            return page(&cx, Some(actor), &slug, shown).await;
        }
    };
    let id: MeetingId = form.text("id").parse().unwrap_or_else(|_| MeetingId::random());
    let to = format!("/governance/meetings/{id}/room");
    cx.db.write(move |conn| ops::plan(conn, &actor, (&slug, &id), &said, now)).await?;
    cx.redirect(&to, "governance-flash-planned")
}
