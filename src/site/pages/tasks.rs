//! What waits for somebody, whatever they are in the network, the most urgent first. Each line leads to where it is done.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::Serialize;

pub(super) use super::title::Title;
use super::{of_calls, owed};
use crate::accounts::Actor;
use crate::applications::{Application, ApplicationId, State as BidState};
use crate::calls::{Call, Phase, State as CallState};
use crate::clock::network_day;
use crate::db::Conn;
use crate::enrolment::State as Part;
use crate::governance::{BodyId, MeetingState, access};
use crate::i18n::Locale;
use crate::network::Node;
use crate::reviews::{AssignmentState, Conflict, ConflictState};
use crate::secret::Signer;
use crate::times::said;
use crate::web::Badge;
use crate::{
    Result, applications, certification, courses, enrolment, freshness, gaps, governance, labels,
    network, reviews,
};

const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;
/// More lines than this are folded.
pub const MOST: usize = 12;
/// What is closer than this is urgent.
const SOON: TimeDelta = TimeDelta::days(7);
/// Mandates that end within this are shown.
const ENDING: TimeDelta = TimeDelta::days(60);
/// What takes place within this is shown.
const AHEAD: TimeDelta = TimeDelta::days(14);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Late,
    Soon,
    ToDo,
    Ahead,
}

/// Something that waits, before it is put in order.
pub(super) struct Task {
    pub rank: Rank,
    pub at: Option<NaiveDateTime>,
    /// The day by whose end it is to be done; then no hour is said.
    pub due: Option<NaiveDate>,
    pub href: String,
    /// What is to be done: a key.
    pub what: &'static str,
    pub title: Title,
}

#[derive(Serialize)]
pub struct TaskView {
    href: String,
    what: String,
    title: String,
    lang: String,
    when: String,
    badge: Badge,
}

/// Who asks, and when, with what their links are signed by.
pub struct For<'a> {
    pub actor: &'a Actor,
    pub signer: &'a Signer,
    pub locale: Locale,
    pub now: NaiveDateTime,
}

/// The lines of somebody's first page; each kind of thing is one or two statements, however many there are.
pub fn read(conn: &mut Conn, of: &For<'_>, nodes: &[Node]) -> Result<Vec<TaskView>> {
    let mut all = Vec::new();
    let own = applications::queries::of_account(conn, &of.actor.id)?;
    sessions(conn, of, &mut all)?;
    bids(conn, of, &own, &mut all)?;
    looked_at(conn, of, &mut all)?;
    meetings(conn, of, &mut all)?;
    resolutions(conn, of, &mut all)?;
    pages(of, nodes, &mut all);
    owed::read(conn, of, &own, &mut all)?;
    of_calls::read(conn, of, &own, &mut all)?;
    if of.actor.is_staff() {
        materials(conn, of, &mut all)?;
    }
    if of.actor.coordinates() {
        steering(conn, of, nodes, &mut all)?;
    }
    all.sort_by_key(|one| (one.rank, one.at.is_none(), one.at));
    Ok(all.into_iter().map(|one| view(one, of.locale)).collect())
}

fn view(task: Task, locale: Locale) -> TaskView {
    let (class, icon, word) = match task.rank {
        Rank::Late => ("is-bad", "exclamation-triangle", "site-tasks-late"),
        Rank::Soon => ("is-warn", "clock", "site-tasks-soon"),
        Rank::ToDo => ("is-info", "hourglass-split", "site-tasks-to-do"),
        Rank::Ahead => ("", "calendar-event", "site-tasks-ahead"),
    };
    TaskView {
        href: task.href,
        what: locale.text(task.what),
        title: task.title.text,
        lang: task.title.lang.unwrap_or_else(|| locale.to_string()),
        when: match (task.due, task.at) {
            (Some(day), _) => said::weekday(day, locale),
            (None, Some(at)) => said::moment(at, ZONE, locale),
            (None, None) => String::new(),
        },
        badge: Badge { class, icon, word: locale.text(word) },
    }
}

