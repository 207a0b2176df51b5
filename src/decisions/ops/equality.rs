//! What says whether all who applied were treated alike.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::applications::{self, ApplicationId};
use crate::calls::{self, Call, CallId};
use crate::db::Conn;
use crate::decisions::access::{self, Seat};
use crate::decisions::rules::equality::Bid;
use crate::decisions::{DecisionState, queries};
use crate::history::By;
use crate::reviews::queries::{self as reviews, hidden_from};
use crate::reviews::{AssignmentState, ConflictState, Outcome as Verdict, views::reach};
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// What was granted to some and not to all, or was decided otherwise than by the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The message that says what it is.
    pub what: &'static str,
    /// Empty where it concerned everybody.
    pub reference: String,
    pub at: NaiveDateTime,
    pub why: String,
}

#[derive(Debug, Clone)]
pub struct Equality {
    pub call: Call,
    pub seat: Seat,
    pub bids: Vec<Bid>,
    pub exceptions: Vec<Exception>,
}

/// For those who sit over a call, once it is decided; without what they must not see.
pub fn equality(
    conn: &mut Conn,
    actor: &Actor,
    (id, words): (&CallId, &Vocabularies),
) -> Result<Equality> {
    let (call, seat) = access::seated(conn, actor, id)?;
    let hidden = hidden_from(conn, &actor.id, id)?;
    let bids = bids(conn, actor, (&call, words))?;
    let filed = applications::queries::of_call(conn, id)?;
    let named: BTreeMap<ApplicationId, String> = filed
        .into_iter()
        .filter(|one| !hidden.contains(&one.id))
        .filter_map(|one| Some((one.id, one.reference?)))
        .collect();
    let exceptions = exceptions(conn, (&call, &named))?;
    Ok(Equality { call, seat, bids, exceptions })
}

fn bids(conn: &mut Conn, actor: &Actor, (call, words): (&Call, &Vocabularies)) -> Result<Vec<Bid>> {
    let shown = queries::applications_of(conn, &call.id, Some(&actor.id))?;
    let leads = applications::ops::leads_counted(conn, &call.id)?;
    let before = applications::ops::led_before(conn, call)?;
    let documents: BTreeMap<_, _> = queries::documents_of(conn, &call.id)?.into_iter().collect();
    let decided: BTreeMap<_, _> = queries::of_call(conn, &call.id)?
        .into_iter()
        .filter(|one| one.state != DecisionState::Proposed)
        .map(|one| (one.application_id, one.outcome.becomes_a_node()))
        .collect();
    let scores: BTreeMap<_, _> = reviews::summary_of_call(conn, &actor.id, &call.id)?
        .into_iter()
        .map(|one| (one.application, one.median))
        .collect();
    let bid = |one: applications::Application| {
        let lead = leads.get(&one.id);
        let institution = lead.and_then(|slug| words.institution(slug));
        let regions = documents.get(&one.id).map(|text| reach(text, words).0).unwrap_or_default();
        Bid {
            kind: institution.map_or_else(|| "other".to_owned(), |one| one.kind.clone()),
            regions: regions.into_iter().collect(),
            first: lead.is_none_or(|slug| !before.contains(slug)),
            retained: decided.get(&one.id).copied(),
            score: scores.get(&one.id).copied().flatten(),
        }
    };
    Ok(shown.into_iter().map(bid).collect())
}

fn exceptions(
    conn: &mut Conn,
    (call, named): (&Call, &BTreeMap<ApplicationId, String>),
) -> Result<Vec<Exception>> {
    let mut all = Vec::new();
    let mut add = |what, reference: &str, at, why: &str| {
        let (reference, why) = (reference.to_owned(), why.to_owned());
        all.push(Exception { what, reference, at, why });
    };
    for one in calls::queries::extensions_of(conn, &call.id)? {
        add("decisions-exception-extended", "", one.granted_at, &one.reason);
    }
    for one in calls::queries::amendments_of(conn, &call.id)? {
        if !one.reason.is_empty() {
            add("decisions-exception-amended", "", one.made_at, &one.reason);
        }
    }
    for one in applications::queries::extensions_of(conn, &call.id)? {
        if let Some(reference) = named.get(&one.application_id) {
            add("decisions-exception-granted", reference, one.granted_at, &one.reason);
        }
    }
    for one in queries::completions_of_call(conn, &call.id)? {
        if let Some(reference) = named.get(&one.application_id) {
            add("decisions-exception-completed", reference, one.made_at, &one.message);
        }
    }
    for one in reviews::eligibilities_of(conn, &call.id)? {
        let against = one.outcome == Verdict::Eligible && !one.failed.is_empty();
        if let Some(reference) = named.get(&one.application_id).filter(|_| against) {
            add("decisions-exception-eligible", reference, one.decided_at, &one.reason);
        }
    }
    for one in reviews::conflicts_of_call(conn, &call.id)? {
        let cleared = one.state == ConflictState::Cleared;
        let named = named.get(&one.application_id).filter(|_| cleared);
        if let Some((reference, at)) = named.zip(one.decided_at) {
            add("decisions-exception-cleared", reference, at, &one.reason);
        }
    }
    let said = reviews::reviews_of_call(conn, &call.id)?;
    for one in reviews::assignments_of_call(conn, &call.id)? {
        let submitted = said.get(&one.id).and_then(|(review, _)| review.submitted_at);
        let late = submitted.zip(one.due_at).filter(|(at, due)| at > due);
        let counts = one.state == AssignmentState::Done;
        if let Some(((at, _), reference)) =
            late.zip(named.get(&one.application_id)).filter(|_| counts)
        {
            add("decisions-exception-late", reference, at, "");
        }
    }
    all.sort_by(|a, b| (a.at, &a.reference).cmp(&(b.at, &b.reference)));
    Ok(all)
}

/// Notes that somebody took the report away.
pub fn note_equality(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    (format, columns): (&str, &[&str]),
    now: NaiveDateTime,
) -> Result<()> {
    let (_, seat) = access::seated(conn, actor, id)?;
    if !(seat.coordinates || seat.chairs) {
        return Err(Error::NotFound);
    }
    let detail = json!({ "format": format, "columns": columns });
    note(conn, By::Account(actor.id.clone()), ("equality.export", id), &detail, now)
}
