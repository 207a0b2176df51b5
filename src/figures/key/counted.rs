//! What is counted: each number with its lines.

use std::collections::{HashMap, HashSet};

use chrono::{Months, NaiveDate};
use fluent_bundle::FluentArgs;

use super::{Key, Row, SHOWN};
use crate::calls::{Call, Phase, State};
use crate::clock::midnight;
use crate::db::Conn;
use crate::decisions::Outcome as Given;
use crate::decisions::pages::outcome_word;
use crate::governance::{self, Outcome, Reader};
use crate::i18n::Locale;
use crate::network::queries::Of;
use crate::network::{self, Kind, Status};
use crate::taxonomy::{self, Vocabularies};
use crate::{Result, applications, calls, decisions, labels, spaces};

/// So far a label's end is near.
const NEAR: u32 = 12;
/// More lines than this has no list.
const MOST: i64 = 1_000;

/// Whether a service is open, or was and may be again.
fn alive(node: &&network::Node) -> bool {
    !matches!(node.status, Status::Planned | Status::Closed)
}

pub(super) fn nodes(conn: &mut Conn, locale: Locale) -> Result<Vec<Key>> {
    let nodes = network::queries::all(conn)?;
    let line = |node: &network::Node| Row {
        label: node.name.clone(),
        href: Some(format!("/nodes/{}", node.slug)),
        detail: node.city.clone().unwrap_or_default(),
    };
    let of = |code, kind: Kind| {
        let rows = nodes.iter().filter(alive).filter(|node| node.kind == kind);
        let mut rows: Vec<Row> = rows.map(line).collect();
        rows.sort_by_cached_key(|row| crate::text::fold(&row.label));
        Key::new(code, rows)
    };
    let on_trajectory = nodes.iter().filter(|node| node.status == Status::Trajectory);
    let mut trajectory: Vec<Row> = on_trajectory.map(line).collect();
    trajectory.sort_by_cached_key(|row| crate::text::fold(&row.label));
    let there =
        |code: &String| nodes.iter().filter(alive).any(|node| node.region.as_ref() == Some(code));
    let regions = taxonomy::queries::all_regions(conn)?.into_iter().filter(|one| there(&one.code));
    let regions = regions.map(|one| Row {
        label: locale.pick(&one.label_fr, &one.label_en).to_owned(),
        href: Some(format!("/network?region={}", one.code)),
        detail: String::new(),
    });
    let regions = regions.collect();
    Ok(vec![
        of("workshops", Kind::Workshop),
        of("thematic-centres", Kind::ThematicCentre),
        of("resource-centres", Kind::ResourceCentre),
        of("institutional-centres", Kind::InstitutionalCentre),
        Key::new("trajectory", trajectory),
        Key::new("regions", regions),
    ])
}

