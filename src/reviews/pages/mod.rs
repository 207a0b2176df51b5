//! What reviewers, and whoever runs a review, see and do.

mod assignments;
mod bid;
mod board;
mod completion;
mod conflicts;
mod eligibility;
mod emergencies;
mod export;
mod form;
mod home;
mod import;
mod invitation;
mod late;
mod look;
mod packs;
mod pool;
mod profile;
mod rubric;

pub use assignments::{assign, assignments, propose, remove, send};
pub use bid::{PostView, ask_completion, bid, reopen, say};
pub use board::{begin, board, plan};
pub use completion::{complete, completion};
pub use conflicts::{conflicts, decide, declare, detect};
pub use eligibility::{eligibility, judge, pass, reconsider};
pub use emergencies::{
    EmergencyView, emergencies, end_emergency, open_emergency, open_ones as open_emergencies,
};
pub use export::export;
pub use form::{discussion, form, reply, save};
pub use home::{answer_call, home, set_reminders, sign};
pub use import::{import, sheet, take_in};
pub use invitation::{answer, invitation};
pub use late::{late, remind};
pub use look::{accept, declare as declare_own, decline, look};
pub use packs::{file, pack};
pub use pool::{add, ask, domain, let_go, pool};
pub use profile::{describe, profile};
pub use rubric::{rubric, save as save_rubric};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDateTime;
use serde::Serialize;

use super::AssignmentState;
use crate::applications::Application;
use crate::calls::pages::badge as call_badge;
use crate::calls::{Call, CallId};
use crate::i18n::Locale;
use crate::web::{Badge, Context, SignedIn};
use crate::{Error, Refusal, Result};

/// The tabs above the pages of a call's review at the desk.
#[derive(Debug, Serialize)]
struct Frame {
    tab: &'static str,
    id: CallId,
    reference: String,
    title: String,
    badge: Badge,
    /// Until when it is open to its reader, who does not run the review and only reads.
    emergency: String,
    /// Whether its reader has the other pages too.
    whole: bool,
    /// Why nothing was done, when nothing was.
    alert: String,
}

impl Frame {
    fn of(
        call: &Call,
        tab: &'static str,
        cx: &Context<SignedIn>,
        refusal: Option<Refusal>,
    ) -> Self {
        Self {
            tab,
            id: call.id.clone(),
            reference: call.reference.clone(),
            title: call.text.title(cx.locale).to_owned(),
            badge: call_badge(call.phase(cx.now), cx.locale),
            emergency: String::new(),
            whole: true,
            alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        }
    }

    /// The same for who reads it in an emergency.
    fn until(mut self, desk: &super::access::Desk, locale: Locale) -> Self {
        let zone = desk.call.terms.tz();
        let said = desk.until.map(|at| crate::times::said::moment(at, zone, locale));
        self.whole = said.is_none();
        self.emergency = said.unwrap_or_default();
        self
    }
}

/// A page after what was asked was refused, or nothing was.
fn status(refusal: Option<Refusal>) -> StatusCode {
    if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK }
}

/// After a step: where one sees it, or the page that says why it was not done.
async fn after<T, F: Future<Output = Result<HttpResponse>>>(
    cx: &Context<SignedIn>,
    done: Result<T>,
    (to, flash): (&str, &str),
    refused: impl FnOnce(Refusal) -> F,
) -> Result<HttpResponse> {
    match done {
        Ok(_) => cx.redirect(to, flash),
        Err(Error::Refused(refusal)) => refused(refusal).await,
        Err(error) => Err(error),
    }
}

/// An application as lists name it.
#[derive(Debug, Clone, Serialize)]
struct Named {
    reference: String,
    title: String,
    href: String,
}

fn named(call: &CallId, one: &Application, locale: Locale) -> Named {
    Named {
        reference: one.reference.clone().unwrap_or_default(),
        title: titled(&one.title, locale),
        href: format!("/inbox/calls/{call}/reviews/applications/{}", one.id),
    }
}

fn titled(title: &str, locale: Locale) -> String {
    if title.is_empty() { locale.text("applications-untitled") } else { title.to_owned() }
}

/// A day by the clock of the call.
fn day(at: NaiveDateTime, call: &Call, locale: Locale) -> String {
    crate::times::said::day(at, call.terms.tz(), locale)
}

fn assignment_badge(state: AssignmentState, late: bool, locale: Locale) -> Badge {
    let (class, icon) = match state {
        AssignmentState::Proposed => ("", "pencil"),
        AssignmentState::Invited | AssignmentState::Accepted if late => ("is-warn", "clock"),
        AssignmentState::Invited => ("is-info", "envelope"),
        AssignmentState::Accepted => ("is-info", "person-check"),
        AssignmentState::Done => ("is-good", "check-circle"),
        AssignmentState::Declined | AssignmentState::Removed => ("", "x-circle"),
        AssignmentState::Recused => ("is-bad", "slash-circle"),
    };
    let word = match state {
        AssignmentState::Proposed => "reviews-assignment-proposed",
        AssignmentState::Invited | AssignmentState::Accepted if late => "reviews-assignment-late",
        AssignmentState::Invited => "reviews-assignment-invited",
        AssignmentState::Accepted => "reviews-assignment-accepted",
        AssignmentState::Done => "reviews-assignment-done",
        AssignmentState::Declined => "reviews-assignment-declined",
        AssignmentState::Recused => "reviews-assignment-recused",
        AssignmentState::Removed => "reviews-assignment-removed",
    };
    Badge { class, icon, word: locale.text(word) }
}
