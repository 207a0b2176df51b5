//! Who is asked to train, where trainers are missing, and what they taught.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{Account, AccountId};
use crate::courses::queries as courses;
use crate::courses::{SessionId, SessionState, Trainer};
use crate::db::schema::{
    accounts, course_sessions, session_meetings, session_nodes, session_trainers, trainer_proposals,
};
use crate::db::{Conn, MultiBackend, each};
use crate::enrolment::{Proposal, ProposalId, ProposalState, TrainerCall};
use crate::text::fold;
use crate::tickets::queries::inbox::Scope;

pub fn find_proposal(conn: &mut Conn, id: &ProposalId) -> QueryResult<Proposal> {
    trainer_proposals::table.find(id).select(Proposal::as_select()).first(conn)
}

/// What somebody was asked, or offered, of one session.
pub fn proposal_of(
    conn: &mut Conn,
    session: &SessionId,
    account: &AccountId,
) -> QueryResult<Option<Proposal>> {
    trainer_proposals::table
        .filter(trainer_proposals::session_id.eq(session))
        .filter(trainer_proposals::account_id.eq(account))
        .select(Proposal::as_select())
        .first(conn)
        .optional()
}

/// Everybody who was asked of a session or offered to train there, by their names.
pub fn proposals_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<(Proposal, String)>> {
    trainer_proposals::table
        .inner_join(accounts::table.on(accounts::id.eq(trainer_proposals::account_id)))
        .filter(trainer_proposals::session_id.eq(session))
        .order((trainer_proposals::created_at, trainer_proposals::id))
        .select((Proposal::as_select(), accounts::name))
        .load(conn)
}

