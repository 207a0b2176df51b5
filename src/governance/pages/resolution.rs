//! One resolution: what was decided, what it changed, whether it is done.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::resolution_form::{self, Form};
use super::{Fault, LineView, faults, line_view, status_of};
use crate::accounts::{self, Actor};
use crate::clock::network_day;
use crate::db::Conn;
use crate::governance::{LinkId, Outcome, access, ops, queries, rules};
use crate::i18n::Locale;
use crate::web::{Anyone, Context, Door, FieldErrors, Head, SignedIn, Upload, blank_as_none, day};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    line: LineView,
    reference: String,
    body_html: String,
    body_lang: Locale,
    votes: Option<VotesView>,
    meeting: String,
    meeting_title: String,
    meeting_lang: Locale,
    links: Vec<LinkView>,
    done_note: String,
    done_note_lang: Locale,
    /// Why it was kept although too few votes were there.
    quorum_reason: String,
    successor: Option<String>,
    /// For those who sit there.
    inside: Option<Inside>,
    progress: Option<ProgressForm>,
    done: bool,
    form: Option<resolution_form::View>,
    /// What is to take its place, as it was typed.
    successor_typed: String,
    /// Its minutes circulate or are approved: only whose it is to do, and by when, still changes.
    stands: bool,
    link: Option<LinkForm>,
    alert: String,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

#[derive(Serialize)]
struct VotesView {
    votes_for: i32,
    against: i32,
    abstained: i32,
}

#[derive(Serialize)]
struct LinkView {
    href: String,
    title: String,
    /// Where it is known.
    lang: Option<Locale>,
    removal: Option<String>,
}

#[derive(Serialize)]
struct Inside {
    owner: String,
    private_html: String,
}

/// What is said of how it was done.
#[derive(Serialize)]
struct ProgressForm {
    done_on: String,
    note: String,
    note_en: String,
}

#[derive(Serialize)]
struct LinkForm {
    address: String,
    title: String,
}

/// `GET /governance/resolutions/{reference}`
pub async fn resolution(cx: Context<Anyone>, reference: web::Path<String>) -> Result<HttpResponse> {
    let actor = cx.actor().cloned();
    page(&cx, actor, &reference, (None, FieldErrors::none(), None)).await
}

