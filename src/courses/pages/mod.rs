//! What everybody reads of courses and sessions, and where they are written.

mod calendar;
mod calendar_asked;
mod calendar_view;
mod calendars;
mod course;
mod course_form;
pub mod course_materials;
mod course_template;
mod desk;
pub mod differs;
mod edit;
mod export;
mod feed;
pub mod hours;
mod import;
pub mod line;
mod list;
mod meeting_row;
pub mod need_line;
pub mod session_form;
mod session_own;
mod session_rule;

pub use calendar::calendar;
pub use calendar_asked::zones;
pub use calendars::{follow_calendar, leave_calendar};
pub use course::course;
pub use desk::{desk, sessions};
pub use edit::{new, own_nodes, publish, refused, restore, save, show, withdraw};
pub use export::export;
pub use feed::{
    all as calendar_feed, atom, event, no_more, of_discipline, of_node, one as session_calendar,
};
pub use import::{import, preview};
pub use list::{list, topics};

pub use crate::triage::pages::Frame;
pub use crate::web::{Badge, Choice, choice};

use crate::courses::{Course, CourseState, Session, SessionState};
use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;

/// So many courses are offered to choose from.
pub const MOST_COURSES: i64 = 1_000;

/// A region as readers call it.
fn region_name(code: &str, words: &Vocabularies, locale: Locale) -> String {
    let known = words.region(code);
    known.map_or(code, |one| locale.pick(&one.label_fr, &one.label_en)).to_owned()
}

fn course_badge(course: &Course, locale: Locale) -> Badge {
    let (class, icon) = match course.state {
        CourseState::Draft => ("is-info", "pencil"),
        CourseState::Published => ("is-good", "check-circle"),
        CourseState::Withdrawn => ("", "archive"),
    };
    Badge { class, icon, word: locale.text(&format!("courses-state-{}", course.state)) }
}

pub fn session_badge(session: &Session, locale: Locale) -> Badge {
    let (class, icon) = match session.state {
        SessionState::Draft => ("is-info", "pencil"),
        SessionState::Published => ("is-good", "check-circle"),
        SessionState::Cancelled => ("is-bad", "x-circle"),
    };
    Badge { class, icon, word: locale.text(&format!("courses-session-{}", session.state)) }
}
