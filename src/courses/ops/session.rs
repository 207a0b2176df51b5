//! Planning a session: its terms, meetings, trainers and seats. Until it is published nobody else sees it.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::meetings::{Around, meeting};
use super::note;
use crate::accounts::{self, AccountId, Actor, NodeId};
use crate::courses::queries::{self, pool_for};
use crate::courses::rules::{self, Step, times};
use crate::courses::{
    CourseId, CourseState, Given, Meeting, MeetingId, Mode, Pool, PoolId, Presence, Question,
    QuestionId, Session, SessionId, SessionState, Terms, Trainer, access,
};
use crate::db::Conn;
use crate::history::{self, By};
use crate::text::fold;
use crate::{Error, Result};

/// A meeting as it is planned, by the clock of its session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingPlan {
    /// The one it was, when it was.
    pub id: Option<MeetingId>,
    pub title: String,
    pub place: String,
    pub starts: NaiveDateTime,
    pub ends: NaiveDateTime,
    /// Which ones those hours are, on a day that has one of them twice.
    pub folds: times::Folds,
    /// How it is held, when it is not as its session.
    pub mode: Option<Mode>,
    /// Its own link to take part from afar.
    pub join_url: String,
}

/// A trainer as it is planned. Whoever has an account may be named by its address: two people of one name are two then.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainerPlan {
    pub name: String,
    pub affiliation: String,
    pub email: Option<String>,
    pub account: Option<AccountId>,
}

impl From<Trainer> for TrainerPlan {
    fn from(one: Trainer) -> Self {
        Self { name: one.name, affiliation: one.affiliation, email: None, account: one.account_id }
    }
}

/// All that is decided of a session at once.
#[derive(Debug, Clone)]
pub struct Plan {
    pub terms: Terms,
    pub meetings: Vec<MeetingPlan>,
    pub trainers: Vec<TrainerPlan>,
    pub partners: Vec<NodeId>,
    pub capacities: Vec<(Presence, i32)>,
    /// Of which of these there are as many as people who come.
    pub unlimited: Vec<Presence>,
    /// Those who are enrolled go along when one way of taking part takes the place of another.
    pub may_move: bool,
}

/// What changing a session changed for those who take part: meetings that are new, or at another time or place, and those
/// that are not held any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub held: Vec<Meeting>,
    pub gone: Vec<Meeting>,
}

impl Changed {
    pub fn is_moved(&self) -> bool {
        !self.held.is_empty() || !self.gone.is_empty()
    }
}

/// Plans a session of a course; the same id again changes nothing.
pub fn plan(
    conn: &mut Conn,
    actor: &Actor,
    (id, course, node): (&SessionId, &CourseId, &NodeId),
    plan: &Plan,
    now: NaiveDateTime,
) -> Result<()> {
    let found = queries::find(conn, course)?;
    let hidden = found.state == CourseState::Draft && !rules::may_edit(actor, &found.node_id);
    if !rules::may_edit(actor, node) || hidden {
        return Err(Error::NotFound);
    }
    match queries::given(conn, id).map_err(Error::from) {
        Ok(known) if rules::may_edit(actor, &known.session.node_id) => return Ok(()),
        Ok(_) => return Err(Error::NotFound),
        Err(Error::NotFound) => {}
        Err(other) => return Err(other),
    }
    check_rule(conn, plan.terms.rule_course.as_ref())?;
    queries::insert_session(conn, (id, course, node), &plan.terms, (&actor.id, now))?;
    arrange(conn, id, plan, (&[], None), now)?;
    note(conn, actor, ("session.plan", "session", id.as_str()), &json!({ "course": course }), now)
}

