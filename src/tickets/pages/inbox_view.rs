//! The inbox as its template sees it: everything is text already, so that rows cost little.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::bulk::{Report, instant};
use super::filters::{Filters, filters};
use super::found::{Findings, Found};
use super::inbox::Loaded;
use super::inbox_queues::{Group, groups, on_duty_names, people_choices, queue_word};
use super::wanted::Wanted;
use super::words::{Choice, Deadline, badge, deadline, initials, outcome_choices, state_word};
use crate::accounts::rules::query_value;
use crate::accounts::{AccountId, Actor};
use crate::clock::network_day;
use crate::deadlines;
use crate::duty::pages::{NoteView, note_view};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::queries::inbox::{Queue, Row, Scope};
use crate::tickets::{State, TicketId};
use crate::triage::Marks;
use crate::triage::pages::{MarksView, ViewsView, marks_view};
use crate::web::Pager;

#[derive(Serialize)]
pub struct InboxView {
    /// Whether only the part between header and footer is sent.
    pub fragment: bool,
    pub report: Option<Report>,
    desk: String,
    on_duty: String,
    /// What colleagues left for the reader.
    notes: Vec<NoteView>,
    groups: Vec<Group>,
    views: ViewsView,
    /// To the whole network, or back to one's own nodes.
    scope: Option<Link>,
    heading: String,
    order: Link,
    order_due: Link,
    filters: Filters,
    rows: Vec<RowView>,
    /// Words that every row says, looked up once.
    pick: String,
    held_by: String,
    nobody: String,
    empty: Option<Empty>,
    pager: Pager,
    bulk: Bulk,
}

#[derive(Serialize)]
struct Link {
    href: String,
    label: String,
}

#[derive(Serialize)]
struct Empty {
    icon: &'static str,
    title: String,
    message: String,
    action: Option<EmptyAction>,
}

#[derive(Serialize)]
struct EmptyAction {
    href: String,
    label: &'static str,
}

#[derive(Serialize)]
struct RowView {
    found: Option<Found>,
    reference: String,
    href: String,
    subject: String,
    fresh: bool,
    sensitive: bool,
    picked: bool,
    asker: String,
    institution: String,
    fields: String,
    topic: String,
    node: String,
    badge_class: &'static str,
    badge_icon: &'static str,
    badge_word: String,
    deadline: Option<Deadline>,
    /// By when the desk owes its next answer.
    due: String,
    late: bool,
    initials: String,
    assignee: String,
    at: NaiveDateTime,
    /// Tags, steps, who is there; nothing on most rows.
    marks: Option<MarksView>,
}

#[derive(Serialize)]
struct Bulk {
    /// Where the list is: its address's query.
    back: String,
    /// When the list was made, to the microsecond.
    shown: String,
    people: Vec<Choice>,
    outcomes: Vec<Choice>,
    is_spam: bool,
    tag: String,
}

impl InboxView {
    /// Picks and fills in again what was chosen and typed in a form that could not be done.
    pub(super) fn keep(&mut self, report: &Report) {
        for row in &mut self.rows {
            row.picked = report.chosen.contains(&row.reference);
        }
        self.bulk.tag.clone_from(&report.tag);
    }
}

pub(super) fn shown(
    locale: Locale,
    words: &Vocabularies,
    actor: &Actor,
    wanted: &Wanted,
    mut loaded: Loaded,
    now: NaiveDateTime,
) -> InboxView {
    let marks = std::mem::take(&mut loaded.marks);
    let scope = wanted.scope_of(actor);
    let queue = loaded.queue;
    let queue_name = queue.map_or("all", Queue::as_str);
    // The list that is shown has an address, whether or not its queue was named.
    let wanted = &Wanted { queue: queue_name.to_owned(), ..wanted.clone() };
    let back = wanted.with(&[]);
    let from = query_value(&back);
    let several = scope == Scope::Network || scope.nodes().len() > 1;
    let today = network_day(now);
    let findings = loaded.findings.take();
    let findings = findings.as_ref();
    let row = |row: Row| {
        let marks = &marks;
        row_view(
            row,
            &RowWords { words, locale, from: &from, several, today, marks, now, findings },
        )
    };
    let own = loaded.members.iter().map(|m| (m.node.to_string(), m.node_name.clone()));
    let own: Vec<_> = own.collect::<BTreeMap<_, _>>().into_iter().collect();
    let here = (wanted.canonical(words), wanted.narrows());
    let views = std::mem::take(&mut loaded.views).shown(locale, actor, &own, (&here.0, here.1));
    let people = people(&loaded);
    let rows: Vec<_> = loaded.rows.iter().cloned().map(row).collect();
    InboxView {
        fragment: false,
        report: None,
        desk: desk_name(&loaded, &scope, locale),
        on_duty: on_duty_names(&loaded, locale),
        notes: loaded.notes.iter().map(|note| note_view(note, actor, (&[], false))).collect(),
        groups: groups(locale, wanted, &loaded),
        views,
        scope: scope_link(locale, actor, wanted),
        heading: queue_word(queue_name, locale),
        order: order_link(locale, wanted),
        order_due: due_link(locale, wanted),
        empty: rows.is_empty().then(|| empty(wanted, queue_name)),
        rows,
        pick: locale.text("tickets-inbox-pick"),
        held_by: locale.text("tickets-inbox-held-by"),
        nobody: locale.text("tickets-inbox-nobody"),
        pager: Pager {
            first: (!wanted.after.is_empty()).then(|| wanted.href(&[])),
            next: loaded.next.as_ref().map(|at| wanted.href(&[("after", &at.encode())])),
        },
        filters: filters(locale, words, wanted, &loaded, &people),
        bulk: Bulk {
            back,
            shown: instant(now),
            people: people_choices(people, &loaded, locale),
            outcomes: outcome_choices(locale, ""),
            is_spam: queue == Some(Queue::Spam),
            tag: String::new(),
        },
    }
}

