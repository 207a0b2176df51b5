//! Asking: the form, what it becomes, and the page after it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::ask_form::{Checked, Form};
use super::choices::Choices;
use super::preview::{Card, card};
use super::uploads::{self, Attached, KeptFile, factor, say_when};
use super::{links, team};
use crate::accounts::{Actor, throttle};
use crate::db::Conn;
use crate::history::By;
use crate::knowledge::pages::{Suggested, Typed, suggested};
use crate::secret::Signer;
use crate::tickets::mail::{self, Tools};
use crate::tickets::ops::{self, Asked};
use crate::tickets::queries::{self, DeskCard};
use crate::tickets::{Draft, Person, State, Team, Ticket, TicketId, for_follower, rules};
use crate::web::{Anyone, Context, Fault, FieldErrors, Upload, client_address, said_faults};
use crate::{Error, Result};

#[derive(Serialize)]
struct AskView {
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
    fault_count: usize,
    /// Why the form has to be sent again although nothing in it is wrong.
    notice: Option<&'static str>,
    choices: Choices,
    /// Signed in: name and address are known.
    known: Option<Person>,
    from_node: Option<String>,
    follows: Option<Followed>,
    kept: Vec<KeptFile>,
    refused: Vec<String>,
    card: Card,
    suggested: Suggested,
    region_open: bool,
    /// The form speaks of somebody else's team.
    theirs: bool,
    behalf_open: bool,
}

/// The closed ticket that a question takes up.
#[derive(Serialize)]
struct Followed {
    reference: String,
    subject: String,
}

/// What is shown besides what was typed.
#[derive(Default)]
struct Extra {
    errors: FieldErrors,
    notice: Option<&'static str>,
    attached: Attached,
    /// Nothing was typed yet: what the ticket said that is taken up is.
    fresh: bool,
}

pub async fn new(
    cx: Context<Anyone>,
    query: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let form = renewed(&cx, Form::from_pairs(&query));
    show(&cx, StatusCode::OK, form, Extra { fresh: true, ..Extra::default() }).await
}