/// Changes a session. Seats that are held stay: fewer than those there cannot be.
pub fn change_session(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&SessionId, i32),
    plan: &Plan,
    now: NaiveDateTime,
) -> Result<Changed> {
    let (given, _) = access::session_for_desk(conn, actor, id)?;
    if given.session.state == SessionState::Cancelled {
        return Err(rules::NOT_OPEN.into());
    }
    let before = queries::meetings_of(conn, std::slice::from_ref(id))?;
    check_rule(conn, plan.terms.rule_course.as_ref())?;
    if !queries::update_session(conn, (id, lock), &plan.terms, now)? {
        return Err(rules::CHANGED.into());
    }
    arrange(conn, id, plan, (&before, Some(&given.session)), now)?;
    let after = queries::meetings_of(conn, std::slice::from_ref(id))?;
    let given = queries::given(conn, id)?;
    if given.session.state == SessionState::Published {
        check_published(conn, &given, &after)?;
    }
    note(conn, actor, ("session.change", "session", id.as_str()), &json!({ "lock": lock }), now)?;
    let known =
        |one: &Meeting| before.iter().any(|was| was.sequence == one.sequence && was.id == one.id);
    let kept = |was: &Meeting| after.iter().any(|one| one.id == was.id);
    let changed = Changed {
        gone: before.iter().filter(|was| !kept(was)).cloned().collect(),
        held: after.iter().filter(|one| !known(one)).cloned().collect(),
    };
    // Calendars have read what was published: they are told of it a while longer.
    if given.session.state == SessionState::Published && !changed.gone.is_empty() {
        queries::insert_gone(conn, &changed.gone, now)?;
    }
    Ok(changed)
}

/// A course that is asked for must be one that everybody may see: its title is shown.
pub(super) fn check_rule(conn: &mut Conn, course: Option<&CourseId>) -> Result<()> {
    let known = course.map(|course| queries::find(conn, course)).transpose()?;
    if known.is_some_and(|one| one.published_at.is_none()) { Err(Error::NotFound) } else { Ok(()) }
}

/// Puts the meetings of a session at the instants at which its clock shows their hours now.
pub fn follow_clock(
    conn: &mut Conn,
    session: &Session,
    meetings: &[Meeting],
    now: NaiveDateTime,
) -> Result<()> {
    let id = &session.id;
    if !queries::update_session(conn, (id, session.lock_version), &session.terms, now)? {
        return Err(rules::CHANGED.into());
    }
    queries::set_meetings(conn, id, meetings)?;
    let span = meetings.first().zip(meetings.last());
    queries::set_span(conn, id, span.map(|(first, last)| (first.starts_at, last.ends_at)))?;
    let what = ("session.clock", ("session", id.as_str()));
    history::record(conn, &By::System, what.0, what.1, &json!({ "zone": session.terms.zone }), now)
}

/// What was published cannot become what could not be; that it has begun is no matter.
fn check_published(conn: &mut Conn, given: &Given, meetings: &[Meeting]) -> Result<()> {
    let pools = queries::pools_of(conn, &given.session.id)?.len();
    let long_ago = NaiveDateTime::MIN;
    Ok(rules::missing_of_session(&given.session, &given.course, (meetings, pools), long_ago)?)
}

fn arrange(
    conn: &mut Conn,
    id: &SessionId,
    plan: &Plan,
    (before, session): (&[Meeting], Option<&Session>),
    now: NaiveDateTime,
) -> Result<()> {
    let zone = times::zone(&plan.terms.zone).ok_or(Error::Malformed("zone"))?;
    let around = Around {
        zone,
        elsewhere: session.is_some_and(|session| {
            let (was, will) = (&session.terms, &plan.terms);
            (&was.place, was.mode, &was.zone) != (&will.place, will.mode, &will.zone)
        }),
        public: session.is_some_and(|session| session.state == SessionState::Published),
        now,
    };
    let mut meetings = Vec::new();
    for one in &plan.meetings {
        let was = before.iter().find(|known| Some(&known.id) == one.id.as_ref());
        meetings.push(meeting(id, (one, was), &around)?);
    }
    meetings.sort_by_key(|meeting| meeting.starts_at);
    (1..).zip(&mut meetings).for_each(|(position, meeting)| meeting.position = position);
    let spans: Vec<_> = meetings.iter().map(|one| (one.starts_at, one.ends_at)).collect();
    times::check_apart(&spans)?;
    let kept: Vec<_> = meetings.iter().map(|one| one.id.clone()).collect();
    if queries::is_attended_beside(conn, id, &kept)? {
        return Err(rules::ATTENDED.into());
    }
    queries::set_meetings(conn, id, &meetings)?;
    let span = spans.first().zip(spans.last()).map(|(first, last)| (first.0, last.1));
    queries::set_span(conn, id, span)?;
    let trainers = trainers(conn, id, &plan.trainers)?;
    queries::set_trainers(conn, id, &trainers)?;
    queries::set_partners(conn, id, &plan.partners)?;
    seats(conn, id, plan)
}

