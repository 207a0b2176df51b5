//! The applications to a call, for whoever runs it: of drafts, how far they are and nothing of what they say.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::export::columns;
use super::overview::read_id;
use super::{ReturnView, badge, returns, title};
use crate::applications::{
    Application, ApplicationId, Message, PartnerRole, Side, State, access, ops, queries,
};
use crate::calls::pages::{Frame, closing};
use crate::calls::rules::deadline;
use crate::calls::{self, Call, CallId};
use crate::outbox::{self, Queued};
use crate::questionnaires;
use crate::questionnaires::rules::complete::share;
use crate::sheets::ColumnView;
use crate::taxonomy::Vocabulary;
use crate::times::{self, said};
use crate::web::{Badge, Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    filed: usize,
    drafts: usize,
    items: Vec<Item>,
    may_extend: bool,
    /// What can be taken away of what was filed.
    columns: Vec<ColumnView>,
}

#[derive(Serialize)]
struct Item {
    id: ApplicationId,
    /// Reference and title once it is filed; else the institution that leads.
    name: String,
    lead: String,
    badge: Badge,
    is_draft: bool,
    filed: bool,
    share: usize,
    begun: String,
    closes: String,
    closes_typed: String,
    granted: Vec<String>,
    /// How many messages were written about it, and whether the last one waits for an answer.
    said: usize,
    waits: bool,
    /// Mails that did not arrive; of drafts only how many, since nobody is told who writes them.
    returns: Vec<ReturnView>,
    lost: usize,
    /// What was typed of it and refused.
    typed: Typed,
}

/// A later closing, or a hand-over, as it was typed, and of which application.
#[derive(Debug, Clone, Default, Serialize)]
struct Typed {
    #[serde(skip)]
    of: String,
    closes: String,
    why: String,
    to: String,
    proof: String,
}

/// `GET /inbox/calls/{id}/applications`
pub async fn desk(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, (None, Typed::default())).await
}

struct Found {
    call: Call,
    all: Vec<Application>,
    leads: Vec<(ApplicationId, String)>,
    shares: Vec<(ApplicationId, usize)>,
    extensions: Vec<crate::applications::Extension>,
    lost: Vec<(Queued, Option<String>)>,
    /// Of what was filed.
    versions: Vec<questionnaires::Version>,
    messages: Vec<Message>,
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    (refusal, typed): (Option<Refusal>, Typed),
) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.clone(), cx.locale);
    let found = cx
        .db
        .read(move |conn| {
            let (call, all, _) = access::all_at_desk(conn, &actor, &id)?;
            let drafts: Vec<_> = all.iter().filter(|one| one.state == State::Draft).collect();
            let ids: Vec<_> = drafts.iter().map(|one| one.id.clone()).collect();
            let versions: Vec<_> = drafts.iter().map(|one| one.version_id.clone()).collect();
            let versions = questionnaires::queries::find_all(conn, &versions)?;
            let answers = queries::answers_of_all(conn, &ids)?;
            let shares = drafts.iter().filter_map(|one| {
                let version = versions.iter().find(|version| version.id == one.version_id)?;
                Some((one.id.clone(), share(&version.definition, answers.get(&one.id)?)))
            });
            let shares = shares.collect();
            let leads = queries::institutions(conn, &call.id, PartnerRole::Lead)?;
            let extensions = queries::extensions_of(conn, &call.id)?;
            let ids: Vec<String> = all.iter().map(|one| one.id.to_string()).collect();
            let lost = outbox::returned_about(conn, &ids)?;
            let filed = all.iter().filter(|one| one.reference.is_some());
            let forms: Vec<_> = filed.map(|one| one.version_id.clone()).collect();
            let versions = questionnaires::queries::find_all(conn, &forms)?;
            let messages = queries::messages_of_call(conn, &call.id)?;
            Ok(Found { call, all, leads, shares, extensions, lost, versions, messages })
        })
        .await?;
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = View {
        frame: Frame::of(&found.call, "applications", (locale, cx.now)).with_alert(alert),
        filed: found.all.iter().filter(|one| one.reference.is_some()).count(),
        drafts: found.shares.len(),
        items: found.all.iter().map(|one| item(cx, (&found, &typed), one)).collect(),
        may_extend: found.call.state == calls::State::Published,
        columns: columns(cx, &found.versions),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "applications/desk", cx.head("applications-desk", "inbox"), &view)
}

