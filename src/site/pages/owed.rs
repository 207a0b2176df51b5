//! What else waits for somebody: of spaces, of labels, of calls, of what was enrolled for, and of what the network keeps.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate, TimeDelta};

use super::tasks::{Bids, For, Rank, Task, Title, by_day, title_of};
use crate::Result;
use crate::applications::{self, State as BidState};
use crate::clock::network_day;
use crate::conventions::Signed;
use crate::courses::{Given, SessionId};
use crate::db::Conn;
use crate::labels::rules::life::is_owed;
use crate::mail_in::queries::Sight;
use crate::privacy::access::Right;
use crate::spaces::rules::lapses_on;
use crate::spaces::{self, State as SpaceState};
use crate::{
    Error, conventions, courses, decisions, enrolment, figures, labels, mail_in, network, privacy,
    webhooks,
};

/// Lines of one kind.
const MOST: usize = 5;
/// Conventions that end within so many months are shown.
const ENDS_WITHIN: Months = Months::new(3);
/// By this day of a month what spaces held in the last one is told.
const TOLD_BY: u32 = 5;
/// So long before its day a report or a proof is shown.
const BEFORE: TimeDelta = TimeDelta::days(60);

/// Adds what is owed; each kind is one or two statements, however much there is.
pub fn read(conn: &mut Conn, of: &For<'_>, own: &Bids, all: &mut Vec<Task>) -> Result<()> {
    asked_of_spaces(conn, of, all)?;
    offered(of, own, all);
    letters(conn, of, all)?;
    destruction(conn, of, all)?;
    if of.actor.is_staff() {
        of_labels(conn, of, all)?;
        enrolments(conn, of, all)?;
        offers_to_train(conn, of, all)?;
        held_mails(conn, of, all)?;
    }
    if of.actor.coordinates() {
        spaces_to_examine(conn, of, all)?;
        untold_figures(conn, of, all)?;
        conventions_ending(conn, of, all)?;
    }
    failing_hooks(conn, of, all)?;
    if of.actor.is_admin() {
        unconfirmed_erasures(conn, of, all)?;
    }
    Ok(())
}

/// Questions about a space, for whoever asked for it and those who administer it.
fn asked_of_spaces(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let kept = spaces::queries::looked_after(conn, &of.actor.email)?.into_iter();
    let kept = kept.filter(|(_, role)| *role == spaces::Role::Administrator);
    let mut own: Vec<_> = kept.map(|(space, _)| space.id).collect();
    own.extend(spaces::queries::requested_by(conn, &of.actor.id)?.into_iter().map(|one| one.id));
    if own.is_empty() {
        return Ok(());
    }
    for (question, space) in spaces::queries::open_questions(conn)? {
        if own.contains(&space.id) {
            let href = format!("/spaces/{}/request", space.slug);
            let what = "site-tasks-space-question";
            all.push(by_day(of, Some(lapses_on(&question)), (href, what), space.name));
        }
    }
    Ok(())
}

/// Applications that a colleague wants to hand over.
fn offered(of: &For<'_>, own: &Bids, all: &mut Vec<Task>) {
    for one in own {
        let (bid, _) = one;
        if bid.offered_to.as_ref() == Some(&of.actor.id) && bid.state == BidState::Draft {
            let (href, what) = (format!("/applications/{}", bid.id), "site-tasks-offered");
            all.push(by_day(of, None, (href, what), title_of(one, of.locale)));
        }
    }
}

/// Letters of commitment that only they can sign, and letters to applicants that a second person has to release.
fn letters(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    for (bid, partner) in applications::queries::letters_owed(conn, &of.actor.id, of.now)? {
        let href = format!("/applications/{}/partners/{partner}", bid.id);
        all.push(by_day(of, None, (href, "site-tasks-letter"), bid.title));
    }
    for call in decisions::queries::unreleased(conn, &of.actor.id)? {
        let href = format!("/inbox/calls/{}/letters", call.id);
        let title = Title::of_call(&call, of.locale);
        all.push(by_day(of, None, (href, "site-tasks-release"), title));
    }
    Ok(())
}

/// A list that waits for an archivist, or for the admins as long as there is none.
fn destruction(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    match privacy::access::lists(conn, of.actor) {
        Ok(Right::Decides) => {}
        Ok(Right::Reads) | Err(Error::NotFound) => return Ok(()),
        Err(other) => return Err(other),
    }
    if privacy::queries::proposed_list(conn)?.is_some() {
        let to = ("/admin/destruction".to_owned(), "site-tasks-destruction");
        all.push(by_day(of, None, to, String::new()));
    }
    Ok(())
}

