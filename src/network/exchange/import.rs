//! Taking in.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use serde_json::json;

use super::{Stored, institutions};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::directory::{Directory, Faults, NodeEntry};
use crate::network::rules::{Known, PlannedNode, check};
use crate::network::{
    InstitutionRole, Keys, Node, NodeId, Profile, Revision, Status, ops, queries,
};
use crate::taxonomy::{self, Bundle, Vocabularies};
use crate::{Result, conventions, deadlines};

/// What an import did. All zero when the file told nothing new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub nodes_created: usize,
    pub nodes_changed: usize,
    pub institutions: usize,
    pub sites: usize,
    pub coverage_started: usize,
    pub coverage_ended: usize,
}

/// Takes in a directory, or tells every fault and changes nothing. Why nodes become active whose lead institutions have no
/// valid convention is said beside it, as on the page; nothing where nobody said so.
pub fn import(
    conn: &mut Conn,
    (json, without_convention): (&str, &str),
    by: &By,
    now: NaiveDateTime,
) -> Result<Result<Imported, Faults>> {
    let directory = match Directory::parse(json) {
        Ok(directory) => directory,
        Err(faults) => return Ok(Err(faults)),
    };
    let vocabularies = Vocabularies::load(conn)?;
    let nodes = queries::all(conn)?;
    let plan = match check(&directory, &Known { vocabularies: &vocabularies, nodes: &nodes }) {
        Ok(plan) => plan,
        Err(faults) => return Ok(Err(faults)),
    };
    let faults = unsigned(conn, (&plan.nodes, &nodes, without_convention), network_day(now))?;
    if !faults.0.is_empty() {
        return Ok(Err(faults));
    }
    let institutions = institutions::new_or_changed(conn, &vocabularies, &directory.institutions)?;
    let mut done = Imported {
        institutions: institutions.len(),
        sites: plan.sites.len(),
        ..Imported::default()
    };
    if done.institutions + done.sites > 0 {
        let bundle = Bundle { institutions, sites: plan.sites, ..Bundle::default() };
        taxonomy::store(conn, &bundle)?;
    }
    put_nodes(conn, by, (&plan.nodes, nodes, without_convention), &mut done, now)?;
    if done != Imported::default() {
        history::record(conn, by, "network.imported", ("network", "directory"), &json!(done), now)?;
    }
    Ok(Ok(done))
}