fn item(cx: &Context<SignedIn>, (found, typed): (&Found, &Typed), one: &Application) -> Item {
    let (locale, zone) = (cx.locale, found.call.terms.tz());
    let words = cx.app.vocabularies();
    let lead = found.leads.iter().find(|(id, _)| *id == one.id);
    let lead = lead.map(|(_, slug)| words.label(Vocabulary::Institution, slug, locale));
    let name = match &one.reference {
        Some(reference) => format!("{reference} – {}", title(&one.title, locale)),
        None => cx.text("applications-a-draft"),
    };
    let of_one = found.extensions.iter().filter(|extension| extension.application_id == one.id);
    let granted = of_one.clone().map(|extension| extension.closes_at).max();
    let closes = deadline(&found.call.terms, granted);
    let mut lost = found.lost.clone();
    lost.retain(|(mail, _)| mail.application_id.as_deref() == Some(one.id.as_str()));
    let count = lost.len();
    if one.reference.is_none() {
        lost.clear();
    }
    let written: Vec<_> =
        found.messages.iter().filter(|said| said.application_id == one.id).collect();
    let in_form = |at| times::local(at, zone).format(times::FORM).to_string();
    let typed = if typed.of == one.id.as_str() { typed.clone() } else { Typed::default() };
    Item {
        name,
        lead: lead.unwrap_or_else(|| cx.text("applications-no-lead")),
        badge: badge(one.state, locale),
        is_draft: one.state == State::Draft,
        filed: one.current_seq.is_some(),
        share: found.shares.iter().find(|(id, _)| *id == one.id).map_or(0, |(_, share)| *share),
        begun: said::day(one.created_at, zone, locale),
        closes: granted.map(|at| said::moment(at, zone, locale)).unwrap_or_default(),
        closes_typed: match typed.closes.as_str() {
            "" => closes.map(in_form).unwrap_or_default(),
            closes => closes.to_owned(),
        },
        granted: of_one
            .map(|extension| {
                let at = said::moment(extension.closes_at, zone, locale);
                format!("{at} – {}", extension.reason)
            })
            .collect(),
        said: written.len(),
        waits: written.last().is_some_and(|last| last.side == Side::Applicants),
        lost: if lost.is_empty() { count } else { 0 },
        returns: returns(lost, &found.call, locale),
        typed,
        id: one.id.clone(),
    }
}

type At = web::Path<(CallId, String)>;

/// `POST /inbox/calls/{id}/applications/{application}/extension`
pub async fn extend_one(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (call, id) = at.into_inner();
    let (actor, now, id, which) = (cx.actor(), cx.now, read_id(&id)?, call.clone());
    let text = |name: &str| form.text(name).to_owned();
    let (of, closes, why) = (id.to_string(), text("closes"), text("reason"));
    let typed = Typed { of, closes, why, ..Typed::default() };
    let done = cx
        .db
        .write(move |conn| {
            let (of, _) = access::at_desk(conn, &actor, &which, &id)?;
            let closes = closing(&form, &of)?;
            ops::extend_one(conn, &actor, (&which, &id), (closes, form.text("reason")), now)
        })
        .await;
    answered(&cx, &call, done, ("applications-flash-extended", typed)).await
}

/// `POST /inbox/calls/{id}/applications/{application}/ownership`
pub async fn give(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (call, id) = at.into_inner();
    let (actor, now, id, which) = (cx.actor(), cx.now, read_id(&id)?, call.clone());
    let text = |name: &str| form.text(name).to_owned();
    let (of, to, proof) = (id.to_string(), text("email"), text("reason"));
    let typed = Typed { of, to, proof, ..Typed::default() };
    let done = cx
        .db
        .write(move |conn| {
            let said = (form.text("email").trim(), form.text("reason"));
            ops::give(conn, &actor, (&which, &id), said, now)
        })
        .await;
    answered(&cx, &call, done, ("applications-flash-given", typed)).await
}

async fn answered(
    cx: &Context<SignedIn>,
    call: &CallId,
    done: Result<()>,
    (flash, typed): (&str, Typed),
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{call}/applications"), flash),
        Err(Error::Refused(refusal)) => page(cx, call, (Some(refusal), typed)).await,
        Err(error) => Err(error),
    }
}
