//! Every SQL statement about labels.

mod life;
mod months;
mod opinions;
mod served;

pub use life::*;
pub use months::*;
pub use opinions::*;
pub use served::*;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{Commitment, Label, LabelId, LabelState};
pub use crate::accounts::queries::managers;
use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::applications::{Application, ApplicationId};
use crate::calls;
use crate::db::schema::{
    applications, attendance, calls as call_table, commitments, course_sessions, decisions,
    enrolments, labels, memberships, node_institutions, nodes, session_meetings, tickets,
};
use crate::db::{Conn, each, one_of};
use crate::decisions::{Decision, DecisionState, Outcome};
use crate::network::{InstitutionRole, NodeName, Status};
use crate::tickets::State;

pub fn find(conn: &mut Conn, id: &LabelId) -> QueryResult<Label> {
    labels::table.find(id).select(Label::as_select()).first(conn)
}

pub fn of_application(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Option<Label>> {
    labels::table
        .filter(labels::application_id.eq(id))
        .select(Label::as_select())
        .first(conn)
        .optional()
}

/// The labels of nodes that an institution leads or led, the last one first.
pub fn led_by(conn: &mut Conn, institution: &str) -> QueryResult<Vec<Label>> {
    let led: Vec<NodeId> = node_institutions::table
        .filter(node_institutions::institution.eq(institution))
        .filter(node_institutions::role.eq(InstitutionRole::Lead))
        .select(node_institutions::node_id)
        .distinct()
        .load(conn)?;
    labels::table
        .filter(labels::node_id.eq_any(led))
        .order((labels::starts_on.desc(), labels::id))
        .limit(20)
        .select(Label::as_select())
        .load(conn)
}

/// The label of a node that was neither withdrawn nor is over.
pub fn live_of(conn: &mut Conn, node: &NodeId) -> QueryResult<Option<Label>> {
    labels::table
        .filter(labels::node_id.eq(node))
        .filter(one_of(labels::state, [LabelState::Active, LabelState::Suspended]))
        .select(Label::as_select())
        .first(conn)
        .optional()
}

/// Every label with its node, what ends first first.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<(Label, NodeName)>> {
    labels::table
        .inner_join(nodes::table.on(nodes::id.eq(labels::node_id)))
        .order((labels::ends_on, labels::id))
        .limit(500)
        .select((Label::as_select(), NodeName::as_select()))
        .load(conn)
}

/// Applications of which a node is to be made: told so, published, and not made yet.
pub fn waiting(conn: &mut Conn) -> QueryResult<Vec<(Application, Decision)>> {
    applications::table
        .inner_join(call_table::table)
        .inner_join(decisions::table.on(decisions::application_id.eq(applications::id)))
        .left_join(labels::table.on(labels::application_id.eq(applications::id)))
        .filter(one_of(call_table::state, [calls::State::ResultsPublished, calls::State::Archived]))
        .filter(applications::state.eq(crate::applications::State::Decided))
        .filter(decisions::state.eq(DecisionState::Notified))
        .filter(one_of(
            decisions::outcome,
            Outcome::ALL.iter().copied().filter(|one| one.becomes_a_node()),
        ))
        // What was decided anew since is activated once more, on the node that there is.
        .filter(labels::id.is_null().or(labels::decision_id.ne(decisions::id)))
        .order(applications::reference)
        .limit(200)
        .select((Application::as_select(), Decision::as_select()))
        .load(conn)
}

pub fn insert(conn: &mut Conn, label: &Label, promised: &[Commitment]) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(labels::table).values(label).execute(real))?;
    each!(conn, real => diesel::insert_into(commitments::table).values(promised).execute(real))
        .map(drop)
}

pub fn commitments_of(conn: &mut Conn, id: &LabelId) -> QueryResult<Vec<Commitment>> {
    commitments::table
        .filter(commitments::label_id.eq(id))
        .order(commitments::position)
        .select(Commitment::as_select())
        .load(conn)
}

/// Notes what a node says of what came of a promise.
pub fn set_context(
    conn: &mut Conn,
    (label, position): (&LabelId, i32),
    context: &str,
) -> QueryResult<usize> {
    diesel::update(commitments::table.find((label, position)))
        .set(commitments::context.eq(context))
        .execute(conn)
}

