//! A ticket's first rows.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::about::insert_lists;
use super::tally;
use crate::accounts::NodeId;
use crate::db::schema::tickets;
use crate::db::{Conn, MultiBackend};
use crate::deadlines::Due;
use crate::text::fold;
use crate::tickets::{Draft, State, Ticket};

/// How a ticket begins.
#[derive(Debug)]
pub struct Start<'a> {
    pub node: &'a NodeId,
    pub reference: &'a str,
    pub state: State,
    /// The Message-ID of the first mail that the team gets.
    pub first_mail: &'a str,
    /// None while it is not the desk's move.
    pub due: Option<Due>,
}

/// Puts a new ticket with its employers and disciplines.
pub fn insert(
    conn: &mut Conn,
    draft: &Draft,
    start: &Start<'_>,
    now: NaiveDateTime,
) -> QueryResult<Ticket> {
    let Start { node, reference, state, .. } = *start;
    let question = &draft.question;
    let beneficiary = draft.beneficiary.as_ref();
    let terms = fold(&format!(
        "{reference} {} {} {}",
        question.subject, draft.asker.name, draft.asker.email
    ));
    let ticket = diesel::insert_into(tickets::table)
        .values((
            (
                tickets::id.eq(&draft.id),
                tickets::reference.eq(reference),
                tickets::subject.eq(&question.subject),
                tickets::state.eq(state),
                tickets::turn.eq(state.turn()),
                tickets::node_id.eq(node),
                tickets::asker_name.eq(&draft.asker.name),
                tickets::asker_email.eq(&draft.asker.email),
                tickets::beneficiary_name.eq(beneficiary.map(|person| &person.name)),
                tickets::beneficiary_email.eq(beneficiary.map(|person| &person.email)),
                tickets::institution.eq(question.institutions.first()),
                tickets::laboratory.eq(&question.laboratory),
                tickets::site.eq(&question.site),
                tickets::site_typed.eq(&question.site_typed),
                tickets::region.eq(&question.region),
            ),
            (
                tickets::discipline_codes.eq(question.disciplines.join(",")),
                tickets::topic.eq(&question.topic),
                tickets::language.eq(question.language),
                tickets::dataset_pid.eq(&question.dataset_pid),
                tickets::dmp_url.eq(&question.dmp_url),
                tickets::deadline_on.eq(question.deadline_on),
                tickets::deadline_for.eq(&question.deadline_for),
                tickets::sensitive.eq(question.sensitive),
                tickets::via.eq(question.via),
                tickets::created_at.eq(now),
                tickets::confirmed_at.eq((state != State::Unconfirmed).then_some(now)),
                tickets::last_activity_at.eq(now),
                tickets::terms.eq(terms),
                tickets::mail_thread.eq(start.first_mail),
            ),
            start.due.clone().unwrap_or_default(),
        ))
        .returning(<Ticket as Selectable<MultiBackend>>::construct_selection())
        .get_result(conn)?;
    tally::note_asked(conn, draft, node, state, now)?;
    insert_lists(conn, &draft.id, (&question.disciplines, &question.institutions))?;
    Ok(ticket)
}