/// Trainers, those whose address was given with the account that has it.
fn trainers(conn: &mut Conn, id: &SessionId, plan: &[TrainerPlan]) -> Result<Vec<Trainer>> {
    let emails: Vec<String> = plan.iter().filter_map(|one| one.email.clone()).collect();
    let known: HashMap<String, AccountId> = match emails.is_empty() {
        true => HashMap::new(),
        false => accounts::queries::by_emails(conn, &emails)?.into_iter().collect(),
    };
    let mut all = Vec::new();
    for (position, one) in (0..).zip(plan) {
        let account_id = match &one.email {
            Some(email) => Some(known.get(email).ok_or(rules::NO_ACCOUNT)?.clone()),
            None => one.account.clone(),
        };
        all.push(Trainer {
            session_id: id.clone(),
            position,
            name: one.name.clone(),
            folded: fold(&one.name),
            affiliation: one.affiliation.clone(),
            account_id,
        });
    }
    Ok(all)
}

/// Makes as many seats as there should be, of each kind that the session has.
fn seats(conn: &mut Conn, id: &SessionId, plan: &Plan) -> Result<()> {
    let pools = queries::pools_of(conn, id)?;
    let pools = moved(conn, pools, plan)?;
    for (presence, capacity) in &plan.capacities {
        match pool_for(&pools, *presence) {
            None => {
                let unlimited = plan.unlimited.contains(presence);
                queries::insert_pool(conn, &new_pool(id, (*presence, *capacity, unlimited)))?;
            }
            Some(pool) if plan.unlimited.contains(presence) => open(conn, pool)?,
            Some(pool) => resize(conn, pool, *capacity)?,
        }
    }
    let gone =
        pools.iter().filter(|pool| !plan.capacities.iter().any(|(one, _)| *one == pool.mode));
    for pool in gone {
        if queries::pool_was_used(conn, &pool.id)? {
            return Err(rules::POOL_IN_USE.into());
        }
        queries::delete_pool(conn, &pool.id)?;
    }
    Ok(())
}

/// Whoever is enrolled goes along with their seats when one way of taking part takes the place of another.
fn moved(conn: &mut Conn, mut pools: Vec<Pool>, plan: &Plan) -> Result<Vec<Pool>> {
    let ([(presence, _)], [pool]) = (plan.capacities.as_slice(), pools.as_mut_slice()) else {
        return Ok(pools);
    };
    if plan.may_move && pool.mode != *presence {
        queries::set_mode(conn, &pool.id, *presence)?;
        pool.mode = *presence;
    }
    Ok(pools)
}

fn new_pool(id: &SessionId, (mode, capacity, unlimited): (Presence, i32, bool)) -> Pool {
    Pool { id: PoolId::new(), session_id: id.clone(), mode, capacity, unlimited }
}

/// Lets everybody in who comes: then no seats can be kept for some.
fn open(conn: &mut Conn, pool: &Pool) -> Result<()> {
    if !queries::quotas_of(conn, std::slice::from_ref(&pool.id))?.is_empty() {
        return Err(rules::UNLIMITED_QUOTAS.into());
    }
    Ok(queries::set_capacity(conn, &pool.id, None)?)
}