/// Something to be done by the end of a day.
pub(super) fn by_day(
    of: &For<'_>,
    due: Option<NaiveDate>,
    (href, what): (String, &'static str),
    title: impl Into<Title>,
) -> Task {
    let title = title.into();
    // A day is not over before its midnight.
    let at = due.map(|day| crate::clock::midnight(day + TimeDelta::days(1)));
    Task { rank: Rank::by(at, of.now), at, due, href, what, title }
}

impl Rank {
    /// By when something is to be done, and so how urgent it is.
    pub(super) fn by(at: Option<NaiveDateTime>, now: NaiveDateTime) -> Self {
        match at {
            Some(at) if at < now => Self::Late,
            Some(at) if at - now <= SOON => Self::Soon,
            _ => Self::ToDo,
        }
    }
}

fn sessions(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let parts = enrolment::queries::of_address(conn, &of.actor.email)?;
    let live: Vec<_> = parts
        .iter()
        .filter(|one| matches!(one.state, Part::Offered | Part::Confirmed))
        .take(100)
        .collect();
    let ids: Vec<_> = live.iter().map(|one| one.session_id.clone()).collect();
    let given = courses::queries::all_of(conn, &ids)?;
    for part in live {
        let Some(one) = given.iter().find(|one| one.session.id == part.session_id) else {
            continue;
        };
        let starts = one.session.starts_at;
        let offered = part.state == Part::Offered;
        let near = starts.is_some_and(|at| at > of.now && at - of.now <= AHEAD);
        if !(offered || near) {
            continue;
        }
        all.push(Task {
            rank: if offered { Rank::Soon } else { Rank::Ahead },
            at: if offered { part.offer_ends_at } else { starts },
            due: None,
            href: enrolment::access::link(of.signer, &part.id),
            what: if offered { "site-tasks-seat" } else { "site-tasks-session" },
            title: Title::said(one.title(of.locale), one.course.text.said(of.locale).language),
        });
    }
    Ok(())
}

/// The applications in which somebody has a part, each with its call.
pub(super) type Bids = [(Application, Call)];

/// What an application is called; its call's title, as long as it has none.
pub(super) fn title_of((bid, call): &(Application, Call), locale: Locale) -> Title {
    match bid.title.as_str() {
        "" => Title::of_call(call, locale),
        own => own.to_owned().into(),
    }
}

fn bids(conn: &mut Conn, of: &For<'_>, own: &Bids, all: &mut Vec<Task>) -> Result<()> {
    let written = |(bid, call): &&(Application, Call)| {
        bid.state == BidState::Draft && call.state == CallState::Published
    };
    let drafts: Vec<_> = own.iter().filter(written).collect();
    let ids: Vec<_> = drafts.iter().map(|(bid, _)| bid.id.clone()).collect();
    let put_off = applications::queries::put_off(conn, &ids)?;
    for one in drafts {
        let (bid, call) = one;
        let own = put_off.iter().filter(|(id, _)| *id == bid.id).map(|(_, at)| *at).max();
        // Until the grace is over it can still be filed.
        let open = matches!(call.phase(of.now), Phase::Open | Phase::Grace)
            || own.is_some_and(|at| at > of.now);
        if !open {
            continue;
        }
        let at = call.terms.closes_at.max(own);
        let (href, title) = (format!("/applications/{}", bid.id), title_of(one, of.locale));
        all.push(Task {
            rank: Rank::by(at, of.now),
            at,
            due: None,
            href,
            what: "site-tasks-bid",
            title,
        });
    }
    Ok(())
}

fn looked_at(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let assigned = reviews::queries::assigned_to(conn, &of.actor.id)?;
    let barred = match assigned.is_empty() {
        true => Vec::new(),
        false => reviews::queries::conflicts_of_account(conn, &of.actor.id)?,
    };
    let in_conflict = |bid: &ApplicationId| {
        let confirmed = |one: &&Conflict| one.state == ConflictState::Confirmed;
        barred.iter().filter(confirmed).any(|one| one.application_id == *bid)
    };
    for (one, bid, call) in assigned {
        // What was withdrawn, is in conflict or is decided opens nothing any more, and is no work.
        let goes_on = call.state == CallState::InReview && bid.state == BidState::InReview;
        if !goes_on || in_conflict(&bid.id) {
            continue;
        }
        let what = match one.state {
            AssignmentState::Invited => "site-tasks-review-asked",
            AssignmentState::Accepted => "site-tasks-review",
            _ => continue,
        };
        // Before somebody said yes they know no more of it than its number.
        let title = bid.reference.unwrap_or_default().into();
        let (at, href) = (one.due_at, format!("/reviews/{}", one.id));
        all.push(Task { rank: Rank::by(at, of.now), at, due: None, href, what, title });
    }
    Ok(())
}

fn meetings(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let today = network_day(of.now);
    let bodies = governance::queries::bodies_of(conn, &of.actor.id, today)?;
    if !bodies.is_empty() {
        let sits = governance::Reader { all: false, bodies };
        let answered = governance::queries::answered(conn, &of.actor.id)?;
        for (meeting, body) in governance::queries::ahead(conn, &sits, of.now)? {
            if meeting.state != MeetingState::Convened {
                continue;
            }
            let done = answered.contains(&meeting.id);
            all.push(Task {
                rank: if done { Rank::Ahead } else { Rank::by(Some(meeting.starts_at), of.now) },
                at: Some(meeting.starts_at),
                due: None,
                href: format!("/governance/meetings/{}/room", meeting.id),
                what: if done { "site-tasks-meeting" } else { "site-tasks-answer" },
                title: format!("{} – {}", body.name(of.locale), meeting.name(of.locale)).into(),
            });
        }
    }
    let run = governance::queries::run_by(conn, &of.actor.id, today)?;
    mandates(conn, of, &run, all)?;
    let reader = access::reader(conn, Some(of.actor), today)?;
    for (meeting, body) in governance::queries::unfinished(conn, &reader, of.now)? {
        let runs = of.actor.coordinates() || run.contains(&body.id);
        let reads = meeting.state == MeetingState::Circulated && !runs;
        if !(reads || runs) {
            continue;
        }
        let due = meeting.circulated_at.map(|at| at + governance::rules::CIRCULATED_FOR);
        all.push(Task {
            rank: Rank::ToDo,
            at: due.filter(|due| *due > of.now),
            due: None,
            href: format!("/governance/meetings/{}/room/minutes", meeting.id),
            what: if reads { "site-tasks-read-minutes" } else { "site-tasks-minutes" },
            title: format!("{} – {}", body.name(of.locale), meeting.name(of.locale)).into(),
        });
    }
    Ok(())
}

/// Mandates that end soon, for whoever appoints: one line for each body.
fn mandates(conn: &mut Conn, of: &For<'_>, run: &[BodyId], all: &mut Vec<Task>) -> Result<()> {
    if run.is_empty() && !of.actor.coordinates() {
        return Ok(());
    }
    let today = network_day(of.now);
    let mut ending = governance::queries::ending(conn, (today, today + ENDING))?;
    ending.retain(|(_, body)| of.actor.coordinates() || run.contains(&body.id));
    while let Some((first, body)) = ending.first().cloned() {
        let before = ending.len();
        ending.retain(|(_, other)| other.id != body.id);
        let (name, n) = (body.name(of.locale), before - ending.len());
        let title = if n > 1 { format!("{name} ({n})") } else { name.to_owned() };
        let to = (format!("/governance/bodies/{}", body.slug), "site-tasks-mandates");
        all.push(by_day(of, first.ends_on, to, title));
    }
    Ok(())
}

fn resolutions(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    for one in governance::queries::owed(conn, &of.actor.id, 20)? {
        let href = format!("/governance/resolutions/{}", one.reference);
        let title = format!("{} – {}", one.reference, one.name(of.locale));
        all.push(by_day(of, one.due_on, (href, "site-tasks-resolution"), title));
    }
    Ok(())
}

/// Pages that whoever manages a node has not confirmed for long.
fn pages(of: &For<'_>, nodes: &[Node], all: &mut Vec<Task>) {
    use freshness::rules::{EVERY, is_kept, since};
    let old =
        |node: &&Node| of.actor.manages(&node.id) && is_kept(node) && of.now - since(node) >= EVERY;
    all.extend(nodes.iter().filter(old).map(|node| Task {
        rank: Rank::ToDo,
        at: None,
        due: None,
        href: format!("/nodes/{}", node.slug),
        what: "site-tasks-page",
        title: node.short_name.clone().into(),
    }));
}

/// What centres may look at before it gets its label.
fn materials(conn: &mut Conn, of: &For<'_>, all: &mut Vec<Task>) -> Result<()> {
    let centres = certification::queries::centres(conn)?;
    if !centres.iter().any(|node| of.actor.works_for(node)) {
        return Ok(());
    }
    for (one, subject) in certification::queries::waiting(conn, 5)? {
        let said = subject.version.said(of.locale);
        all.push(Task {
            rank: Rank::ToDo,
            at: None,
            due: None,
            href: format!("/inbox/certifications/{}", one.id),
            what: "site-tasks-certify",
            title: Title::said(said.title.to_owned(), said.language),
        });
    }
    Ok(())
}

fn steering(conn: &mut Conn, of: &For<'_>, nodes: &[Node], all: &mut Vec<Task>) -> Result<()> {
    let month = freshness::rules::month_of(network_day(of.now));
    let checked = freshness::queries::checks_since(conn, month)?;
    let left = freshness::ops::sample(conn, nodes, month)?
        .into_iter()
        .filter(|node| !checked.iter().any(|one| one.node_id == node.id))
        .count();
    let nowhere = gaps::queries::nowhere(conn)?.len();
    if nowhere > 0 {
        let (href, title) = ("/gaps#nowhere".to_owned(), nowhere.to_string().into());
        let what = "site-tasks-nowhere";
        all.push(Task { rank: Rank::Late, at: None, due: None, href, what, title });
    }
    let mut count = |n: usize, href: &str, what: &'static str| {
        if n > 0 {
            let href = href.to_owned();
            all.push(by_day(of, None, (href, what), n.to_string()));
        }
    };
    count(left, "/network/freshness", "site-tasks-sample");
    if of.actor.is_admin() {
        let proposals = network::queries::waiting_proposals(conn)?.len();
        count(proposals, "/admin/coverage", "site-tasks-coverage");
        count(labels::queries::waiting(conn)?.len(), "/admin/labels", "site-tasks-labels");
    }
    Ok(())
}
