//! The first page: one question, two ways to find who answers, and for who is signed in what waits.

use actix_web::HttpResponse;
use serde::Serialize;

use super::tasks::{self, For, TaskView};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty;
use crate::network::{self, Kind, Node, Status};
use crate::outbox::{self, MailState};
use crate::site::{TextName, queries};
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::inbox::{self, COUNT_CAP, Reader, Scope};
use crate::tickets::{self, Turn};
use crate::web::{Anyone, Context};
use crate::{Result, admin, i18n::Locale};

#[derive(Serialize)]
struct HomeView {
    /// What the network chose to say in place of our words.
    heading: Option<String>,
    lede: Option<String>,
    promise: Option<String>,
    notice: Option<String>,
    waiting: Vec<Waiting>,
    tasks: Vec<TaskView>,
    /// What comes after the most urgent.
    more: Vec<TaskView>,
    left: usize,
    own: Vec<Own>,
    /// Somebody is signed in who answers nothing here, and for whom there is nothing to do.
    nothing: bool,
    institutions: Vec<Choice>,
    areas: Vec<Area>,
    figures: Vec<Figure>,
}

/// Something to do, and where.
#[derive(Serialize)]
struct Waiting {
    href: &'static str,
    label: &'static str,
    count: String,
    urgent: bool,
}

/// A question that the visitor asked.
#[derive(Serialize)]
struct Own {
    reference: String,
    subject: String,
    state: &'static str,
    at: chrono::NaiveDateTime,
}

#[derive(Serialize)]
struct Choice {
    code: String,
    label: String,
}