/// The nodes that a file opens for institutions that have not signed, unless somebody says why.
fn unsigned(
    conn: &mut Conn,
    (planned, known, why): (&[PlannedNode<'_>], &[Node], &str),
    today: NaiveDate,
) -> Result<Faults> {
    let mut faults = Faults::default();
    if conventions::rules::is_reason(why) {
        return Ok(faults);
    }
    for (place, plan) in planned.iter().enumerate() {
        let before = known.iter().find(|node| node.slug == plan.entry.slug);
        if !opens(plan.status, before.map(|node| node.status)) {
            continue;
        }
        let missing = conventions::ops::unsigned(conn, &plan.entry.lead_institutions, today)?;
        if !missing.is_empty() {
            let who = missing.join(", ");
            let reason = format!(
                "opens a node whose lead has no valid convention ({who}): have it signed, or say why in ten characters or \
                 more with --without-convention"
            );
            faults.add(format!("nodes[{place}].status"), reason);
        }
    }
    Ok(faults)
}

/// Whether the network begins to count on a node.
fn opens(status: Status, before: Option<Status>) -> bool {
    ops::is_live(status) && !before.is_some_and(ops::is_live)
}

fn put_nodes(
    conn: &mut Conn,
    by: &By,
    (planned, known, why): (&[PlannedNode<'_>], Vec<Node>, &str),
    done: &mut Imported,
    now: NaiveDateTime,
) -> Result<()> {
    let mut stored = Stored::read(conn, network_day(now))?;
    let mut nodes: HashMap<String, Node> =
        known.into_iter().map(|node| (node.slug.clone(), node)).collect();
    let mut changed = Vec::with_capacity(planned.len());
    for plan in planned {
        let slug = &plan.entry.slug;
        let created = !nodes.contains_key(slug);
        if created {
            nodes.insert(slug.clone(), create(conn, plan, now)?);
        }
        let node = &nodes[slug];
        let differs = put_profile(conn, node, plan, &mut stored, created, now)?
            | put_status(conn, node, plan, now)?
            | put_parts(conn, node, plan, &mut stored, done, now)?;
        done.nodes_created += usize::from(created);
        if opens(plan.status, (!created).then_some(node.status)) {
            let leads = &plan.entry.lead_institutions;
            conventions::ops::note_override(conn, by, (&node.id, leads, why), now)?;
        }
        let desk_moved = node.fallback_desk != plan.entry.fallback_desk;
        changed.push((differs || desk_moved) && !created);
    }
    for (place, plan) in planned.iter().enumerate() {
        changed[place] |=
            put_links(conn, plan, &nodes)? && nodes[&plan.entry.slug].created_at != now;
    }
    put_desk(conn, planned, &nodes)?;
    done.nodes_changed = changed.into_iter().filter(|changed| *changed).count();
    Ok(())
}

fn create(conn: &mut Conn, plan: &PlannedNode<'_>, now: NaiveDateTime) -> Result<Node> {
    let entry = plan.entry;
    let new = queries::NewNode {
        slug: &entry.slug,
        kind: plan.kind,
        status: plan.status,
        name: entry.name.trim(),
        short_name: short_name(entry),
    };
    let id = queries::insert_node(conn, &new, now)?;
    let since = plan.since.unwrap_or_else(|| network_day(now));
    queries::begin_period(conn, &id, plan.status, since, "")?;
    Ok(queries::find(conn, &id)?)
}

fn short_name(entry: &NodeEntry) -> &str {
    let short = entry.short_name.trim();
    if short.is_empty() { entry.name.trim() } else { short }
}

fn put_profile(
    conn: &mut Conn,
    node: &Node,
    plan: &PlannedNode<'_>,
    stored: &mut Stored,
    created: bool,
    now: NaiveDateTime,
) -> Result<bool> {
    let (before, after) = (node.profile(), profile(plan.entry, node));
    if before == after {
        return Ok(false);
    }
    if created {
        queries::set_profile(conn, &node.id, &after, node.lock_version, now)?;
    } else {
        let services = stored.services.get(&node.id).map(Vec::as_slice).unwrap_or_default();
        let services = services.iter().map(|row| row.service.clone()).collect();
        let revision = Revision { profile: before, services };
        queries::insert_revision(conn, &node.id, &revision, None, now)?;
        let calendar = deadlines::ops::calendar(conn, &node.id, now)?;
        queries::set_profile(conn, &node.id, &after, node.lock_version, now)?;
        deadlines::ops::calendar_changed(conn, &node.id, &calendar, now)?;
    }
    Ok(true)
}

fn profile(entry: &NodeEntry, node: &Node) -> Profile {
    let kept =
        |typed: &Option<String>, kept: &str| typed.clone().unwrap_or_else(|| kept.to_owned());
    Profile {
        name: entry.name.trim().to_owned(),
        short_name: short_name(entry).to_owned(),
        region: entry.region.clone(),
        city: entry.city.clone(),
        website: entry.website.clone(),
        help_email: entry.help_email.as_ref().map(|email| email.to_lowercase()),
        description_fr: entry.description_fr.clone(),
        description_en: entry.description_en.clone(),
        languages: entry.languages.join(","),
        opening_days: kept(
            &entry.opening_days.as_ref().map(|days| days.join(",")),
            &node.opening_days,
        ),
        opening_note_fr: kept(&entry.opening_note_fr, &node.opening_note_fr),
        opening_note_en: kept(&entry.opening_note_en, &node.opening_note_en),
        full_time_equivalents: entry.full_time_equivalents.unwrap_or(node.full_time_equivalents),
        fairness_weight: entry.fairness_weight.unwrap_or(node.fairness_weight),
    }
}

fn put_status(
    conn: &mut Conn,
    node: &Node,
    plan: &PlannedNode<'_>,
    now: NaiveDateTime,
) -> Result<bool> {
    if (node.kind, node.status) == (plan.kind, plan.status) {
        return Ok(false);
    }
    if node.status == plan.status {
        queries::set_kind_and_status(conn, &node.id, plan.kind, plan.status, now)?;
    } else {
        let today = network_day(now);
        let since = plan.since.filter(|day| *day <= today);
        ops::change_status(conn, node, (plan.kind, plan.status), (since, ""), now)?;
    }
    Ok(true)
}

fn put_parts(
    conn: &mut Conn,
    node: &Node,
    plan: &PlannedNode<'_>,
    stored: &mut Stored,
    done: &mut Imported,
    now: NaiveDateTime,
) -> Result<bool> {
    let today = network_day(now);
    let (started, ended) = put_coverage(conn, &node.id, plan, stored, today)?;
    done.coverage_started += started;
    done.coverage_ended += ended;
    let institutions = put_institutions(conn, &node.id, plan.entry, stored, today)?;
    let services = stored.services.remove(&node.id).unwrap_or_default();
    let services = ops::put_services(conn, &node.id, &services, &plan.entry.services, today)?;
    let mut declared = plan.entry.disciplines.clone();
    declared.sort();
    declared.dedup();
    let disciplines = stored.disciplines.remove(&node.id).unwrap_or_default() != declared;
    if disciplines {
        queries::set_disciplines(conn, &node.id, &declared)?;
    }
    Ok(started + ended > 0 || institutions || services || disciplines)
}

fn put_coverage(
    conn: &mut Conn,
    node: &NodeId,
    plan: &PlannedNode<'_>,
    stored: &mut Stored,
    today: NaiveDate,
) -> Result<(usize, usize)> {
    let live = stored.coverage.remove(node).unwrap_or_default();
    let (mut started, mut ended) = (0, 0);
    for row in live.iter().filter(|row| !plan.coverage.contains(&row.keys)) {
        queries::end_coverage(conn, &row.id, today.pred_opt().unwrap_or(today))?;
        ended += 1;
    }
    let is_live = |keys: &&Keys| live.iter().any(|row| row.keys == **keys);
    for keys in plan.coverage.iter().filter(|keys| !is_live(keys)) {
        queries::begin_coverage(conn, node, keys, today)?;
        started += 1;
    }
    Ok((started, ended))
}

fn put_institutions(
    conn: &mut Conn,
    node: &NodeId,
    entry: &NodeEntry,
    stored: &mut Stored,
    today: NaiveDate,
) -> Result<bool> {
    let leads = entry.lead_institutions.iter().map(|slug| (slug, InstitutionRole::Lead));
    let partners = entry.partner_institutions.iter().map(|slug| (slug, InstitutionRole::Partner));
    let mut wanted: Vec<(&String, InstitutionRole)> = Vec::new();
    for one in leads.chain(partners) {
        if !wanted.contains(&one) {
            wanted.push(one);
        }
    }
    let live = stored.institutions.remove(node).unwrap_or_default();
    let mut changed = false;
    for row in live.iter().filter(|row| !wanted.contains(&(&row.institution, row.role))) {
        queries::end_institution(conn, &row.id, today.pred_opt().unwrap_or(today))?;
        changed = true;
    }
    for (slug, role) in wanted {
        if !live.iter().any(|row| row.institution == *slug && row.role == role) {
            queries::begin_institution(conn, node, slug, role, today)?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Links between nodes, once all of them exist. One that the file leaves out stays as it is.
fn put_links(
    conn: &mut Conn,
    plan: &PlannedNode<'_>,
    nodes: &HashMap<String, Node>,
) -> Result<bool> {
    let node = &nodes[&plan.entry.slug];
    let id_of = |slug: &String| nodes.get(slug).map(|node| &node.id);
    let mut changed = false;
    if let Some(centre) = plan.entry.relay_of.as_ref().and_then(id_of)
        && node.relay_of.as_ref() != Some(centre)
    {
        queries::set_relay_of(conn, &node.id, Some(centre))?;
        changed = true;
    }
    if let Some(next) = plan.entry.successor.as_ref().and_then(id_of)
        && node.successor_id.as_ref() != Some(next)
    {
        queries::set_successor(conn, &node.id, Some(next))?;
        changed = true;
    }
    Ok(changed)
}

fn put_desk(
    conn: &mut Conn,
    planned: &[PlannedNode<'_>],
    nodes: &HashMap<String, Node>,
) -> Result<()> {
    let moved = planned
        .iter()
        .any(|plan| nodes[&plan.entry.slug].fallback_desk != plan.entry.fallback_desk);
    if !moved {
        return Ok(());
    }
    let told = |node: &&Node| planned.iter().any(|plan| plan.entry.slug == node.slug);
    let kept = nodes.values().find(|node| node.fallback_desk && !told(node));
    let named = planned.iter().find(|plan| plan.entry.fallback_desk);
    let holder = kept.or(named.map(|plan| &nodes[&plan.entry.slug]));
    queries::clear_fallback_desk(conn)?;
    match holder {
        Some(holder) => Ok(queries::set_fallback_desk(conn, &holder.id)?),
        None => Ok(()),
    }
}
