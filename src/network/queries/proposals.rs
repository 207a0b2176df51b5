//! Changes of coverage that nodes propose, and pages as they once stood.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{accounts, coverage_proposals, node_revisions, nodes};
use crate::network::{NodeId, Proposal, ProposalId, ProposalState, Proposed};

/// The proposal of a node that waits, if one does.
pub fn open_proposal(conn: &mut Conn, node: &NodeId) -> QueryResult<Option<Proposal>> {
    coverage_proposals::table
        .filter(coverage_proposals::node_id.eq(node))
        .filter(coverage_proposals::state.eq(ProposalState::Proposed))
        .select(Proposal::as_select())
        .first(conn)
        .optional()
}

/// The last proposals of a node that were answered.
pub fn answered_proposals(conn: &mut Conn, node: &NodeId) -> QueryResult<Vec<Proposal>> {
    coverage_proposals::table
        .filter(coverage_proposals::node_id.eq(node))
        .filter(coverage_proposals::state.ne(ProposalState::Proposed))
        .order((coverage_proposals::proposed_at.desc(), coverage_proposals::id.desc()))
        .limit(10)
        .select(Proposal::as_select())
        .load(conn)
}

/// All that waits, oldest first, with the node's short name and slug and who proposed.
pub fn waiting_proposals(conn: &mut Conn) -> QueryResult<Vec<(Proposal, String, String, String)>> {
    coverage_proposals::table
        .inner_join(nodes::table)
        .inner_join(accounts::table.on(accounts::id.eq(coverage_proposals::proposed_by)))
        .filter(coverage_proposals::state.eq(ProposalState::Proposed))
        .order((coverage_proposals::proposed_at, coverage_proposals::id))
        .limit(200)
        .select((Proposal::as_select(), nodes::short_name, nodes::slug, accounts::name))
        .load(conn)
}

pub fn find_proposal(conn: &mut Conn, id: &ProposalId) -> QueryResult<Proposal> {
    coverage_proposals::table.find(id).select(Proposal::as_select()).first(conn)
}

pub fn insert_proposal(
    conn: &mut Conn,
    node: &NodeId,
    rows: &Proposed,
    comment: &str,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<ProposalId> {
    let id = ProposalId::new();
    diesel::insert_into(coverage_proposals::table)
        .values((
            coverage_proposals::id.eq(&id),
            coverage_proposals::node_id.eq(node),
            coverage_proposals::state.eq(ProposalState::Proposed),
            coverage_proposals::rows.eq(serde_json::json!(rows).to_string()),
            coverage_proposals::comment.eq(comment),
            coverage_proposals::proposed_by.eq(by),
            coverage_proposals::proposed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Answers a proposal that waits; says whether it did.
pub fn answer_proposal(
    conn: &mut Conn,
    id: &ProposalId,
    state: ProposalState,
    (by, reason): (&AccountId, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let done = diesel::update(coverage_proposals::table.find(id))
        .filter(coverage_proposals::state.eq(ProposalState::Proposed))
        .set((
            coverage_proposals::state.eq(state),
            coverage_proposals::decided_by.eq(by),
            coverage_proposals::decided_at.eq(now),
            coverage_proposals::reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(done == 1)
}

/// The last pages of a node that were replaced, newest first: when, by whom, and the page as JSON.
pub fn revisions(
    conn: &mut Conn,
    node: &NodeId,
) -> QueryResult<Vec<(NaiveDateTime, Option<String>, String)>> {
    node_revisions::table
        .left_join(accounts::table)
        .filter(node_revisions::node_id.eq(node))
        .order((node_revisions::replaced_at.desc(), node_revisions::id.desc()))
        .limit(50)
        .select((node_revisions::replaced_at, accounts::name.nullable(), node_revisions::profile))
        .load(conn)
}

pub fn set_confirmed(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(nodes::table.find(node)).set(nodes::confirmed_at.eq(now)).execute(conn).map(drop)
}
