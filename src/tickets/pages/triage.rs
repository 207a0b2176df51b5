//! What staff do on a ticket's page around the ticket: tags, steps, time, following, presence, prepared answers.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

use super::actions::Sent;
use super::kept::{give_back, give_back_with_files};
use super::life::change;
use super::typed::{Aside, Part, Typed};
use crate::accounts::NodeId;
use crate::app::App;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::taxonomy::Vocabulary;
use crate::tickets::{Right, Ticket, access, queries};
use crate::triage::pages::present_words;
use crate::triage::rules::placeholders::Values;
use crate::triage::{TagId, TemplateId, TimeNoteId, ops};
use crate::web::{Context, Staff, Upload, Writing};
use crate::{Error, Result};

type Path = web::Path<String>;

fn nothing() -> Typed {
    Typed { part: Part::Nothing, ..Typed::default() }
}

/// What was typed beside the conversation, should it have to be shown again.
fn kept(sent: &Sent) -> Typed {
    let text = |name: &str| sent.form.text(name).to_owned();
    let aside = Aside { label: text("label"), minutes: text("minutes"), word: text("word") };
    Typed { aside, ..nothing() }
}

/// Does to a ticket what every node that works on it does for itself; 404 for who is only offered it.
async fn beside(
    sent: &Sent,
    work: impl FnOnce(&mut Conn, &Ticket, &Right) -> Result<()> + Send + 'static,
) -> Result<Option<String>> {
    let (actor, reference) = (sent.actor.clone(), sent.reference.clone());
    sent.cx
        .db
        .write(move |conn| {
            let (ticket, right) = access::for_colleague(conn, &actor, &reference)?;
            if !right.may_note() {
                return Err(Error::NotFound);
            }
            work(conn, &ticket, &right).map(|()| None)
        })
        .await
}

/// Following and being meant are for those who answer; 404 for the others.
fn check_answers(right: &Right) -> Result<()> {
    if right.may_answer() { Ok(()) } else { Err(Error::NotFound) }
}

pub async fn tag(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now, label) = (sent.actor.clone(), sent.cx.now, sent.form.text("label").to_owned());
    let done = beside(&sent, move |conn, of, right| {
        ops::tag(conn, &actor, (of, right.node(of)), &label, now)
    })
    .await;
    sent.settle(done, kept(&sent), "triage-flash-tagged").await
}

