//! A session as everybody reads it, one's own part in it, and the desk of those who give it.

mod act;
mod calendars;
mod clashes;
mod export;
mod follow;
mod follow_meeting;
mod letter;
mod people;
mod plan;
mod proposal;
mod quota;
mod session;
mod session_clock;
mod session_form;
mod sheet;
mod steps;
mod trainers;
mod whichever;

pub use act::{
    add, admit, approve, cancel as cancel_for, change_presence_for, correct, refuse, restore,
    transfer,
};
pub use calendars::{calendars, end_calendar, mail_calendar, make_calendar, own_calendar};
pub use export::export;
pub use follow::{accept, cancel, change_presence, confirm, follow, refused as follow_refused};
pub use letter::{letter, write};
pub use people::{institution_of, name_of, people};
pub use plan::{plan, save, show};
pub use proposal::{answer_proposal, proposal};
pub use quota::set_quota;
pub use session::{enrol, session};
pub use sheet::sheet;
pub use steps::{ask, ask_no_more, call_off, duplicate, publish, remove_quota, set_freed};
pub use trainers::{call_trainers, offer, propose, trainers};
pub use whichever::wait;

use super::State;
use crate::i18n::Locale;
use crate::web::Badge;

pub(super) fn badge(state: State, locale: Locale) -> Badge {
    let (class, icon) = match state {
        State::Pending => ("is-info", "clock"),
        State::Confirmed => ("is-good", "check-circle"),
        State::Waiting => ("is-warn", "hourglass-split"),
        State::Offered => ("is-warn", "bell"),
        State::Refused => ("is-bad", "slash-circle"),
        State::Cancelled => ("", "x-circle"),
        State::Expired => ("", "clock-history"),
    };
    Badge { class, icon, word: locale.text(&format!("enrolment-state-{state}")) }
}
