//! Applications to calls whose term has come: what they said, who had a part in them and who reviewed them goes. That there
//! was one, of which institutions and with what outcome, stays; so does what is counted of it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::anonymise::{ROWS, put};
use crate::applications::{ApplicationId, State};
use crate::calls::{CallId, State as CallState};
use crate::db::schema::{
    appeals, application_answers, application_contacts, application_extensions, application_files,
    application_invitations, application_letters, application_messages, application_partners,
    application_people, application_reminders, application_rows, applications, assignments,
    call_questions, calls, committee_places, completion_requests, conflicts, decisions,
    eligibilities, labels, review_filings, review_posts, review_reminders, review_scores, reviews,
    sitting_minutes, sitting_recusals, sitting_votes, submissions,
};
use crate::db::{Conn, one_of};
use crate::decisions::{AppealState, DecisionState};
use crate::labels::LabelState;
use crate::reviews::AssignmentId;

/// Before which moments something must have ended for its term to have come: what was never filed, and everything else.
#[derive(Debug, Clone, Copy)]
pub struct Ended {
    pub drafts: NaiveDateTime,
    pub filed: NaiveDateTime,
}

/// The applications that ended before, whose words still stand.
pub fn bids_ended(conn: &mut Conn, before: Ended) -> QueryResult<Vec<ApplicationId>> {
    let mut all = drafts(conn, before.drafts)?;
    all.extend(given_up(conn, before.filed)?);
    all.extend(not_retained(conn, before.filed)?);
    all.extend(labelled(conn, before.filed)?);
    all.sort();
    all.dedup();
    Ok(all)
}