async fn page<D: Door>(
    cx: &Context<D>,
    actor: Option<Actor>,
    reference: &str,
    (form, errors, refusal): (Option<Upload>, FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let (reference, locale, today) = (reference.to_owned(), cx.locale, network_day(cx.now));
    let me = actor.as_ref().map(|one| one.id.clone());
    let (line, own, links, successor, owner, room, title, form_of) = cx
        .db
        .read(move |conn| {
            let reader = access::reader(conn, actor.as_ref(), today)?;
            let (line, own) = match ops::readable(conn, (&reference, &reader)) {
                // Whoever has it to do reads it, wherever they sit.
                Err(Error::NotFound) => ops::owned(conn, (&reference, actor.as_ref()))?,
                other => other?,
            };
            let links = queries::links_of(conn, std::slice::from_ref(&line.id))?;
            let links = ops::in_language(conn, links, locale)?;
            let successor = match queries::resolution(conn, &line.id)?.superseded_by {
                Some(id) => queries::lines(conn, &[id], &reader)?.pop().map(|one| one.reference),
                None => None,
            };
            let owner = match own.as_ref().and_then(|one| one.owner_id.clone()) {
                Some(id) => Some(accounts::queries::find(conn, &id)?),
                None => None,
            };
            let room = match &actor {
                Some(actor) => match access::room(conn, actor, &line.meeting, today) {
                    Ok((_, _, part)) => Some(part),
                    Err(Error::NotFound) => None,
                    Err(error) => return Err(error),
                },
                None => None,
            };
            let meeting = queries::meeting(conn, &line.meeting)?;
            let stands = rules::check_written(meeting.state).is_err();
            let title = (meeting.name(locale).to_owned(), meeting.language(locale), stands);
            let form_of = match &room {
                Some(part) if part.runs => {
                    let body = queries::body(conn, &meeting.body_id)?;
                    let quorum = ops::quorum(conn, (&meeting, &body))?;
                    Some((queries::items_of(conn, &line.meeting)?, quorum))
                }
                _ => None,
            };
            Ok((line, own, links, successor, owner, room, title, form_of))
        })
        .await?;
    let runs = room.as_ref().is_some_and(|part| part.runs);
    let mine = own.as_ref().is_some_and(|one| one.owner_id.is_some() && one.owner_id == me);
    let adopted = line.outcome == Outcome::Adopted;
    let typed = form.as_ref().filter(|form| form.names().any(|name| name == "outcome"));
    let text = |name: &str| form.as_ref().map(|form| form.text(name)).unwrap_or_default();
    let email = owner.as_ref().map(|one| one.email.clone()).unwrap_or_default();
    let open_form = |one| {
        let form = match typed {
            Some(form) => Form::typed(Some(form)),
            None => Form::of(one, &email),
        };
        form.beside(one)
    };
    let came = form.as_ref().filter(|form| form.names().any(|name| name == "done"));
    let view = View {
        reference: line.reference.clone(),
        body_html: crate::text::markdown(line.text(locale).0),
        body_lang: line.text(locale).1,
        votes: votes(line.votes),
        meeting: match room {
            Some(_) => format!("/governance/meetings/{}/room/minutes", line.meeting),
            None => format!("/governance/meetings/{}", line.meeting),
        },
        meeting_title: title.0,
        meeting_lang: title.1,
        links: links
            .iter()
            .map(|(one, lang)| LinkView {
                href: one.address.clone(),
                title: one.title.clone(),
                lang: *lang,
                removal: runs.then(|| {
                    format!("/governance/resolutions/{}/links/{}/removal", line.reference, one.id)
                }),
            })
            .collect(),
        done_note: line.outcome_note(locale).0.to_owned(),
        done_note_lang: line.outcome_note(locale).1,
        quorum_reason: line.quorum_reason.clone(),
        successor,
        inside: own.as_ref().filter(|_| room.is_some()).map(|one| Inside {
            owner: owner.as_ref().map(|one| one.name.clone()).unwrap_or_default(),
            private_html: crate::text::markdown(&one.private_note),
        }),
        progress: (adopted && (runs || mine)).then(|| ProgressForm {
            done_on: came.map_or_else(|| today.to_string(), |form| form.text("done_on").to_owned()),
            note: came.map(|form| form.text("done_note").to_owned()).unwrap_or_default(),
            note_en: came.map(|form| form.text("done_note_en").to_owned()).unwrap_or_default(),
        }),
        done: line.done_on.is_some(),
        form: own
            .as_ref()
            .filter(|one| one.outcome != Outcome::Superseded)
            .zip(form_of)
            .map(|(one, (items, quorum))| open_form(one).view((&items, quorum), locale)),
        successor_typed: text("successor").to_owned(),
        stands: title.2,
        link: runs.then(|| LinkForm {
            address: text("address").to_owned(),
            title: text("link_title").to_owned(),
        }),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        faults: faults(&errors),
        errors: errors.clone(),
        line: line_view(&line, today, locale),
    };
    let head = Head { title: view.reference.clone(), section: "governance" };
    cx.respond(status_of(&errors, refusal), "governance/resolution", head, &view)
}

fn votes(said: (Option<i32>, Option<i32>, Option<i32>)) -> Option<VotesView> {
    if said == (None, None, None) {
        return None;
    }
    let n = Option::unwrap_or_default;
    Some(VotesView { votes_for: n(said.0), against: n(said.1), abstained: n(said.2) })
}

/// Does one thing with a resolution, and leads back to it; or shows it with why not.
async fn step(
    cx: Context<SignedIn>,
    reference: String,
    (form, field): (Option<Upload>, Option<&str>),
    work: impl FnOnce(&mut Conn, &Actor, &str, chrono::NaiveDateTime) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, reference.clone());
    let by = actor.clone();
    match cx.db.write(move |conn| work(conn, &by, &which, now)).await {
        Ok(()) => {
            let to = format!("/governance/resolutions/{reference}");
            cx.redirect(&to, "governance-flash-saved")
        }
        Err(Error::Refused(why)) => {
            let shown = match field {
                // These are said of the whole form, not of whose it is to do.
                Some(field)
                    if ![rules::NO_QUORUM, rules::REWRITTEN, rules::CIRCULATES].contains(&why) =>
                {
                    (form, FieldErrors::one(field, why.key()), None)
                }
                _ => (form, FieldErrors::none(), Some(why)),
            };
            page(&cx, Some(actor), &reference, shown).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /governance/resolutions/{reference}/progress`
pub async fn progress(
    cx: Context<SignedIn>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let done_on = match form.text("done").is_empty() {
        true => None,
        false if form.text("done_on").trim().is_empty() => Some(network_day(cx.now)),
        // What is no day never came.
        false => Some(day(form.text("done_on")).unwrap_or(NaiveDate::MAX)),
    };
    let said = |field: &str| -> String { form.text(field).trim().chars().take(2_000).collect() };
    let (french, english) = (said("done_note"), said("done_note_en"));
    let shown = (Some(form), done_on.map(|_| "done_on"));
    step(cx, reference.into_inner(), shown, move |conn, actor, reference, now| {
        ops::progress(conn, actor, (reference, done_on, (&french, &english)), now)
    })
    .await
}

/// `POST /governance/resolutions/{reference}`
pub async fn rewrite(
    cx: Context<SignedIn>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let draft = match Form::typed(Some(&form)).check() {
        Ok(draft) => draft,
        Err(errors) => return not_passed(cx, &reference, (form, errors)).await,
    };
    let field = draft.owner.as_ref().map(|_| "owner");
    let was = blank_as_none(form.text("was"));
    step(cx, reference.into_inner(), (Some(form), field), move |conn, actor, reference, now| {
        ops::rewrite(conn, actor, (reference, was.as_deref(), &draft), now)
    })
    .await
}

/// A form as it was typed, for who may send it.
async fn not_passed(
    cx: Context<SignedIn>,
    reference: &str,
    (form, errors): (Upload, FieldErrors),
) -> Result<HttpResponse> {
    let (actor, which, today) = (cx.actor(), reference.to_owned(), network_day(cx.now));
    let by = actor.clone();
    cx.db
        .read(move |conn| {
            let known = queries::by_reference(conn, &which)?;
            access::run(conn, &by, &known.meeting_id, today).map(drop)
        })
        .await?;
    page(&cx, Some(actor), reference, (Some(form), errors, None)).await
}

/// `POST /governance/resolutions/{reference}/links`
pub async fn link(
    cx: Context<SignedIn>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let title: String = form.text("link_title").chars().take(200).collect();
    let Some(address) = rules::address(form.text("address"), &cx.app.config.base_url) else {
        let errors = FieldErrors::one("address", "governance-error-address");
        return not_passed(cx, &reference, (form, errors)).await;
    };
    let shown = (Some(form), Some("address"));
    step(cx, reference.into_inner(), shown, move |conn, actor, reference, now| {
        ops::link(conn, actor, (reference, &address, &title), now)
    })
    .await
}

/// `POST /governance/resolutions/{reference}/links/{link}/removal`
pub async fn unlink(
    cx: Context<SignedIn>,
    at: web::Path<(String, LinkId)>,
) -> Result<HttpResponse> {
    let (reference, link) = at.into_inner();
    step(cx, reference, (None, None), move |conn, actor, reference, now| {
        ops::unlink(conn, actor, (reference, &link), now)
    })
    .await
}

/// `POST /governance/resolutions/{reference}/succession`
pub async fn supersede(
    cx: Context<SignedIn>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let by = form.text("successor").trim().to_uppercase();
    let shown = (Some(form), Some("successor"));
    step(cx, reference.into_inner(), shown, move |conn, actor, reference, now| {
        ops::supersede(conn, actor, (reference, &by), now)
    })
    .await
}
