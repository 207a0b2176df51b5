//! Where a call stands: its steps with their dates, and the one thing that comes next.

use chrono::NaiveDateTime;
use serde::Serialize;

use crate::accounts::Actor;
use crate::calls::{Call, CallRole, Phase, ops, queries};
use crate::db::Conn;
use crate::decisions::ops::Missing;
use crate::i18n::Locale;
use crate::times::said;
use crate::{Result, decisions, reviews};

#[derive(Debug, Default, Serialize)]
pub(super) struct Standing {
    steps: Vec<StepView>,
    next: Option<NextView>,
    /// Why there is nothing to do.
    waits: String,
}

#[derive(Debug, Serialize)]
struct StepView {
    word: String,
    when: String,
    done: bool,
    current: bool,
}

#[derive(Debug, Serialize)]
struct NextView {
    href: String,
    word: String,
}

/// What is known of a call beside itself, to say what comes next. Nothing of it counts what its reader must not know.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    due: Option<NaiveDateTime>,
    missing: Missing,
    /// Whether its reader runs the call: the pages of its next step are closed to others.
    runs: bool,
    pub may_archive: bool,
}

pub(super) fn ahead(
    conn: &mut Conn,
    actor: &Actor,
    call: &Call,
    now: NaiveDateTime,
) -> Result<Ahead> {
    let roles = queries::roles_of(conn, &call.id, &actor.id)?;
    Ok(Ahead {
        runs: roles.contains(&CallRole::Coordinator),
        due: reviews::queries::plan(conn, &call.id)?.map(|plan| plan.due_at),
        missing: decisions::ops::missing(conn, call, Some(&actor.id))?,
        may_archive: actor.is_admin() && ops::may_archive(conn, call, now)?,
    })
}

/// The place of a phase among the steps; none of what is not on its way.
fn place(phase: Phase) -> Option<usize> {
    match phase {
        Phase::Draft | Phase::Announced | Phase::Cancelled => None,
        Phase::Scheduled => Some(0),
        Phase::Open | Phase::Grace => Some(1),
        Phase::Closed | Phase::InReview => Some(2),
        Phase::Deliberation => Some(3),
        Phase::Decided => Some(4),
        Phase::ResultsPublished => Some(5),
        Phase::Archived => Some(6),
    }
}

pub(super) fn standing(
    call: &Call,
    ahead: &Ahead,
    (locale, now): (Locale, NaiveDateTime),
) -> Standing {
    let phase = call.phase(now);
    let Some(here) = place(phase) else { return Standing::default() };
    let day = |at: Option<NaiveDateTime>| {
        at.map(|at| said::day(at, call.terms.tz(), locale)).unwrap_or_default()
    };
    let steps = [
        ("calls-step-opens", day(call.terms.opens_at)),
        ("calls-step-closes", day(call.terms.closes_at)),
        ("calls-step-review", day(ahead.due)),
        ("calls-step-deliberation", String::new()),
        ("calls-step-letters", String::new()),
        ("calls-step-results", day(call.results_at)),
        ("calls-step-archived", String::new()),
    ];
    let step = |(at, (word, when)): (usize, (&str, String))| StepView {
        word: locale.text(word),
        when,
        done: at < here,
        current: at == here,
    };
    let (next, waits) = next(call, ahead, (phase, locale));
    Standing { steps: steps.into_iter().enumerate().map(step).collect(), next, waits }
}

fn next(
    call: &Call,
    ahead: &Ahead,
    (phase, locale): (Phase, Locale),
) -> (Option<NextView>, String) {
    let (page, word) = match phase {
        Phase::Scheduled => return (None, locale.text("calls-next-wait-open")),
        Phase::Open | Phase::Grace => return (None, locale.text("calls-next-wait-close")),
        _ if !ahead.runs => return (None, String::new()),
        Phase::Closed => ("reviews", "calls-next-begin"),
        Phase::InReview if ahead.missing.unjudged > 0 => {
            ("reviews/eligibility", "calls-next-judge")
        }
        Phase::InReview if ahead.missing.unread > 0 => ("reviews/assignments", "calls-next-assign"),
        Phase::InReview => ("decisions", "calls-next-deliberate"),
        Phase::Deliberation => ("decisions", "calls-next-decide"),
        Phase::Decided => ("letters", "calls-next-letters"),
        Phase::Draft
        | Phase::Announced
        | Phase::ResultsPublished
        | Phase::Archived
        | Phase::Cancelled => return (None, String::new()),
    };
    let href = format!("/inbox/calls/{}/{page}", call.id);
    (Some(NextView { href, word: locale.text(word) }), String::new())
}
