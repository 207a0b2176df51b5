//! Noting who was there, giving certificates, taking one back. Each function is one whole step in the caller's transaction.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::rules::{self, Attended};
use super::{Certificate, CertificateId, Half, Mark, Presence, Sitting, mail, queries};
use crate::Result;
use crate::accounts::Actor;
use crate::clock::in_zone;
use crate::courses::{self, Given, Meeting, MeetingId, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{Enrolment, EnrolmentId, State, queries as people};
use crate::history::{self, By, note};
use crate::i18n::Locale;
use crate::secret::Signer;

/// What people are noted at: a meeting of a session, or a half of it.
type At<'a> = (&'a SessionId, &'a MeetingId, Half);

/// Notes who was at a meeting or at a half of it; what is noted already and is the same stays as it was.
pub fn mark(
    conn: &mut Conn,
    actor: &Actor,
    at: At<'_>,
    said: &[(EnrolmentId, Presence)],
    now: NaiveDateTime,
) -> Result<()> {
    correct(conn, actor, at, (said, ""), now)
}

/// The same with a reason, which is asked for once the list is locked. What becomes of each that was noted before is kept in
/// the history.
pub fn correct(
    conn: &mut Conn,
    actor: &Actor,
    at: At<'_>,
    (said, reason): (&[(EnrolmentId, Presence)], &str),
    now: NaiveDateTime,
) -> Result<()> {
    let tick =
        |(id, state): &(EnrolmentId, Presence)| Tick { id: id.clone(), state: *state, at: now };
    let ticks: Vec<Tick> = said.iter().map(tick).collect();
    keep(conn, actor, at, (&ticks, reason), now)
}

/// What somebody at the door noted of one, and when that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    pub id: EnrolmentId,
    pub state: Presence,
    pub at: NaiveDateTime,
}

/// Notes what was noted without network: where somebody noted something later meanwhile, that stays. The same again changes
/// nothing.
pub fn tick(
    conn: &mut Conn,
    actor: &Actor,
    at: At<'_>,
    ticks: &[Tick],
    now: NaiveDateTime,
) -> Result<()> {
    keep(conn, actor, at, (ticks, ""), now)
}

fn keep(
    conn: &mut Conn,
    actor: &Actor,
    (session, meeting, half): At<'_>,
    (ticks, reason): (&[Tick], &str),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(session.as_str())?;
    let (given, _) = courses::access::session_for_room(conn, actor, session)?;
    rules::check_lock(actor, &given.session, reason, now)?;
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(session))?;
    let all = rules::sittings(&meetings, given.session.zone());
    let meant = rules::meant(&all, (meeting, half));
    let first = meant.first().ok_or(courses::rules::CHANGED)?;
    rules::check_marking(first.starts, now)?;
    let known = queries::marks_of(conn, session)?;
    let known = by_person(&known);
    let there = confirmed(conn, session)?;
    let (mut marked, mut corrected) = (0, Vec::new());
    for sitting in meant {
        let own = |id: &EnrolmentId| known.get(id).map_or(&[][..], Vec::as_slice);
        let was = |id: &EnrolmentId| rules::noted(sitting, own(id));
        let is_last = |tick: &&Tick| {
            rules::last(sitting, own(&tick.id)).is_none_or(|mark| mark.marked_at <= tick.at)
        };
        let marks: Vec<Mark> = ticks
            .iter()
            .filter(|tick| there.iter().any(|one| one.id == tick.id))
            .filter(|tick| was(&tick.id) != Some(tick.state))
            .filter(is_last)
            .map(|tick| noted_by(actor, sitting, tick))
            .collect();
        for mark in &marks {
            if let Some(was) = was(&mark.enrolment_id) {
                let (who, half, is) = (&mark.enrolment_id, mark.half, mark.state);
                corrected.push(json!({ "enrolment": who, "half": half, "was": was, "is": is }));
            }
        }
        if !marks.is_empty() {
            queries::put(conn, sitting, &marks)?;
            marked += marks.len();
        }
    }
    if marked == 0 {
        return Ok(());
    }
    let mut detail = json!({ "meeting": meeting, "half": half, "marked": marked });
    if !corrected.is_empty() {
        detail["corrected"] = json!(corrected);
    }
    if rules::is_locked(&given.session, now) {
        detail["reason"] = json!(reason.trim());
    }
    note(conn, actor, ("session.attendance", "session", session.as_str()), &detail, now)
}

fn noted_by(actor: &Actor, sitting: &Sitting, Tick { id, state, at }: &Tick) -> Mark {
    Mark {
        meeting_id: sitting.meeting.clone(),
        half: sitting.half,
        enrolment_id: id.clone(),
        state: *state,
        marked_by: Some(actor.id.clone()),
        marked_at: *at,
    }
}

