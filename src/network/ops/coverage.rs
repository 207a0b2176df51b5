//! Coverage: proposed by the node, agreed by the network's administration.

use chrono::NaiveDateTime;
use serde_json::json;

use super::managed;
use crate::accounts::{self, Actor};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::queries::{self, Of};
use crate::network::{Proposal, ProposalId, ProposalState, Proposed, rules};
use crate::outbox;
use crate::{Error, Result};

/// Proposes a change. A node has one proposal at a time.
pub fn propose(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    (change, comment): (&Proposed, &str),
    now: NaiveDateTime,
) -> Result<ProposalId> {
    let node = managed(conn, actor, slug)?;
    if change.is_empty() {
        return Err(rules::EMPTY_PROPOSAL.into());
    }
    if let Some(open) = queries::open_proposal(conn, &node.id)? {
        let same =
            open.proposed() == *change && open.comment == comment && open.proposed_by == actor.id;
        // The form came twice.
        return if same { Ok(open.id) } else { Err(rules::ONE_PROPOSAL.into()) };
    }
    let id = queries::insert_proposal(conn, &node.id, change, comment, &actor.id, now)?;
    record(conn, actor, "coverage.proposed", node.id.as_str(), &id, now)?;
    Ok(id)
}

/// Takes a proposal back. Says nothing when it was answered meanwhile.
pub fn withdraw(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    id: &ProposalId,
    now: NaiveDateTime,
) -> Result<()> {
    let node = managed(conn, actor, slug)?;
    let proposal = queries::find_proposal(conn, id)?;
    if proposal.node_id != node.id {
        return Err(Error::NotFound);
    }
    let withdrawn = ProposalState::Withdrawn;
    if queries::answer_proposal(conn, id, withdrawn, (&actor.id, ""), now)? {
        record(conn, actor, "coverage.withdrawn", node.id.as_str(), id, now)?;
    }
    Ok(())
}

/// Agrees to a proposal: its rows begin and end by dates, from today on.
pub fn agree(conn: &mut Conn, actor: &Actor, id: &ProposalId, now: NaiveDateTime) -> Result<()> {
    let Some(proposal) = answer(conn, actor, id, (ProposalState::Agreed, ""), now)? else {
        return Ok(());
    };
    let (change, today) = (proposal.proposed(), network_day(now));
    let live = queries::live_coverage(conn, Of::One(&proposal.node_id), today)?;
    for row in live.iter().filter(|row| change.end.contains(&row.keys)) {
        queries::end_coverage(conn, &row.id, today.pred_opt().unwrap_or(today))?;
    }
    let stays =
        |keys: &&_| live.iter().any(|row| row.keys == **keys && !change.end.contains(&row.keys));
    for keys in change.add.iter().filter(|keys| !stays(keys)) {
        queries::begin_coverage(conn, &proposal.node_id, keys, today)?;
    }
    record(conn, actor, "coverage.agreed", proposal.node_id.as_str(), id, now)
}

/// Refuses a proposal, with a reason its author reads.
pub fn refuse(
    conn: &mut Conn,
    actor: &Actor,
    id: &ProposalId,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let Some(proposal) = answer(conn, actor, id, (ProposalState::Refused, reason), now)? else {
        return Ok(());
    };
    record(conn, actor, "coverage.refused", proposal.node_id.as_str(), id, now)
}

/// The proposal that was answered; none when it had this answer already.
fn answer(
    conn: &mut Conn,
    actor: &Actor,
    id: &ProposalId,
    (state, reason): (ProposalState, &str),
    now: NaiveDateTime,
) -> Result<Option<Proposal>> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let proposal = queries::find_proposal(conn, id)?;
    if proposal.state == state {
        return Ok(None);
    }
    if !queries::answer_proposal(conn, id, state, (&actor.id, reason), now)? {
        return Err(rules::ANSWERED_ALREADY.into());
    }
    let author = accounts::queries::find(conn, &proposal.proposed_by)?;
    let node = queries::find(conn, &proposal.node_id)?;
    let template =
        if state == ProposalState::Agreed { "coverage_agreed" } else { "coverage_refused" };
    let payload = json!({
        "node": node.short_name,
        "path": format!("/nodes/{}/coverage", node.slug),
        "reason": reason,
    });
    let key = format!("{template}:{id}");
    outbox::write(
        conn,
        template,
        (&author.name, &author.email, author.language),
        (payload, Some(key)),
        now,
    )?;
    Ok(Some(proposal))
}

fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    node: &str,
    id: &ProposalId,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("node", node), &json!({ "proposal": id }), now)
}