pub async fn untag(
    cx: Context<Writing>,
    path: web::Path<(String, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let (reference, tag) = path.into_inner();
    let tag: TagId = tag.parse().map_err(|_| Error::NotFound)?;
    let sent = Sent { cx, actor, reference, form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = beside(&sent, move |conn, of, _| ops::untag(conn, &actor, of, &tag, now)).await;
    sent.settle(done, nothing(), "triage-flash-untagged").await
}

/// Ticks a step or takes the tick back.
pub async fn tick(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let (step, done) = (sent.form.text("step").parse(), sent.form.text("done") == "1");
    let done = change(&sent, move |conn, _, ticket| {
        let step = step.map_err(|_| Error::NotFound)?;
        ops::tick(conn, &actor, ticket, (&step, done), now)
    })
    .await;
    sent.settle(done, nothing(), "triage-flash-saved").await
}

pub async fn note_time(
    cx: Context<Writing>,
    reference: Path,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let id = sent.form.text("id").parse().unwrap_or_else(|_| TimeNoteId::new());
    let (minutes, word) = (sent.form.text("minutes").to_owned(), sent.form.text("word").to_owned());
    let done = beside(&sent, move |conn, of, right| {
        ops::note_time(conn, &actor, of, (&id, right.node(of), &minutes, &word), now)
    })
    .await;
    sent.settle(done, kept(&sent), "triage-flash-time").await
}

pub async fn take_back_time(
    cx: Context<Writing>,
    path: web::Path<(String, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let (reference, id) = path.into_inner();
    let id: TimeNoteId = id.parse().map_err(|_| Error::NotFound)?;
    let sent = Sent { cx, actor, reference, form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done =
        beside(&sent, move |conn, of, _| ops::take_back_time(conn, &actor, of, &id, now)).await;
    sent.settle(done, nothing(), "triage-flash-time-back").await
}

pub async fn follow(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let follows = sent.form.text("follow") == "1";
    let done = beside(&sent, move |conn, of, right| {
        check_answers(right)?;
        ops::follow(conn, &actor, of, follows, now)
    })
    .await;
    let flash = if follows { "triage-flash-followed" } else { "triage-flash-unfollowed" };
    sent.settle(done, nothing(), flash).await
}

/// Says that one has read where one was meant.
pub async fn see_mentions(
    cx: Context<Writing>,
    reference: Path,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = beside(&sent, move |conn, of, right| {
        check_answers(right)?;
        ops::see_mentions(conn, &actor, of, now)
    })
    .await;
    sent.settle(done, nothing(), "triage-flash-seen").await
}

/// The page says that it is still open, and learns who else has it open: one line of text, empty when nobody has.
pub async fn presence(cx: Context<Staff>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let (actor, now, reference) = (cx.actor(), cx.now, reference.into_inner());
    let doing = form.text("doing").to_owned();
    let present = cx
        .db
        .write(move |conn| {
            let (ticket, right) = access::for_colleague(conn, &actor, &reference)?;
            if !right.may_answer() {
                return Err(Error::NotFound);
            }
            if doing == "left" {
                return ops::leave(conn, &actor, &ticket).map(|()| Vec::new());
            }
            ops::beat(conn, &actor, &ticket, doing == "writing", now)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(present_words(&present, cx.locale)))
}

/// Puts a prepared answer into the answer that is being written: into the form, which comes back with all that was
/// typed; or, for a script, the text alone.
pub async fn insert(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back_with_files(&cx, &form).await };
    let alone = cx.request().headers().contains_key("x-insert");
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let mut typed = Typed::read(Part::Reply, &sent.form);
    typed.attach(sent.attached().await?, "files");
    let Ok(template) = sent.form.text("template").parse::<TemplateId>() else {
        typed.errors.add("template", "triage-insert-none");
        return sent.again(StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    };
    let (actor, now, reference) = (sent.actor.clone(), sent.cx.now, sent.reference.clone());
    let app = sent.cx.app.clone();
    let text = sent
        .cx
        .db
        .write(move |conn| {
            let (ticket, right) = access::for_colleague(conn, &actor, &reference)?;
            if !right.may_answer() {
                return Err(Error::NotFound);
            }
            // Each employer, then the bodies above it, the nearest first.
            let words = app.vocabularies();
            let employers = queries::institutions_of(conn, &ticket.id)?;
            let employers: Vec<_> =
                employers.iter().flat_map(|slug| words.institution_line(slug)).collect();
            let me = (right.node(&ticket), actor.name.as_str());
            let values = values(conn, &app, &ticket, me, ticket.language)?;
            ops::insertion(conn, &actor, (&ticket, &employers), (&template, &values), now)
        })
        .await?;
    if alone {
        return Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text));
    }
    let before = typed.body.trim_end();
    typed.body = if before.is_empty() { text } else { format!("{before}\n\n{text}") };
    sent.again(StatusCode::OK, typed).await
}

fn values(
    conn: &mut Conn,
    app: &App,
    ticket: &Ticket,
    (node, me): (&NodeId, &str),
    locale: Locale,
) -> Result<Values> {
    let words = app.vocabularies();
    let node = queries::desk_names(conn, std::slice::from_ref(node))?;
    let label = |vocabulary, code: &Option<String>| {
        code.as_deref().map(|code| words.label(vocabulary, code, locale)).unwrap_or_default()
    };
    let topic = ticket.confirmed_topic.clone().or_else(|| ticket.topic.clone());
    Ok(Values {
        asker: ticket.asker_name.clone(),
        reference: ticket.reference.clone(),
        subject: ticket.subject.clone(),
        node: node.into_iter().next().map(|node| node.short_name).unwrap_or_default(),
        me: me.to_owned(),
        institution: label(Vocabulary::Institution, &ticket.institution),
        topic: label(Vocabulary::Topic, &topic),
    })
}
