//! An accepted application becomes a node that gets questions, or a part of one that there is.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::existing::{extend, label, leads, place};
use super::{note, with_node};
use crate::accounts::{self, AccountId, Actor, NodeId, NodeRole};
use crate::app::App;
use crate::applications::rules::document;
use crate::applications::{self, Application, ApplicationId};
use crate::calls;
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::{self, Decision};
use crate::history::By;
use crate::labels::{
    Label, LabelId, LabelKind, LabelState, Plan, Replay, Said, mail, queries, rules,
};
use crate::network::queries::NewNode;
use crate::network::{self, Keys, Kind, Node, Profile, Status};
use crate::questionnaires;
use crate::reviews::queries::hidden_from;
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::{Replayed, loads, received_since, whole_network};
use crate::tickets::routing::{Desk, Network, rules as order};
use crate::{Error, Result, conventions};

/// Tickets that are replayed at most; the newest.
const MOST_REPLAYED: i64 = 20_000;

/// An application of which a node is to be made, with what it says.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub application: Application,
    pub decision: Decision,
    pub said: Said,
    pub kind: LabelKind,
    /// The kind of node that its call labels, where that says so.
    pub node_kind: Option<Kind>,
}

/// An application whose label was told and published, for the network's administration.
pub fn accepted(conn: &mut Conn, actor: &Actor, id: &ApplicationId) -> Result<Accepted> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let application = applications::queries::find(conn, id)?;
    let call = calls::queries::find(conn, &application.call_id)?;
    // What was withdrawn is not made a node of, whatever was decided before.
    if application.state != applications::State::Decided {
        return Err(Error::NotFound);
    }
    // Nobody makes a node of an application they have a part in or a conflict with.
    if hidden_from(conn, &actor.id, &call.id)?.contains(id) {
        return Err(Error::NotFound);
    }
    let published = matches!(call.state, calls::State::ResultsPublished | calls::State::Archived);
    let decision =
        decisions::queries::told(conn, id)?.filter(|_| published).ok_or(Error::NotFound)?;
    let kind = rules::kind_of(decision.outcome).ok_or(Error::NotFound)?;
    let seq = application.current_seq.ok_or(Error::NotFound)?;
    let filed = applications::queries::submission(conn, id, seq)?;
    let form = questionnaires::queries::find(conn, &filed.version_id)?.definition;
    let (answers, whole) = document::read(&filed.document);
    let said = rules::said(&form, &answers, &whole);
    Ok(Accepted { application, decision, said, kind, node_kind: call.terms.node_kind })
}

/// What would have come to the node in the last ninety days, had it covered this: where it extends one that is there, only
/// what did not come to that one anyhow. Writes nothing.
pub fn replay(
    conn: &mut Conn,
    (kind, coverage, place): (LabelKind, &[Keys], Option<&NodeId>),
    words: &Vocabularies,
    now: NaiveDateTime,
) -> Result<Replay> {
    let new = || Desk {
        id: NodeId::new(),
        slug: String::new(),
        kind: Kind::Workshop,
        status: status_of(kind, Kind::Workshop),
        languages: "fr".to_owned(),
        full_time_equivalents: 1.0,
        fairness_weight: 1.0,
        relay_of: None,
        region: None,
        town: None,
    };
    replayed(conn, (now - rules::REPLAYED, now), coverage, words, |network| {
        let there = place.and_then(|node| network.desks.get(node));
        Some(there.cloned().unwrap_or_else(new))
    })
}

/// What would have come since an instant to a desk that covered this; nothing where there is no such desk.
pub(super) fn replayed(
    conn: &mut Conn,
    (since, now): (NaiveDateTime, NaiveDateTime),
    coverage: &[Keys],
    words: &Vocabularies,
    desk: impl FnOnce(&Network) -> Option<Desk>,
) -> Result<Replay> {
    conn.at_one_moment(|conn| {
        let tickets = received_since(conn, since, MOST_REPLAYED)?;
        tried(conn, &tickets, (coverage, words), now, desk)
    })
}

/// What of some tickets would have come to a desk that covered this.
pub(super) fn tried(
    conn: &mut Conn,
    tickets: &[Replayed],
    (coverage, words): (&[Keys], &Vocabularies),
    now: NaiveDateTime,
    desk: impl FnOnce(&Network) -> Option<Desk>,
) -> Result<Replay> {
    let network = whole_network(conn, network_day(now))?;
    let all: Vec<NodeId> = network.desks.keys().cloned().collect();
    let loads = match order::worth_counting(&all, &network) {
        none if none.is_empty() => HashMap::new(),
        some => loads(conn, &some, now)?,
    };
    let Some(desk) = desk(&network) else { return Ok(Replay::default()) };
    Ok(rules::replay(tickets, (network, &loads), (desk, coverage), words))
}

/// What a node of some kind is while its label holds: only workshops bear it in their status.
pub(super) const fn status_of(label: LabelKind, node: Kind) -> Status {
    let status = match label {
        LabelKind::Full | LabelKind::Conditional => Status::Labelled,
        LabelKind::Trajectory => Status::Trajectory,
    };
    if node.may_be(status) { status } else { Status::Active }
}

