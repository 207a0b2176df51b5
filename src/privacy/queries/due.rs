//! How much would go at the next turn if a term were another one: the same as what takes it away finds, counted.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    Ended, bids_ended, notes_of_checks, owned_over, posts_over, said_of_proposals, seats_over,
    signatures_over, words_of_time,
};
use crate::db::schema::{
    api_tokens, application_invitations, audit_events, course_sessions, duties, duty_swaps,
    enrolments, first_steps, handover_notes, institution_wishes, invitations, minutes_remarks,
    outbox as mails, privacy_requests, provider_returns, readings, received_mails, rota_feeds,
    sessions, sign_in_links, space_people, spaces, staff_absences, tickets, webhook_deliveries,
};
use crate::db::{Conn, one_of};
use crate::outbox::MailState;
use crate::privacy::{RequestState, Term};
use crate::spaces::State as SpaceState;
use crate::tickets::State;
use crate::webhooks::DeliveryState;

/// What has been over since before a moment and is still there, of one kind.
pub fn due(conn: &mut Conn, term: Term, before: NaiveDateTime) -> QueryResult<i64> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let never = NaiveDateTime::default();
    match term {
        Term::Closed => Ok(closed(conn, before)? + ended(conn, State::Merged, before)?),
        Term::Spam => ended(conn, State::Spam, before),
        Term::Quarantine => mails(conn, &["quarantined"], before),
        Term::Machine => mails(conn, &["ignored", "discarded"], before),
        Term::Received => received(conn, before),
        Term::Sent => sent(conn, before),
        Term::Said => said(conn, before),
        Term::Proof => took_part(conn, before),
        Term::Readings => {
            readings::table.filter(readings::read_at.lt(before)).count().get_result(conn)
        }
        Term::Audit => {
            audit_events::table.filter(audit_events::at.lt(before)).count().get_result(conn)
        }
        Term::Sessions => signed_in(conn, before),
        Term::Invitations => invited(conn, before),
        Term::Duty => duty(conn, before),
        Term::Requests => privacy_requests::table
            .filter(privacy_requests::state.eq(RequestState::Done))
            .filter(privacy_requests::made_at.lt(before))
            .count()
            .get_result(conn),
        Term::Drafts => Ok(number(bids_ended(conn, Ended { drafts: before, filed: never })?.len())),
        Term::Filed => Ok(number(bids_ended(conn, Ended { drafts: never, filed: before })?.len())),
        Term::Spaces => looked_after(conn, before),
        Term::Seats => Ok(number(seats_over(conn, before)?.len()) + remarks(conn, before)?),
        Term::Signatories => Ok(number(signatures_over(conn, before)?.len())),
        Term::Owners => Ok(number(owned_over(conn, before)?.len())),
        Term::Authors => Ok(number(posts_over(conn, before)?.len())),
        Term::Times => words_of_time(conn, before),
        Term::Checks => notes_of_checks(conn, before),
        Term::Proposals => said_of_proposals(conn, before),
        Term::Webhooks => webhook_deliveries::table
            .filter(webhook_deliveries::queued_at.lt(before))
            .filter(webhook_deliveries::state.ne(DeliveryState::Queued))
            .count()
            .get_result(conn),
    }
}

fn closed(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    tickets::table
        .filter(tickets::anonymised_at.is_null())
        .filter(tickets::closed_at.lt(before))
        .count()
        .get_result(conn)
}

fn ended(conn: &mut Conn, state: State, before: NaiveDateTime) -> QueryResult<i64> {
    tickets::table
        .filter(tickets::anonymised_at.is_null())
        .filter(tickets::state.eq(state))
        .filter(tickets::last_activity_at.lt(before))
        .count()
        .get_result(conn)
}

fn mails(conn: &mut Conn, fates: &[&str], before: NaiveDateTime) -> QueryResult<i64> {
    received_mails::table
        .filter(received_mails::fate.eq_any(fates.iter().copied()))
        .filter(received_mails::received_at.lt(before))
        .count()
        .get_result(conn)
}

