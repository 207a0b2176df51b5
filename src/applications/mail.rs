//! What applications write to people.

mod messages;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::access::Opened;
use super::{Application, ApplicationId, Extension, Invitation, Partner, PartnerState, Submission};
use crate::Result;
use crate::calls::ops::Revised;
use crate::calls::{Call, Question};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::{To, write as send};
use crate::questionnaires::Weight;
use crate::times::said;

pub use self::messages::{message, unheard};

fn until(call: &Call, locale: Locale) -> String {
    let zone = call.terms.tz();
    call.terms.closes_at.map(|at| said::moment(at, zone, locale)).unwrap_or_default()
}

/// An instant by the clock of the call, and which clock that is.
fn by_the_clock(call: &Call, at: NaiveDateTime, locale: Locale) -> (String, String) {
    let zone = call.terms.tz();
    (said::moment(at, zone, locale), said::zone_name(zone.name(), locale))
}

/// A mail about an application: its call, its reference and where it is read, and what `more` says. Nothing here tells who
/// applies, since reviewers are written to as well. The same key again is the same mail.
pub fn about(
    conn: &mut Conn,
    template: &'static str,
    (call, application): (&Call, &Application),
    (to, path, more, key): (To<'_>, String, Value, Option<String>),
    now: NaiveDateTime,
) -> Result<()> {
    let mut payload = json!({
        "call": call.text.title(to.2),
        "reference": application.reference,
        "path": path,
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        payload[name] = value.clone();
    }
    send(conn, template, to, (payload, key), now)
}

/// An application and its page.
fn own(there: &Opened) -> ((&Call, &Application), String) {
    ((&there.call, &there.application), format!("/applications/{}", there.application.id))
}

/// The link with which somebody begins.
pub fn begin(
    conn: &mut Conn,
    call: &Call,
    (invitation, token): (&Invitation, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let language = invitation.language;
    let payload = json!({
        "title": call.text.title(language),
        "path": format!("/applications/invitations/{token}"),
        "until": until(call, language),
    });
    let to = (invitation.name.as_str(), invitation.email.as_str(), language);
    send(conn, "application_begin", to, (payload, None), now)
}

/// The link with which somebody joins.
pub fn join(
    conn: &mut Conn,
    (there, inviter): (&Opened, &str),
    (invitation, token): (&Invitation, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let language = invitation.language;
    let payload = json!({
        "call": there.call.text.title(language),
        "title": there.application.title,
        "inviter": inviter,
        "application_id": there.application.id,
        "path": format!("/applications/invitations/{token}"),
        "until": until(&there.call, language),
    });
    let to = (invitation.name.as_str(), invitation.email.as_str(), language);
    send(conn, "application_join", to, (payload, None), now)
}

/// The receipt, to everybody in it.
pub fn filed(
    conn: &mut Conn,
    there: &Opened,
    to: To<'_>,
    submission: &Submission,
    now: NaiveDateTime,
) -> Result<()> {
    let (received, zone) = by_the_clock(&there.call, submission.received_at, to.2);
    let more = json!({
        "title": there.application.title,
        "receipt": submission.receipt,
        "sha256": submission.sha256,
        "received": received,
        "zone": zone,
        "grace": submission.within_grace,
    });
    let path = format!("/applications/{}/receipts/{}", there.application.id, submission.seq);
    let key = format!("application-filed-{}-{}", submission.id, to.1);
    let of = (&there.call, &there.application);
    about(conn, "application_filed", of, (to, path, more, Some(key)), now)
}

pub fn withdrawn(
    conn: &mut Conn,
    there: &Opened,
    to: To<'_>,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let path = format!("/applications/{}", there.application.id);
    left(conn, there, to, ("application_withdrawn", reason, path), now)
}

/// To a coordinator: an application was withdrawn.
pub fn gone(
    conn: &mut Conn,
    there: &Opened,
    to: To<'_>,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let path = format!("/inbox/calls/{}/applications", there.call.id);
    left(conn, there, to, ("application_gone", reason, path), now)
}

fn left(
    conn: &mut Conn,
    there: &Opened,
    to: To<'_>,
    (template, reason, path): (&'static str, &str, String),
    now: NaiveDateTime,
) -> Result<()> {
    let more = json!({ "title": there.application.title, "reason": reason });
    about(conn, template, (&there.call, &there.application), (to, path, more, None), now)
}

/// To everybody with a part in one: the call was called off, and why.
pub fn cancelled(
    conn: &mut Conn,
    (call, application): (&Call, &Application),
    to: To<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "title": call.text.title(to.2),
        "reference": application.reference,
        "reason": call.reason,
        "contact": call.text.contact,
        "path": format!("/applications/{}", application.id),
    });
    let key = format!("call-cancelled-{}-{}", application.id, to.1);
    send(conn, "call_cancelled", to, (payload, Some(key)), now)
}

/// To the owners of drafts and filed applications: the closing was put off.
pub fn extended(
    conn: &mut Conn,
    (call, closes_at, reason): (&Call, NaiveDateTime, &str),
    (to, path): (To<'_>, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (until, zone) = by_the_clock(call, closes_at, to.2);
    let payload = json!({
        "title": call.text.title(to.2),
        "until": until,
        "zone": zone,
        "reason": reason,
        "path": path,
    });
    send(conn, "call_extended", to, (payload, None), now)
}

/// To who made one: the closing was put off for a single application.
pub fn extended_one(
    conn: &mut Conn,
    (call, named, extension): (&Call, &str, &Extension),
    (to, by): (To<'_>, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (until, zone) = by_the_clock(call, extension.closes_at, to.2);
    let payload = json!({
        "title": call.text.title(to.2),
        "application": named,
        "until": until,
        "zone": zone,
        "reason": extension.reason,
        "by": by,
        "path": format!("/inbox/calls/{}/applications", call.id),
    });
    send(conn, "application_extended", to, (payload, None), now)
}

/// To an institution's people: what it still owes.
pub fn owes(
    conn: &mut Conn,
    (there, by): (&Opened, &str),
    to: To<'_>,
    (partner, owed): (&Partner, &[&'static str]),
    now: NaiveDateTime,
) -> Result<()> {
    let owed: Vec<_> = owed.iter().map(|key| to.2.text(key)).collect();
    let more = json!({
        "title": there.application.title,
        "by": by,
        "owed": owed.join(", "),
        "until": until(&there.call, to.2),
    });
    let path = format!("/applications/{}/partners/{}", there.application.id, partner.id);
    let of = (&there.call, &there.application);
    about(conn, "application_owes", of, (to, path, more, None), now)
}

/// To the owner: somebody does not join.
pub fn declined(
    conn: &mut Conn,
    id: &ApplicationId,
    to: To<'_>,
    who: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({ "who": who, "path": format!("/applications/{id}/partners") });
    send(conn, "application_declined", to, (payload, None), now)
}

/// What a mail about a proposed institution says.
fn proposal(there: &Opened, institution: &str) -> Value {
    json!({
        "institution": institution,
        "title": there.application.title,
        "path": format!("/applications/{}/partners", there.application.id),
    })
}

/// To the owner: somebody proposes an institution.
pub fn proposed(
    conn: &mut Conn,
    (there, by): (&Opened, &str),
    to: To<'_>,
    institution: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let mut payload = proposal(there, institution);
    payload["who"] = by.into();
    send(conn, "application_proposed", to, (payload, None), now)
}

/// To who proposed an institution: the owner took it in, or did not.
pub fn proposal_answered(
    conn: &mut Conn,
    there: &Opened,
    to: To<'_>,
    (institution, state): (&str, PartnerState),
    now: NaiveDateTime,
) -> Result<()> {
    let mut payload = proposal(there, institution);
    payload["accepted"] = (state == PartnerState::Confirmed).into();
    send(conn, "application_proposal_answered", to, (payload, None), now)
}

/// To whom an application is offered.
pub fn offered(
    conn: &mut Conn,
    (there, by): (&Opened, &str),
    to: To<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let more = json!({ "title": there.application.title, "by": by });
    let (of, path) = own(there);
    about(conn, "application_offered", of, (to, path, more, None), now)
}

/// To who had an application and to who has it now: whoever runs the call gave it to another.
pub fn given(
    conn: &mut Conn,
    there: &Opened,
    to: To<'_>,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let more = json!({ "title": there.application.title, "reason": reason });
    let (of, path) = own(there);
    about(conn, "application_given", of, (to, path, more, None), now)
}

/// To the owners: the form changed, why, and until when there is time.
pub fn amended(
    conn: &mut Conn,
    revised: &Revised,
    (to, path): (To<'_>, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let call = &revised.call;
    let payload = json!({
        "title": call.text.title(to.2),
        "reason": revised.amendment.reason,
        "serious": revised.amendment.weight == Weight::Amendment,
        "later": revised.closes_at.is_some(),
        "until": until(call, to.2),
        "zone": said::zone_name(call.terms.tz().name(), to.2),
        "path": path,
    });
    let key = format!("call-amended-{}-{}", revised.amendment.id, to.1);
    send(conn, "call_amended", to, (payload, Some(key)), now)
}

/// To the owners: an answer changes the rules, or settles them.
pub fn ruled(
    conn: &mut Conn,
    (call, question): (&Call, &Question),
    to: To<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "title": call.text.title(to.2),
        "body": question.body,
        "answer": question.answer,
        "path": format!("/calls/{}#question-{}", call.slug, question.id),
    });
    // Changed again, it is told again.
    let said = crate::secret::sha256_hex(question.answer.as_bytes());
    let key = format!("call-ruled-{}-{}-{}", question.id, &said[..16], to.1);
    send(conn, "call_ruled", to, (payload, Some(key)), now)
}

/// To who writes a draft: the closing comes near.
pub fn closing(
    conn: &mut Conn,
    (application, call, closes): (&Application, &Call, NaiveDateTime),
    to: To<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let (until, zone) = by_the_clock(call, closes, to.2);
    let more = json!({ "title": application.title, "until": until, "zone": zone });
    let path = format!("/applications/{}/filing", application.id);
    about(conn, "application_closing", (call, application), (to, path, more, None), now)
}

/// What was said in an application goes on a day: until then a copy of it can be taken away.
pub fn ends(
    conn: &mut Conn,
    (application, call): (&Application, &Call),
    (to, on): (To<'_>, NaiveDateTime),
    now: NaiveDateTime,
) -> Result<()> {
    let more = json!({
        "title": application.title,
        "filed": application.current_seq.is_some(),
        "day": said::day(on, call.terms.tz(), to.2),
    });
    let path = format!("/applications/{}", application.id);
    let key = format!("application-ends-{}-{}", application.id, to.1);
    about(conn, "application_ends", (call, application), (to, path, more, Some(key)), now)
}

/// To the owner: a letter that was asked for anew is signed, and what is left to do.
pub fn letter_signed(
    conn: &mut Conn,
    (there, by): (&Opened, &str),
    to: To<'_>,
    (completes, now): (bool, NaiveDateTime),
) -> Result<()> {
    let rest = if completes { "completion" } else { "filing" };
    let path = format!("/applications/{}/{rest}", there.application.id);
    let more = json!({ "by": by, "completes": completes });
    let of = (&there.call, &there.application);
    about(conn, "application_letter_signed", of, (to, path, more, None), now)
}

/// To an institution's people and the owner: its letter was refused, and why.
pub fn letter_refused(
    conn: &mut Conn,
    (call, application, partner): (&Call, &Application, &Partner),
    to: To<'_>,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let path = format!("/applications/{}/partners/{}", application.id, partner.id);
    let (of, more) = ((call, application), json!({ "reason": reason }));
    about(conn, "application_letter_refused", of, (to, path, more, None), now)
}