/// Reports that are due and conditions that are to be shown as met, for those who manage the node.
fn of_labels(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let managed: Vec<_> = of.actor.nodes().filter(|id| of.actor.manages(id)).cloned().collect();
    if managed.is_empty() {
        return Ok(());
    }
    let mut live = labels::queries::live(conn)?;
    live.retain(|label| managed.contains(&label.node_id));
    let ids: Vec<_> = live.iter().map(|label| label.id.clone()).collect();
    let nodes = network::queries::by_ids(conn, &managed)?;
    let name = |label: &labels::LabelId| {
        let node = live.iter().find(|one| one.id == *label).map(|one| &one.node_id);
        let known = nodes.iter().find(|one| Some(&one.id) == node);
        known.map(|one| one.short_name.clone()).unwrap_or_default()
    };
    let near = |due: NaiveDate| due - BEFORE <= network_day(of.now);
    for report in labels::queries::live_reports(conn)? {
        if is_owed(report.state) && near(report.due_on) && ids.contains(&report.label_id) {
            let href = format!("/labels/{}/reports/{}", report.label_id, report.year);
            let (due, title) = (Some(report.due_on), name(&report.label_id));
            all.push(by_day(of, due, (href, "site-tasks-report"), title));
        }
    }
    for condition in labels::queries::conditions_open(conn, &ids)? {
        let href = format!("/labels/{}/life", condition.label_id);
        let (due, title) = (Some(condition.due_on), name(&condition.label_id));
        all.push(by_day(of, due, (href, "site-tasks-condition"), title));
    }
    Ok(())
}

fn enrolments(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let waiting = enrolment::queries::undecided(conn, of.now)?;
    let ids: Vec<_> = waiting.into_iter().map(|(id, _)| id).collect();
    for given in given_here(conn, of, &ids)?.into_iter().take(MOST) {
        all.push(Task {
            rank: Rank::ToDo,
            at: given.session.starts_at,
            due: None,
            href: format!("/inbox/sessions/{}/enrolments", given.session.id),
            what: "site-tasks-enrolments",
            title: Title::said(given.title(of.locale), given.course.text.said(of.locale).language),
        });
    }
    Ok(())
}

/// Offers to train at what their nodes give.
fn offers_to_train(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let open = enrolment::queries::open_offers(conn, of.now)?;
    let ids: Vec<_> = open.iter().map(|(_, session, _)| session.clone()).collect();
    let own = given_here(conn, of, &ids)?;
    let offers = open.iter().filter_map(|(id, session, who)| {
        Some((id, who, own.iter().find(|given| given.session.id == *session)?))
    });
    for (id, who, given) in offers.take(MOST) {
        let title = format!("{who} – {}", given.title(of.locale));
        all.push(Task {
            rank: Rank::ToDo,
            at: given.session.starts_at,
            due: None,
            href: format!("/trainers/{id}"),
            what: "site-tasks-trainer-offers",
            title: Title::said(title, given.course.text.said(of.locale).language),
        });
    }
    Ok(())
}

/// Those of some sessions that the reader's nodes give, alone or with others.
fn given_here(conn: &mut Conn, of: &For<'_>, ids: &[SessionId]) -> Result<Vec<Given>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let partners = courses::queries::partners_of_all(conn, ids)?;
    let mut all = courses::queries::all_of(conn, ids)?;
    all.retain(|given| {
        let with = partners.get(&given.session.id).map_or(&[][..], Vec::as_slice);
        let gives = |node| of.actor.works_for(node);
        gives(&given.session.node_id) || with.iter().any(gives)
    });
    Ok(all)
}

/// Mails that somebody has to look at before anybody reads them.
fn held_mails(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let sight = Sight { all: of.actor.coordinates(), nodes: of.actor.nodes().cloned().collect() };
    let count = mail_in::queries::waiting(conn, &sight, 100)?;
    if count > 0 {
        let to = ("/admin/mail-in".to_owned(), "site-tasks-mails");
        all.push(by_day(of, None, to, count.to_string()));
    }
    Ok(())
}

fn spaces_to_examine(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let desk = |id: &spaces::SpaceId| format!("/inbox/spaces/{id}");
    let today = network_day(of.now);
    let states = [SpaceState::Requested, SpaceState::Examination, SpaceState::Approved];
    let pending = spaces::queries::in_states(conn, &states, 100)?;
    let asked = pending.iter().filter(|one| one.state == SpaceState::Requested);
    for space in asked.take(MOST) {
        let to = (desk(&space.id), "site-tasks-space-new");
        all.push(by_day(of, None, to, space.name.clone()));
    }
    let late = |one: &&spaces::Space| {
        one.state == SpaceState::Approved && one.opens_on.is_some_and(|day| day <= today)
    };
    for space in pending.iter().filter(late).take(MOST) {
        let to = (desk(&space.id), "site-tasks-space-open");
        all.push(by_day(of, space.opens_on, to, space.name.clone()));
    }
    // One line for each space, by what is due first in it.
    let mut owed: Vec<(spaces::Space, Option<NaiveDate>, usize)> = Vec::new();
    for (check, space) in spaces::queries::checks_owed(conn, &of.actor.id)? {
        match owed.iter_mut().find(|(one, ..)| one.id == space.id) {
            Some((.., n)) => *n += 1,
            None => owed.push((space, check.due_on, 1)),
        }
    }
    let mine = owed.iter().map(|(space, ..)| space.id.clone()).collect();
    stalled(conn, of, (&pending, &mine), all)?;
    for (space, due, n) in owed {
        let title = if n > 1 { format!("{} ({n})", space.name) } else { space.name };
        all.push(by_day(of, due, (desk(&space.id), "site-tasks-space-check"), title));
    }
    Ok(())
}

