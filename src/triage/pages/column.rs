//! The saved views in the inbox's left column, each with what it holds for the reader.

use chrono::NaiveDateTime;
use serde::Serialize;

use super::present_words;
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::{self, NodeName};
use crate::text::fold;
use crate::tickets::pages::wanted::Wanted;
use crate::tickets::queries::inbox::{Filter, Reader};
use crate::tickets::queries::{self as tickets, Held};
use crate::triage::{Marks, Shelf, Tag, View, ops, queries};
use crate::web::{Choice, choices};

/// Views with what they hold.
#[derive(Debug, Default)]
pub struct ViewsColumn {
    found: Vec<(View, Held)>,
}

/// Reads them. What a view holds is counted with the rights of who reads it, whoever made it.
pub fn views_column(
    conn: &mut Conn,
    actor: &Actor,
    reader: &Reader,
    now: NaiveDateTime,
) -> Result<ViewsColumn> {
    let nodes: Vec<NodeId> = actor.nodes().cloned().collect();
    let views = queries::views(conn, &actor.id, &nodes)?;
    if views.is_empty() {
        return Ok(ViewsColumn { found: Vec::new() });
    }
    let asked: Vec<_> = views.iter().map(|view| Wanted::parse(&view.query)).collect();
    let names = match asked.iter().any(|wanted| !wanted.node.is_empty()) {
        true => network::queries::names(conn)?,
        false => Vec::new(),
    };
    let tags = match asked.iter().any(|wanted| !wanted.tag.is_empty()) {
        true => queries::tags(conn, &ops::scope_of(actor))?,
        false => Vec::new(),
    };
    let filters: Vec<_> = asked
        .iter()
        .filter_map(|wanted| filter(wanted, actor, (reader, now), (&names, &tags)))
        .collect();
    let counts = tickets::held(conn, &filters)?;
    let mut counts = counts.into_iter();
    let nothing = Held { count: 0, more: false };
    let held = |wanted: &Wanted| match filter(wanted, actor, (reader, now), (&names, &tags)) {
        Some(_) => counts.next().unwrap_or(nothing),
        None => nothing,
    };
    let held: Vec<_> = asked.iter().map(held).collect();
    Ok(ViewsColumn { found: views.into_iter().zip(held).collect() })
}

/// What a view lists for its reader; nothing when it names a node that is no more.
fn filter(
    wanted: &Wanted,
    actor: &Actor,
    (reader, now): (&Reader, NaiveDateTime),
    (names, tags): (&[NodeName], &[Tag]),
) -> Option<Filter> {
    let node = match wanted.node.as_str() {
        "" => None,
        slug => Some(names.iter().find(|name| name.slug == slug)?.id.clone()),
    };
    let queue = wanted.named_queue().unwrap_or(None);
    let word = fold(&wanted.tag);
    let called = tags.iter().filter(|tag| fold(&tag.label) == word).map(|tag| tag.id.clone());
    Some(Filter {
        tags: (!word.is_empty()).then(|| called.collect()),
        ..wanted.filter(actor, queue, reader, node, now)
    })
}

#[derive(Debug, Serialize)]
pub struct ViewsView {
    own: Vec<ViewLink>,
    shared: Vec<ViewLink>,
    /// What would be kept, when the list is narrowed and no view says the same.
    query: Option<String>,
    shelves: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct ViewLink {
    href: String,
    name: String,
    count: String,
    current: bool,
    icon: &'static str,
}

impl ViewsColumn {
    /// The views as links; `here` is the list that is shown, in its one spelling, when it may be kept.
    pub fn shown(
        self,
        locale: Locale,
        actor: &Actor,
        nodes: &[(String, String)],
        (here, narrows): (&str, bool),
    ) -> ViewsView {
        let own_first = [("own".to_owned(), locale.text("triage-shelf-own"))];
        let network = actor
            .coordinates()
            .then(|| ("network".to_owned(), locale.text("triage-shelf-network")));
        let known = self.found.iter().any(|(view, _)| view.query == here);
        let (mut own, mut shared) = (Vec::new(), Vec::new());
        for (view, held) in self.found {
            let (list, icon) = match view.shelf() {
                Shelf::Own => (&mut own, "funnel"),
                Shelf::Node(_) => (&mut shared, "people"),
                Shelf::Network => (&mut shared, "diagram-3"),
            };
            list.push(ViewLink {
                current: view.query == here,
                href: format!("/inbox?{}", view.query),
                name: view.name,
                count: count(held),
                icon,
            });
        }
        ViewsView {
            own,
            shared,
            query: (narrows && !known).then(|| here.to_owned()),
            shelves: choices(
                own_first.into_iter().chain(nodes.iter().cloned()).chain(network),
                "own",
            ),
        }
    }
}

/// A count that stops counting, as the queues say it; nothing when nobody knows.
fn count(held: Held) -> String {
    match (held.count, held.more) {
        (0, true) => String::new(),
        (n, true) => format!("{}+", n.min(99)),
        (n, false) => n.to_string(),
    }
}

/// What a row of the inbox shows of a ticket beside the ticket.
#[derive(Debug, Serialize)]
pub struct MarksView {
    tags: Vec<String>,
    steps: String,
    present: String,
    writing: bool,
    held: String,
}

pub fn marks_view(marks: &Marks, locale: Locale) -> MarksView {
    MarksView {
        tags: marks.tags.clone(),
        steps: marks.steps.map(|(done, all)| format!("{done}/{all}")).unwrap_or_default(),
        present: present_words(&marks.present, locale),
        writing: marks.present.iter().any(|person| person.writing),
        held: if marks.held { locale.text("tickets-inbox-held-mail") } else { String::new() },
    }
}
