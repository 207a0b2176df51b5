//! What somebody asked of calls, and did for them, for the copy of their data.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::{Map, Value, json};

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    application_messages, application_people, applications, call_questions, call_roles, calls,
};

/// Questions about calls that came from an address.
pub fn call_questions_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<Value>> {
    let rows: Vec<(String, String, String, NaiveDateTime)> = call_questions::table
        .filter(call_questions::email.eq(email))
        .order(call_questions::asked_at)
        .select((
            call_questions::name,
            call_questions::asked,
            call_questions::answer,
            call_questions::asked_at,
        ))
        .load(conn)?;
    let line = |(name, asked, answer, at)| json!({ "name": name, "asked": asked, "answer": answer, "at": at });
    Ok(rows.into_iter().map(line).collect())
}

/// For which calls an account does what.
pub(super) fn of_calls(
    conn: &mut Conn,
    id: &AccountId,
    all: &mut Map<String, Value>,
) -> QueryResult<()> {
    let rows: Vec<(String, String, NaiveDateTime)> = call_roles::table
        .inner_join(calls::table)
        .filter(call_roles::account_id.eq(id))
        .order(call_roles::given_at)
        .select((calls::reference, call_roles::role, call_roles::given_at))
        .load(conn)?;
    let line = |(call, role, at)| json!({ "call": call, "role": role, "at": at });
    all.insert("call_roles".to_owned(), rows.into_iter().map(line).collect());
    let parts: Vec<(Option<String>, String, String, NaiveDateTime)> = application_people::table
        .inner_join(applications::table)
        .filter(application_people::account_id.eq(id))
        .order(application_people::granted_at)
        .select((
            applications::reference,
            applications::title,
            application_people::role,
            application_people::granted_at,
        ))
        .load(conn)?;
    let line = |(reference, title, role, at)| json!({ "reference": reference, "title": title, "role": role, "at": at });
    all.insert("applications".to_owned(), parts.into_iter().map(line).collect());
    let said: Vec<(Option<String>, String, NaiveDateTime)> = application_messages::table
        .inner_join(applications::table)
        .filter(application_messages::author_id.eq(id))
        .order(application_messages::posted_at)
        .select((
            applications::reference,
            application_messages::body,
            application_messages::posted_at,
        ))
        .load(conn)?;
    let line = |(reference, body, at)| json!({ "reference": reference, "body": body, "at": at });
    all.insert("application_messages".to_owned(), said.into_iter().map(line).collect());
    Ok(())
}
