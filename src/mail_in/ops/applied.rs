//! A mail about an application: it joins what those who apply and whoever runs the call write to each other, or its sender is
//! told why not. It never waits for a person: whoever looks at what waits is nobody who may read it.

use chrono::NaiveDateTime;

use super::{Office, Post, enter, tag};
use crate::accounts::Actor;
use crate::applications::{self, ApplicationId};
use crate::db::Conn;
use crate::mail_in::model::{Fate, Reason, ReceivedId};
use crate::mail_in::queries::{self, Outcome};
use crate::mail_in::{quotes, rules};
use crate::questionnaires::rules::words::kept;
use crate::{Error, Refusal, Result};

/// The application that the address names to which a mail came.
fn named(conn: &mut Conn, post: &Post) -> Result<Option<ApplicationId>> {
    let named = tag(post).and_then(|tag| tag.application());
    let Some(id) = named.and_then(|id| id.parse::<ApplicationId>().ok()) else { return Ok(None) };
    match applications::queries::find(conn, &id).map_err(Error::from) {
        Ok(found) => Ok(Some(found.id)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Takes it in, when it is one. What is refused is answered by [`turn_away`].
pub(super) fn hear(
    conn: &mut Conn,
    post: &Post,
    (id, actor, taken): (&ReceivedId, Option<&Actor>, bool),
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Option<Outcome>> {
    let Some(application) = named(conn, post)? else { return Ok(None) };
    let proof = rules::proof(&post.letter, office.authserv);
    if taken || post.letter.fault.is_some() || proof == rules::Proof::Failed {
        return Err(applications::rules::NOT_HEARD.into());
    }
    let is_for = |party: &crate::outbox::Party| {
        tag(post).is_some_and(|tag| tag.is_for(office.tools.signer, party))
    };
    let body = said(post);
    applications::ops::heard(conn, actor, (&application, &body), &is_for, now)?;
    queries::note_application(conn, id, application.as_str())?;
    Ok(Some(Outcome { fate: Fate::Reply, reason: None, ..Outcome::about(None) }))
}

/// What is new in it, as text. Files are named and left out.
fn said(post: &Post) -> String {
    let (fresh, _) = quotes::split(&post.letter.text);
    let names: Vec<_> = post.files.iter().map(|file| file.name.as_str()).collect();
    if names.is_empty() {
        return kept(&fresh);
    }
    let language = enter::language_of(&post.letter);
    kept(&format!("{fresh}\n\n{}", language.text1("mail-in-left-out", "names", names.join(", "))))
}

/// Tells the sender that it did not enter; one that nobody vouches for is told nothing.
pub(super) fn turn_away(
    conn: &mut Conn,
    post: &Post,
    (id, refusal): (&ReceivedId, Option<Refusal>),
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Option<Outcome>> {
    let Some(application) = named(conn, post)? else { return Ok(None) };
    queries::note_application(conn, id, application.as_str())?;
    let sender = post.letter.senders.first().filter(|sender| !sender.email.is_empty());
    if let Some(sender) = sender
        && rules::proof(&post.letter, office.authserv) != rules::Proof::Failed
    {
        let why = refusal.unwrap_or(applications::rules::NOT_HEARD).key();
        let name = if sender.name.is_empty() { &sender.email } else { &sender.name };
        let to = (name.as_str(), sender.email.as_str(), enter::language_of(&post.letter));
        applications::ops::turn_away(conn, to, (&application, why), now)?;
    }
    let reason = Some(Reason::Refused);
    Ok(Some(Outcome { fate: Fate::Ignored, reason, ..Outcome::about(None) }))
}
