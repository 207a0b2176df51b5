//! What was decided: written with the minutes, done by somebody, looked up by what it changed.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::links::title_of;
use super::note;
use crate::accounts::{self, AccountId, Actor};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::governance::{
    Body, Draft, Link, LinkId, Meeting, MeetingId, MeetingState, Outcome, Reader, Resolution,
    ResolutionId, access, mail, queries, rules,
};
use crate::history::{self, By};
use crate::{Error, Result};

/// Resolutions that are reminded of, or put in the index, in one turn.
const BATCH: i64 = 200;

/// Writes down what was decided; the same form again is the same resolution. Answers its reference.
pub fn resolve(
    conn: &mut Conn,
    actor: &Actor,
    (meeting, id): (&MeetingId, &ResolutionId),
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<String> {
    // Minutes that are sent meanwhile hold it, or it is refused.
    conn.take_turn(meeting.as_str())?;
    let (held, body) = access::run(conn, actor, meeting, network_day(now))?;
    conn.take_turn(body.id.as_str())?;
    if let Some(known) = queries::known_resolution(conn, id)? {
        return Ok(known.reference);
    }
    rules::check_written(held.state)?;
    let owner = owner(conn, draft)?;
    let quorum = quorum(conn, (&held, &body))?;
    let why = rules::check_quorum(quorum, draft.outcome, &draft.without_quorum)?;
    let taken = queries::references_like(conn, &body.code)?;
    let reference = rules::reference(&body.code, held.starts_at, &taken);
    let one = Resolution {
        id: id.clone(),
        reference: reference.clone(),
        body_id: body.id.clone(),
        meeting_id: meeting.clone(),
        item_id: known_item(conn, meeting, draft)?,
        outcome: draft.outcome,
        title: draft.title.clone(),
        title_en: draft.title_en.clone(),
        body: draft.body.clone(),
        body_en: draft.body_en.clone(),
        private_note: draft.private_note.clone(),
        public: draft.public,
        votes_for: draft.votes.0,
        votes_against: draft.votes.1,
        votes_abstained: draft.votes.2,
        owner_id: owner,
        due_on: draft.due_on,
        done_on: None,
        done_note: String::new(),
        done_note_en: String::new(),
        superseded_by: None,
        made_at: now,
        reminded_at: None,
        quorum_reason: why.clone(),
    };
    queries::insert_resolution(conn, &one)?;
    queries::index(conn, std::slice::from_ref(id))?;
    let detail = json!({ "reference": reference, "outcome": draft.outcome, "meeting": meeting });
    note(conn, actor, ("resolution.make", "resolution", id.as_str()), &detail, now)?;
    note_quorum(conn, actor, (id, quorum, &why), now)?;
    Ok(reference)
}

/// How many votes were there on the day of a meeting, and how many must have been.
pub fn quorum(conn: &mut Conn, (meeting, body): (&Meeting, &Body)) -> Result<rules::Quorum> {
    let people = super::people(conn, meeting)?;
    Ok(queries::quorum_of(conn, &meeting.id, (&people, body.quorum))?)
}

/// Notes that something was decided although too few votes were there, and why it is kept.
fn note_quorum(
    conn: &mut Conn,
    actor: &Actor,
    (id, quorum, why): (&ResolutionId, rules::Quorum, &str),
    now: NaiveDateTime,
) -> Result<()> {
    if why.is_empty() {
        return Ok(());
    }
    let detail = json!({ "there": quorum.there, "needed": quorum.needed, "reason": why });
    note(conn, actor, ("resolution.without_quorum", "resolution", id.as_str()), &detail, now)
}

/// Changes what is written of it, until its minutes circulate; after that only whose it is to do, and by when.
/// `was` is the print of what its writer had before their eyes, where a form says it.
pub fn rewrite(
    conn: &mut Conn,
    actor: &Actor,
    (reference, was, draft): (&str, Option<&str>, &Draft),
    now: NaiveDateTime,
) -> Result<()> {
    let found = queries::by_reference(conn, reference)?;
    conn.take_turn(found.meeting_id.as_str())?;
    let (held, body) = access::run(conn, actor, &found.meeting_id, network_day(now))?;
    conn.take_turn(body.id.as_str())?;
    let known = queries::resolution(conn, &found.id)?;
    if known.outcome == Outcome::Superseded {
        return Err(rules::ILLEGAL.into());
    }
    if was.is_some_and(|was| was != rules::print_of_resolution(&known)) {
        return Err(rules::REWRITTEN.into());
    }
    let owner = owner(conn, draft)?;
    let open = held.state == MeetingState::Held;
    let item = known_item(conn, &known.meeting_id, draft)?;
    if held.state == MeetingState::Circulated && !rules::says_the_same(&known, (&item, draft)) {
        return Err(rules::CIRCULATES.into());
    }
    let quorum = quorum(conn, (&held, &body))?;
    let kept = match open {
        true => {
            let why = rules::check_quorum(quorum, draft.outcome, &draft.without_quorum)?;
            Draft { item, without_quorum: why, ..draft.clone() }
        }
        false => Draft {
            item: known.item_id.clone(),
            outcome: known.outcome,
            title: known.title.clone(),
            title_en: known.title_en.clone(),
            body: known.body.clone(),
            body_en: known.body_en.clone(),
            private_note: known.private_note.clone(),
            public: known.public,
            votes: (known.votes_for, known.votes_against, known.votes_abstained),
            owner: None,
            due_on: draft.due_on,
            without_quorum: known.quorum_reason.clone(),
        },
    };
    queries::change_resolution(conn, &known.id, &kept, owner.as_ref())?;
    if (&owner, draft.due_on) != (&known.owner_id, known.due_on) {
        queries::forget_reminder(conn, &known.id)?;
    }
    queries::index(conn, std::slice::from_ref(&known.id))?;
    let detail = json!({ "owner": owner, "due": draft.due_on, "text": open });
    note(conn, actor, ("resolution.change", "resolution", known.id.as_str()), &detail, now)?;
    if kept.without_quorum == known.quorum_reason {
        return Ok(());
    }
    note_quorum(conn, actor, (&known.id, quorum, &kept.without_quorum), now)
}

fn owner(conn: &mut Conn, draft: &Draft) -> Result<Option<AccountId>> {
    let Some(email) = &draft.owner else { return Ok(None) };
    let account = accounts::queries::by_email(conn, email)?
        .filter(|account| account.disabled_at.is_none())
        .ok_or(rules::UNKNOWN_PERSON)?;
    Ok(Some(account.id))
}

fn known_item(
    conn: &mut Conn,
    meeting: &MeetingId,
    draft: &Draft,
) -> Result<Option<crate::governance::ItemId>> {
    let items = queries::items_of(conn, meeting)?;
    Ok(draft.item.clone().filter(|id| items.iter().any(|one| one.id == *id)))
}

/// Notes that it is done, or is not after all, with what came of it in French and in English: by whoever has it to do, or by
/// who runs the body.
pub fn progress(
    conn: &mut Conn,
    actor: &Actor,
    (reference, done_on, said): (&str, Option<NaiveDate>, (&str, &str)),
    now: NaiveDateTime,
) -> Result<()> {
    let known = queries::by_reference(conn, reference)?;
    if known.owner_id.as_ref() != Some(&actor.id) {
        access::run(conn, actor, &known.meeting_id, network_day(now))?;
    }
    if known.outcome != Outcome::Adopted {
        return Err(rules::ILLEGAL.into());
    }
    if done_on.is_some_and(|day| day > network_day(now)) {
        return Err(rules::NOT_DONE_YET.into());
    }
    let noted = (known.done_note.as_str(), known.done_note_en.as_str());
    if (known.done_on, noted) == (done_on, said) {
        return Ok(());
    }
    queries::note_done(conn, &known.id, done_on, said)?;
    queries::index(conn, std::slice::from_ref(&known.id))?;
    let action = if done_on.is_some() { "resolution.done" } else { "resolution.undone" };
    note(conn, actor, (action, "resolution", known.id.as_str()), &json!({ "on": done_on }), now)
}

/// Another resolution takes its place; again changes nothing.
pub fn supersede(
    conn: &mut Conn,
    actor: &Actor,
    (reference, by): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let known = queries::by_reference(conn, reference)?;
    access::run(conn, actor, &known.meeting_id, network_day(now))?;
    let other = queries::by_reference(conn, by).map_err(|_| Error::from(rules::NO_LINK))?;
    if known.superseded_by.as_ref() == Some(&other.id) {
        return Ok(());
    }
    let fits = other.body_id == known.body_id && other.id != known.id;
    if !fits || known.outcome == Outcome::Superseded || other.outcome != Outcome::Adopted {
        return Err(rules::ILLEGAL.into());
    }
    queries::supersede(conn, &known.id, &other.id)?;
    queries::index(conn, std::slice::from_ref(&known.id))?;
    let detail = json!({ "by": other.reference });
    note(conn, actor, ("resolution.supersede", "resolution", known.id.as_str()), &detail, now)
}

/// Says what a resolution changed. Pages of this site that do not exist are refused; they bring their title along.
pub fn link(
    conn: &mut Conn,
    actor: &Actor,
    (reference, address, title): (&str, &str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let known = queries::by_reference(conn, reference)?;
    access::run(conn, actor, &known.meeting_id, network_day(now))?;
    let own = title_of(conn, address, now)?;
    let title = match (own, title.trim()) {
        (Some(own), "") => own,
        (_, "") => address.to_owned(),
        (_, said) => said.to_owned(),
    };
    let link = Link {
        id: LinkId::new(),
        resolution_id: known.id.clone(),
        address: address.to_owned(),
        title,
    };
    if !queries::insert_link(conn, &link)? {
        return Ok(());
    }
    queries::index(conn, std::slice::from_ref(&known.id))?;
    let detail = json!({ "address": address });
    note(conn, actor, ("resolution.link", "resolution", known.id.as_str()), &detail, now)
}

pub fn unlink(
    conn: &mut Conn,
    actor: &Actor,
    (reference, id): (&str, &LinkId),
    now: NaiveDateTime,
) -> Result<()> {
    let known = queries::by_reference(conn, reference)?;
    access::run(conn, actor, &known.meeting_id, network_day(now))?;
    if !queries::delete_link(conn, (&known.id, id))? {
        return Ok(());
    }
    queries::index(conn, std::slice::from_ref(&known.id))?;
    let detail = json!({ "link": id });
    note(conn, actor, ("resolution.unlink", "resolution", known.id.as_str()), &detail, now)
}

/// A resolution as its reader may have it: with what only its body reads, or without.
pub fn readable(
    conn: &mut Conn,
    (reference, reader): (&str, &Reader),
) -> Result<(crate::governance::views::Line, Option<Resolution>)> {
    let known = queries::by_reference(conn, reference)?;
    let line = queries::lines(conn, std::slice::from_ref(&known.id), reader)?.pop();
    let line = line.ok_or(Error::NotFound)?;
    let own = reader.sits_in(&known.body_id).then_some(known);
    Ok((line, own))
}

/// The same for whoever has it to do.
pub fn owned(
    conn: &mut Conn,
    (reference, actor): (&str, Option<&Actor>),
) -> Result<(crate::governance::views::Line, Option<Resolution>)> {
    let known = queries::by_reference(conn, reference)?;
    let own = actor.filter(|actor| known.owner_id.as_ref() == Some(&actor.id));
    own.ok_or(Error::NotFound)?;
    readable(conn, (reference, &Reader { all: true, bodies: Vec::new() }))
}

/// Reminds people of what is theirs to do a week before its day, once; and puts what is missing into the index. Answers how
/// many things it did.
pub fn keep(app: &App, now: NaiveDateTime) -> Result<usize> {
    let by = network_day(now + rules::REMINDED_BEFORE);
    let due = app.db.read_now(|conn| Ok(queries::to_remind(conn, by, BATCH)?))?;
    let mut done = 0;
    for (one, name, email, language) in due {
        done += usize::from(app.db.write_step(|conn| {
            if !queries::note_reminded(conn, &one.id, now)? {
                return Ok(false);
            }
            let detail = json!({ "due": one.due_on });
            let subject = ("resolution", one.id.as_str());
            history::record(conn, &By::System, "resolution.remind", subject, &detail, now)?;
            mail::remind(conn, &one, (&name, &email, language), now)?;
            Ok(true)
        })?);
    }
    loop {
        let step = app.db.write_step(|conn| {
            let missing = queries::unindexed(conn, BATCH)?;
            queries::index(conn, &missing)?;
            Ok(missing.len())
        })?;
        if step == 0 {
            return Ok(done);
        }
        done += step;
    }
}
