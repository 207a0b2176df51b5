//! Where nodes are made of applications, and where anybody checks a label.

mod activate;
mod activate_form;
mod check;
mod life;
mod manage;
mod report;
mod shadow;
mod suggested;
mod trend;

pub use activate::{activate, activation};
pub use check::{badge_svg, check};
pub use life::{answer_renewal, ask_report, judge, proof, prove, renew, say_context, show as life};
pub use manage::{complete, list, manage, notice, resume, suspend, withdraw};
pub use report::{file_report, read_report, report, return_report, waive_report};
pub use suggested::{SuggestedView, opinion, suggested};
pub use trend::{TrendView, trend};

use crate::i18n::Locale;
use crate::labels::rules::life::{Figure, STAFF};
use crate::labels::{Label, LabelKind, LabelState};
use crate::web::Badge;

/// What came of a promise, in words.
pub fn value_said(one: &Figure, locale: Locale) -> String {
    match (one.known, one.value) {
        (false, _) => locale.text("labels-not-measured"),
        (true, None) => locale.text("labels-too-few"),
        (true, Some(tenths)) if one.indicator == STAFF => {
            format!("{}{}{}", tenths / 10, locale.pick(",", "."), tenths % 10)
        }
        (true, Some(value)) => value.to_string(),
    }
}

/// What a label is, in a word.
fn kind_word(kind: LabelKind, locale: Locale) -> String {
    locale.text(match kind {
        LabelKind::Full => "labels-kind-full",
        LabelKind::Conditional => "labels-kind-conditional",
        LabelKind::Trajectory => "labels-kind-trajectory",
    })
}

fn badge(label: &Label, holds: bool, locale: Locale) -> Badge {
    let (class, icon, word) = match (label.state, holds) {
        (LabelState::Suspended, _) => ("is-warn", "pause-circle", "labels-state-suspended"),
        (LabelState::Withdrawn, _) => ("is-bad", "x-circle", "labels-state-withdrawn"),
        (LabelState::Active | LabelState::Expired | LabelState::Replaced, true) => {
            ("is-good", "patch-check", "labels-state-active")
        }
        (LabelState::Replaced, false) => ("", "archive", "labels-state-replaced"),
        (LabelState::Active | LabelState::Expired, false) => {
            ("", "calendar-event", "labels-state-over")
        }
    };
    Badge { class, icon, word: locale.text(word) }
}