fn received(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    received_mails::table
        .inner_join(tickets::table)
        .filter(received_mails::fate.eq_any(["ticket", "reply", "note"]))
        .filter(received_mails::received_at.lt(before))
        .filter(tickets::closed_at.is_not_null())
        .count()
        .get_result(conn)
}

fn sent(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    mails::table
        .filter(mails::state.eq(MailState::Sent).or(mails::state.eq(MailState::Dead)))
        .filter(mails::queued_at.lt(before))
        .count()
        .get_result(conn)
}

fn said(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    enrolments::table
        .inner_join(course_sessions::table)
        .filter(course_sessions::cleared_at.is_null())
        .filter(course_sessions::ends_at.lt(before))
        .count()
        .get_result(conn)
}

fn took_part(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    enrolments::table
        .inner_join(course_sessions::table)
        .filter(course_sessions::forgotten_at.is_null())
        .filter(course_sessions::ends_at.lt(before))
        .count()
        .get_result(conn)
}

fn signed_in(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    let expired =
        sessions::expires_at.lt(before).or(sessions::revoked_at.lt(before).assume_not_null());
    let over = api_tokens::expires_at.lt(before).or(api_tokens::revoked_at.lt(before));
    let links = sign_in_links::table.filter(sign_in_links::expires_at.lt(before));
    let steps = first_steps::table.filter(first_steps::expires_at.lt(before));
    let returns = provider_returns::table.filter(provider_returns::returned_at.lt(before));
    let opened: i64 = sessions::table.filter(expired).count().get_result(conn)?;
    let keys: i64 = api_tokens::table.filter(over.assume_not_null()).count().get_result(conn)?;
    let links: i64 = links.count().get_result(conn)?;
    let steps: i64 = steps.count().get_result(conn)?;
    Ok(opened + keys + links + steps + returns.count().get_result::<i64>(conn)?)
}

fn invited(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    let all: i64 =
        invitations::table.filter(invitations::expires_at.lt(before)).count().get_result(conn)?;
    let begin: i64 = application_invitations::table
        .filter(application_invitations::application_id.is_null())
        .filter(application_invitations::expires_at.lt(before))
        .count()
        .get_result(conn)?;
    Ok(all + begin)
}

fn duty(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    let day = before.date();
    let swaps = duty_swaps::table.filter(duty_swaps::asked_at.lt(before));
    let absences = staff_absences::table.filter(staff_absences::ends_on.lt(day));
    let notes = handover_notes::table.filter(handover_notes::shown_until.lt(before));
    let past = duties::table.filter(duties::ends_on.lt(day));
    let feeds = rota_feeds::table.filter(rota_feeds::revoked_at.lt(before).assume_not_null());
    let swaps: i64 = swaps.count().get_result(conn)?;
    let absences: i64 = absences.count().get_result(conn)?;
    let notes: i64 = notes.count().get_result(conn)?;
    let past: i64 = past.count().get_result(conn)?;
    Ok(swaps + absences + notes + past + feeds.count().get_result::<i64>(conn)?)
}

fn looked_after(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    let over = [SpaceState::Closed, SpaceState::Refused, SpaceState::Lapsed];
    let there = space_people::ends_on.lt(before.date()).assume_not_null();
    let people: i64 = space_people::table
        .inner_join(spaces::table)
        .filter(one_of(spaces::state, over).and(spaces::since.lt(before)).or(there))
        .count()
        .get_result(conn)?;
    let wishes: i64 = institution_wishes::table
        .filter(institution_wishes::asked_at.lt(before))
        .count()
        .get_result(conn)?;
    Ok(people + wishes)
}

fn remarks(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    minutes_remarks::table.filter(minutes_remarks::made_at.lt(before)).count().get_result(conn)
}
