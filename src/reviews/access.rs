//! Who may see and do what in a review. What one may not see is not found, and counts for nothing that one sees.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::{
    Assignment, AssignmentId, AssignmentState, CallReviewer, ConflictState, ReviewState, Standing,
    queries, views,
};
use crate::accounts::Actor;
use crate::applications::{self, Application, ApplicationId, FileId, HeldFile, State, Submission};
use crate::calls::{self, Call, CallId, CallRole};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::questionnaires::{self, Version};
use crate::{Error, Result};

/// A call's review for whoever runs it, and the applications they have a conflict with: to them these do not exist.
#[derive(Debug, Clone)]
pub struct Desk {
    pub call: Call,
    pub hidden: BTreeSet<ApplicationId>,
    /// Until when it is open to be read, to an admin in an emergency. None for whoever runs the review.
    pub until: Option<NaiveDateTime>,
}

impl Desk {
    pub fn shows(&self, id: &ApplicationId) -> bool {
        !self.hidden.contains(id)
    }
}

/// For the coordinators of the call and its secretaries, who act where a coordinator stands aside: who steers the network does
/// not see who reviews, nor what they say.
pub fn desk(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Desk> {
    let call = calls::queries::find(conn, id)?;
    let roles = calls::queries::roles_of(conn, id, &actor.id)?;
    let acts = |role: &CallRole| matches!(role, CallRole::Coordinator | CallRole::Secretary);
    if !roles.iter().any(acts) {
        return Err(Error::NotFound);
    }
    let hidden = queries::hidden_from(conn, &actor.id, id)?;
    Ok(Desk { call, hidden, until: None })
}

/// The same to be read, by an admin in an emergency too.
pub fn read_desk(conn: &mut Conn, actor: &Actor, id: &CallId, now: NaiveDateTime) -> Result<Desk> {
    match desk(conn, actor, id) {
        Err(Error::NotFound) => {
            let (call, until) = in_emergency(conn, actor, id, now)?;
            let hidden = queries::hidden_from(conn, &actor.id, id)?;
            Ok(Desk { call, hidden, until: Some(until) })
        }
        found => found,
    }
}

/// A call that is open to an admin in an emergency, and until when.
pub fn in_emergency(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    now: NaiveDateTime,
) -> Result<(Call, NaiveDateTime)> {
    let open = queries::open_emergency(conn, (id, &actor.id), now)?;
    let open = open.filter(|_| actor.is_admin()).ok_or(Error::NotFound)?;
    Ok((calls::queries::find(conn, id)?, open.ends_at))
}

/// A call for whoever watches over emergencies: those who run it, its chair, and admins.
pub fn watched(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    let call = calls::queries::find(conn, id)?;
    let roles = calls::queries::roles_of(conn, id, &actor.id)?;
    let own = roles.iter().any(|role| matches!(role, CallRole::Coordinator | CallRole::Chair));
    if own || actor.is_admin() { Ok(call) } else { Err(Error::NotFound) }
}

/// A filed application of this call, not of another, for a desk that may see it.
pub fn application(conn: &mut Conn, desk: &Desk, id: &ApplicationId) -> Result<Application> {
    let found = applications::queries::find(conn, id)?;
    let filed = !matches!(found.state, State::Draft | State::Lapsed);
    if found.call_id == desk.call.id && filed && desk.shows(id) {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// An assignment of this call, not of another.
pub fn assignment(
    conn: &mut Conn,
    desk: &Desk,
    id: &AssignmentId,
) -> Result<(Assignment, Application)> {
    let found = queries::assignment(conn, id)?;
    let of = application(conn, desk, &found.application_id)?;
    Ok((found, of))
}

/// What somebody was asked to look at.
#[derive(Debug, Clone)]
pub struct Looked {
    pub assignment: Assignment,
    pub application: Application,
    pub call: Call,
    pub asked: CallReviewer,
}

impl Looked {
    /// The file opens to who accepted it and promised to keep it to themselves.
    pub fn may_read(&self) -> bool {
        matches!(self.assignment.state, AssignmentState::Accepted | AssignmentState::Done)
            && self.asked.signed_at.is_some()
    }
}

/// An assignment for the reviewer whose it is, while it lasts: not for who declined, was taken off, or is in conflict.
pub fn looked(conn: &mut Conn, actor: &Actor, id: &AssignmentId) -> Result<Looked> {
    let assignment = queries::assignment(conn, id)?;
    let lasts = matches!(
        assignment.state,
        AssignmentState::Invited | AssignmentState::Accepted | AssignmentState::Done
    );
    if assignment.reviewer_id != actor.id || !lasts {
        return Err(Error::NotFound);
    }
    let pair = (&assignment.application_id, &actor.id);
    let conflicts = queries::conflicts_of_pair(conn, pair)?;
    let barred = conflicts.iter().any(|one| one.state == ConflictState::Confirmed);
    if barred || queries::was_on(conn, pair)? {
        return Err(Error::NotFound);
    }
    let application = applications::queries::find(conn, &assignment.application_id)?;
    let call = calls::queries::find(conn, &application.call_id)?;
    let asked = queries::asked_one(conn, (&call.id, &actor.id))?.ok_or(Error::NotFound)?;
    let goes_on =
        matches!(application.state, State::InReview | State::Deliberation | State::Decided);
    if matches!(asked.state, Standing::Declined | Standing::Removed) || !goes_on {
        return Err(Error::NotFound);
    }
    Ok(Looked { assignment, application, call, asked })
}

/// The same, for one whose file is open.
pub fn opened(conn: &mut Conn, actor: &Actor, id: &AssignmentId) -> Result<Looked> {
    let there = looked(conn, actor, id)?;
    if there.may_read() { Ok(there) } else { Err(Error::NotFound) }
}

/// A file of what was filed, for a reviewer whose file is open and from whom it is not kept.
pub fn file(
    conn: &mut Conn,
    actor: &Actor,
    (id, file): (&AssignmentId, &FileId),
) -> Result<HeldFile> {
    let there = opened(conn, actor, id)?;
    let (filed, version) = filed(conn, &there)?;
    let blind = there.call.terms.blind;
    let open = views::files(&filed, &version, (blind, Locale::Fr));
    if !open.iter().any(|one| one.id == file.as_str()) {
        return Err(Error::NotFound);
    }
    applications::access::file_of(conn, &there.application.id, file)
}

/// The filing that a reviewer reads, with the questions it answers.
pub fn filed(conn: &mut Conn, there: &Looked) -> Result<(Submission, Version)> {
    let seq = there.application.current_seq.ok_or(Error::NotFound)?;
    let filed = applications::queries::submission(conn, &there.application.id, seq)?;
    let version = questionnaires::queries::find(conn, &filed.version_id)?;
    Ok((filed, version))
}

/// Whether a reviewer sees what the others say: once they have said theirs.
pub fn sees_others(conn: &mut Conn, there: &Looked) -> Result<bool> {
    let own = queries::review(conn, &there.assignment.id)?;
    Ok(own.is_some_and(|own| own.state == ReviewState::Submitted))
}
