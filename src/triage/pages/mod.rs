//! The pages on which what is shared is kept in order; and what a ticket's page shows of it.

mod answers;
mod answers_form;
mod checklists;
mod column;
mod mails;
mod panel;
mod tags;
mod time;
mod views;

pub use answers::{answers, edit_answer, new_answer, retire_answer, save_answer};
pub use checklists::{add_step, checklists, raise_step, retire_step, reword_step};
pub use column::{MarksView, ViewsColumn, ViewsView, marks_view, views_column};
pub use mails::choose_mails;
pub use panel::{Panel, PanelData, panel, present_words};
pub use tags::{add_tag, rename_tag, restore_tag, retire_tag, tags};
pub use time::{short_time, time};
pub use views::{delete_view, raise_view, rename_view, save_view, views};

use serde::Serialize;

use super::Shelf;
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::network::{self, NodeName};
use crate::web::{Choice, choices};

/// The tabs above the desk's pages, and what all of them say.
#[derive(Debug, Serialize)]
pub struct Frame {
    tab: &'static str,
    /// Why nothing was done, when nothing was.
    alert: String,
    leads: bool,
    /// Whether the desk is theirs; somebody who only teaches sees none of it.
    works: bool,
}

impl Frame {
    pub fn of(tab: &'static str, actor: &Actor, alert: String) -> Self {
        Self { tab, alert, leads: leads(actor), works: actor.is_staff() }
    }
}

/// Whether checklists and time are this person's business: managers, and who steers the network.
fn leads(actor: &Actor) -> bool {
    actor.coordinates() || actor.nodes().any(|node| actor.manages(node))
}

/// The nodes whose things somebody may change, by name; every one for those who steer the network.
fn own_nodes(conn: &mut Conn, actor: &Actor) -> Result<Vec<NodeName>> {
    let mut names = network::queries::names(conn)?;
    if !actor.coordinates() {
        names.retain(|node| actor.works_for(&node.id));
    }
    Ok(names)
}

/// The shelves on which somebody may put things: `own`, a node's id, `network`.
fn shelf_choices(
    locale: Locale,
    actor: &Actor,
    (nodes, own): (&[NodeName], bool),
    on: &str,
) -> Vec<Choice> {
    let mine = own.then(|| ("own".to_owned(), locale.text("triage-shelf-own")));
    let nodes = nodes.iter().map(|node| (node.id.to_string(), node.short_name.clone()));
    let network =
        actor.coordinates().then(|| ("network".to_owned(), locale.text("triage-shelf-network")));
    choices(mine.into_iter().chain(nodes).chain(network), on)
}

fn shelf(typed: &str) -> Option<Shelf> {
    match typed {
        "own" => Some(Shelf::Own),
        "network" => Some(Shelf::Network),
        id => id.parse().ok().map(Shelf::Node),
    }
}

/// Whose something is, in words.
fn shelf_word(locale: Locale, node: Option<&NodeId>, nodes: &[NodeName]) -> String {
    let Some(id) = node else { return locale.text("triage-shelf-network") };
    nodes.iter().find(|node| node.id == *id).map(|node| node.short_name.clone()).unwrap_or_default()
}
