//! What somebody wrote, signed and voted for applications, labels and services, for the copy of their data.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::{Map, Value, json};

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    appeals, application_answers, application_letters, assignments, certification_answers,
    certification_reviews, completion_requests, coverage_proposals, emergency_accesses,
    label_conditions, label_renewals, label_reports, review_scores, reviews, sitting_presences,
    sitting_votes,
};

type Words = (String, NaiveDateTime);
type MaybeWords = (String, Option<NaiveDateTime>);

fn put<T>(all: &mut Map<String, Value>, name: &str, rows: Vec<T>, line: impl Fn(T) -> Value) {
    all.insert(name.to_owned(), rows.into_iter().map(line).collect());
}

pub(super) fn of_written(
    conn: &mut Conn,
    id: &AccountId,
    all: &mut Map<String, Value>,
) -> QueryResult<()> {
    of_bids(conn, id, all)?;
    of_labels(conn, id, all)?;
    judged(conn, id, all)?;
    let proposed: Vec<Words> = coverage_proposals::table
        .filter(coverage_proposals::proposed_by.eq(id.as_str()))
        .select((coverage_proposals::comment, coverage_proposals::proposed_at))
        .load(conn)?;
    put(all, "coverage_proposed", proposed, |(body, at)| json!({ "body": body, "at": at }));
    Ok(())
}

fn of_bids(conn: &mut Conn, id: &AccountId, all: &mut Map<String, Value>) -> QueryResult<()> {
    let answered: Vec<(String, String, NaiveDateTime)> = application_answers::table
        .filter(application_answers::updated_by.eq(id.as_str()))
        .order(application_answers::updated_at)
        .select((
            application_answers::field_key,
            application_answers::value,
            application_answers::updated_at,
        ))
        .load(conn)?;
    put(
        all,
        "application_answers",
        answered,
        |(field, value, at)| json!({ "field": field, "value": value, "at": at }),
    );
    let signed: Vec<(String, String, NaiveDateTime)> = application_letters::table
        .filter(application_letters::signed_by.eq(id.as_str()))
        .order(application_letters::signed_at)
        .select((
            application_letters::name,
            application_letters::capacity,
            application_letters::signed_at,
        ))
        .load(conn)?;
    put(
        all,
        "letters_signed",
        signed,
        |(name, capacity, at)| json!({ "as": name, "capacity": capacity, "at": at }),
    );
    let contested: Vec<Words> = appeals::table
        .filter(appeals::filed_by.eq(id.as_str()))
        .order(appeals::filed_at)
        .select((appeals::grounds, appeals::filed_at))
        .load(conn)?;
    put(all, "appeals", contested, |(body, at)| json!({ "grounds": body, "at": at }));
    let asked: Vec<Words> = completion_requests::table
        .filter(completion_requests::made_by.eq(id.as_str()))
        .order(completion_requests::made_at)
        .select((completion_requests::message, completion_requests::made_at))
        .load(conn)?;
    put(all, "completions_asked", asked, |(body, at)| json!({ "body": body, "at": at }));
    Ok(())
}

fn of_labels(conn: &mut Conn, id: &AccountId, all: &mut Map<String, Value>) -> QueryResult<()> {
    let told: Vec<(i32, String, String, Option<NaiveDateTime>)> = label_reports::table
        .filter(label_reports::filed_by.eq(id.as_str()))
        .order(label_reports::filed_at)
        .select((
            label_reports::year,
            label_reports::said,
            label_reports::disputed,
            label_reports::filed_at,
        ))
        .load(conn)?;
    put(
        all,
        "label_reports",
        told,
        |(year, said, disputed, at)| json!({ "year": year, "said": said, "disputed": disputed, "at": at }),
    );
    let shown: Vec<MaybeWords> = label_conditions::table
        .filter(label_conditions::shown_by.eq(id.as_str()))
        .order(label_conditions::shown_at)
        .select((label_conditions::proof, label_conditions::shown_at))
        .load(conn)?;
    put(all, "label_proofs", shown, |(body, at)| json!({ "proof": body, "at": at }));
    let renewed: Vec<Words> = label_renewals::table
        .filter(label_renewals::asked_by.eq(id.as_str()))
        .order(label_renewals::asked_at)
        .select((label_renewals::said, label_renewals::asked_at))
        .load(conn)?;
    put(all, "label_renewals", renewed, |(body, at)| json!({ "said": body, "at": at }));
    Ok(())
}

/// Marks, votes, and where somebody was to give them.
fn judged(conn: &mut Conn, id: &AccountId, all: &mut Map<String, Value>) -> QueryResult<()> {
    let scored: Vec<(Option<i32>, String)> = review_scores::table
        .inner_join(reviews::table.inner_join(assignments::table))
        .filter(assignments::reviewer_id.eq(id))
        .select((review_scores::score, review_scores::comment))
        .load(conn)?;
    put(
        all,
        "review_scores",
        scored,
        |(score, comment)| json!({ "score": score, "comment": comment }),
    );
    let voted: Vec<(String, String, NaiveDateTime)> = sitting_votes::table
        .filter(sitting_votes::account_id.eq(id.as_str()))
        .order(sitting_votes::cast_at)
        .select((sitting_votes::mark, sitting_votes::vote, sitting_votes::cast_at))
        .load(conn)?;
    put(all, "votes", voted, |(mark, vote, at)| json!({ "mark": mark, "vote": vote, "at": at }));
    let came: Vec<(NaiveDateTime, Option<NaiveDateTime>)> = sitting_presences::table
        .filter(sitting_presences::account_id.eq(id.as_str()))
        .order(sitting_presences::came_at)
        .select((sitting_presences::came_at, sitting_presences::left_at))
        .load(conn)?;
    put(all, "deliberations", came, |(came, left)| json!({ "came_at": came, "left_at": left }));
    let looked: Vec<Words> = emergency_accesses::table
        .filter(emergency_accesses::account_id.eq(id.as_str()))
        .order(emergency_accesses::opened_at)
        .select((emergency_accesses::reason, emergency_accesses::opened_at))
        .load(conn)?;
    put(all, "emergencies", looked, |(body, at)| json!({ "reason": body, "at": at }));
    let own: Vec<(String, i32)> = certification_reviews::table
        .filter(certification_reviews::reviewer_id.eq(id))
        .select((certification_reviews::certification_id, certification_reviews::place))
        .load(conn)?;
    let of: Vec<&String> = own.iter().map(|(one, _)| one).collect();
    let mut answers: Vec<(String, i32, String, String, String)> = certification_answers::table
        .filter(certification_answers::certification_id.eq_any(of))
        .select((
            certification_answers::certification_id,
            certification_answers::place,
            certification_answers::criterion,
            certification_answers::value,
            certification_answers::comment,
        ))
        .load(conn)?;
    // What the other reviewer answered is theirs.
    answers.retain(|(one, place, ..)| own.contains(&(one.clone(), *place)));
    put(
        all,
        "certification_answers",
        answers,
        |(one, _, criterion, value, comment)| json!({ "certification": one, "criterion": criterion, "value": value, "comment": comment }),
    );
    Ok(())
}
