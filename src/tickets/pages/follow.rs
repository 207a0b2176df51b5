//! A ticket as its team follows it: where it stands, who answers and why, the conversation, and a way to go on.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::colleagues::{Colleagues, Typed};
use super::links;
use super::satisfaction::Rating;
use super::thread::{self, Thread};
use super::uploads::{self, Attached, KeptFile, factor, say_when};
use super::{Opening, address, team};
use crate::accounts::rules::query_value;
use crate::accounts::throttle;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::privacy::{Door, ops::note_reading};
use crate::spaces::pages::{Hosted, hosted};
use crate::tickets::mail;
use crate::tickets::queries::{self, DeskCard};
use crate::tickets::{
    Added, HandoverKind, MessageId, NewMessage, State, Team, Ticket, Via, for_follower, ops, rules,
};
use crate::web::{Anyone, Context, Cursor, FieldErrors, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct FollowView {
    sensitive: bool,
    reference: String,
    subject: String,
    key: String,
    created_at: NaiveDateTime,
    last_activity_at: NaiveDateTime,
    state: State,
    status_icon: &'static str,
    status: String,
    thread: Thread,
    node: DeskCard,
    /// Nodes that answer with it.
    with: Vec<DeskCard>,
    /// Where whoever asks about a deposit may make it.
    hosted: Vec<Hosted>,
    why: Option<String>,
    asker: String,
    beneficiary: Option<String>,
    /// Two people use the same link: who of them writes?
    choose_writer: bool,
    deadline_on: Option<NaiveDate>,
    deadline_for: Option<String>,
    dataset_pid: Option<String>,
    dmp_url: Option<String>,
    /// Any of the five above.
    has_facts: bool,
    colleagues: Colleagues,
    may_reply: bool,
    /// A reply opens it again, until this day.
    reopens_until: Option<NaiveDate>,
    too_late: bool,
    /// The form, with what carries over from this question to the next.
    ask_anew: String,
    may_settle: bool,
    rating: Option<Rating>,
    reply: Reply,
    errors: FieldErrors,
    kept: Vec<KeptFile>,
    refused: Vec<String>,
}

/// A reply as it was typed.
#[derive(Debug, Clone, Serialize)]
struct Reply {
    id: String,
    body: String,
    /// Written by the colleague for whom it was asked.
    as_beneficiary: bool,
}

impl Reply {
    fn blank() -> Self {
        Self { id: MessageId::random().to_string(), body: String::new(), as_beneficiary: false }
    }
}

/// What a page that is shown again keeps.
pub(super) struct Again {
    status: StatusCode,
    reply: Reply,
    colleague: Typed,
    errors: FieldErrors,
    attached: Attached,
}

impl Again {
    fn first() -> Self {
        Self {
            status: StatusCode::OK,
            reply: Reply::blank(),
            colleague: Typed::default(),
            errors: FieldErrors::none(),
            attached: Attached::default(),
        }
    }

    /// A colleague was typed who cannot be added.
    pub fn colleague(colleague: Typed, errors: FieldErrors, status: StatusCode) -> Self {
        Self { status, colleague, errors, ..Self::first() }
    }
}

pub(super) async fn show(
    cx: &Context<Anyone>,
    reference: &str,
    query: &Opening,
) -> Result<HttpResponse> {
    page(cx, reference, query, Again::first()).await
}

pub(super) async fn page(
    cx: &Context<Anyone>,
    reference: &str,
    query: &Opening,
    again: Again,
) -> Result<HttpResponse> {
    let (app, now, locale, team) = (cx.app.clone(), cx.now, cx.locale, team(cx, &query.key));
    let (wanted, key, before) =
        (reference.to_owned(), query.key.clone(), Cursor::decode(&query.before));
    let loaded = cx
        .db
        .read(move |conn| {
            let (ticket, reader) = for_follower(conn, &team?, &wanted, &app.signer, now)?;
            if ticket.state == State::Unconfirmed {
                return Ok(Err(format!("/tickets/{wanted}/confirmation?key={key}")));
            }
            if ticket.reference != wanted {
                return Ok(Err(match (key.as_str(), &reader) {
                    ("", _) => format!("/tickets/{}", ticket.reference),
                    (_, Some(added)) => mail::colleague_path(&app.signer, &ticket, &added.id),
                    (_, None) => mail::follow_path(&app.signer, &ticket),
                }));
            }
            note_reading(conn, &ticket, (None, Door::Page), now)?;
            view(conn, &app, (ticket, reader), (key, before, locale), now).map(Ok)
        })
        .await;
    match loaded {
        Ok(Ok(mut view)) => {
            view.kept = again.attached.shown(&cx.app.signer, &again.reply.id, locale);
            view.refused = again.attached.refused;
            (view.reply, view.errors) = (again.reply, again.errors);
            view.colleagues.typed = again.colleague;
            view.ask_anew = ask_anew(&view);
            let head = crate::web::Head { title: view.subject.clone(), section: "ask" };
            cx.respond(again.status, "tickets/follow", head, &view)
        }
        Ok(Err(elsewhere)) => cx.go(&elsewhere),
        Err(Error::NotFound) => links::not_found(cx, reference, !query.key.is_empty()),
        Err(error) => Err(error),
    }
}

fn view(
    conn: &mut Conn,
    app: &App,
    (ticket, reader): (Ticket, Option<Added>),
    (key, before, locale): (String, Option<Cursor>, Locale),
    now: NaiveDateTime,
) -> Result<FollowView> {
    let thread = thread::read(conn, &ticket, before, (locale, app.config.clamd.is_some()))?;
    let node = queries::desk_card(conn, &ticket.node_id)?;
    let with = sharing(conn, &ticket)?;
    let why = mail::explain_ticket(conn, &app.vocabularies(), &ticket)?;
    let institutions = queries::institutions_of(conn, &ticket.id)?;
    let hosted = hosted(conn, ticket.topic.as_deref(), &institutions)?;
    let may_reply = rules::team_may_reply(&ticket, now);
    let (status_icon, status) = status(&ticket, &node, &thread, locale);
    Ok(FollowView {
        key,
        created_at: ticket.created_at,
        last_activity_at: ticket.last_activity_at,
        state: ticket.state,
        status_icon,
        status,
        why: why.map(|why| why.in_locale(locale).to_owned()),
        node,
        with,
        hosted,
        thread,
        may_reply: may_reply.is_ok(),
        reopens_until: ticket
            .closed_at
            .filter(|_| may_reply.is_ok())
            .map(|closed| network_day(closed + rules::REOPEN_WITHIN)),
        too_late: may_reply == Err(rules::TOO_LATE_TO_REOPEN),
        ask_anew: String::new(),
        choose_writer: reader.is_none() && ticket.beneficiary_name.is_some(),
        may_settle: reader.is_none() && rules::next(ticket.state, rules::Event::Close).is_ok(),
        rating: if reader.is_none() { Rating::of(conn, &ticket)? } else { None },
        colleagues: Colleagues::of(conn, &ticket, reader)?,
        reply: Reply::blank(),
        errors: FieldErrors::none(),
        kept: Vec::new(),
        refused: Vec::new(),
        has_facts: ticket.beneficiary_name.is_some()
            || ticket.deadline_on.is_some()
            || ticket.deadline_for.is_some()
            || ticket.dataset_pid.is_some()
            || ticket.dmp_url.is_some(),
        sensitive: ticket.sensitive,
        reference: ticket.reference,
        subject: ticket.subject,
        asker: ticket.asker_name,
        beneficiary: ticket.beneficiary_name,
        deadline_on: ticket.deadline_on,
        deadline_for: ticket.deadline_for,
        dataset_pid: ticket.dataset_pid,
        dmp_url: ticket.dmp_url,
    })
}

/// The nodes with which the responsible one answers.
fn sharing(conn: &mut Conn, ticket: &Ticket) -> Result<Vec<DeskCard>> {
    let going_on = queries::going_on(conn, &ticket.id)?.into_iter();
    let shares = going_on.filter(|found| found.kind == HandoverKind::Share);
    shares.map(|share| Ok(queries::desk_card(conn, &share.to_node)?)).collect()
}

/// A new question that takes up this one and keeps what could not be sent.
fn ask_anew(view: &FollowView) -> String {
    let body: String = view.reply.body.chars().take(1500).collect();
    let (key, body) = (query_value(&view.key), query_value(&body));
    format!("/tickets/new?follows={}&key={key}&body={body}", view.reference)
}

/// Where it stands, in one sentence that promises nothing we do not know.
fn status(
    ticket: &Ticket,
    node: &DeskCard,
    thread: &Thread,
    locale: Locale,
) -> (&'static str, String) {
    let of_node = |key| locale.text1(key, "node", node.short_name.as_str());
    let of_person = |key, name: &str| locale.text1(key, "name", name.to_owned());
    match (ticket.state, &thread.last_staff) {
        (State::New | State::Unconfirmed, _) => ("inbox", of_node("tickets-follow-status-new")),
        (State::WaitingThirdParty, _) => {
            ("pause-circle", of_node("tickets-follow-status-third-party"))
        }
        (State::Open | State::Snoozed | State::Merged, _) => {
            ("chat-left-text", of_node("tickets-follow-status-open"))
        }
        (State::WaitingTeam, Some(name)) => {
            ("reply", of_person("tickets-follow-status-answered", name))
        }
        (State::WaitingTeam, None) => ("reply", of_node("tickets-follow-status-answered-node")),
        (State::Closed | State::Spam, _) => {
            let outcome = ticket.outcome.map_or("answered", crate::tickets::Outcome::as_str);
            let key = format!("tickets-follow-status-closed-{}", outcome.replace('_', "-"));
            ("check2-all", locale.text(&key))
        }
    }
}

/// The team writes.
pub async fn reply(
    cx: Context<Anyone>,
    path: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let reference = path.into_inner();
    let opening = Opening { key: upload.text("key").to_owned(), ..Opening::default() };
    let typed = Reply {
        id: upload.text("id").to_owned(),
        body: upload.text("body").to_owned(),
        as_beneficiary: upload.text("writer") == "beneficiary",
    };
    if !may_open(&cx, &reference, &opening.key).await? {
        return links::not_found(&cx, &reference, !opening.key.is_empty());
    }
    let attached = uploads::take(&cx, &upload, &typed.id).await?;
    let errors = check(&typed, &attached);
    if !errors.is_empty() {
        let (status, wait) = (attached.status(), attached.wait);
        let again = Again { status, reply: typed, errors, attached, ..Again::first() };
        return Ok(say_when(page(&cx, &reference, &opening, again).await?, wait));
    }
    let message = NewMessage {
        id: typed.id.parse().map_err(|_| Error::Malformed("id"))?,
        body: typed.body.trim().to_owned(),
        files: attached.files.clone(),
        via: Via::Page,
    };
    match put_reply(&cx, &reference, &opening.key, message, typed.as_beneficiary).await {
        // Without a place in the address: going there would take the focus away from the confirmation.
        Ok(()) => cx.redirect(&address(&reference, &opening.key), "tickets-follow-flash-replied"),
        // Somebody moved it meanwhile, or it is too late: what was written is shown again, with the reason.
        Err(Error::Refused(refusal)) => {
            let errors = FieldErrors::one("body", refusal.key());
            let status = StatusCode::CONFLICT;
            let reply = Reply { id: MessageId::new().to_string(), ..typed };
            let again = Again { status, reply, errors, attached, ..Again::first() };
            page(&cx, &reference, &opening, again).await
        }
        Err(Error::TooMany(seconds)) => {
            let errors = FieldErrors::one("body", "tickets-follow-error-too-many");
            let status = StatusCode::TOO_MANY_REQUESTS;
            let again = Again { status, reply: typed, errors, attached, ..Again::first() };
            Ok(say_when(page(&cx, &reference, &opening, again).await?, Some(seconds)))
        }
        Err(error) => Err(error),
    }
}

/// The page with words that could not be sent elsewhere, as a reply to be sent.
pub(super) async fn unsent(
    cx: &Context<Anyone>,
    reference: &str,
    key: &str,
    (body, why): (String, Refusal),
) -> Result<HttpResponse> {
    let opening = Opening { key: key.to_owned(), ..Opening::default() };
    let (status, errors) = (StatusCode::CONFLICT, FieldErrors::one("body", why.key()));
    let again = Again { status, reply: Reply { body, ..Reply::blank() }, errors, ..Again::first() };
    page(cx, reference, &opening, again).await
}

fn check(typed: &Reply, attached: &Attached) -> FieldErrors {
    let mut errors = FieldErrors::none();
    if typed.body.trim().is_empty() {
        errors.add("body", "tickets-follow-error-body");
    } else if typed.body.chars().count() > rules::MAX_BODY {
        errors.add("body", "tickets-ask-error-body-long");
    }
    if let Some(fault) = attached.fault() {
        errors.add("files", fault);
    }
    errors
}

/// Whether the ticket is this visitor's: asked before their files are stored.
async fn may_open(cx: &Context<Anyone>, reference: &str, key: &str) -> Result<bool> {
    let (app, now, team) = (cx.app.clone(), cx.now, team(cx, key));
    let reference = reference.to_owned();
    let found = cx.db.read(move |conn| for_follower(conn, &team?, &reference, &app.signer, now));
    match found.await {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn put_reply(
    cx: &Context<Anyone>,
    reference: &str,
    key: &str,
    message: NewMessage,
    as_beneficiary: bool,
) -> Result<()> {
    let (app, now, team) = (cx.app.clone(), cx.now, team(cx, key)?);
    let (reference, factor) = (reference.to_owned(), factor(&cx.app));
    cx.db
        .write(move |conn| {
            let (ticket, reader) = for_follower(conn, &team, &reference, &app.signer, now)?;
            let limit = rules::REPLIES_PER_TICKET.times(factor);
            throttle::count(conn, "reply", ticket.id.as_str(), limit, now)?;
            let (name, email) = match reader {
                Some(added) => (added.name, added.email),
                None => writer(&ticket, &team, as_beneficiary),
            };
            ops::team_reply(conn, (&name, &email), &ticket, &message, now).map(drop)
        })
        .await
}

/// Who of the two wrote: the account says it, else the form does.
fn writer(ticket: &Ticket, team: &Team, as_beneficiary: bool) -> (String, String) {
    let by_account = matches!(team, Team::Account(actor) if ticket.beneficiary_email.as_ref() == Some(&actor.email));
    match ticket.beneficiary_name.clone().zip(ticket.beneficiary_email.clone()) {
        Some(beneficiary) if by_account || as_beneficiary => beneficiary,
        _ => (ticket.asker_name.clone(), ticket.asker_email.clone()),
    }
}