struct RowWords<'a> {
    words: &'a Vocabularies,
    locale: Locale,
    from: &'a str,
    several: bool,
    today: NaiveDate,
    marks: &'a HashMap<TicketId, Marks>,
    now: NaiveDateTime,
    findings: Option<&'a Findings>,
}

fn row_view(row: Row, with: &RowWords<'_>) -> RowView {
    let RowWords { words, locale, from, several, today, now, findings, .. } = *with;
    let label = |vocabulary, code: &str| words.label(vocabulary, code, locale);
    let institution = row.institution.as_deref().map(|slug| {
        let short = words.institution(slug).and_then(|found| found.short_name.clone());
        short.unwrap_or_else(|| label(Vocabulary::Institution, slug))
    });
    let codes = row.discipline_codes.split(',').filter(|code| !code.is_empty());
    let fields: Vec<_> = codes.map(|code| label(Vocabulary::Discipline, code)).collect();
    let marks = with.marks.get(&row.id).map(|marks| marks_view(marks, locale));
    let (badge_class, badge_icon) = badge(row.state);
    let due = row.next_due_at.map(|due| {
        let zone = words.zone_of(row.node_region.as_deref());
        deadlines::words::due(due, now, zone, locale)
    });
    RowView {
        late: row.next_due_at.is_some_and(|due| due <= now),
        due: due.unwrap_or_default(),
        found: findings.map(|findings| findings.of(&row.id, &row.subject)),
        href: format!("/tickets/{}?from={from}", row.reference),
        reference: row.reference,
        subject: row.subject,
        fresh: row.state == State::New,
        sensitive: row.sensitive,
        picked: false,
        asker: row.asker_name,
        institution: institution.unwrap_or_default(),
        fields: fields.join(", "),
        topic: row.topic.map(|code| label(Vocabulary::Topic, &code)).unwrap_or_default(),
        node: if several { row.node } else { String::new() },
        badge_class,
        badge_icon,
        badge_word: state_word(row.state, locale),
        deadline: row.deadline_on.and_then(|on| deadline(on, today, row.state.turn(), locale)),
        initials: row.assignee.as_deref().map(initials).unwrap_or_default(),
        assignee: row.assignee.unwrap_or_default(),
        at: row.last_activity_at,
        marks,
    }
}

/// Colleagues by name, each once.
fn people(loaded: &Loaded) -> Vec<(AccountId, String)> {
    let mut people: Vec<_> =
        loaded.members.iter().map(|member| (member.account.clone(), member.name.clone())).collect();
    people.dedup();
    people
}

pub(super) fn own_nodes(loaded: &Loaded) -> BTreeMap<&str, &str> {
    loaded.members.iter().map(|m| (m.node_name.as_str(), m.node_slug.as_str())).collect()
}

fn desk_name(loaded: &Loaded, scope: &Scope, locale: Locale) -> String {
    match scope {
        Scope::Network => locale.text("tickets-inbox-whole-network"),
        Scope::Nodes(_) => own_nodes(loaded).into_keys().collect::<Vec<_>>().join(", "),
    }
}

fn scope_link(locale: Locale, actor: &Actor, wanted: &Wanted) -> Option<Link> {
    if !actor.coordinates() || actor.memberships.is_empty() {
        return None;
    }
    let (scope, key) = match wanted.scope.as_str() {
        "network" => ("", "tickets-inbox-own-nodes"),
        _ => ("network", "tickets-inbox-whole-network"),
    };
    Some(Link { href: wanted.href(&[("scope", scope), ("queue", "")]), label: locale.text(key) })
}

fn order_link(locale: Locale, wanted: &Wanted) -> Link {
    let (sort, key) = match wanted.oldest_first() {
        true => ("", "tickets-inbox-newest-first"),
        false => ("oldest", "tickets-inbox-oldest-first"),
    };
    Link { href: wanted.href(&[("sort", sort)]), label: locale.text(key) }
}

fn due_link(locale: Locale, wanted: &Wanted) -> Link {
    let label = locale.text("tickets-inbox-due-first");
    Link { href: wanted.href(&[("sort", "due")]), label }
}

fn empty(wanted: &Wanted, queue: &str) -> Empty {
    if wanted.narrows() || !wanted.after.is_empty() {
        let cleared = Wanted {
            queue: wanted.queue.clone(),
            scope: wanted.scope.clone(),
            ..Wanted::default()
        };
        return Empty {
            icon: "search",
            title: "tickets-inbox-empty-filtered".to_owned(),
            message: "tickets-inbox-empty-filtered-hint".to_owned(),
            action: Some(EmptyAction { href: cleared.href(&[]), label: "tickets-inbox-clear" }),
        };
    }
    let next = match queue {
        "mine" | "duty" | "stand-in" | "mentions" => {
            Some(("unassigned", "tickets-inbox-see-unassigned"))
        }
        "unassigned" | "new" => Some(("ours", "tickets-inbox-see-ours")),
        "ours" => Some(("theirs", "tickets-inbox-see-theirs")),
        "theirs" | "node" | "referred" | "offered" | "together" | "snoozed" | "third-party" => {
            Some(("closed", "tickets-inbox-see-closed"))
        }
        _ => None,
    };
    Empty {
        icon: if matches!(queue, "closed" | "spam" | "all") { "archive" } else { "check2-all" },
        title: format!("tickets-inbox-empty-{queue}"),
        message: format!("tickets-inbox-empty-{queue}-hint"),
        action: next
            .map(|(queue, label)| EmptyAction { href: wanted.href(&[("queue", queue)]), label }),
    }
}