fn resize(conn: &mut Conn, pool: &Pool, capacity: i32) -> Result<()> {
    let there = match pool.unlimited {
        true => queries::seats_made(conn, &pool.id)?,
        false => pool.capacity,
    };
    let more = capacity - there;
    if more > 0 {
        let last = queries::last_seat(conn, &pool.id)?;
        queries::add_seats(conn, &pool.id, last + 1..=last + more)?;
    }
    if more < 0 {
        let quotas = queries::quotas_of(conn, std::slice::from_ref(&pool.id))?;
        if quotas.iter().map(|one| one.reserved).sum::<i32>() > capacity {
            return Err(rules::KEPT_TOO_MANY.into());
        }
        let mut free = queries::empty_seats(conn, &pool.id, i64::from(there))?;
        let fewer = usize::try_from(-more).unwrap_or_default();
        if free.len() < fewer {
            return Err(rules::SEATS_TAKEN.into());
        }
        let gone = free.split_off(free.len() - fewer);
        queries::delete_seats(conn, &pool.id, &gone)?;
    }
    Ok(queries::set_capacity(conn, &pool.id, Some(capacity))?)
}

/// Shows a session to everybody.
pub fn publish_session(
    conn: &mut Conn,
    actor: &Actor,
    id: &SessionId,
    now: NaiveDateTime,
) -> Result<()> {
    let (given, _) = access::session_for_desk(conn, actor, id)?;
    let meetings = queries::meetings_of(conn, std::slice::from_ref(id))?;
    let pools = queries::pools_of(conn, id)?.len();
    let to = rules::next_of_session(given.session.state, Step::Publish)?;
    rules::missing_of_session(&given.session, &given.course, (&meetings, pools), now)?;
    advance(conn, &given.session, (to, ""), now)?;
    note(conn, actor, ("session.publish", "session", id.as_str()), &json!({}), now)
}

/// The session's own part of being called off; who takes part is told by `enrolment`.
pub fn call_off(
    conn: &mut Conn,
    actor: &Actor,
    (session, reason): (&Session, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let to = rules::next_of_session(session.state, Step::CallOff)?;
    if session.state == SessionState::Published && reason.trim().is_empty() {
        return Err(rules::NO_REASON.into());
    }
    if session.ends_at.is_some_and(|ends| ends <= now) {
        return Err(rules::IS_OVER.into());
    }
    advance(conn, session, (to, reason.trim()), now)?;
    let what = ("session.cancel", "session", session.id.as_str());
    note(conn, actor, what, &json!({ "reason": reason.trim() }), now)
}

fn advance(
    conn: &mut Conn,
    session: &Session,
    to: (SessionState, &str),
    now: NaiveDateTime,
) -> Result<()> {
    if queries::advance_session(conn, session, to, now)? {
        Ok(())
    } else {
        Err(rules::CHANGED.into())
    }
}

/// Asks participants one more thing.
pub fn ask(
    conn: &mut Conn,
    actor: &Actor,
    (id, label, required): (&SessionId, &str, bool),
    now: NaiveDateTime,
) -> Result<()> {
    access::session_for_desk(conn, actor, id)?;
    let known = queries::questions_of(conn, id)?;
    if label.trim().is_empty() || known.iter().any(|one| one.label == label.trim()) {
        return Ok(());
    }
    let position = i32::try_from(known.len()).unwrap_or(i32::MAX);
    let (label, question) = (label.trim().to_owned(), QuestionId::new());
    let question = Question { id: question, session_id: id.clone(), position, label, required };
    queries::insert_question(conn, &question)?;
    note(conn, actor, ("session.ask", "session", id.as_str()), &json!({}), now)
}

/// Asks one thing less, as long as nobody answered it: what people said is not taken from those who read it.
pub fn ask_no_more(
    conn: &mut Conn,
    actor: &Actor,
    (id, question): (&SessionId, &QuestionId),
    now: NaiveDateTime,
) -> Result<()> {
    access::session_for_desk(conn, actor, id)?;
    let known = queries::questions_of(conn, id)?;
    if known.iter().all(|one| one.id != *question) {
        return Ok(());
    }
    if !queries::delete_question(conn, question)? {
        return Err(rules::ANSWERED.into());
    }
    note(conn, actor, ("session.ask_no_more", "session", id.as_str()), &json!({}), now)
}