#[derive(Serialize)]
struct Area {
    label: String,
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct Figure {
    href: &'static str,
    count: usize,
    label: &'static str,
}

pub async fn home(cx: Context<Anyone>) -> Result<HttpResponse> {
    let (actor, now, locale) = (cx.actor().cloned(), cx.now, cx.locale);
    let app = cx.app.clone();
    let (texts, nodes, waiting, mut tasks, own) = cx
        .db
        .read(move |conn| {
            let texts = queries::texts(conn)?;
            let nodes = network::queries::all(conn)?;
            let Some(actor) = actor else {
                return Ok((texts, nodes, vec![], vec![], vec![]));
            };
            let waiting = if actor.is_staff() { waiting(conn, &actor, now)? } else { vec![] };
            let own = tickets::queries::asked_by(conn, &actor.email, OWN)?;
            let of = For { actor: &actor, signer: &app.signer, locale, now };
            let tasks = tasks::read(conn, &of, &nodes)?;
            let mut own: Vec<Own> = own.into_iter().map(own_line).collect();
            // What was answered waits for who asked.
            own.sort_by_key(|one| one.state != "site-home-own-answered");
            Ok((texts, nodes, waiting, tasks, own))
        })
        .await?;
    let vocabularies = cx.app.vocabularies();
    let said = |name: TextName| {
        let chosen = texts.iter().find(|one| one.name == name);
        chosen.map(|one| cx.locale.pick(&one.text_fr, &one.text_en).to_owned())
    };
    let more = tasks.split_off(tasks.len().min(tasks::MOST));
    let asks = cx.actor().is_some_and(|actor| !actor.is_staff());
    let view = HomeView {
        nothing: asks && tasks.is_empty() && own.is_empty(),
        heading: said(TextName::Heading),
        lede: said(TextName::Lede),
        promise: said(TextName::Promise),
        notice: said(TextName::Notice),
        waiting,
        tasks,
        left: more.len(),
        more,
        own,
        institutions: institutions(&vocabularies),
        areas: areas(&vocabularies, cx.locale),
        figures: figures(&nodes),
    };
    cx.page("site/home", cx.head("site-home-title", "home"), &view)
}

const OWN: i64 = 5;

fn own_line(ticket: tickets::Ticket) -> Own {
    let state = match ticket.state.turn() {
        Turn::Theirs => "site-home-own-answered",
        Turn::Nobody => "site-home-own-closed",
        Turn::Ours => "site-home-own-open",
    };
    let (reference, subject, at) = (ticket.reference, ticket.subject, ticket.last_activity_at);
    Own { reference, subject, state, at }
}

/// What waits for somebody who works here; nothing that is empty.
fn waiting(conn: &mut Conn, actor: &Actor, now: chrono::NaiveDateTime) -> Result<Vec<Waiting>> {
    let nodes: Vec<_> = actor.nodes().cloned().collect();
    let scope = if actor.coordinates() { Scope::Network } else { Scope::Nodes(nodes.clone()) };
    let today = network_day(now);
    let reader = Reader {
        me: actor.id.clone(),
        own: nodes,
        duty: tickets::queries::duty_nodes(conn, &actor.id, today)?,
        stands_in_for: duty::queries::away_on(conn, today)?.replaced_by(&actor.id),
    };
    let held = inbox::counts(conn, &scope, &reader, now)?;
    let (dead, failing) = if actor.is_admin() {
        let failing = admin::queries::failing_sweeps(conn)?;
        let dead = outbox::count_in_state(conn, MailState::Dead, COUNT_CAP)?;
        (dead, i64::try_from(failing).unwrap_or(COUNT_CAP))
    } else {
        (0, 0)
    };
    let line = |href, label, count, urgent| Waiting { href, label, count: words(count), urgent };
    // The most urgent first.
    let all = [
        (held.late, line("/inbox/late", "site-home-late", held.late, true)),
        (dead, line("/admin/outbox", "site-home-dead-mail", dead, true)),
        (failing, line("/admin/jobs", "site-home-failing", failing, true)),
        (held.mine, line("/inbox?queue=mine", "site-home-mine", held.mine, false)),
        (held.duty, line("/inbox?queue=duty", "site-home-duty", held.duty, false)),
        (held.stand_in, line("/inbox?queue=stand-in", "site-home-stand-in", held.stand_in, false)),
        (held.new, line("/inbox?queue=new", "site-home-new", held.new, false)),
        (
            held.unassigned,
            line("/inbox?queue=unassigned", "site-home-unassigned", held.unassigned, false),
        ),
    ];
    Ok(all.into_iter().filter(|(count, _)| *count > 0).map(|(_, line)| line).collect())
}

fn words(count: i64) -> String {
    if count >= COUNT_CAP { format!("{}+", COUNT_CAP - 1) } else { count.to_string() }
}

fn institutions(vocabularies: &Vocabularies) -> Vec<Choice> {
    let mut choices: Vec<_> = vocabularies
        .institutions
        .iter()
        .map(|one| Choice { code: one.slug.clone(), label: one.name.clone() })
        .collect();
    choices.sort_by_cached_key(|choice| crate::text::fold(&choice.label));
    choices
}

/// The disciplines in two levels.
fn areas(vocabularies: &Vocabularies, locale: Locale) -> Vec<Area> {
    let all = &vocabularies.disciplines;
    let label = |fr: &str, en: &str| locale.pick(fr, en).to_owned();
    all.iter()
        .filter(|area| area.parent.is_none())
        .map(|area| Area {
            label: label(&area.label_fr, &area.label_en),
            choices: all
                .iter()
                .filter(|one| one.parent.as_ref() == Some(&area.code))
                .map(|one| Choice {
                    code: one.code.clone(),
                    label: label(&one.label_fr, &one.label_en),
                })
                .collect(),
        })
        .collect()
}

fn figures(nodes: &[Node]) -> Vec<Figure> {
    let alive = |node: &&Node| !matches!(node.status, Status::Planned | Status::Closed);
    let of = |kind: Kind| nodes.iter().filter(alive).filter(|node| node.kind == kind).count();
    let regions: std::collections::HashSet<_> =
        nodes.iter().filter(alive).filter_map(|node| node.region.as_ref()).collect();
    vec![
        Figure {
            href: "/network?kind=workshop",
            count: of(Kind::Workshop),
            label: "site-home-workshops",
        },
        Figure {
            href: "/network?kind=thematic_centre",
            count: of(Kind::ThematicCentre),
            label: "site-home-thematic-centres",
        },
        Figure {
            href: "/network?kind=resource_centre",
            count: of(Kind::ResourceCentre),
            label: "site-home-resource-centres",
        },
        Figure { href: "/figures/lists/regions", count: regions.len(), label: "site-home-regions" },
    ]
}
