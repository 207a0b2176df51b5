//! What recurs, and how often: the one table that names the sweeps of all capabilities, and those that are of none.

mod chain;
pub mod clean_up;
mod mail;

pub use mail::send_mail;

use chrono::TimeDelta;

use crate::jobs::Sweep;
use crate::{
    alerts, applications, certification, conventions, courses, deadlines, decisions, duty,
    enrolment, figures, freshness, gaps, governance, history, knowledge, labels, materials, news,
    privacy, reviews, scanning, spaces, surveys, tickets, webhooks,
};

/// What is soon done. Mail is looked for at each turn of the worker.
pub const SWEEPS: &[Sweep] = &[
    Sweep { kind: "outbox", every: TimeDelta::zero(), run: send_mail },
    Sweep {
        kind: "unconfirmed",
        every: TimeDelta::hours(1),
        run: |app, now| app.db.write_now(|conn| tickets::ops::expire_unconfirmed(conn, now)),
    },
    Sweep { kind: "wake", every: TimeDelta::minutes(5), run: tickets::ops::wake_due },
    Sweep { kind: "referrals", every: TimeDelta::hours(1), run: tickets::ops::return_overdue },
    Sweep { kind: "silent", every: TimeDelta::hours(1), run: tickets::ops::close_silent },
    Sweep { kind: "left", every: TimeDelta::minutes(10), run: tickets::ops::release_left },
    Sweep { kind: "undated", every: TimeDelta::minutes(5), run: deadlines::ops::date_the_undated },
    Sweep { kind: "calendars", every: TimeDelta::minutes(1), run: deadlines::ops::recount_due },
    Sweep { kind: "deadlines", every: TimeDelta::minutes(5), run: deadlines::ops::escalate },
    Sweep { kind: "digests", every: TimeDelta::minutes(10), run: duty::ops::send_digests },
    Sweep { kind: "search", every: TimeDelta::hours(6), run: tickets::ops::index_missing },
    Sweep { kind: "reviews", every: TimeDelta::hours(1), run: knowledge::ops::ask_due },
    Sweep { kind: "review-reminders", every: TimeDelta::hours(1), run: reviews::ops::remind_due },
    Sweep { kind: "articles", every: TimeDelta::hours(6), run: knowledge::ops::index_missing },
    Sweep { kind: "materials", every: TimeDelta::hours(6), run: materials::ops::index_missing },
    Sweep {
        kind: "certifications",
        every: TimeDelta::hours(1),
        run: certification::ops::keep_terms,
    },
    Sweep { kind: "enrolments", every: TimeDelta::minutes(1), run: enrolment::ops::keep_terms },
    Sweep { kind: "alerts", every: TimeDelta::minutes(2), run: alerts::ops::keep_terms },
    Sweep { kind: "news", every: TimeDelta::minutes(5), run: news::ops::send_digests },
    Sweep { kind: "freshness", every: TimeDelta::hours(6), run: freshness::ops::ask_due },
    Sweep { kind: "letters", every: TimeDelta::minutes(1), run: decisions::ops::leave },
    Sweep { kind: "resolutions", every: TimeDelta::hours(1), run: governance::ops::keep },
    Sweep { kind: "labels", every: TimeDelta::minutes(1), run: labels::ops::keep_terms },
    Sweep { kind: "spaces", every: TimeDelta::hours(1), run: spaces::ops::keep_terms },
    Sweep { kind: "conventions", every: TimeDelta::hours(1), run: conventions::ops::keep_terms },
    Sweep { kind: "surveys", every: TimeDelta::hours(1), run: surveys::ops::ask_due },
    Sweep { kind: "reminders", every: TimeDelta::minutes(5), run: enrolment::ops::remind_due },
    Sweep { kind: "clocks", every: TimeDelta::hours(24), run: enrolment::ops::keep_clocks },
    Sweep { kind: "requests", every: TimeDelta::hours(24), run: enrolment::ops::tell_undecided },
    Sweep { kind: "unused-files", every: TimeDelta::hours(6), run: clean_up::unused_files },
    Sweep { kind: "drafts", every: TimeDelta::minutes(10), run: applications::ops::remind_due },
    Sweep { kind: "seals", every: TimeDelta::minutes(1), run: history::chain::seal_due },
    Sweep { kind: "figures", every: TimeDelta::seconds(15), run: figures::ops::keep },
    Sweep { kind: "key-figures", every: TimeDelta::hours(1), run: figures::key::keep },
    Sweep { kind: "clean-up", every: TimeDelta::hours(1), run: clean_up::clean_up },
];

/// What recurs and may take long, or waits for others: a worker of its own does it, so that mail does not wait.
pub const SLOW: &[Sweep] = &[
    Sweep { kind: "scanning", every: TimeDelta::zero(), run: scanning::ops::scan_due },
    Sweep { kind: "privacy", every: TimeDelta::seconds(5), run: privacy::ops::do_requests },
    Sweep { kind: "walk", every: TimeDelta::hours(24), run: gaps::ops::walk },
    Sweep { kind: "label-months", every: TimeDelta::hours(24), run: labels::ops::keep_months },
    Sweep { kind: "chain", every: TimeDelta::hours(24), run: chain::verify },
    Sweep { kind: "retention", every: TimeDelta::hours(6), run: privacy::ops::keep_terms },
];

/// What waits for other people's servers: a slow one delays nobody else's work.
pub const OUTWARD: &[Sweep] =
    &[Sweep { kind: "webhooks", every: TimeDelta::zero(), run: webhooks::send_due }];

/// What looks at other people's servers now and then, and waits for them.
pub const VISITS: &[Sweep] = &[
    Sweep { kind: "links", every: TimeDelta::minutes(10), run: materials::check_due },
    Sweep { kind: "harvest", every: TimeDelta::hours(24), run: courses::harvest_due },
    Sweep { kind: "catalogues", every: TimeDelta::hours(24), run: materials::harvest_due },
    Sweep { kind: "links-broken", every: TimeDelta::hours(24), run: materials::ops::tell_broken },
];

/// Every kind of recurring work.
pub fn all() -> impl Iterator<Item = &'static Sweep> {
    SWEEPS.iter().chain(SLOW).chain(OUTWARD).chain(VISITS)
}
