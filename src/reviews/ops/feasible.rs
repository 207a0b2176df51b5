//! Whether those who said yes are enough, were the applications to come like those of the last call.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::assign::candidates;
use crate::Result;
use crate::accounts::Actor;
use crate::applications::ApplicationId;
use crate::db::Conn;
use crate::reviews::access::Desk;
use crate::reviews::rules::conflicts::{self, Bid};
use crate::reviews::rules::proposal::{Wanting, propose};
use crate::reviews::{queries, views};
use crate::taxonomy::Vocabularies;

/// What would be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feasible {
    /// The call that it is reckoned from.
    pub last: String,
    pub bids: usize,
    /// Reviews that nobody could take.
    pub missing: usize,
    /// The regions of the applications that would lack some.
    pub regions: BTreeSet<String>,
}

/// Before a call is frozen; nothing for the first of its series. Of the last call nothing counts that the reader must not see.
pub fn feasible(
    conn: &mut Conn,
    actor: &Actor,
    (desk, words): (&Desk, &Vocabularies),
    now: NaiveDateTime,
) -> Result<Option<Feasible>> {
    if desk.call.frozen_at.is_some() {
        return Ok(None);
    }
    let Some(last) = queries::last_frozen(conn, &desk.call)? else { return Ok(None) };
    let hidden = queries::hidden_from(conn, &actor.id, &last.id)?;
    let mut bids: Vec<(ApplicationId, Bid)> = queries::bids(conn, &last.id)?.into_iter().collect();
    bids.retain(|(id, _)| !hidden.contains(id));
    let filings = queries::filings(conn, &last.id)?;
    let domains = queries::domains(conn)?;
    let judges = super::judges(conn, &desk.call.id, now)?;
    let people = candidates(conn, (desk, &[]), words, now)?;
    let wanting = |(id, bid): &(ApplicationId, Bid)| {
        let filed = filings.iter().find(|one| one.application_id == *id);
        let (regions, disciplines) =
            filed.map(|one| views::reach(&one.document, words)).unwrap_or_default();
        let apart = judges
            .iter()
            .filter(|judge| !conflicts::found(judge, bid, (words, &domains)).is_empty())
            .map(|judge| judge.account.clone());
        Wanting {
            id: id.clone(),
            regions,
            disciplines,
            barred: apart.chain(bid.accounts.iter().cloned()).collect(),
            fixed: BTreeSet::new(),
        }
    };
    let wanting: Vec<Wanting> = bids.iter().map(wanting).collect();
    let each = usize::try_from(desk.call.terms.reviewers_each).unwrap_or(3);
    let made = propose(&wanting, &people, each);
    let lacks = |one: &&Wanting| made.short.iter().any(|short| short.id == one.id);
    Ok(Some(Feasible {
        last: last.reference,
        bids: wanting.len(),
        missing: made.short.iter().map(|short| short.missing).sum(),
        regions: wanting.iter().filter(lacks).flat_map(|one| one.regions.clone()).collect(),
    }))
}
