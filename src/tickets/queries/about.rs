//! What a ticket is about, and putting it anew.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::tally::note_changed;
use super::{institutions_of, search};
use crate::db::schema::{ticket_disciplines, ticket_institutions, tickets};
use crate::db::{Conn, each};
use crate::deadlines::Due;
use crate::text::fold;
use crate::tickets::place::Place;
use crate::tickets::tally::Tallied;
use crate::tickets::{Person, Ticket, TicketId};

/// What staff may say anew of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub subject: String,
    pub asker: Person,
    pub place: Place,
    /// Where they work as typed, as far as our lists do not know it.
    pub site_typed: Option<String>,
    /// At most three codes; the first one counts in figures.
    pub disciplines: Vec<String>,
    pub topic: Option<String>,
}

impl Facts {
    /// Names of what another description says otherwise.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let place = |facts: &Self| {
            let Place { institutions, laboratory, site, region, .. } = facts.place.clone();
            (institutions, laboratory, site, region, facts.site_typed.clone())
        };
        [
            ("subject", self.subject != other.subject),
            ("asker", self.asker != other.asker),
            ("place", place(self) != place(other)),
            ("disciplines", self.disciplines != other.disciplines),
            ("topic", self.topic != other.topic),
        ]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
    }
}

pub fn facts_of(conn: &mut Conn, ticket: &Ticket) -> QueryResult<Facts> {
    Ok(Facts {
        subject: ticket.subject.clone(),
        asker: Person { name: ticket.asker_name.clone(), email: ticket.asker_email.clone() },
        place: Place {
            institutions: institutions_of(conn, &ticket.id)?,
            laboratory: ticket.laboratory.clone(),
            site: ticket.site.clone(),
            region: ticket.region.clone(),
            unknown: Vec::new(),
        },
        site_typed: ticket.site_typed.clone(),
        disciplines: ticket.disciplines(),
        topic: ticket.topic.clone(),
    })
}

/// Puts it, provided that the ticket is still as it was read; answers whether it was. Figures follow.
pub fn put_facts(
    conn: &mut Conn,
    ticket: &Ticket,
    facts: &Facts,
    due: Option<Due>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let Facts { subject, asker, place, .. } = facts;
    let terms = fold(&format!("{} {subject} {} {}", ticket.reference, asker.name, asker.email));
    let codes = facts.disciplines.join(",");
    let put = diesel::update(tickets::table.find(&ticket.id))
        .filter(tickets::lock_version.eq(ticket.lock_version))
        .set((
            (
                tickets::subject.eq(subject),
                tickets::asker_name.eq(&asker.name),
                tickets::asker_email.eq(&asker.email),
                tickets::institution.eq(place.institutions.first()),
                tickets::laboratory.eq(&place.laboratory),
                tickets::site.eq(&place.site),
                tickets::site_typed.eq(&facts.site_typed),
                tickets::region.eq(&place.region),
                tickets::discipline_codes.eq(&codes),
                tickets::topic.eq(&facts.topic),
            ),
            (
                // What a person says now is what it was about, for a closed one too.
                tickets::confirmed_topic.eq(ticket.closed_at.and(facts.topic.as_ref())),
                tickets::terms.eq(terms),
                tickets::last_activity_at.eq(now),
                tickets::lock_version.eq(tickets::lock_version + 1),
            ),
            due,
        ))
        .execute(conn)?;
    if put == 0 {
        return Ok(false);
    }
    let before = Tallied::from(ticket);
    let after = Tallied {
        region: place.region.clone(),
        discipline_codes: codes,
        topic: facts.topic.clone(),
        ..before.clone()
    };
    note_changed(conn, &ticket.id, &[before, after])?;
    put_lists(conn, &ticket.id, facts)?;
    search::index(conn, std::slice::from_ref(&ticket.id))?;
    Ok(true)
}

fn put_lists(conn: &mut Conn, id: &TicketId, facts: &Facts) -> QueryResult<()> {
    diesel::delete(ticket_disciplines::table.filter(ticket_disciplines::ticket_id.eq(id)))
        .execute(conn)?;
    diesel::delete(ticket_institutions::table.filter(ticket_institutions::ticket_id.eq(id)))
        .execute(conn)?;
    insert_lists(conn, id, (&facts.disciplines, &facts.place.institutions))
}

/// The disciplines and employers of a ticket, in their order.
pub(super) fn insert_lists(
    conn: &mut Conn,
    id: &TicketId,
    (disciplines, institutions): (&[String], &[String]),
) -> QueryResult<()> {
    let disciplines: Vec<_> = (0..)
        .zip(disciplines)
        .map(|(position, code): (i32, _)| {
            (
                ticket_disciplines::ticket_id.eq(id),
                ticket_disciplines::discipline.eq(code),
                ticket_disciplines::position.eq(position),
            )
        })
        .collect();
    if !disciplines.is_empty() {
        each!(conn, real => diesel::insert_into(ticket_disciplines::table).values(&disciplines).execute(real))?;
    }
    let institutions: Vec<_> = (0..)
        .zip(institutions)
        .map(|(position, slug): (i32, _)| {
            (
                ticket_institutions::ticket_id.eq(id),
                ticket_institutions::institution.eq(slug),
                ticket_institutions::position.eq(position),
            )
        })
        .collect();
    if !institutions.is_empty() {
        each!(conn, real => diesel::insert_into(ticket_institutions::table).values(&institutions).execute(real))?;
    }
    Ok(())
}
