//! Statements about conflicts of interest, and about what they are seen by.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{ApplicationId, PartnerState, State};
use crate::calls::CallId;
use crate::db::schema::{
    accounts, application_invitations as invitations, application_partners as partners,
    application_people as people, applications, conflicts, submissions,
};
use crate::db::{Conn, each};
use crate::reviews::rules::conflicts::Bid;
use crate::reviews::{Conflict, ConflictKind, ConflictState};

/// What is known of who applies to a call, by application.
pub fn bids(conn: &mut Conn, call: &CallId) -> QueryResult<BTreeMap<ApplicationId, Bid>> {
    let ids: Vec<ApplicationId> = applications::table
        .filter(applications::call_id.eq(call))
        .filter(applications::reference.is_not_null())
        .select(applications::id)
        .load(conn)?;
    let mut all: BTreeMap<_, Bid> = ids.into_iter().map(|id| (id, Bid::default())).collect();
    let parts: Vec<(ApplicationId, AccountId, String, String)> = people::table
        .inner_join(applications::table)
        .inner_join(accounts::table.on(accounts::id.eq(people::account_id)))
        .filter(applications::call_id.eq(call))
        .select((people::application_id, accounts::id, accounts::name, accounts::email))
        .load(conn)?;
    for (id, account, name, email) in parts {
        if let Some(bid) = all.get_mut(&id) {
            bid.accounts.insert(account);
            bid.people.push((name, email));
        }
    }
    let invited: Vec<(Option<ApplicationId>, String, String)> = invitations::table
        .filter(invitations::call_id.eq(call))
        .filter(invitations::application_id.is_not_null())
        .filter(invitations::revoked_at.is_null())
        .select((invitations::application_id, invitations::name, invitations::email))
        .load(conn)?;
    for (id, name, email) in invited {
        if let Some(bid) = id.and_then(|id| all.get_mut(&id)) {
            bid.people.push((name, email));
        }
    }
    let institutions: Vec<(ApplicationId, String)> = partners::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .filter(partners::state.ne(PartnerState::Removed))
        .filter(partners::state.ne(PartnerState::Declined))
        .select((partners::application_id, partners::institution))
        .load(conn)?;
    for (id, institution) in institutions {
        if let Some(bid) = all.get_mut(&id) {
            bid.institutions.insert(institution);
        }
    }
    let documents: Vec<(ApplicationId, String)> = submissions::table
        .inner_join(applications::table.on(applications::id.eq(submissions::application_id)))
        .filter(applications::call_id.eq(call))
        .filter(applications::current_seq.eq(submissions::seq.nullable()))
        .select((applications::id, submissions::document))
        .load(conn)?;
    for (id, document) in documents {
        if let Some(bid) = all.get_mut(&id) {
            let document: serde_json::Value = serde_json::from_str(&document).unwrap_or_default();
            named(&document, &mut bid.people);
            // What was filed counts, whatever was taken out of the draft since.
            let filed = document["partners"].as_array().into_iter().flatten();
            let filed = filed.filter_map(|one| one["institution"].as_str());
            bid.institutions.extend(filed.map(str::to_owned));
        }
    }
    Ok(all)
}

/// Whoever a document names with an address, however deep.
fn named(value: &serde_json::Value, people: &mut Vec<(String, String)>) {
    if let Some(email) = value["email"].as_str() {
        let name = value["name"].as_str().unwrap_or_default();
        people.push((name.to_owned(), email.to_owned()));
    }
    match value {
        serde_json::Value::Object(fields) => fields.values().for_each(|one| named(one, people)),
        serde_json::Value::Array(values) => values.iter().for_each(|one| named(one, people)),
        _ => {}
    }
}

/// All conflicts with applications of a call.
pub fn conflicts_of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Conflict>> {
    conflicts::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((conflicts::found_at, conflicts::application_id, conflicts::account_id))
        .select(Conflict::as_select())
        .load(conn)
}