/// Requests that go no further by themselves: nobody made sure who asks, nobody has what is to be checked, or all is checked.
/// Of what somebody has to check themselves they are told already.
fn stalled(
    conn: &mut Conn,
    of: &For<'_>,
    (pending, owed): (&[spaces::Space], &BTreeSet<spaces::SpaceId>),
    all: &mut Vec<Task>,
) -> Result<()> {
    let told = |space: &&spaces::Space| {
        space.state == SpaceState::Examination && !owed.contains(&space.id)
    };
    let examined: Vec<_> = pending.iter().filter(told).collect();
    let ids: Vec<_> = examined.iter().map(|one| one.id.clone()).collect();
    let checks = spaces::queries::checks_of_all(conn, &ids)?;
    for space in examined {
        let own = checks.iter().filter(|one| one.space_id == space.id);
        let left: Vec<_> = own.filter(|one| one.done_at.is_none()).collect();
        let what = if space.unsure {
            "site-tasks-space-origin"
        } else if left.is_empty() && of.actor.is_admin() {
            "site-tasks-space-approve"
        } else if left.iter().any(|one| one.owner_id.is_none()) {
            "site-tasks-space-owners"
        } else {
            continue;
        };
        let to = (format!("/inbox/spaces/{}", space.id), what);
        all.push(by_day(of, None, to, space.name.clone()));
    }
    Ok(())
}

/// Open spaces of which nobody told what they held in the month that ended.
fn untold_figures(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let today = network_day(of.now);
    if today.day() < TOLD_BY {
        return Ok(());
    }
    let this = figures::rules::month(today);
    let month = this - Months::new(1);
    let mut open = spaces::queries::in_states(conn, &[SpaceState::Active], 1_000)?;
    open.retain(|one| one.opened_at.is_some_and(|at| network_day(at) < this));
    let ids: Vec<_> = open.iter().map(|one| one.id.clone()).collect();
    let told = spaces::queries::months_of(conn, &ids, month)?;
    let untold =
        |one: &&spaces::Space| !told.iter().any(|(id, held)| *id == one.id && held.month == month);
    let count = open.iter().filter(untold).count();
    if count > 0 {
        let to = ("/inbox/spaces/figures".to_owned(), "site-tasks-figures");
        all.push(by_day(of, None, to, count.to_string()));
    }
    Ok(())
}

fn conventions_ending(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let today = network_day(of.now);
    let ending = conventions::ops::ending(conn, (today, today + ENDS_WITHIN))?;
    let first = ending.first().and_then(Signed::ends_on);
    if first.is_some() {
        let to = ("/conventions".to_owned(), "site-tasks-conventions");
        all.push(by_day(of, first, to, ending.len().to_string()));
    }
    Ok(())
}

/// Webhooks that only fail, or rest because they did, for whoever may mend them.
fn failing_hooks(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    if !of.actor.is_admin() && !of.actor.nodes().any(|id| of.actor.manages(id)) {
        return Ok(());
    }
    let own = |hook: &webhooks::Hook| webhooks::ops::may_set(of.actor, hook.node_id.as_ref());
    for hook in webhooks::queries::failing(conn)?.into_iter().filter(own).take(MOST) {
        let to = (format!("/webhooks/{}", hook.id), "site-tasks-webhook");
        all.push(by_day(of, None, to, hook.name));
    }
    Ok(())
}

/// Erasures that an admin asked for somebody and nobody confirmed yet; afterwards they have to be asked again.
fn unconfirmed_erasures(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let since = of.now - privacy::rules::CONFIRM_WITHIN;
    for one in privacy::queries::unconfirmed_erasures(conn, since)? {
        let at = one.made_at + privacy::rules::CONFIRM_WITHIN;
        all.push(Task {
            rank: Rank::by(Some(at), of.now),
            at: Some(at),
            due: None,
            href: privacy::ops::link(of.signer, &one.id),
            what: "site-tasks-erasure",
            title: one.email.into(),
        });
    }
    Ok(())
}
