//! Meetings: planned, convened, moved, called off; who says that they come, and who came.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::calendar::Method;
use crate::clock::network_day;
use crate::db::Conn;
use crate::files::{self, Stored};
use crate::governance::rules::{self, Event};
use crate::governance::{
    Body, DocumentId, ItemId, Meeting, MeetingId, MeetingState, Plan, Presence, SeatId, Seated,
    access, mail, queries,
};
use crate::{Error, Result};

/// Plans a meeting; the same form again is the same meeting.
pub fn plan(
    conn: &mut Conn,
    actor: &Actor,
    (slug, id): (&str, &MeetingId),
    plan: &Plan,
    now: NaiveDateTime,
) -> Result<()> {
    let body = access::run_body(conn, actor, slug, network_day(now))?;
    conn.take_turn(id.as_str())?;
    if queries::known_meeting(conn, id)?.is_some() {
        return Ok(());
    }
    let meeting = Meeting {
        id: id.clone(),
        body_id: body.id.clone(),
        state: MeetingState::Planned,
        title: plan.title.clone(),
        title_en: plan.title_en.clone(),
        starts_at: plan.starts_at,
        ends_at: plan.ends_at,
        place: plan.place.clone(),
        join_url: plan.join_url.clone(),
        sequence: 0,
        convened_at: None,
        circulated_at: None,
        approved_at: None,
        published_at: None,
        reason: String::new(),
        lock_version: 0,
    };
    queries::insert_meeting(conn, &meeting)?;
    let detail = json!({ "body": body.id, "at": plan.starts_at });
    note(conn, actor, ("meeting.plan", "meeting", id.as_str()), &detail, now)
}

/// Changes when and where it is. Whoever was invited is told, and their calendars.
pub fn replan(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&MeetingId, i32),
    plan: &Plan,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, body) = access::run(conn, actor, id, network_day(now))?;
    if !rules::is_ahead(meeting.state) {
        return Err(rules::ILLEGAL.into());
    }
    if !meeting.moves(plan) {
        return Ok(());
    }
    let convened = meeting.state == MeetingState::Convened;
    let sequence = meeting.sequence + i32::from(convened);
    let invited = people(conn, &meeting)?;
    if !queries::replan(conn, (&meeting, lock), plan, sequence)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "at": plan.starts_at, "sequence": sequence });
    note(conn, actor, ("meeting.move", "meeting", id.as_str()), &detail, now)?;
    if (meeting.starts_at, meeting.ends_at) != (plan.starts_at, plan.ends_at) {
        // What they said was of another time.
        queries::forget_answers(conn, id)?;
    }
    if convened {
        let moved = queries::meeting(conn, id)?;
        uninvite(conn, (&body, &moved), invited, now)?;
        tell_all(
            conn,
            ("governance_moved", &round(&moved), Some(Method::Request)),
            (&body, &moved),
            now,
        )?;
    }
    Ok(())
}

/// Invites everybody who sits there that day. Again, it invites those who joined since.
pub fn convene(conn: &mut Conn, actor: &Actor, id: &MeetingId, now: NaiveDateTime) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, body) = access::run(conn, actor, id, network_day(now))?;
    let to = rules::next(meeting.state, Event::Convene)?;
    if meeting.starts_at <= now {
        return Err(rules::OVER.into());
    }
    if queries::items_of(conn, id)?.is_empty() {
        return Err(rules::NO_AGENDA.into());
    }
    if people(conn, &meeting)?.is_empty() {
        return Err(rules::NO_SEATS.into());
    }
    if meeting.state == MeetingState::Planned {
        step(conn, actor, (&meeting, to, ""), "meeting.convene", now)?;
    }
    tell_all(
        conn,
        ("governance_convocation", &round(&meeting), Some(Method::Request)),
        (&body, &meeting),
        now,
    )
}

/// Calls a meeting off; calendars take it out.
pub fn cancel(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&MeetingId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, body) = access::run(conn, actor, id, network_day(now))?;
    if meeting.state == MeetingState::Cancelled {
        return Ok(());
    }
    let to = rules::next(meeting.state, Event::Cancel)?;
    check_reason(reason)?;
    step(conn, actor, (&meeting, to, reason.trim()), "meeting.cancel", now)?;
    if meeting.state == MeetingState::Convened {
        let off = queries::meeting(conn, id)?;
        tell_all(
            conn,
            ("governance_cancelled", &round(&off), Some(Method::Cancel)),
            (&body, &off),
            now,
        )?;
    }
    Ok(())
}

/// Says whether one comes. An alternate is told by whoever they stand in for.
pub fn answer(
    conn: &mut Conn,
    actor: &Actor,
    (id, said): (&MeetingId, (Presence, &str)),
    now: NaiveDateTime,
) -> Result<()> {
    let (meeting, _, part) = access::room(conn, actor, id, network_day(now))?;
    let seat = part.seat.ok_or(Error::NotFound)?;
    if meeting.state != MeetingState::Convened || meeting.ends_at <= now {
        return Err(rules::ILLEGAL.into());
    }
    queries::answer(conn, (id, &seat.id), said, now)?;
    let detail = json!({ "seat": seat.id, "answer": said.0 });
    note(conn, actor, ("meeting.answer", "meeting", id.as_str()), &detail, now)
}

