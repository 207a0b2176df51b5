//! Templates of answers.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{check_shelf, on_thing, on_ticket, scope_of};
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::tickets::Ticket;
use crate::triage::queries::{self, Prepared};
use crate::triage::rules::{self, placeholders};
use crate::triage::{Shelf, Template, TemplateId, Variant};

fn shelf_of(node: Option<&NodeId>) -> Shelf {
    node.map_or(Shelf::Network, |node| Shelf::Node(node.clone()))
}

pub fn add_template(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&TemplateId, Option<&NodeId>),
    what: &Prepared,
    now: NaiveDateTime,
) -> Result<()> {
    check_shelf(actor, &shelf_of(node))?;
    // The form came twice; with other words it was written on a page that the browser had kept.
    if let Ok(there) = queries::template(conn, &scope_of(actor), id) {
        let same = what.is(&there, &queries::variants_of(conn, id)?);
        return if same { Ok(()) } else { Err(rules::TEMPLATE_CHANGED.into()) };
    }
    queries::insert_template(conn, (id, node), what, &actor.id, now)?;
    on_thing(conn, actor, ("template.add", "template", id.as_str()), &json!({ "node": node }), now)
}

/// A template that the actor may change.
pub fn changeable_template(conn: &mut Conn, actor: &Actor, id: &TemplateId) -> Result<Template> {
    let template = queries::template(conn, &scope_of(actor), id)?;
    check_shelf(actor, &shelf_of(template.node.as_ref()))?;
    Ok(template)
}

/// Changes a template, unless somebody else did since `version`.
pub fn change_template(
    conn: &mut Conn,
    actor: &Actor,
    (id, version): (&TemplateId, i32),
    what: &Prepared,
    now: NaiveDateTime,
) -> Result<()> {
    let template = changeable_template(conn, actor, id)?;
    if !queries::update_template(conn, (&template.id, version), what, now)? {
        return Err(rules::TEMPLATE_CHANGED.into());
    }
    on_thing(conn, actor, ("template.change", "template", id.as_str()), &json!({}), now)
}

pub fn retire_template(
    conn: &mut Conn,
    actor: &Actor,
    id: &TemplateId,
    now: NaiveDateTime,
) -> Result<()> {
    let template = changeable_template(conn, actor, id)?;
    if queries::retire_template(conn, &template.id, now)? {
        on_thing(conn, actor, ("template.retire", "template", id.as_str()), &json!({}), now)?;
    }
    Ok(())
}

/// The text of a template for a ticket: in the ticket's language if there is one, for the first of the team's employers and
/// the bodies above them that has a variant. Counts as a use.
pub fn insertion(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, employers): (&Ticket, &[String]),
    (id, values): (&TemplateId, &placeholders::Values),
    now: NaiveDateTime,
) -> Result<String> {
    let template = queries::template(conn, &scope_of(actor), id)?;
    let variants = queries::variants_of(conn, &template.id)?;
    let chosen = employers
        .iter()
        .find_map(|employer| variants.iter().find(|variant| variant.institution == *employer));
    queries::count_use(conn, &template.id, now)?;
    let detail = json!({ "template": template.id });
    on_ticket(conn, actor, ticket, "ticket.template", &detail, now)?;
    let text = match chosen {
        Some(variant) => said(ticket.language, variant),
        None => either(ticket.language, &template.body_fr, &template.body_en),
    };
    Ok(placeholders::filled(text, values))
}

fn said(language: Locale, variant: &Variant) -> &str {
    either(language, &variant.body_fr, &variant.body_en)
}

/// The text in a language, or in the other one when it was not written.
fn either<'a>(language: Locale, fr: &'a str, en: &'a str) -> &'a str {
    let (first, second) = match language {
        Locale::Fr => (fr, en),
        Locale::En => (en, fr),
    };
    if first.trim().is_empty() { second } else { first }
}
