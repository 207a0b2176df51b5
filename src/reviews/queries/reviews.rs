//! Statements about what reviewers say.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::applications::{ApplicationId, SubmissionId};
use crate::calls::CallId;
use crate::db::schema::{
    accounts, applications, assignments, review_filings as filings, review_posts as posts,
    review_scores as scores, reviews,
};
use crate::db::{Conn, each};
use crate::reviews::{AssignmentId, CriterionId, Post, Review, ReviewState, Said, Score};

pub fn review(conn: &mut Conn, id: &AssignmentId) -> QueryResult<Option<Review>> {
    reviews::table.find(id).select(Review::as_select()).first(conn).optional()
}

fn score((criterion, score, comment): (CriterionId, Option<i32>, String)) -> Score {
    Score { criterion, score, comment }
}

pub fn scores_of(conn: &mut Conn, id: &AssignmentId) -> QueryResult<Vec<Score>> {
    let rows: Vec<(CriterionId, Option<i32>, String)> = scores::table
        .filter(scores::assignment_id.eq(id))
        .select((scores::criterion_id, scores::score, scores::comment))
        .load(conn)?;
    Ok(rows.into_iter().map(score).collect())
}

/// All reviews of a call, by assignment, with their scores.
pub fn reviews_of_call(
    conn: &mut Conn,
    call: &CallId,
) -> QueryResult<BTreeMap<AssignmentId, (Review, Vec<Score>)>> {
    let found: Vec<Review> = reviews::table
        .inner_join(assignments::table)
        .inner_join(applications::table.on(applications::id.eq(assignments::application_id)))
        .filter(applications::call_id.eq(call))
        .select(Review::as_select())
        .load(conn)?;
    let rows: Vec<(AssignmentId, CriterionId, Option<i32>, String)> = scores::table
        .inner_join(assignments::table.on(assignments::id.eq(scores::assignment_id)))
        .inner_join(applications::table.on(applications::id.eq(assignments::application_id)))
        .filter(applications::call_id.eq(call))
        .select((scores::assignment_id, scores::criterion_id, scores::score, scores::comment))
        .load(conn)?;
    let mut all: BTreeMap<_, _> =
        found.into_iter().map(|one| (one.assignment_id.clone(), (one, Vec::new()))).collect();
    for (id, criterion, given, comment) in rows {
        if let Some((_, list)) = all.get_mut(&id) {
            list.push(score((criterion, given, comment)));
        }
    }
    Ok(all)
}

/// Begins a review of a filing, with nothing in it.
pub fn begin_review(
    conn: &mut Conn,
    (id, submission): (&AssignmentId, &SubmissionId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(reviews::table)
        .values((
            reviews::assignment_id.eq(id),
            reviews::submission_id.eq(submission),
            reviews::state.eq(ReviewState::Draft),
            reviews::saved_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Keeps what a review says if nobody changed it since; answers whether it was so.
pub fn save_review(
    conn: &mut Conn,
    (id, lock): (&AssignmentId, i32),
    (submission, said): (&SubmissionId, &Said),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = reviews::table
        .find(id)
        .filter(reviews::lock_version.eq(lock))
        .filter(reviews::state.ne(ReviewState::Submitted));
    let changed = diesel::update(there)
        .set((
            reviews::submission_id.eq(submission),
            reviews::recommendation.eq(said.recommendation),
            reviews::confidence.eq(said.confidence),
            reviews::for_applicants.eq(&said.for_applicants),
            reviews::for_committee.eq(&said.for_committee),
            reviews::lock_version.eq(lock + 1),
            reviews::saved_at.eq(now),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Ok(false);
    }
    diesel::delete(scores::table.filter(scores::assignment_id.eq(id))).execute(conn)?;
    let row = |one: &Score| {
        (
            scores::assignment_id.eq(id.clone()),
            scores::criterion_id.eq(one.criterion.clone()),
            scores::score.eq(one.score),
            scores::comment.eq(one.comment.clone()),
        )
    };
    let rows: Vec<_> = said.scores.iter().map(row).collect();
    each!(conn, real => diesel::insert_into(scores::table).values(&rows).execute(real))?;
    Ok(true)
}

/// Submits a review as it stands, and keeps what it said.
pub fn submit_review(
    conn: &mut Conn,
    (id, lock): (&AssignmentId, i32),
    document: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = reviews::table
        .find(id)
        .filter(reviews::lock_version.eq(lock))
        .filter(reviews::state.ne(ReviewState::Submitted));
    let changed = diesel::update(there)
        .set((reviews::state.eq(ReviewState::Submitted), reviews::submitted_at.eq(Some(now))))
        .execute(conn)?;
    if changed == 0 {
        return Ok(false);
    }
    let before: i64 =
        filings::table.filter(filings::assignment_id.eq(id)).count().get_result(conn)?;
    diesel::insert_into(filings::table)
        .values((
            filings::assignment_id.eq(id),
            filings::number.eq(i32::try_from(before).unwrap_or(i32::MAX - 1) + 1),
            filings::document.eq(document),
            filings::submitted_at.eq(now),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Gives a submitted review back; answers whether it was submitted.
pub fn reopen_review(conn: &mut Conn, id: &AssignmentId) -> QueryResult<bool> {
    let there = reviews::table.find(id).filter(reviews::state.eq(ReviewState::Submitted));
    let changed = diesel::update(there)
        .set((
            reviews::state.eq(ReviewState::Reopened),
            reviews::submitted_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// What a review said each time it was submitted.
pub fn review_filings(
    conn: &mut Conn,
    id: &AssignmentId,
) -> QueryResult<Vec<(i32, String, NaiveDateTime)>> {
    filings::table
        .filter(filings::assignment_id.eq(id))
        .order(filings::number)
        .select((filings::number, filings::document, filings::submitted_at))
        .load(conn)
}

/// What was said about an application between those who judge it, with who said it.
pub fn posts_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<(Post, String)>> {
    posts::table
        .inner_join(accounts::table.on(accounts::id.eq(posts::author_id)))
        .filter(posts::application_id.eq(id))
        .order((posts::posted_at, posts::id))
        .limit(500)
        .select((Post::as_select(), accounts::name))
        .load(conn)
}

/// Keeps a word; the same id again changes nothing. Answers whether it is new.
pub fn insert_post(conn: &mut Conn, post: &Post) -> QueryResult<bool> {
    let put = each!(conn, real => diesel::insert_into(posts::table)
        .values((
            posts::id.eq(&post.id),
            posts::application_id.eq(&post.application_id),
            posts::author_id.eq(&post.author_id),
            posts::audience.eq(post.audience),
            posts::body.eq(&post.body),
            posts::posted_at.eq(post.posted_at),
        ))
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(put == 1)
}