/// Notes who came, and with that that the meeting took place. It may be corrected until the minutes circulate.
pub fn note_presence(
    conn: &mut Conn,
    actor: &Actor,
    (id, came): (&MeetingId, &[(SeatId, Option<Presence>)]),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, _) = access::run(conn, actor, id, network_day(now))?;
    if meeting.starts_at > now {
        return Err(rules::NOT_YET.into());
    }
    let known = people(conn, &meeting)?;
    let came: Vec<_> = came
        .iter()
        .filter(|(seat, _)| known.iter().any(|one| one.seat.id == *seat))
        .cloned()
        .collect();
    match meeting.state {
        MeetingState::Convened => {
            let to = rules::next(meeting.state, Event::Hold)?;
            step(conn, actor, (&meeting, to, ""), "meeting.hold", now)?;
        }
        state => rules::check_written(state)?,
    }
    queries::note_presence(conn, id, &came)?;
    let there = came.iter().filter(|(_, one)| *one == Some(Presence::Present)).count();
    let detail = json!({ "present": there, "of": known.len() });
    note(conn, actor, ("meeting.presence", "meeting", id.as_str()), &detail, now)
}

/// A document that is brought to a meeting.
#[derive(Debug, Clone)]
pub struct Brought {
    pub item: Option<ItemId>,
    pub file: Stored,
    pub public: bool,
}

pub fn bring(
    conn: &mut Conn,
    actor: &Actor,
    (id, brought): (&MeetingId, &[Brought]),
    now: NaiveDateTime,
) -> Result<()> {
    let (meeting, _) = access::run(conn, actor, id, network_day(now))?;
    if matches!(meeting.state, MeetingState::Published | MeetingState::Cancelled) {
        return Err(rules::ILLEGAL.into());
    }
    let items = queries::items_of(conn, id)?;
    let known = queries::documents_of(conn, id)?;
    for one in brought {
        if known.iter().any(|old| old.sha256 == one.file.sha256 && old.name == one.file.name) {
            continue;
        }
        let item = one.item.as_ref().filter(|item| items.iter().any(|known| known.id == **item));
        files::note(conn, &one.file, now)?;
        let document = DocumentId::random();
        queries::insert_document(conn, (&document, id, item), (&one.file, one.public), now)?;
        let detail = json!({ "document": document, "public": one.public });
        note(conn, actor, ("meeting.document", "meeting", id.as_str()), &detail, now)?;
    }
    Ok(())
}

/// Takes a document away; again changes nothing. What was published stays.
pub fn take_away(
    conn: &mut Conn,
    actor: &Actor,
    (id, document): (&MeetingId, &DocumentId),
    now: NaiveDateTime,
) -> Result<()> {
    let (meeting, _) = access::run(conn, actor, id, network_day(now))?;
    if meeting.state == MeetingState::Published {
        return Err(rules::ILLEGAL.into());
    }
    let there = queries::documents_of(conn, id)?.iter().any(|one| one.id == *document);
    if !there || !queries::delete_document(conn, document)? {
        return Ok(());
    }
    let detail = json!({ "document": document, "removed": true });
    note(conn, actor, ("meeting.document", "meeting", id.as_str()), &detail, now)
}

/// Takes a meeting out of the calendars of those who were invited to it and do not sit there on its day.
pub(super) fn uninvite(
    conn: &mut Conn,
    (body, meeting): (&Body, &Meeting),
    mut invited: Vec<Seated>,
    now: NaiveDateTime,
) -> Result<()> {
    let there = people(conn, meeting)?;
    invited.retain(|one| there.iter().all(|other| other.seat.account_id != one.seat.account_id));
    let key = format!("left-{}", meeting.sequence);
    let told = mail::Told { template: "governance_left", key: &key, method: Some(Method::Cancel) };
    mail::tell(conn, told, (body, meeting), (&invited, &[]), now)
}

/// Who sits there on the day of a meeting.
pub fn people(conn: &mut Conn, meeting: &Meeting) -> Result<Vec<Seated>> {
    Ok(queries::seated_on(conn, &meeting.body_id, network_day(meeting.starts_at))?)
}

/// Moves a meeting from its state; of two who do it at once one is told.
pub(super) fn step(
    conn: &mut Conn,
    actor: &Actor,
    (meeting, to, reason): (&Meeting, MeetingState, &str),
    action: &str,
    now: NaiveDateTime,
) -> Result<()> {
    if !queries::advance(conn, meeting, (to, reason), now)? {
        return Err(rules::ILLEGAL.into());
    }
    note(conn, actor, (action, "meeting", meeting.id.as_str()), &json!({ "state": to }), now)
}

pub(super) fn tell_all(
    conn: &mut Conn,
    (template, key, method): (&'static str, &str, Option<Method>),
    (body, meeting): (&Body, &Meeting),
    now: NaiveDateTime,
) -> Result<()> {
    let people = people(conn, meeting)?;
    let agenda = queries::items_of(conn, &meeting.id)?;
    mail::tell(conn, mail::Told { template, key, method }, (body, meeting), (&people, &agenda), now)
}

/// What mails of one state of a plan have in common: who was told of it is not told again.
pub(super) fn round(meeting: &Meeting) -> String {
    format!("plan-{}", meeting.sequence)
}

fn check_reason(reason: &str) -> Result<()> {
    let enough = reason.trim().chars().count() >= rules::FEWEST_REASON;
    if enough { Ok(()) } else { Err(rules::NO_REASON.into()) }
}