/// What was never filed, by the closing of its call or a later one that it was granted.
fn drafts(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<ApplicationId>> {
    let later: Vec<ApplicationId> = application_extensions::table
        .filter(application_extensions::closes_at.ge(before))
        .select(application_extensions::application_id)
        .load(conn)?;
    applications::table
        .inner_join(calls::table)
        .filter(applications::cleared_at.is_null())
        .filter(applications::current_seq.is_null())
        .filter(applications::id.ne_all(later))
        .filter(calls::closes_at.lt(before))
        .select(applications::id)
        .load(conn)
}

/// What was withdrawn, was not eligible, or was filed to a call that was cancelled.
fn given_up(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<ApplicationId>> {
    let mut all: Vec<ApplicationId> = applications::table
        .filter(applications::cleared_at.is_null())
        .filter(applications::state.eq(State::Withdrawn))
        .filter(applications::withdrawn_at.lt(before))
        .select(applications::id)
        .load(conn)?;
    let ineligible: Vec<ApplicationId> = eligibilities::table
        .inner_join(applications::table)
        .filter(applications::cleared_at.is_null())
        .filter(applications::state.eq(State::Ineligible))
        .filter(eligibilities::decided_at.lt(before))
        .select(applications::id)
        .load(conn)?;
    let cancelled: Vec<ApplicationId> = applications::table
        .inner_join(calls::table)
        .filter(applications::cleared_at.is_null())
        .filter(applications::current_seq.is_not_null())
        .filter(calls::state.eq(CallState::Cancelled))
        .filter(calls::closes_at.lt(before))
        .select(applications::id)
        .load(conn)?;
    all.extend(ineligible.into_iter().chain(cancelled));
    Ok(all)
}

/// What was decided and told without a label, and about which nobody appeals.
fn not_retained(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<ApplicationId>> {
    let mut others: Vec<ApplicationId> = labels::table.select(labels::application_id).load(conn)?;
    let contested: Vec<ApplicationId> = appeals::table
        .filter(one_of(
            appeals::state,
            [AppealState::Filed, AppealState::Instructed, AppealState::Admissible],
        ))
        .select(appeals::application_id)
        .load(conn)?;
    others.extend(contested);
    decisions::table
        .inner_join(applications::table.on(applications::id.eq(decisions::application_id)))
        .filter(applications::cleared_at.is_null())
        .filter(applications::id.ne_all(others))
        .filter(decisions::state.eq(DecisionState::Notified))
        .filter(decisions::notified_at.lt(before))
        .select(applications::id)
        .load(conn)
}

/// What has a label whose life is over.
fn labelled(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<ApplicationId>> {
    let over = [LabelState::Withdrawn, LabelState::Expired, LabelState::Replaced];
    labels::table
        .inner_join(applications::table.on(applications::id.eq(labels::application_id)))
        .filter(applications::cleared_at.is_null())
        .filter(one_of(labels::state, over))
        .filter(labels::changed_at.lt(before))
        .select(applications::id)
        .load(conn)
}

/// Of some applications those whose people were told before a moment; none of `before` for those who were not told at all.
pub fn bids_told(
    conn: &mut Conn,
    ids: &[ApplicationId],
    before: Option<NaiveDateTime>,
    limit: i64,
) -> QueryResult<Vec<(ApplicationId, CallId, bool)>> {
    let row = (applications::id, applications::call_id, applications::current_seq.is_not_null());
    let some = applications::table.filter(applications::id.eq_any(ids)).order(applications::id);
    match before {
        Some(before) => {
            some.filter(applications::ends_told_at.le(before)).limit(limit).select(row).load(conn)
        }
        None => {
            some.filter(applications::ends_told_at.is_null()).limit(limit).select(row).load(conn)
        }
    }
}

/// Notes that the people of some applications were told that these end.
pub fn note_bids_told(
    conn: &mut Conn,
    ids: &[ApplicationId],
    now: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::update(applications::table.filter(applications::id.eq_any(ids)))
        .set(applications::ends_told_at.eq(now))
        .execute(conn)
}

/// Of some applications those about which an archivist agreed.
pub fn bids_agreed(conn: &mut Conn, ids: &[ApplicationId]) -> QueryResult<Vec<ApplicationId>> {
    applications::table
        .filter(applications::id.eq_any(ids))
        .filter(applications::ends_agreed_at.is_not_null())
        .select(applications::id)
        .load(conn)
}

/// Agrees about those whose people had been told by a moment; answers which were not agreed about before.
pub fn agree_bids(
    conn: &mut Conn,
    told_by: NaiveDateTime,
    now: NaiveDateTime,
) -> QueryResult<Vec<ApplicationId>> {
    let waiting = applications::table
        .filter(applications::ends_told_at.le(told_by))
        .filter(applications::cleared_at.is_null())
        .filter(applications::ends_agreed_at.is_null());
    diesel::update(waiting)
        .set(applications::ends_agreed_at.eq(now))
        .returning(applications::id)
        .get_results(conn)
}

/// An application whose people were told that it ends.
#[derive(Debug, Clone, Queryable)]
pub struct Announced {
    pub call: String,
    /// What it is called, if it was filed.
    pub reference: Option<String>,
    pub told_at: NaiveDateTime,
    pub agreed_at: Option<NaiveDateTime>,
}

/// Those whose words are to go.
pub fn bids_announced(conn: &mut Conn) -> QueryResult<Vec<Announced>> {
    applications::table
        .inner_join(calls::table)
        .filter(applications::cleared_at.is_null())
        .filter(applications::ends_told_at.is_not_null())
        .order((applications::ends_told_at, applications::id))
        .limit(500)
        .select((
            calls::reference,
            applications::reference,
            applications::ends_told_at.assume_not_null(),
            applications::ends_agreed_at,
        ))
        .load(conn)
}

/// How many applications of each call have been cleared, and when the last was.
pub fn bids_cleared(conn: &mut Conn) -> QueryResult<Vec<(String, i64, Option<NaiveDateTime>)>> {
    applications::table
        .inner_join(calls::table)
        .filter(applications::cleared_at.is_not_null())
        .group_by(calls::reference)
        .order(calls::reference.desc())
        .limit(200)
        .select((
            calls::reference,
            diesel::dsl::count_star(),
            diesel::dsl::max(applications::cleared_at),
        ))
        .load(conn)
}

/// Takes the words and the people out of some applications. `gone` stands where a text may not be empty, the figures are
/// what stays counted. Answers the files on which nothing hangs any more.
pub fn clear_bids(
    conn: &mut Conn,
    figures: &[(ApplicationId, String)],
    gone: &str,
    now: NaiveDateTime,
) -> QueryResult<Vec<String>> {
    let ids: Vec<ApplicationId> = figures.iter().map(|(id, _)| id.clone()).collect();
    let set = "UPDATE applications SET figures = v.column2 FROM (VALUES ";
    figures.chunks(ROWS).try_for_each(|rows| {
        let values = rows.iter().map(|(id, text)| [id.as_str(), text]);
        put(conn, set, values, ") AS v WHERE applications.id = v.column1")
    })?;
    clear_reviews(conn, &ids)?;
    clear_decisions(conn, &ids, gone)?;
    let files = clear_parts(conn, &ids, gone)?;
    clear_filings(conn, &ids, now)?;
    let drafts = applications::table
        .filter(applications::id.eq_any(&ids))
        .filter(applications::current_seq.is_null());
    diesel::update(drafts).set(applications::title.eq("")).execute(conn)?;
    diesel::update(applications::table.filter(applications::id.eq_any(&ids)))
        .set((
            applications::reason.eq(""),
            applications::offered_to.eq(None::<String>),
            applications::cleared_at.eq(now),
        ))
        .execute(conn)?;
    Ok(files)
}

/// Who reviewed, who stood in conflict, and what was said.
fn clear_reviews(conn: &mut Conn, ids: &[ApplicationId]) -> QueryResult<()> {
    let looks: Vec<AssignmentId> = assignments::table
        .filter(assignments::application_id.eq_any(ids))
        .select(assignments::id)
        .load(conn)?;
    let of = &looks;
    diesel::delete(review_scores::table.filter(review_scores::assignment_id.eq_any(of)))
        .execute(conn)?;
    diesel::delete(review_filings::table.filter(review_filings::assignment_id.eq_any(of)))
        .execute(conn)?;
    diesel::delete(review_reminders::table.filter(review_reminders::assignment_id.eq_any(of)))
        .execute(conn)?;
    diesel::delete(reviews::table.filter(reviews::assignment_id.eq_any(of))).execute(conn)?;
    diesel::delete(assignments::table.filter(assignments::id.eq_any(of))).execute(conn)?;
    diesel::delete(review_posts::table.filter(review_posts::application_id.eq_any(ids)))
        .execute(conn)?;
    diesel::delete(conflicts::table.filter(conflicts::application_id.eq_any(ids))).execute(conn)?;
    let asked = completion_requests::application_id.eq_any(ids);
    diesel::delete(completion_requests::table.filter(asked)).execute(conn)?;
    Ok(())
}

/// Why it was decided so, and who voted how.
fn clear_decisions(conn: &mut Conn, ids: &[ApplicationId], gone: &str) -> QueryResult<()> {
    diesel::update(decisions::table.filter(decisions::application_id.eq_any(ids)))
        .set((
            decisions::rationale.eq(gone),
            decisions::internal.eq(""),
            decisions::letter.eq(""),
            decisions::reopened_because.eq(""),
        ))
        .execute(conn)?;
    diesel::update(appeals::table.filter(appeals::application_id.eq_any(ids)))
        .set((appeals::grounds.eq(gone), appeals::answer.eq("")))
        .execute(conn)?;
    let judged = eligibilities::table
        .filter(eligibilities::application_id.eq_any(ids))
        .filter(eligibilities::reason.ne(""));
    diesel::update(judged).set(eligibilities::reason.eq(gone)).execute(conn)?;
    let there: Vec<String> = ids.iter().map(ToString::to_string).collect();
    diesel::update(sitting_minutes::table.filter(sitting_minutes::application_id.eq_any(there)))
        .set(sitting_minutes::body.eq(gone))
        .execute(conn)?;
    diesel::delete(sitting_votes::table.filter(sitting_votes::application_id.eq_any(ids)))
        .execute(conn)?;
    diesel::delete(sitting_recusals::table.filter(sitting_recusals::application_id.eq_any(ids)))
        .execute(conn)?;
    diesel::delete(committee_places::table.filter(committee_places::application_id.eq_any(ids)))
        .execute(conn)?;
    Ok(())
}

/// Who had a part in it, and what they wrote and brought.
fn clear_parts(conn: &mut Conn, ids: &[ApplicationId], gone: &str) -> QueryResult<Vec<String>> {
    diesel::delete(
        application_letters::table.filter(application_letters::application_id.eq_any(ids)),
    )
    .execute(conn)?;
    diesel::delete(
        application_messages::table.filter(application_messages::application_id.eq_any(ids)),
    )
    .execute(conn)?;
    let files = diesel::delete(
        application_files::table.filter(application_files::application_id.eq_any(ids)),
    )
    .returning(application_files::sha256)
    .get_results(conn)?;
    diesel::delete(
        application_answers::table.filter(application_answers::application_id.eq_any(ids)),
    )
    .execute(conn)?;
    diesel::delete(application_rows::table.filter(application_rows::application_id.eq_any(ids)))
        .execute(conn)?;
    diesel::delete(
        application_contacts::table.filter(application_contacts::application_id.eq_any(ids)),
    )
    .execute(conn)?;
    diesel::delete(
        application_invitations::table.filter(application_invitations::application_id.eq_any(ids)),
    )
    .execute(conn)?;
    diesel::delete(
        application_people::table.filter(application_people::application_id.eq_any(ids)),
    )
    .execute(conn)?;
    diesel::delete(
        application_reminders::table.filter(application_reminders::application_id.eq_any(ids)),
    )
    .execute(conn)?;
    diesel::update(
        application_partners::table.filter(application_partners::application_id.eq_any(ids)),
    )
    .set(application_partners::commitments.eq(""))
    .execute(conn)?;
    diesel::update(
        application_extensions::table.filter(application_extensions::application_id.eq_any(ids)),
    )
    .set(application_extensions::reason.eq(gone))
    .execute(conn)?;
    Ok(files)
}

/// What was filed: that it was, when, and both hashes stay.
fn clear_filings(conn: &mut Conn, ids: &[ApplicationId], now: NaiveDateTime) -> QueryResult<()> {
    let filed: Vec<String> =
        diesel::update(submissions::table.filter(submissions::application_id.eq_any(ids)))
            .set(submissions::document.eq("{}"))
            .returning(submissions::id)
            .get_results(conn)?;
    crate::applications::queries::note_redactions(conn, &filed, now)
}

/// Links with which people wanted to begin an application, long after they lapsed.
pub fn forget_begin_links(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let old = application_invitations::table
        .filter(application_invitations::application_id.is_null())
        .filter(application_invitations::expires_at.lt(before));
    diesel::delete(old).execute(conn)
}

/// Who asked about calls that closed before a moment, and what they wrote: the published question names nobody and stays.
pub fn forget_askers(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let closed: Vec<CallId> =
        calls::table.filter(calls::closes_at.lt(before)).select(calls::id).load(conn)?;
    let theirs = || {
        call_questions::table
            .filter(call_questions::call_id.eq_any(&closed))
            .filter(call_questions::email.ne(""))
    };
    diesel::update(theirs().filter(call_questions::answered_at.is_null()))
        .set(call_questions::body.eq(""))
        .execute(conn)?;
    diesel::update(theirs())
        .set((
            call_questions::name.eq(""),
            call_questions::email.eq(""),
            call_questions::asked.eq(""),
        ))
        .execute(conn)
}