/// All conflicts with applications of some calls, each with its call.
pub fn conflicts_of_calls(
    conn: &mut Conn,
    calls: &[CallId],
) -> QueryResult<Vec<(CallId, Conflict)>> {
    conflicts::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq_any(calls))
        .filter(applications::reference.is_not_null())
        .filter(applications::state.ne(State::Withdrawn))
        .select((applications::call_id, Conflict::as_select()))
        .load(conn)
}

/// All conflicts of one person.
pub fn conflicts_of_account(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<Conflict>> {
    conflicts::table
        .filter(conflicts::account_id.eq(account))
        .select(Conflict::as_select())
        .load(conn)
}

pub fn conflicts_of_pair(
    conn: &mut Conn,
    (application, account): (&ApplicationId, &AccountId),
) -> QueryResult<Vec<Conflict>> {
    conflicts::table
        .filter(conflicts::application_id.eq(application))
        .filter(conflicts::account_id.eq(account))
        .select(Conflict::as_select())
        .load(conn)
}

/// The applications of a call that somebody must not see, nor what they count for: a conflict is confirmed, or they have
/// or had a part in it.
pub fn hidden_from(
    conn: &mut Conn,
    account: &AccountId,
    call: &CallId,
) -> QueryResult<BTreeSet<ApplicationId>> {
    let confirmed: Vec<ApplicationId> = conflicts::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .filter(conflicts::account_id.eq(account))
        .filter(conflicts::state.eq(ConflictState::Confirmed))
        .select(conflicts::application_id)
        .load(conn)?;
    let own = crate::applications::queries::parts_of(conn, std::slice::from_ref(call), account)?;
    Ok(confirmed.into_iter().chain(own).collect())
}

/// Whether somebody has or ever had a part in an application.
pub fn was_on(
    conn: &mut Conn,
    (application, account): (&ApplicationId, &AccountId),
) -> QueryResult<bool> {
    let part = people::table
        .filter(people::application_id.eq(application))
        .filter(people::account_id.eq(account));
    diesel::select(diesel::dsl::exists(part)).get_result(conn)
}

/// Keeps conflicts, each in the place of the one of its kind between the same.
pub fn put_conflicts(conn: &mut Conn, all: &[Conflict]) -> QueryResult<()> {
    for one in all {
        let said = (
            conflicts::source.eq(one.source),
            conflicts::state.eq(one.state),
            conflicts::evidence.eq(&one.evidence),
            conflicts::found_at.eq(one.found_at),
            conflicts::decided_by.eq(&one.decided_by),
            conflicts::decided_at.eq(one.decided_at),
            conflicts::reason.eq(&one.reason),
        );
        each!(conn, real => diesel::insert_into(conflicts::table)
            .values((
                conflicts::application_id.eq(&one.application_id),
                conflicts::account_id.eq(&one.account_id),
                conflicts::kind.eq(one.kind),
                said,
            ))
            .on_conflict((conflicts::application_id, conflicts::account_id, conflicts::kind))
            .do_update()
            .set(said)
            .execute(real))?;
    }
    Ok(())
}

/// Decides a conflict that is in the state expected; answers whether it was.
pub fn decide_conflict(
    conn: &mut Conn,
    one: &Conflict,
    (to, reason): (ConflictState, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = conflicts::table
        .find((&one.application_id, &one.account_id, one.kind))
        .filter(conflicts::state.eq(one.state));
    let changed = diesel::update(there)
        .set((
            conflicts::state.eq(to),
            conflicts::reason.eq(reason),
            conflicts::decided_by.eq(Some(by)),
            conflicts::decided_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn conflict(
    conn: &mut Conn,
    (application, account, kind): (&ApplicationId, &AccountId, ConflictKind),
) -> QueryResult<Conflict> {
    conflicts::table.find((application, account, kind)).select(Conflict::as_select()).first(conn)
}
