//! What somebody reviews, for the copy of their data: what they wrote is theirs, whose application it is is not.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde_json::{Map, Value, json};

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    applications, assignments, call_reviewers, calls, conflicts, review_posts,
    reviewer_affiliations as affiliations, reviewer_disciplines as disciplines, reviews,
};

type Written = (Option<String>, String, String, Option<(String, String, NaiveDateTime)>);

pub(super) fn of_reviews(
    conn: &mut Conn,
    id: &AccountId,
    all: &mut Map<String, Value>,
) -> QueryResult<()> {
    let rows: Vec<(String, Option<NaiveDate>, Option<NaiveDate>)> = affiliations::table
        .filter(affiliations::account_id.eq(id))
        .select((affiliations::institution, affiliations::starts_on, affiliations::ends_on))
        .load(conn)?;
    let line = |(institution, from, until)| json!({ "institution": institution, "from": from, "until": until });
    all.insert("review_affiliations".to_owned(), rows.into_iter().map(line).collect());
    let known: Vec<String> = disciplines::table
        .filter(disciplines::account_id.eq(id))
        .select(disciplines::discipline)
        .load(conn)?;
    all.insert("review_disciplines".to_owned(), json!(known));
    let asked: Vec<(String, String, String, NaiveDateTime, Option<NaiveDateTime>)> =
        call_reviewers::table
            .inner_join(calls::table)
            .filter(call_reviewers::account_id.eq(id))
            .order(call_reviewers::invited_at)
            .select((
                calls::reference,
                call_reviewers::state,
                call_reviewers::reason,
                call_reviewers::invited_at,
                call_reviewers::signed_at,
            ))
            .load(conn)?;
    let line = |(call, state, reason, at, signed)| json!({ "call": call, "state": state, "reason": reason, "at": at, "signed": signed });
    all.insert("reviews_asked".to_owned(), asked.into_iter().map(line).collect());
    let told: Vec<(Option<String>, String, String, String, NaiveDateTime)> = conflicts::table
        .inner_join(applications::table)
        .filter(conflicts::account_id.eq(id))
        .order(conflicts::found_at)
        .select((
            applications::reference,
            conflicts::kind,
            conflicts::state,
            conflicts::evidence,
            conflicts::found_at,
        ))
        .load(conn)?;
    let line = |(reference, kind, state, evidence, at)| json!({ "reference": reference, "kind": kind, "state": state, "evidence": evidence, "at": at });
    all.insert("review_conflicts".to_owned(), told.into_iter().map(line).collect());
    let written: Vec<Written> = assignments::table
        .inner_join(applications::table)
        .left_join(reviews::table)
        .filter(assignments::reviewer_id.eq(id))
        .order(assignments::made_at)
        .select((
            applications::reference,
            assignments::state,
            assignments::reason,
            (reviews::for_applicants, reviews::for_committee, reviews::saved_at).nullable(),
        ))
        .load(conn)?;
    let line = |(reference, state, reason, words): Written| {
        json!({ "reference": reference, "state": state, "reason": reason,
        "for_applicants": words.as_ref().map(|one| &one.0), "for_committee": words.as_ref().map(|one| &one.1), "at": words.as_ref().map(|one| one.2) })
    };
    all.insert("reviews".to_owned(), written.into_iter().map(line).collect());
    let said: Vec<(Option<String>, String, NaiveDateTime)> = review_posts::table
        .inner_join(applications::table)
        .filter(review_posts::author_id.eq(id))
        .order(review_posts::posted_at)
        .select((applications::reference, review_posts::body, review_posts::posted_at))
        .load(conn)?;
    let line = |(reference, body, at)| json!({ "reference": reference, "body": body, "at": at });
    all.insert("review_posts".to_owned(), said.into_iter().map(line).collect());
    Ok(())
}