/// Moves a label from the state it is expected in; answers whether it was there.
pub fn advance(
    conn: &mut Conn,
    label: &Label,
    (to, reason): (LabelState, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = labels::table.find(&label.id).filter(labels::state.eq(label.state));
    let changed = diesel::update(there)
        .set((labels::state.eq(to), labels::reason.eq(reason), labels::changed_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// A label as it is now: decided anew, or labelled after its trajectory. Its node has it live again.
pub fn rewrite(conn: &mut Conn, label: &Label, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(labels::table.find(&label.id))
        .set((
            labels::decision_id.eq(&label.decision_id),
            labels::kind.eq(label.kind),
            labels::state.eq(LabelState::Active),
            labels::ends_on.eq(label.ends_on),
            labels::mentor_id.eq(&label.mentor_id),
            labels::reason.eq(""),
            labels::noticed_at.eq(None::<NaiveDateTime>),
            labels::changed_at.eq(now),
            labels::reminded.eq(None::<i32>),
            labels::trajectory_until.eq(label.trajectory_until),
        ))
        .execute(conn)
        .map(drop)
}

/// Ends a label in whose place another one comes.
pub fn replace(
    conn: &mut Conn,
    label: &Label,
    (to, last): (LabelState, NaiveDate),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(labels::table.find(&label.id))
        .set((labels::state.eq(to), labels::ends_on.eq(last), labels::changed_at.eq(now)))
        .execute(conn)
        .map(drop)
}

/// Labels that hold by a day while their node is still planned.
pub fn opening(conn: &mut Conn, by: NaiveDate) -> QueryResult<Vec<LabelId>> {
    labels::table
        .inner_join(nodes::table.on(nodes::id.eq(labels::node_id)))
        .filter(labels::state.eq(LabelState::Active))
        .filter(labels::starts_on.le(by))
        .filter(nodes::status.eq(Status::Planned))
        .select(labels::id)
        .load(conn)
}

/// The nodes that somebody manages on a day.
pub fn managed_by(
    conn: &mut Conn,
    account: &AccountId,
    day: NaiveDate,
) -> QueryResult<Vec<NodeId>> {
    memberships::table
        .filter(memberships::account_id.eq(account))
        .filter(memberships::role.eq(NodeRole::Manager))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .select(memberships::node_id)
        .load(conn)
}

/// Notes that it was told that a label is to be withdrawn, and why; answers whether it was not.
pub fn notice(conn: &mut Conn, id: &LabelId, why: &str, now: NaiveDateTime) -> QueryResult<bool> {
    let there = labels::table.find(id).filter(labels::noticed_at.is_null());
    let changed = diesel::update(there)
        .set((labels::noticed_at.eq(now), labels::reason.eq(why)))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn note_reminded(conn: &mut Conn, id: &LabelId, months: u32) -> QueryResult<usize> {
    diesel::update(labels::table.find(id))
        .set(labels::reminded.eq(i32::try_from(months).unwrap_or(i32::MAX)))
        .execute(conn)
}

/// Labels that are live and end by a day.
pub fn ending(conn: &mut Conn, by: NaiveDate) -> QueryResult<Vec<Label>> {
    labels::table
        .filter(one_of(labels::state, [LabelState::Active, LabelState::Suspended]))
        .filter(labels::ends_on.le(by))
        .order(labels::ends_on)
        .select(Label::as_select())
        .load(conn)
}

/// A node's tickets that somebody waits for, the oldest first: reference and subject.
pub fn open_tickets(conn: &mut Conn, node: &NodeId) -> QueryResult<Vec<(String, String)>> {
    tickets::table
        .filter(tickets::node_id.eq(node))
        .filter(one_of(
            tickets::state,
            [State::New, State::Open, State::WaitingTeam, State::WaitingThirdParty, State::Snoozed],
        ))
        .order(tickets::created_at)
        .limit(200)
        .select((tickets::reference, tickets::subject))
        .load(conn)
}

/// Questions that a node closed between two instants.
pub fn closed_tickets(
    conn: &mut Conn,
    node: &NodeId,
    (from, until): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<i64> {
    tickets::table
        .filter(tickets::node_id.eq(node))
        .filter(tickets::state.eq(State::Closed))
        .filter(tickets::closed_at.ge(from).and(tickets::closed_at.lt(until)))
        .select(count_star())
        .first(conn)
}

/// Sessions that a node gave between two instants.
pub fn sessions_given(
    conn: &mut Conn,
    node: &NodeId,
    (from, until): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<i64> {
    course_sessions::table
        .filter(course_sessions::node_id.eq(node))
        .filter(course_sessions::cancelled_at.is_null())
        .filter(course_sessions::published_at.is_not_null())
        .filter(course_sessions::ends_at.ge(from).and(course_sessions::ends_at.lt(until)))
        .select(count_star())
        .first(conn)
}

/// People who were there, once for each session, between two instants.
pub fn people_trained(
    conn: &mut Conn,
    node: &NodeId,
    (from, until): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<i64> {
    let there: Vec<String> = attendance::table
        .inner_join(session_meetings::table.on(session_meetings::id.eq(attendance::meeting_id)))
        .inner_join(enrolments::table.on(enrolments::id.eq(attendance::enrolment_id)))
        .inner_join(course_sessions::table.on(course_sessions::id.eq(enrolments::session_id)))
        .filter(course_sessions::node_id.eq(node))
        .filter(attendance::state.eq("present"))
        .filter(session_meetings::ends_at.ge(from).and(session_meetings::ends_at.lt(until)))
        .select(attendance::enrolment_id)
        .distinct()
        .load(conn)?;
    Ok(i64::try_from(there.len()).unwrap_or(i64::MAX))
}