/// What is noted of each.
pub fn by_person(marks: &[Mark]) -> HashMap<EnrolmentId, Vec<&Mark>> {
    let mut all: HashMap<EnrolmentId, Vec<&Mark>> = HashMap::new();
    for mark in marks {
        all.entry(mark.enrolment_id.clone()).or_default().push(mark);
    }
    all
}

/// Somebody who takes part notes themselves as there, by the code that is shown in the room. What is noted already stays.
pub fn check_in(
    conn: &mut Conn,
    one: &Enrolment,
    typed: &str,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(one.session_id.as_str())?;
    if one.state != State::Confirmed {
        return Err(rules::NOT_ENROLLED.into());
    }
    let zone = sessions::given(conn, &one.session_id)?.session.zone();
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(&one.session_id))?;
    let all = rules::sittings(&meetings, zone);
    let fits = |sitting: &&Sitting| {
        rules::is_on(sitting, now) && rules::is_code(typed, &code_of(signer, sitting))
    };
    let sitting = all.iter().find(fits).ok_or(rules::NO_SUCH_CODE)?;
    let known = queries::marks_of(conn, &one.session_id)?;
    let own: Vec<&Mark> = known.iter().filter(|mark| mark.enrolment_id == one.id).collect();
    if rules::noted(sitting, &own).is_some() {
        return Ok(());
    }
    let mark = Mark {
        meeting_id: sitting.meeting.clone(),
        half: sitting.half,
        enrolment_id: one.id.clone(),
        state: Presence::Present,
        marked_by: None,
        marked_at: now,
    };
    queries::put(conn, sitting, &[mark])?;
    let what = ("session.check_in", ("session", one.session_id.as_str()));
    let detail = json!({ "meeting": sitting.meeting, "half": sitting.half, "enrolment": one.id });
    history::record(conn, &By::Team, what.0, what.1, &detail, now)
}

/// The code that is shown at a sitting: always the same, and of no use but while people come in.
pub fn code_of(signer: &Signer, sitting: &Sitting) -> String {
    let what = match sitting.half {
        Half::Day => sitting.meeting.to_string(),
        half => format!("{}/{half}", sitting.meeting),
    };
    rules::code(&signer.derive("check-in", &what))
}

/// Notes that a table of who was there was taken away.
pub fn note_export(
    conn: &mut Conn,
    actor: &Actor,
    session: &SessionId,
    now: NaiveDateTime,
) -> Result<()> {
    let what = ("session.attendance_export", "session", session.as_str());
    note(conn, actor, what, &json!({}), now)
}

fn opened(conn: &mut Conn, actor: &Actor, session: &SessionId) -> Result<(Given, Vec<Meeting>)> {
    let (given, _) = courses::access::session_for_desk(conn, actor, session)?;
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(session))?;
    Ok((given, meetings))
}

fn confirmed(conn: &mut Conn, session: &SessionId) -> Result<Vec<Enrolment>> {
    Ok(people::of_session(conn, session, (Some(State::Confirmed), 0), i64::MAX)?)
}

/// Gives everybody who was there enough a certificate, once; answers how many are new.
pub fn certify(
    conn: &mut Conn,
    actor: &Actor,
    session: &SessionId,
    now: NaiveDateTime,
) -> Result<usize> {
    conn.take_turn(session.as_str())?;
    let (given, meetings) = opened(conn, actor, session)?;
    if given.session.ends_at.is_none_or(|ends| now < ends) {
        return Err(rules::NOT_OVER.into());
    }
    let known = queries::certificates_of(conn, session)?;
    let holds = |one: &Enrolment| {
        known.iter().any(|had| had.enrolment_id == one.id && had.revoked_at.is_none())
    };
    let sittings = rules::sittings(&meetings, given.session.zone());
    let attended = attended(&sittings, &queries::marks_of(conn, session)?);
    let there = confirmed(conn, session)?;
    let share = given.session.terms.certificate_share;
    let enough = |one: &&Enrolment| {
        let part = attended.get(&one.id);
        !one.name.is_empty() && part.is_some_and(|all| rules::is_enough(all, share))
    };
    let earned: Vec<&Enrolment> = there.iter().filter(enough).collect();
    if earned.is_empty() {
        return Err(rules::NOBODY.into());
    }
    let new: Vec<&Enrolment> = earned.into_iter().filter(|one| !holds(one)).collect();
    let certificates: Vec<Certificate> = new
        .iter()
        .map(|one| printed((&given, &meetings), (one, &attended[&one.id]), (actor, now)))
        .collect();
    queries::insert(conn, &certificates)?;
    for (one, person) in certificates.iter().zip(&new) {
        let what = ("certificate.issue", "certificate", one.id.as_str());
        note(conn, actor, what, &json!({ "enrolment": person.id }), now)?;
        mail::certified(conn, (one, person), now)?;
    }
    Ok(new.len())
}

