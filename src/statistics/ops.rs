//! Calls in numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bid, Counted, Kept, queries, rules};
use crate::Result;
use crate::accounts::{AccountId, Actor};
use crate::applications::{self, ApplicationId, PartnerRole};
use crate::calls::{self, Call, CallId, State};
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::{self, DecisionState};
use crate::questionnaires::{self, VersionId};
use crate::reviews::queries::{self as reviews, hidden_from};
use crate::reviews::{AssignmentState, ReviewState, views::reach};
use crate::taxonomy::Vocabularies;

/// What is counted of each application of a call; of those whose words are gone what stayed.
pub fn kept(
    conn: &mut Conn,
    (call, words): (&CallId, &Vocabularies),
) -> Result<BTreeMap<ApplicationId, Kept>> {
    let mut all: BTreeMap<ApplicationId, Kept> = BTreeMap::new();
    for one in applications::queries::current_submissions(conn, call)? {
        let (regions, lines) = reach(&one.document, words);
        let area = |code: &String| words.discipline(code).is_some_and(|one| one.parent.is_none());
        let disciplines = lines.into_iter().filter(area).collect();
        all.insert(one.application_id, Kept { regions, disciplines, ..Kept::default() });
    }
    for (id, section) in sections(conn, call)? {
        all.entry(id).or_default().sections.insert(section);
    }
    let said = reviews::reviews_of_call(conn, call)?;
    for one in reviews::assignments_of_call(conn, call)? {
        let submitted = said.get(&one.id).and_then(|(review, _)| review.submitted_at);
        let asked = one.invited_at.or(one.answered_at);
        let counts = one.state == AssignmentState::Done;
        if let Some((at, asked)) = submitted.filter(|_| counts).map(|at| (at, asked.unwrap_or(at)))
        {
            let kept = all.entry(one.application_id).or_default();
            kept.reviews.push((at - asked).num_days());
            let recommends = said.get(&one.id).and_then(|(review, _)| review.recommendation);
            kept.recommended.extend(recommends.map(|one| one.to_string()));
        }
    }
    for one in reviews::summary_of_all(conn, call)? {
        all.entry(one.application).or_default().spread = one.spread;
    }
    for (id, figures) in queries::figures_of(conn, call)? {
        all.insert(id, serde_json::from_str(&figures).unwrap_or_default());
    }
    Ok(all)
}

/// The sections of drafts in which something was answered.
fn sections(conn: &mut Conn, call: &CallId) -> Result<Vec<(ApplicationId, String)>> {
    let answered = queries::answered_in_drafts(conn, call)?;
    let versions: BTreeSet<VersionId> = answered.iter().map(|row| row.1.clone()).collect();
    let versions: Vec<VersionId> = versions.into_iter().collect();
    let forms = questionnaires::queries::find_all(conn, &versions)?;
    let place = |(id, version, key): (ApplicationId, VersionId, String)| {
        let form = forms.iter().find(|one| one.id == version)?;
        form.definition.place(&key).map(|(section, ..)| (id, section.key.clone()))
    };
    Ok(answered.into_iter().filter_map(place).collect())
}

/// What of a call somebody may count.
struct Sight {
    /// Applications that they must not see or infer.
    hidden: BTreeSet<ApplicationId>,
    /// Whether they read reviews, and decisions before these are told.
    sits: bool,
}

impl Sight {
    /// Of whoever runs a call. An admin who does not coordinate it reads of its review and its decisions what was told.
    fn of(conn: &mut Conn, actor: &Actor, call: &CallId) -> Result<Self> {
        let hidden = hidden_from(conn, &actor.id, call)?;
        let sits = !calls::queries::roles_of(conn, call, &actor.id)?.is_empty();
        Ok(Self { hidden, sits })
    }

    const fn of_everybody() -> Self {
        Self { hidden: BTreeSet::new(), sits: false }
    }
}