pub(super) fn labelled(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Key>> {
    let all = labels::queries::all(conn)?;
    let holding: Vec<_> =
        all.iter().filter(|(label, _)| labels::rules::holds(label, today)).collect();
    let row = |(label, node): &&(labels::Label, network::NodeName)| Row {
        label: node.short_name.clone(),
        href: Some(format!("/labels/{}", label.id)),
        detail: label.ends_on.to_string(),
    };
    let near =
        |one: &&&(labels::Label, network::NodeName)| one.0.ends_on <= today + Months::new(NEAR);
    Ok(vec![
        Key::new("labels", holding.iter().map(row).collect()),
        Key::new("ending-labels", holding.iter().filter(near).map(row).collect()),
    ])
}

/// Institutional spaces, and what they held when they last told it.
pub(super) fn hosted(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Key>> {
    let all = spaces::queries::all(conn)?;
    let active: Vec<_> = all.iter().filter(|one| one.state == spaces::State::Active).collect();
    let ids: Vec<_> = active.iter().map(|one| one.id.clone()).collect();
    let mut last = HashMap::new();
    // The last month of each comes first.
    for (id, held) in spaces::queries::months_of(conn, &ids, today - Months::new(SHOWN))? {
        last.entry(id).or_insert(held);
    }
    let row = |one: &spaces::Space, detail: String| Row {
        label: one.name.clone(),
        href: Some(format!("/spaces/{}", one.slug)),
        detail,
    };
    let such = |code, is: fn(&spaces::Space) -> bool| {
        let rows = all.iter().filter(|one| is(one));
        Key::new(code, rows.map(|one| row(one, String::new())).collect())
    };
    let sum = |code, of: fn(&spaces::Held) -> i64| {
        let told = active.iter().filter_map(|one| Some((one, of(last.get(&one.id)?))));
        let rows: Vec<_> = told.clone().map(|(one, n)| row(one, n.to_string())).collect();
        Key::sum(code, rows, Some(told.map(|(_, n)| n).sum()))
    };
    Ok(vec![
        Key::new("spaces", active.iter().map(|one| row(one, String::new())).collect()),
        such("pending-spaces", spaces::Space::is_awaited),
        such("suspended-spaces", |one| one.state == spaces::State::Suspended),
        such("closed-spaces", |one| one.state == spaces::State::Closed),
        sum("datasets", |held| held.datasets),
        sum("downloads", |held| held.downloads),
    ])
}

/// The institutions of the directory that belong to a service which is open, or that it is there for by name.
pub(super) fn served(conn: &mut Conn, words: &Vocabularies, today: NaiveDate) -> Result<Key> {
    let nodes = network::queries::all(conn)?;
    let alive: HashSet<_> = nodes.iter().filter(alive).map(|node| &node.id).collect();
    let members = network::queries::live_institutions(conn, Of::Everyone, today)?;
    let covered = network::queries::live_coverage(conn, Of::Everyone, today)?;
    let of_node = members.iter().map(|one| (&one.node_id, one.starts_on, Some(&one.institution)));
    let by_name =
        covered.iter().map(|one| (&one.node_id, one.starts_on, one.keys.institution.as_ref()));
    let now =
        of_node.chain(by_name).filter(|(node, from, _)| alive.contains(node) && *from <= today);
    let served: HashSet<&String> =
        now.filter_map(|(.., slug)| words.institution(slug?).map(|one| &one.slug)).collect();
    let mut rows: Vec<Row> = words
        .institutions
        .iter()
        .filter(|one| served.contains(&one.slug))
        .map(|one| Row {
            label: one.name.clone(),
            href: Some(format!("/institutions/{}", one.slug)),
            detail: one.short_name.clone().unwrap_or_default(),
        })
        .collect();
    rows.sort_by_cached_key(|row| crate::text::fold(&row.label));
    let of = i64::try_from(words.institutions.len()).ok();
    Ok(Key { of, ..Key::new("institutions", rows) })
}

/// The calls, and what was filed to those that are closed. What a call retained is named with its results; of the rest it is
/// said that there is so much.
pub(super) fn called(conn: &mut Conn, (today, locale): (NaiveDate, Locale)) -> Result<Vec<Key>> {
    let public = calls::queries::public(conn)?;
    let filed: HashMap<_, i64> = applications::queries::filed_by_call(conn)?.into_iter().collect();
    let mut retained: HashMap<_, Vec<_>> = HashMap::new();
    for (call, title, outcome) in decisions::queries::all_results(conn)? {
        retained.entry(call).or_default().push((title, outcome));
    }
    let (mut all, mut examined, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    let mut said: HashMap<_, String> = HashMap::new();
    for call in public.iter().filter(|call| is_over(call.phase(midnight(today)))) {
        let row = |label: String, detail: String| Row {
            label,
            href: Some(format!("/calls/{}", call.slug)),
            detail,
        };
        let named = retained.remove(&call.id).unwrap_or_default();
        let filed = filed.get(&call.id).copied().unwrap_or(0);
        let others = usize::try_from(filed).unwrap_or(0).saturating_sub(named.len());
        let told = matches!(call.state, State::ResultsPublished | State::Archived);
        let word = if told { "figures-key-looked-at" } else { "figures-key-in-examination" };
        let unnamed = vec![row(call.text.title(locale).to_owned(), locale.text(word)); others];
        let named = named
            .into_iter()
            .map(|(title, outcome)| (outcome, row(title, outcome_word(outcome, locale))));
        let named: Vec<_> = named.collect();
        said.insert(&call.id, sums(filed, told.then_some(named.as_slice()), locale));
        all.extend(named.iter().map(|(_, row)| row.clone()));
        all.extend(unnamed.iter().cloned());
        if !told {
            examined.extend(unnamed);
        }
        kept.extend(named);
    }
    let such = |outcomes: &[Given]| -> Vec<Row> {
        let rows = kept.iter().filter(|(outcome, _)| outcomes.contains(outcome));
        rows.map(|(_, row)| row.clone()).collect()
    };
    let line = |call: &Call| Row {
        label: call.text.title(locale).to_owned(),
        href: Some(format!("/calls/{}", call.slug)),
        detail: match said.get(&call.id) {
            Some(sums) => format!("{} – {sums}", call.reference),
            None => call.reference.clone(),
        },
    };
    Ok(vec![
        Key::new("calls", public.iter().map(line).collect()),
        Key::new("labelling-requests", all),
        Key::new("examined-requests", examined),
        Key::new("retained-requests", such(Given::ALL)),
        Key::new("labelled-requests", such(&[Given::Labelled, Given::Conditions])),
        Key::new("trajectory-requests", such(&[Given::Trajectory])),
    ])
}

/// How much was filed to a call, and once its results are published what became of it.
fn sums(filed: i64, named: Option<&[(Given, Row)]>, locale: Locale) -> String {
    let count = |outcomes: &[Given]| {
        let all = named.unwrap_or_default().iter();
        i64::try_from(all.filter(|(one, _)| outcomes.contains(one)).count()).unwrap_or(i64::MAX)
    };
    let mut args = FluentArgs::new();
    args.set("filed", filed);
    args.set("labelled", count(&[Given::Labelled, Given::Conditions]));
    args.set("trajectory", count(&[Given::Trajectory]));
    let key = if named.is_some() { "figures-key-call-results" } else { "figures-key-call-filed" };
    locale.text_with(key, Some(&args))
}

/// Whether nothing more is filed to a call.
const fn is_over(phase: Phase) -> bool {
    match phase {
        Phase::Closed
        | Phase::InReview
        | Phase::Deliberation
        | Phase::Decided
        | Phase::ResultsPublished
        | Phase::Archived => true,
        Phase::Draft
        | Phase::Announced
        | Phase::Scheduled
        | Phase::Open
        | Phase::Grace
        | Phase::Cancelled => false,
    }
}

pub(super) fn decided(conn: &mut Conn, locale: Locale) -> Result<Key> {
    let wanted = governance::queries::Wanted { limit: MOST, ..Default::default() };
    let reader = Reader::stranger();
    let ids = governance::queries::wanted(conn, &wanted, &reader)?;
    let lines = governance::queries::lines(conn, &ids, &reader)?;
    let rows = lines.into_iter().filter(|line| line.outcome == Outcome::Adopted).map(|line| Row {
        label: line.name(locale).0.to_owned(),
        href: Some(format!("/governance/resolutions/{}", line.reference)),
        detail: line.reference,
    });
    Ok(Key::new("resolutions", rows.collect()))
}
