//! Who sat in bodies, signed, answered for resolutions and wrote news is forgotten after a term, and so is what people noted
//! beside what they did. What they did stays.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{network_word, remove_files};
use crate::Result;
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::privacy::{Term, Terms, queries};

/// Forgets what is due; answers of how many things.
pub(super) fn keep_terms(app: &App, terms: &Terms, now: NaiveDateTime) -> Result<usize> {
    let (count, papers) = app.db.write_now(|conn| forget(conn, terms, now))?;
    remove_files(app, papers)?;
    Ok(count)
}

fn forget(conn: &mut Conn, terms: &Terms, now: NaiveDateTime) -> Result<(usize, Vec<String>)> {
    let before = |term| terms.before(term, now);
    let seats = queries::seats_over(conn, before(Term::Seats))?;
    let remarks = queries::forget_remarks(conn, before(Term::Seats))?;
    let signatures = queries::signatures_over(conn, before(Term::Signatories))?;
    let owned = queries::owned_over(conn, before(Term::Owners))?;
    let posts = queries::posts_over(conn, before(Term::Authors))?;
    if !seats.is_empty() || !posts.is_empty() {
        let nobody = queries::nobody(conn, &network_word(Locale::Fr), now)?;
        queries::forget_seats(conn, &seats, &nobody)?;
        queries::forget_authors(conn, &posts, &nobody)?;
    }
    let papers = queries::forget_signatories(conn, &signatures)?;
    queries::forget_owners(conn, &owned)?;
    let times = queries::forget_words_of_time(conn, before(Term::Times))?;
    let checks = queries::forget_notes_of_checks(conn, before(Term::Checks))?;
    let proposals = queries::forget_said_of_proposals(conn, before(Term::Proposals))?;
    let people = seats.len() + remarks + signatures.len() + owned.len() + posts.len();
    let count = people + times + checks + proposals;
    if count > 0 {
        let detail = json!({ "seats": seats.len(), "remarks": remarks,
            "signatures": signatures.len(), "resolutions": owned.len(), "news": posts.len(),
            "times": times, "checks": checks, "proposals": proposals });
        let subject = ("retention", "people");
        history::record(conn, &By::System, "retention.forget", subject, &detail, now)?;
    }
    Ok((count, papers))
}