/// Makes an accepted application a node, with all that belongs to it: from here on questions come to it. Where it is one that
/// there is already, that one covers and offers more, and its label follows: there is never a second node. Done once; the
/// second time answers the label of the first.
pub fn activate(
    conn: &mut Conn,
    actor: &Actor,
    (id, plan): (&ApplicationId, &Plan),
    now: NaiveDateTime,
) -> Result<Label> {
    let accepted = accepted(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    let before = queries::of_application(conn, id)?;
    if let Some(there) = before.as_ref().filter(|it| it.decision_id == accepted.decision.id) {
        return Ok(there.clone());
    }
    if plan.coverage.is_empty() {
        return Err(rules::COVERS_NOTHING.into());
    }
    let today = network_day(now);
    if plan.ends_on <= plan.starts_on.max(today) {
        return Err(rules::TOO_SOON.into());
    }
    let existing = place(conn, (&accepted, plan, before.as_ref()), today)?;
    // What a node that there is covers more, it covers at once.
    if existing.is_some() && plan.starts_on > today {
        return Err(rules::OPEN_ALREADY.into());
    }
    let has_manager = plan.members.iter().any(|(_, role)| *role == NodeRole::Manager);
    let node = match &existing {
        None if !has_manager => return Err(rules::NO_MANAGER.into()),
        None => bear(conn, (&accepted, plan), now)?,
        Some(node) => extend(conn, node, (&accepted, plan), now)?,
    };
    let leads = leads(&accepted.said);
    conventions::ops::clear_node(conn, actor, (&node, &leads, &plan.without_convention), now)?;
    join(conn, &node, &plan.members, today)?;
    let label = label(conn, (&node, &accepted, plan), before, now)?;
    let conditions = decisions::rules::conditions(&accepted.decision.conditions);
    queries::insert_conditions(conn, &label.id, &conditions.unwrap_or_default())?;
    let born = network::queries::find(conn, &node)?;
    let detail = json!({ "node": node, "kind": born.kind, "coverage": plan.coverage.len(),
                         "from": plan.starts_on, "until": plan.ends_on, "shadow": plan.shadow_days,
                         "existing": existing.is_some() });
    note(conn, By::Account(actor.id.clone()), ("label.activate", &label.id), &detail, now)?;
    if plan.starts_on <= today {
        tell_open(conn, (&label, &born), now)?;
    }
    Ok(label)
}

fn tell_open(conn: &mut Conn, (label, node): (&Label, &Node), now: NaiveDateTime) -> Result<()> {
    let people = queries::managers(conn, &node.id, network_day(now))?;
    let key = format!("active-{}", label.decision_id);
    mail::tell(conn, ("label_active", &key), (label, node), &people, now)
}

/// Opens the nodes whose day has come; answers how many.
pub(super) fn open_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let due = app.db.read_now(|conn| Ok(queries::opening(conn, network_day(now))?))?;
    let mut done = 0;
    for id in due {
        done += usize::from(app.db.write_step(|conn| open(conn, &id, now))?);
    }
    Ok(done)
}

fn open(conn: &mut Conn, id: &LabelId, now: NaiveDateTime) -> Result<bool> {
    let (label, node) = with_node(conn, id)?;
    let waits = label.state == LabelState::Active && node.status == Status::Planned;
    if !waits || label.starts_on > network_day(now) {
        return Ok(false);
    }
    let status = status_of(label.kind, node.kind);
    network::ops::change_status(conn, &node, (node.kind, status), (None, ""), now)?;
    note(conn, By::System, ("label.open", id), &json!({ "node": node.id }), now)?;
    tell_open(conn, (&label, &node), now)?;
    Ok(true)
}

/// Puts those who are not there yet among a node's people.
fn join(
    conn: &mut Conn,
    node: &NodeId,
    members: &[(AccountId, NodeRole)],
    today: NaiveDate,
) -> Result<()> {
    let there = accounts::queries::members_of(conn, node, today)?;
    let is_new = |account: &AccountId| there.iter().all(|one| one.account != *account);
    for (account, role) in members.iter().filter(|(account, _)| is_new(account)) {
        accounts::queries::insert_membership(conn, account, node, *role, (today, None))?;
    }
    Ok(())
}

/// The node itself: its page, its days, whom it covers and what it offers.
fn bear(
    conn: &mut Conn,
    (accepted, plan): (&Accepted, &Plan),
    now: NaiveDateTime,
) -> Result<NodeId> {
    let (today, said) = (network_day(now), &accepted.said);
    let slug = free_slug(conn, &plan.short_name)?;
    // Until its day it is planned: nothing comes to it.
    let opens = plan.starts_on.max(today);
    let status = match opens > today {
        true => Status::Planned,
        false => status_of(accepted.kind, plan.kind),
    };
    let new = NewNode {
        slug: &slug,
        kind: plan.kind,
        status,
        name: &plan.name,
        short_name: &plan.short_name,
    };
    let id = network::queries::insert_node(conn, &new, now)?;
    let node = network::queries::find(conn, &id)?;
    let only = |codes: &[String]| (codes.len() == 1).then(|| codes[0].clone());
    let profile = Profile {
        region: only(&said.regions),
        help_email: (!plan.help_email.is_empty()).then(|| plan.help_email.clone()),
        description_fr: said.description.clone(),
        full_time_equivalents: if said.staff >= 0.05 { said.staff } else { 1.0 },
        ..node.profile()
    };
    network::queries::set_profile(conn, &id, &profile, node.lock_version, now)?;
    network::queries::begin_period(conn, &id, new.status, today, "")?;
    for keys in &plan.coverage {
        network::queries::begin_coverage(conn, &id, keys, opens)?;
    }
    for (institution, role) in &said.institutions {
        network::queries::begin_institution(conn, &id, institution, *role, today)?;
    }
    network::ops::put_services(conn, &id, &[], &plan.services, today)?;
    network::queries::set_disciplines(conn, &id, &said.disciplines)?;
    Ok(id)
}

fn free_slug(conn: &mut Conn, name: &str) -> Result<String> {
    let base = crate::text::slug(name);
    let base = if base.is_empty() { "atelier".to_owned() } else { base };
    crate::text::untaken_slug(&base, |slug| Ok(network::queries::slug_is_taken(conn, slug)?))
}