/// What somebody was asked and offered, the last first.
pub fn proposals_to(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<Proposal>> {
    trainer_proposals::table
        .filter(trainer_proposals::account_id.eq(account))
        .order((trainer_proposals::created_at.desc(), trainer_proposals::id))
        .limit(100)
        .select(Proposal::as_select())
        .load(conn)
}

/// Offers to train at sessions to come that nobody answered, the oldest first: the session, and who offers.
pub fn open_offers(
    conn: &mut Conn,
    now: NaiveDateTime,
) -> QueryResult<Vec<(ProposalId, SessionId, String)>> {
    let mut open: Vec<(ProposalId, SessionId, String)> = trainer_proposals::table
        .inner_join(accounts::table.on(accounts::id.eq(trainer_proposals::account_id)))
        .filter(trainer_proposals::state.eq(ProposalState::Asked))
        .filter(trainer_proposals::asked_by.eq(trainer_proposals::account_id))
        .order((trainer_proposals::created_at, trainer_proposals::id))
        .select((trainer_proposals::id, trainer_proposals::session_id, accounts::name))
        .load(conn)?;
    if open.is_empty() {
        return Ok(open);
    }
    let ids: Vec<&SessionId> = open.iter().map(|(_, session, _)| session).collect();
    let to_come = course_sessions::starts_at.is_null().or(course_sessions::starts_at.gt(now));
    let held: Vec<SessionId> = course_sessions::table
        .filter(course_sessions::id.eq_any(ids))
        .filter(course_sessions::state.ne(SessionState::Cancelled))
        .filter(to_come)
        .select(course_sessions::id)
        .load(conn)?;
    open.retain(|(_, session, _)| held.contains(session));
    Ok(open)
}

/// Asks somebody, or asks again after an answer.
pub fn put_proposal(conn: &mut Conn, one: &Proposal) -> QueryResult<()> {
    let before = trainer_proposals::table
        .filter(trainer_proposals::session_id.eq(&one.session_id))
        .filter(trainer_proposals::account_id.eq(&one.account_id));
    diesel::delete(before).execute(conn)?;
    diesel::insert_into(trainer_proposals::table).values(one).execute(conn).map(drop)
}

/// Notes an answer to what was not answered; answers whether it was so.
pub fn answer_proposal(
    conn: &mut Conn,
    id: &ProposalId,
    to: ProposalState,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open =
        trainer_proposals::table.find(id).filter(trainer_proposals::state.eq(ProposalState::Asked));
    let set = (trainer_proposals::state.eq(to), trainer_proposals::answered_at.eq(now));
    diesel::update(open).set(set).execute(conn).map(|changed| changed == 1)
}

pub fn call_of(conn: &mut Conn, session: &SessionId) -> QueryResult<TrainerCall> {
    let (wanted, note) = course_sessions::table
        .find(session)
        .select((course_sessions::trainers_wanted, course_sessions::trainers_call))
        .first(conn)?;
    Ok(TrainerCall { wanted, note })
}

pub fn set_call(conn: &mut Conn, session: &SessionId, call: &TrainerCall) -> QueryResult<()> {
    diesel::update(course_sessions::table.find(session))
        .set((
            course_sessions::trainers_wanted.eq(call.wanted),
            course_sessions::trainers_call.eq(&call.note),
        ))
        .execute(conn)
        .map(drop)
}

/// Sessions that lack trainers, those that begin first before the others.
pub fn open_calls(
    conn: &mut Conn,
    now: NaiveDateTime,
) -> QueryResult<Vec<(SessionId, TrainerCall)>> {
    let to_come = course_sessions::starts_at.is_null().or(course_sessions::starts_at.gt(now));
    let rows: Vec<(SessionId, i32, String)> = course_sessions::table
        .filter(course_sessions::trainers_wanted.gt(0))
        .filter(course_sessions::state.ne(SessionState::Cancelled))
        .filter(to_come)
        .order((course_sessions::starts_at, course_sessions::id))
        .limit(200)
        .select((
            course_sessions::id,
            course_sessions::trainers_wanted,
            course_sessions::trainers_call,
        ))
        .load(conn)?;
    let call = |(id, wanted, note)| (id, TrainerCall { wanted, note });
    Ok(rows.into_iter().map(call).collect())
}

/// Makes somebody a trainer of a session, which lacks one less then. Whoever has its form open is told that it changed.
pub fn add_trainer(
    conn: &mut Conn,
    session: &SessionId,
    account: &Account,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let last: Option<i32> = session_trainers::table
        .filter(session_trainers::session_id.eq(session))
        .select(diesel::dsl::max(session_trainers::position))
        .first(conn)?;
    let trainer = Trainer {
        session_id: session.clone(),
        position: last.map_or(0, |last| last + 1),
        name: account.name.clone(),
        folded: fold(&account.name),
        affiliation: String::new(),
        account_id: Some(account.id.clone()),
    };
    each!(conn, real => diesel::insert_into(session_trainers::table).values(&trainer).execute(real))?;
    courses::changed(conn)?;
    diesel::update(course_sessions::table.find(session))
        .set((
            course_sessions::updated_at.eq(now),
            course_sessions::lock_version.eq(course_sessions::lock_version + 1),
        ))
        .execute(conn)?;
    let lacks = course_sessions::table.find(session).filter(course_sessions::trainers_wanted.gt(0));
    diesel::update(lacks)
        .set(course_sessions::trainers_wanted.eq(course_sessions::trainers_wanted - 1))
        .execute(conn)
        .map(drop)
}

/// A meeting that somebody taught.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Taught {
    pub name: String,
    pub folded: String,
    pub account: Option<AccountId>,
    pub session: SessionId,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
}

/// What trainers taught in the sessions of some nodes between two moments, by their names.
pub fn taught(
    conn: &mut Conn,
    scope: &Scope,
    (from, to): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<Vec<Taught>> {
    let mut query = session_meetings::table
        .inner_join(course_sessions::table)
        .inner_join(
            session_trainers::table
                .on(session_trainers::session_id.eq(session_meetings::session_id)),
        )
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(session_meetings::starts_at.ge(from))
        .filter(session_meetings::ends_at.le(to))
        .order((session_trainers::folded, session_meetings::starts_at, session_meetings::id))
        .limit(20_000)
        .select((
            session_trainers::name,
            session_trainers::folded,
            session_trainers::account_id,
            session_meetings::session_id,
            session_meetings::starts_at,
            session_meetings::ends_at,
        ))
        .into_boxed::<MultiBackend>();
    if let Scope::Nodes(own) = scope {
        let partly = session_nodes::table
            .filter(session_nodes::node_id.eq_any(own))
            .select(session_nodes::session_id);
        query = query
            .filter(course_sessions::node_id.eq_any(own).or(course_sessions::id.eq_any(partly)));
    }
    query.load(conn)
}
