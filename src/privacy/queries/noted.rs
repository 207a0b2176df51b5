//! What people noted beside what they did: it goes after its term, and what they did stays.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{coverage_proposals, freshness_checks, time_notes};
use crate::network::ProposalState;
use crate::privacy::rules::GONE;

/// Time that was noted before a moment, with a word beside it.
pub fn words_of_time(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    time_notes::table
        .filter(time_notes::created_at.lt(before))
        .filter(time_notes::word.ne(""))
        .count()
        .get_result(conn)
}

/// Takes the words away; the minutes stay.
pub fn forget_words_of_time(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let old =
        time_notes::table.filter(time_notes::created_at.lt(before)).filter(time_notes::word.ne(""));
    diesel::update(old).set(time_notes::word.eq("")).execute(conn)
}

/// Pages that were checked before a moment, with a note.
pub fn notes_of_checks(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    freshness_checks::table
        .filter(freshness_checks::checked_at.lt(before))
        .filter(freshness_checks::note.ne(""))
        .filter(freshness_checks::note.ne(GONE))
        .count()
        .get_result(conn)
}

/// Takes the notes away; what was found of the page stays. That it was wrong is never said without a word.
pub fn forget_notes_of_checks(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let old = freshness_checks::table
        .filter(freshness_checks::checked_at.lt(before))
        .filter(freshness_checks::note.ne(""))
        .filter(freshness_checks::note.ne(GONE));
    diesel::update(old).set(freshness_checks::note.eq(GONE)).execute(conn)
}

/// Proposed coverages that were decided before a moment, with something said of them.
pub fn said_of_proposals(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<i64> {
    let said = coverage_proposals::comment.ne("").or(coverage_proposals::reason.ne(""));
    coverage_proposals::table
        .filter(coverage_proposals::state.ne(ProposalState::Proposed))
        .filter(coverage_proposals::decided_at.lt(before))
        .filter(said)
        .count()
        .get_result(conn)
}

/// Takes away what was said; what was proposed and decided stays.
pub fn forget_said_of_proposals(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let said = coverage_proposals::comment.ne("").or(coverage_proposals::reason.ne(""));
    let old = coverage_proposals::table
        .filter(coverage_proposals::state.ne(ProposalState::Proposed))
        .filter(coverage_proposals::decided_at.lt(before))
        .filter(said);
    diesel::update(old)
        .set((coverage_proposals::comment.eq(""), coverage_proposals::reason.eq("")))
        .execute(conn)
}
