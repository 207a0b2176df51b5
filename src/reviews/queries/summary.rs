//! What the reviews of a call say together: for whoever decides, and nobody in conflict.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::{applications, assignments, reviews};
use crate::reviews::rules::scores;
use crate::reviews::{AssignmentState, ReviewState, Summary};

/// The applications of a call that are reviewed or were, by reference, each with what its submitted reviews say together.
/// Those that `viewer` must not see are not among them, and count for nothing.
pub fn summary_of_call(
    conn: &mut Conn,
    viewer: &AccountId,
    call: &CallId,
) -> QueryResult<Vec<Summary>> {
    let hidden = super::hidden_from(conn, viewer, call)?;
    let unsaid = unsaid_by(conn, viewer, call)?;
    summaries(conn, call, (&hidden, &unsaid))
}

/// The applications of a call of which somebody still owes their own review: until it is submitted they are told nothing of
/// what others say, whatever else they are in the call.
pub fn unsaid_by(
    conn: &mut Conn,
    viewer: &AccountId,
    call: &CallId,
) -> QueryResult<BTreeSet<ApplicationId>> {
    // Once it is decided nobody writes a review any more: nothing is left to be influenced.
    let state = crate::calls::queries::find(conn, call)?.state;
    if crate::reviews::rules::check_written(state).is_err() {
        return Ok(BTreeSet::new());
    }
    let all = super::assignments_of_call(conn, call)?.into_iter();
    let owes = all.filter(|one| {
        let open = matches!(one.state, AssignmentState::Invited | AssignmentState::Accepted);
        open && one.reviewer_id == *viewer
    });
    Ok(owes.map(|one| one.application_id).collect())
}

/// The same of all: for what no viewer is told of those they must not see.
pub fn summary_of_all(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Summary>> {
    summaries(conn, call, (&BTreeSet::new(), &BTreeSet::new()))
}

fn summaries(
    conn: &mut Conn,
    call: &CallId,
    (hidden, unsaid): (&BTreeSet<ApplicationId>, &BTreeSet<ApplicationId>),
) -> QueryResult<Vec<Summary>> {
    let criteria = super::criteria(conn, call)?;
    let reviews = super::reviews_of_call(conn, call)?;
    let mut by_application: BTreeMap<ApplicationId, Vec<_>> = BTreeMap::new();
    for one in super::assignments_of_call(conn, call)? {
        let Some((review, scores)) = reviews.get(&one.id) else { continue };
        let counts = one.state == AssignmentState::Done && review.state == ReviewState::Submitted;
        if let Some(recommendation) = review.recommendation.filter(|_| counts) {
            let list = by_application.entry(one.application_id).or_default();
            list.push((recommendation, scores.clone()));
        }
    }
    let filed = super::filed(conn, call)?;
    let shown = filed.into_iter().filter(|one| !hidden.contains(&one.id));
    let summary = |one: crate::applications::Application| {
        let said = by_application.remove(&one.id).filter(|_| !unsaid.contains(&one.id));
        let said = said.unwrap_or_default();
        scores::summary(one.id, &criteria, &said)
    };
    Ok(shown.map(summary).collect())
}

/// What the reviewers of each application of a call say to those who applied, by alias: no name, no time, no order of arrival.
pub fn words_for_applicants(
    conn: &mut Conn,
    call: &CallId,
) -> QueryResult<BTreeMap<ApplicationId, Vec<String>>> {
    let rows: Vec<(ApplicationId, String)> = assignments::table
        .inner_join(reviews::table)
        .inner_join(applications::table.on(applications::id.eq(assignments::application_id)))
        .filter(applications::call_id.eq(call))
        .filter(assignments::state.eq(AssignmentState::Done))
        .filter(reviews::state.eq(ReviewState::Submitted))
        .filter(reviews::for_applicants.ne(""))
        .order((assignments::application_id, assignments::alias))
        .select((assignments::application_id, reviews::for_applicants))
        .load(conn)?;
    let mut all: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (id, words) in rows {
        all.entry(id).or_default().push(words);
    }
    Ok(all)
}