/// The applications of a call as they are counted; those that somebody must not see are not among them.
fn bids(conn: &mut Conn, (call, words): (&Call, &Vocabularies), sight: &Sight) -> Result<Vec<Bid>> {
    let mut kept = kept(conn, (&call.id, words))?;
    let before = applications::ops::led_before(conn, call)?;
    let decided: BTreeMap<_, _> = decisions::queries::of_call(conn, &call.id)?
        .into_iter()
        .filter(|one| match sight.sits {
            true => one.state != DecisionState::Proposed,
            false => one.state == DecisionState::Notified,
        })
        .map(|one| (one.application_id.clone(), one))
        .collect();
    let mut received: BTreeMap<ApplicationId, Vec<_>> = BTreeMap::new();
    for (id, at) in queries::received(conn, &call.id)? {
        received.entry(id).or_default().push(at);
    }
    let mut leads: BTreeMap<ApplicationId, String> = BTreeMap::new();
    let mut partners: BTreeMap<ApplicationId, BTreeSet<String>> = BTreeMap::new();
    for one in applications::ops::institutions_counted(conn, &call.id)? {
        if one.role == PartnerRole::Lead {
            leads.insert(one.application_id, one.institution);
        } else {
            partners.entry(one.application_id).or_default().insert(one.institution);
        }
    }
    if !sight.sits && call.results_at.is_none() {
        kept.values_mut().for_each(|one| (one.spread, one.recommended) = (None, Vec::new()));
    }
    let all = applications::queries::of_call(conn, &call.id)?;
    let closes = call.terms.closes_at.map(network_day);
    let bid = |one: applications::Application| {
        let lead = leads.remove(&one.id);
        let institution = lead.as_deref().and_then(|slug| words.institution(slug));
        let filings = received.remove(&one.id).unwrap_or_default();
        let decision = decided.get(&one.id);
        let told = decision.and_then(|one| one.notified_at);
        let filed_on = filings.first().map(|at| network_day(*at));
        Bid {
            state: one.state,
            outcome: decision.map(|one| one.outcome),
            filed_on,
            ahead: closes.zip(filed_on).map(|(last, day)| (last - day).num_days().max(0)),
            days: told.zip(filings.last()).map(|(told, filed)| (told - *filed).num_days()),
            kind: institution.map_or_else(|| "other".to_owned(), |one| one.kind.clone()),
            first: lead.as_ref().is_none_or(|slug| !before.contains(slug)),
            partners: partners.remove(&one.id).unwrap_or_default(),
            lead,
            kept: kept.remove(&one.id).unwrap_or_default(),
        }
    };
    Ok(all.into_iter().filter(|one| !sight.hidden.contains(&one.id)).map(bid).collect())
}

/// How many reviews each reviewer of a call has, and how many are in.
fn load(
    conn: &mut Conn,
    call: &CallId,
    hidden: &BTreeSet<ApplicationId>,
) -> Result<Vec<(usize, usize)>> {
    let said = reviews::reviews_of_call(conn, call)?;
    let mut all: BTreeMap<AccountId, (usize, usize)> = BTreeMap::new();
    for one in reviews::assignments_of_call(conn, call)? {
        let runs = matches!(
            one.state,
            AssignmentState::Invited | AssignmentState::Accepted | AssignmentState::Done
        );
        if !runs || hidden.contains(&one.application_id) {
            continue;
        }
        let is_in = |(review, _): &(crate::reviews::Review, Vec<crate::reviews::Score>)| {
            review.state == ReviewState::Submitted
        };
        let (has, done) = all.entry(one.reviewer_id).or_default();
        *has += 1;
        *done += usize::from(said.get(&one.id).is_some_and(is_in));
    }
    Ok(all.into_values().collect())
}

/// A call in numbers for whoever runs it, and how many applications they must not see were left out.
pub fn of_call(
    conn: &mut Conn,
    actor: &Actor,
    (id, words): (&CallId, &Vocabularies),
) -> Result<(Call, Counted, usize)> {
    let call = calls::access::for_desk(conn, actor, id)?;
    let sight = Sight::of(conn, actor, id)?;
    let counted = count(conn, (&call, words), &sight)?;
    Ok((call, counted, sight.hidden.len()))
}

/// Every call that somebody runs, in numbers.
pub fn of_calls(
    conn: &mut Conn,
    actor: &Actor,
    words: &Vocabularies,
) -> Result<Vec<(Call, Counted, usize)>> {
    let who = (!actor.is_admin()).then_some(&actor.id);
    let calls = calls::queries::on_desk(conn, who)?;
    let opened = calls.into_iter().filter(|call| call.published_at.is_some());
    let one = |call: Call| -> Result<_> {
        let sight = Sight::of(conn, actor, &call.id)?;
        let counted = count(conn, (&call, words), &sight)?;
        Ok((call, counted, sight.hidden.len()))
    };
    opened.map(one).collect()
}

/// Every call whose results are out, in numbers: for everybody, who is shown no small ones.
pub fn of_published(conn: &mut Conn, words: &Vocabularies) -> Result<Vec<(Call, Counted)>> {
    let calls = calls::queries::public(conn)?;
    let told = calls
        .into_iter()
        .filter(|call| matches!(call.state, State::ResultsPublished | State::Archived));
    let one = |call: Call| -> Result<_> {
        let counted = count(conn, (&call, words), &Sight::of_everybody())?;
        Ok((call, counted))
    };
    told.map(one).collect()
}

fn count(conn: &mut Conn, (call, words): (&Call, &Vocabularies), sight: &Sight) -> Result<Counted> {
    let bids = bids(conn, (call, words), sight)?;
    let load = load(conn, &call.id, &sight.hidden)?;
    Ok(rules::counted(&bids, load))
}