/// Each person's part of each sitting.
pub fn attended(sittings: &[Sitting], marks: &[Mark]) -> HashMap<EnrolmentId, Vec<Attended>> {
    by_person(marks).into_iter().map(|(id, own)| (id, part(sittings, &own))).collect()
}

/// One person's part of each sitting, of all that is noted of them.
pub fn part(sittings: &[Sitting], own: &[&Mark]) -> Vec<Attended> {
    let long = |sitting: &Sitting| (sitting.ends - sitting.starts).num_minutes();
    sittings.iter().map(|sitting| (long(sitting), rules::noted(sitting, own))).collect()
}

fn printed(
    (given, meetings): (&Given, &[Meeting]),
    (one, attended): (&Enrolment, &Vec<Attended>),
    (actor, now): (&Actor, NaiveDateTime),
) -> Certificate {
    let zone = given.session.zone();
    let day = |at: NaiveDateTime| in_zone(at, zone).date_naive();
    let first = meetings.first().map_or(now, |meeting| meeting.starts_at);
    let last = meetings.last().map_or(now, |meeting| meeting.ends_at);
    Certificate {
        id: CertificateId::random(),
        enrolment_id: one.id.clone(),
        name: one.name.clone(),
        title: given.title(one.language),
        other_title: other_title(given, one.language),
        outcomes: learnt(given, one.language),
        other_outcomes: learnt(given, one.language.other()),
        words: given.session.terms.certificate_text.clone(),
        node: given.node.clone(),
        language: one.language,
        starts_on: day(first),
        ends_on: day(last),
        minutes: i32::try_from(rules::minutes(attended)).unwrap_or(i32::MAX),
        issued_by: actor.id.clone(),
        issued_at: now,
        revoked_at: None,
        reason: String::new(),
    }
}

/// Somebody's name was wrong: the certificate that bears it is taken back, and the same is given with the right one.
pub fn rename(conn: &mut Conn, actor: &Actor, one: &Enrolment, now: NaiveDateTime) -> Result<()> {
    let all = queries::certificates_of(conn, &one.session_id)?;
    let held = |had: &&Certificate| had.enrolment_id == one.id && had.revoked_at.is_none();
    let Some(old) = all.iter().find(held) else { return Ok(()) };
    let why = old.language.text("attendance-renamed");
    queries::revoke(conn, &old.id, (&why, now))?;
    note(conn, actor, ("certificate.revoke", "certificate", old.id.as_str()), &json!({}), now)?;
    let new = Certificate {
        id: CertificateId::random(),
        name: one.name.clone(),
        issued_by: actor.id.clone(),
        issued_at: now,
        ..old.clone()
    };
    queries::insert(conn, std::slice::from_ref(&new))?;
    let what = ("certificate.issue", "certificate", new.id.as_str());
    note(conn, actor, what, &json!({ "enrolment": one.id, "instead": old.id }), now)?;
    mail::certified(conn, (&new, one), now)
}

/// What its course teaches, one on a line; nothing in a language in which it says nothing.
fn learnt(given: &Given, locale: Locale) -> String {
    let said = given.course.text.said(locale);
    let lines = courses::rules::lines(said.outcomes);
    if said.language == locale { lines.join("\n") } else { String::new() }
}

/// What it is called in the other language, if it has a name there.
fn other_title(given: &Given, language: Locale) -> String {
    let other = if language == Locale::Fr { Locale::En } else { Locale::Fr };
    let is_said = given.course.text.said(other).language == other;
    if is_said { given.title(other) } else { String::new() }
}

/// Takes a certificate back: its page says so from now on. Answers whose session it was.
pub fn revoke(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&CertificateId, &str),
    now: NaiveDateTime,
) -> Result<SessionId> {
    let one = queries::certificate(conn, id)?;
    let (person, _) = crate::enrolment::access::for_desk(conn, actor, &one.enrolment_id)?;
    if reason.trim().is_empty() {
        return Err(rules::NO_REASON.into());
    }
    if queries::revoke(conn, id, (reason.trim(), now))? {
        let what = ("certificate.revoke", "certificate", id.as_str());
        note(conn, actor, what, &json!({}), now)?;
    }
    Ok(person.session_id)
}