/// The ticket that a question takes up: closed too long ago to open again, and read by who asks.
fn followed(
    conn: &mut Conn,
    (team, reference): (Option<&Team>, &str),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<Option<Ticket>> {
    let Some(team) = team.filter(|_| !reference.is_empty()) else { return Ok(None) };
    match for_follower(conn, team, reference, signer, now) {
        Ok((ticket, _)) => {
            let late = rules::team_may_reply(&ticket, now) == Err(rules::TOO_LATE_TO_REOPEN);
            Ok(Some(ticket).filter(|_| late))
        }
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn create(cx: Context<Anyone>, upload: Upload) -> Result<HttpResponse> {
    let mut form = Form::from_upload(&upload);
    if let Some(actor) = cx.actor() {
        (form.name, form.email) = (actor.name.clone(), actor.email.clone());
    }
    let attached = uploads::take(&cx, &upload, &form.id).await?;
    let mut extra = Extra { attached, ..Extra::default() };
    if !upload.text("preview").is_empty() {
        let form = if stamp_age(&cx, &form).is_some() { form } else { renewed(&cx, form) };
        return show(&cx, StatusCode::OK, form, extra).await;
    }
    let checked = form.check(&cx.app.vocabularies(), cx.locale);
    if let Some(fault) = extra.attached.fault() {
        extra.errors.add("files", fault);
    }
    match checked {
        Err(errors) => extra.errors = both(errors, &extra.errors),
        Ok(checked) if extra.errors.is_empty() => {
            extra.notice = doubt(&cx, &form);
            if extra.notice.is_none() {
                return send(cx, form, checked, extra).await;
            }
        }
        Ok(_) => {}
    }
    let stale = !matches!(stamp_age(&cx, &form), Some(age) if age <= rules::FORM_AGE.1);
    form = if stale { renewed(&cx, form) } else { form };
    form.website.clear();
    let (status, wait) = (extra.attached.status(), extra.attached.wait);
    Ok(say_when(show(&cx, status, form, extra).await?, wait))
}

fn both(mut one: FieldErrors, other: &FieldErrors) -> FieldErrors {
    other.iter().for_each(|(field, key)| one.add(field, key));
    one
}

/// Why a form may not come from a person. Nothing is thrown away: a person sends it again.
fn doubt(cx: &Context<Anyone>, form: &Form) -> Option<&'static str> {
    match stamp_age(cx, form) {
        _ if !form.website.is_empty() => Some("tickets-ask-notice-trap"),
        None => Some("tickets-ask-notice-stale"),
        Some(age) if age > rules::FORM_AGE.1 => Some("tickets-ask-notice-stale"),
        Some(age) if age < rules::FORM_AGE.0 => Some("tickets-ask-notice-early"),
        Some(_) => None,
    }
}

/// Asks, and leads to the page that says what happens next.
async fn send(
    cx: Context<Anyone>,
    form: Form,
    checked: Checked,
    extra: Extra,
) -> Result<HttpResponse> {
    let id: TicketId = form.id.parse().map_err(|_| Error::Malformed("id"))?;
    let actor = cx.actor().cloned();
    let draft = Draft {
        id,
        question: checked.question,
        asker: checked.asker,
        beneficiary: checked.beneficiary,
        files: extra.attached.files.clone(),
        proven: actor.is_some(),
    };
    match put(&cx, draft, actor, &form).await {
        Ok(asked) => after(&cx, &asked),
        Err(Error::Refused(why)) if why == rules::FORM_USED => {
            let form = renewed(&cx, form);
            let extra = Extra { notice: Some("tickets-ask-notice-used"), ..extra };
            show(&cx, StatusCode::CONFLICT, form, extra).await
        }
        Err(Error::TooMany(seconds)) => {
            let extra = Extra { notice: Some("tickets-ask-notice-too-many"), ..extra };
            let response = show(&cx, StatusCode::TOO_MANY_REQUESTS, form, extra).await?;
            Ok(say_when(response, Some(seconds)))
        }
        Err(error) => Err(error),
    }
}

async fn put(
    cx: &Context<Anyone>,
    draft: Draft,
    actor: Option<Actor>,
    form: &Form,
) -> Result<Asked> {
    let (app, now) = (cx.app.clone(), cx.now);
    let (team, follows) = (team(cx, &form.key).ok(), form.follows.clone());
    let (address, factor) = (client_address(cx.request()), factor(&cx.app));
    let by = actor.map_or(By::Team, |actor| By::Account(actor.id));
    cx.db
        .write(move |conn| {
            let (per_address, per_email) = (rules::ASKS_PER_ADDRESS, rules::ASKS_PER_EMAIL);
            throttle::count(conn, "ask", &address, per_address.times(factor), now)?;
            let email = &draft.asker.email;
            throttle::count(conn, "ask-mail", email, per_email.times(factor), now)?;
            let words = app.vocabularies();
            let tools = Tools { signer: &app.signer, words: &words };
            let asked = ops::ask(conn, &by, &draft, tools, now)?;
            let before = followed(conn, (team.as_ref(), &follows), &app.signer, now)?;
            if let (Some(before), Some(_)) = (before, &asked.routed) {
                ops::link_follow_up(conn, &asked.ticket, &before, now)?;
            }
            Ok(asked)
        })
        .await
}

fn after(cx: &Context<Anyone>, asked: &Asked) -> Result<HttpResponse> {
    let ticket = &asked.ticket;
    let to = if ticket.state == State::Unconfirmed {
        let key = cx.app.signer.sign("thanks", ticket.id.as_str());
        format!("/tickets/{}/thanks?key={key}", ticket.reference)
    } else {
        format!("/tickets/{}", ticket.reference)
    };
    // A second press of the button is not worth a word; coming back later and sending again is.
    if asked.routed.is_none() && cx.now - ticket.created_at > TimeDelta::minutes(1) {
        return cx.redirect(&to, "tickets-ask-flash-before-warn");
    }
    if ticket.state == State::Unconfirmed {
        return cx.go(&to);
    }
    cx.redirect(&to, "tickets-ask-flash-sent")
}

/// The same answers under a new id and a new time.
fn renewed(cx: &Context<Anyone>, mut form: Form) -> Form {
    form.id = TicketId::random().to_string();
    form.stamp = stamp(&cx.app.signer, &form.id, cx.now);
    form
}

fn stamp(signer: &Signer, id: &str, now: NaiveDateTime) -> String {
    let seconds = now.and_utc().timestamp();
    format!("{seconds}.{}", signer.sign("ask", &format!("{seconds}:{id}")))
}

/// How long ago the form was made; nothing when we did not make it.
fn stamp_age(cx: &Context<Anyone>, form: &Form) -> Option<TimeDelta> {
    age(&cx.app.signer, (&form.id, &form.stamp), cx.now)
}

/// How long ago we made the form with this id and stamp; nothing when we did not.
pub fn age(signer: &Signer, (id, stamp): (&str, &str), now: NaiveDateTime) -> Option<TimeDelta> {
    let (seconds, signature) = stamp.split_once('.')?;
    let genuine = signer.verify("ask", &format!("{seconds}:{id}"), signature);
    let made = DateTime::from_timestamp(seconds.parse().ok()?, 0)?.naive_utc();
    genuine.then(|| now - made)
}

async fn show(
    cx: &Context<Anyone>,
    status: StatusCode,
    mut form: Form,
    extra: Extra,
) -> Result<HttpResponse> {
    let (words, locale, now) = (cx.app.vocabularies(), cx.locale, cx.now);
    let known = cx.actor().map(|a| Person { name: a.name.clone(), email: a.email.clone() });
    if form.language.parse::<crate::i18n::Locale>().is_err() {
        locale.as_str().clone_into(&mut form.language);
    }
    let faults = said_faults(&extra.errors, cx.locale);
    let (known_words, app, fresh) = (words.clone(), cx.app.clone(), extra.fresh);
    let team = team(cx, &form.key).ok();
    let (form, follows, card, from_node, suggested) = cx
        .db
        .read(move |conn| {
            let before = followed(conn, (team.as_ref(), &form.follows), &app.signer, now)?;
            if let (Some(before), true) = (&before, fresh) {
                form.take_up(before, queries::institutions_of(conn, &before.id)?);
            }
            let routed = &form;
            let node = match routed.node.as_str() {
                "" => None,
                slug => {
                    let slugs = [slug.to_owned()];
                    queries::names_of_slugs(conn, &slugs)?.into_values().next()
                }
            };
            let typed = Typed {
                id: &routed.id,
                stamp: &routed.stamp,
                text: &format!("{} {}", routed.subject, routed.body),
                topic: &routed.topic,
                institutions: &routed.institutions,
            };
            let suggested = suggested(conn, &typed, &known_words, locale)?;
            let card = card(conn, &known_words, routed, locale, now)?;
            let told =
                |before: Ticket| Followed { reference: before.reference, subject: before.subject };
            Ok((form, before.map(told), card, node, suggested))
        })
        .await?;
    let place = form.place(&words);
    let view = AskView {
        fault_count: faults.len(),
        faults,
        notice: extra.notice,
        choices: Choices::new(&words, &form, locale),
        known,
        from_node,
        follows,
        kept: extra.attached.shown(&cx.app.signer, &form.id, locale),
        refused: extra.attached.refused,
        card,
        suggested,
        theirs: false,
        region_open: !form.region.is_empty() || (place.site.is_none() && !form.site.is_empty()),
        behalf_open: !form.behalf_name.is_empty() || !form.behalf_email.is_empty(),
        errors: extra.errors,
        form,
    };
    cx.respond(status, "tickets/new", cx.head("tickets-ask-title", "ask"), &view)
}

#[derive(Deserialize)]
pub struct Thanks {
    #[serde(default)]
    key: String,
}

#[derive(Serialize)]
struct ThanksView {
    reference: String,
    email: String,
    node: DeskCard,
    why: Option<String>,
    /// The mail's link was used already, perhaps in another window.
    confirmed: bool,
    demo: bool,
}

/// After sending without an account: a mail is on its way. Opens for who sent the form.
pub async fn thanks(
    cx: Context<Anyone>,
    path: web::Path<String>,
    query: web::Query<Thanks>,
) -> Result<HttpResponse> {
    let (app, locale, reference) = (cx.app.clone(), cx.locale, path.clone());
    let found = cx
        .db
        .read(move |conn| {
            let ticket = queries::by_reference(conn, &reference)?;
            let genuine = app.signer.verify("thanks", ticket.id.as_str(), &query.key);
            if !genuine || ticket.state == State::Spam {
                return Err(Error::NotFound);
            }
            let why = mail::explain_ticket(conn, &app.vocabularies(), &ticket)?;
            Ok(ThanksView {
                node: queries::desk_card(conn, &ticket.node_id)?,
                why: why.map(|why| why.in_locale(locale).to_owned()),
                confirmed: ticket.state != State::Unconfirmed,
                reference: ticket.reference,
                email: ticket.asker_email,
                demo: app.config.demo,
            })
        })
        .await;
    match found {
        Ok(view) => cx.page("tickets/thanks", cx.head("tickets-ask-thanks-title", "ask"), &view),
        Err(Error::NotFound) => links::not_found(&cx, &path, false),
        Err(error) => Err(error),
    }
}
