//! What those who apply and whoever runs the call write to each other, by the page and by mail. Nobody else reads it: who
//! reviews and who sits over the call find nothing of it.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{self, AccountId, Actor, throttle};
use crate::applications::{
    Application, ApplicationId, Message, MessageId, Side, access, mail, queries, rules,
};
use crate::calls::{self, Call, CallId};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::Party;
use crate::reviews::ops::{named_in, running};
use crate::reviews::queries::hidden_from;
use crate::{Error, Result};

/// What somebody writes, and how it came.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// Made with the form.
    pub id: &'a MessageId,
    pub body: &'a str,
    pub by_mail: bool,
    /// Whether its writer has looked at the names that stand in it.
    pub checked: bool,
}

/// An account to which something is written: with name, address and language.
type Reader = (AccountId, String, String, Locale);

/// Somebody who speaks for an application writes to whoever runs its call. The same id again changes nothing.
pub fn write_to_desk(
    conn: &mut Conn,
    actor: &Actor,
    (id, said): (&ApplicationId, Written<'_>),
    now: NaiveDateTime,
) -> Result<()> {
    let there = access::opened(conn, actor, id)?;
    if !rules::may_write_to_desk(&there.person) {
        return Err(rules::NOT_YOURS.into());
    }
    let of = (&there.call, &there.application);
    put(conn, actor, of, (Side::Applicants, said), now)
}

/// Whoever runs a call writes to those who speak for one application. What names somebody who judges it is refused until its
/// writer says that it may stand.
pub fn write_to_applicants(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    said: Written<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let (call, application) = access::at_desk(conn, actor, call, id)?;
    if !said.checked && !named_in(conn, (&call.id, id), said.body)?.is_empty() {
        return Err(rules::TELLS.into());
    }
    put(conn, actor, (&call, &application), (Side::Coordination, said), now)
}

fn put(
    conn: &mut Conn,
    actor: &Actor,
    (call, application): (&Call, &Application),
    (side, said): (Side, Written<'_>),
    now: NaiveDateTime,
) -> Result<()> {
    rules::check_message(call, said.body)?;
    let message = Message {
        id: said.id.clone(),
        application_id: application.id.clone(),
        side,
        author_id: actor.id.clone(),
        body: said.body.to_owned(),
        by_mail: said.by_mail,
        posted_at: now,
    };
    if !queries::insert_message(conn, &message)? {
        return Ok(());
    }
    throttle::count(conn, "application-message", actor.id.as_str(), rules::MESSAGES, now)?;
    let detail = json!({ "message": message.id, "side": side });
    note(conn, &actor.id, ("application.write_message", &application.id), &detail, now)?;
    let readers = match side {
        Side::Applicants => at_desk(conn, (call, application))?,
        Side::Coordination => speakers(conn, &application.id)?,
    };
    for (account, name, email, language) in readers.iter().filter(|one| one.0 != actor.id) {
        let to = ((name.as_str(), email.as_str(), *language), account);
        mail::message(conn, (call, application), to, (&message, &actor.name), now)?;
    }
    Ok(())
}

/// Those who speak for an application.
fn speakers(conn: &mut Conn, id: &ApplicationId) -> Result<Vec<Reader>> {
    let all = queries::people_of(conn, id)?.into_iter();
    let speaks = all.filter(|(one, ..)| rules::may_write_to_desk(one));
    Ok(speaks.map(|(one, name, email, language)| (one.account_id, name, email, language)).collect())
}

/// Whoever coordinates the call and may know of the application; when nobody of them may, the admins who may.
fn at_desk(conn: &mut Conn, (call, application): (&Call, &Application)) -> Result<Vec<Reader>> {
    let all = running(conn, &call.id, &application.id)?;
    if !all.is_empty() {
        return Ok(all);
    }
    let mut admins = Vec::new();
    for one in accounts::queries::admins(conn)? {
        if !hidden_from(conn, &one.id, &call.id)?.contains(&application.id) {
            admins.push((one.id, one.name, one.email, one.language));
        }
    }
    Ok(admins)
}

/// A mail answers one about an application. `is_for` says whether the address that it came to was signed for somebody; the
/// writer must be that one, and still have their part.
pub fn heard(
    conn: &mut Conn,
    actor: Option<&Actor>,
    (id, body): (&ApplicationId, &str),
    is_for: &dyn Fn(&Party) -> bool,
    now: NaiveDateTime,
) -> Result<()> {
    let actor = actor.ok_or(rules::NOT_HEARD)?;
    let message = MessageId::random();
    let said = Written { id: &message, body, by_mail: true, checked: false };
    let account = actor.id.to_string();
    let done = if is_for(&Party::Applicant(account.clone())) {
        write_to_desk(conn, actor, (id, said), now)
    } else if is_for(&Party::Coordination(account)) {
        let call = queries::find(conn, id)?.call_id;
        write_to_applicants(conn, actor, (&call, id), said, now)
    } else {
        Err(rules::NOT_HEARD.into())
    };
    match done {
        Err(Error::NotFound) => Err(rules::NOT_HEARD.into()),
        done => done,
    }
}

/// Tells who wrote by mail that it did not enter, and why; not often, and it repeats nothing.
pub fn turn_away(
    conn: &mut Conn,
    (name, email, language): (&str, &str, Locale),
    (id, why): (&ApplicationId, &'static str),
    now: NaiveDateTime,
) -> Result<()> {
    if !throttle::may_send(conn, "application-unheard", email, rules::LINKS, now)? {
        return Ok(());
    }
    let call = queries::find(conn, id)?.call_id;
    let call = calls::queries::find(conn, &call)?;
    mail::unheard(conn, &call, (name, email, language), why, now)
}
