//! Where applications are begun, written, checked and filed.

mod autosave;
mod begin;
mod changes;
mod contact;
mod desk;
mod draft;
mod ended;
mod export;
mod extension;
mod file;
mod files;
mod guests;
mod letters_desk;
mod list;
mod messages;
mod overview;
mod ownership;
mod partner;
mod partner_letter;
mod partners;
mod proposals;
mod receipt;
mod section;
mod timeline;

pub use autosave::autosave;
pub use begin::{accept, ask, decline, invitation, start};
pub use contact::{ReturnView, contact, returns, set_contact};
pub use desk::{desk, extend_one, give};
pub use draft::{draft_document, draft_pdf};
pub use export::export;
pub use extension::{amend, cancel, extend, take_version};
pub use file::{check, discard, file, restore, withdraw};
pub use files::{
    download, download_nameless, file as get_file, served, take_files, template, without_names,
};
pub use guests::{invite_person, remove_person};
pub use letters_desk::{judge_letter, letters, paper};
pub use list::list;
pub use messages::{desk_messages, messages, write as write_message, write_from_desk};
pub use overview::{read_id, show};
pub use ownership::{offer, reuse, take_over};
pub use partner::{commit, partner, remind as remind_partner, set_role};
pub use partner_letter::{letter, sign};
pub use partners::{add as add_partner, partners, remind, remove as remove_partner, set_fte};
pub use proposals::{accept as accept_partner, propose, refuse as refuse_partner};
pub use receipt::{SectionView, document, pdf, pdf_answer, receipt, sections, whole};
pub use section::{has_files, held_back, row_step, save, section};
pub use timeline::{StepView, timeline};

use chrono::NaiveDateTime;
use serde::Serialize;

use super::access::Opened;
use super::{ApplicationId, Role, State, rules};
use crate::calls::Phase;
use crate::calls::pages::{Moment, badge as call_badge, moment};
use crate::calls::rules::deadline;
use crate::decisions::Outcome;
use crate::decisions::pages::outcome_word;
use crate::i18n::Locale;
use crate::web::Badge;

/// What stands at the top of every page of an application: above all whether it is filed.
#[derive(Debug, Serialize)]
struct Frame {
    id: ApplicationId,
    tab: &'static str,
    title: String,
    reference: String,
    call: String,
    call_href: String,
    badge: Badge,
    /// "Draft, not filed", and the like: never to be mistaken.
    standing: String,
    /// Why its call was called off.
    cancelled: String,
    is_filed: bool,
    closes: Option<Moment>,
    /// How long it is until then, by our clock; empty afterwards.
    left: String,
    owner: bool,
    /// Why nothing was done, when nothing was.
    alert: String,
}

impl Frame {
    /// `unfiled` says that what is written differs from what was filed.
    fn of(
        there: &Opened,
        tab: &'static str,
        unfiled: Unfiled,
        at: (Locale, NaiveDateTime),
    ) -> Self {
        let (locale, now) = at;
        let (application, call) = (&there.application, &there.call);
        let open = rules::check_write(application, (call, there.granted), now).is_ok();
        let closes = deadline(&call.terms, there.granted);
        let over = call.state == crate::calls::State::Cancelled;
        let standing = match (application.state, unfiled) {
            (State::Withdrawn, _) => "applications-standing-withdrawn",
            _ if over => "applications-standing-cancelled",
            _ if there.told.is_some() => "applications-standing-told",
            (State::Ineligible, _) => "applications-standing-ineligible",
            (State::Draft, _) if open => "applications-standing-draft",
            (State::Draft, _) => "applications-standing-missed",
            (State::Submitted, Unfiled::Yes) if open => "applications-standing-changed",
            (State::Submitted, _) => "applications-standing-filed",
            (State::Lapsed, _) => "applications-standing-missed",
            _ => "applications-standing-review",
        };
        Self {
            id: application.id.clone(),
            tab,
            title: title(&application.title, locale),
            reference: application.reference.clone().unwrap_or_default(),
            call: call.text.title(locale).to_owned(),
            call_href: format!("/calls/{}", call.slug),
            badge: match over {
                true => call_badge(Phase::Cancelled, locale),
                false => told_badge((application.state, there.told), locale),
            },
            standing: locale.text(standing),
            cancelled: if over { call.reason.clone() } else { String::new() },
            is_filed: application.state != State::Draft && application.state != State::Lapsed,
            closes: closes.map(|at| moment(at, call.terms.tz(), locale)),
            left: closes
                .and_then(|at| rules::left(at, now))
                .map(|(key, n)| locale.text1(key, "n", n))
                .unwrap_or_default(),
            owner: there.person.role == Role::Owner,
            alert: String::new(),
        }
    }

    fn with_alert(self, alert: String) -> Self {
        Self { alert, ..self }
    }
}

/// Whether something was written since it was filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unfiled {
    Yes,
    No,
}

fn title(title: &str, locale: Locale) -> String {
    if title.is_empty() { locale.text("applications-untitled") } else { title.to_owned() }
}

/// The same for who applied: what was decided, once it is told.
pub fn told_badge((state, told): (State, Option<Outcome>), locale: Locale) -> Badge {
    let Some(outcome) = told else { return badge(state, locale) };
    let (class, icon) = match outcome {
        Outcome::Labelled | Outcome::Conditions | Outcome::Trajectory => ("is-good", "patch-check"),
        Outcome::Coaching | Outcome::Redirected => ("is-info", "info-circle"),
        Outcome::Refused => ("", "x-circle"),
    };
    Badge { class, icon, word: outcome_word(outcome, locale) }
}

/// Where an application stands.
pub fn badge(state: State, locale: Locale) -> Badge {
    let (class, icon) = match state {
        State::Draft => ("is-warn", "pencil"),
        State::Submitted => ("is-good", "check-circle"),
        State::InReview | State::Deliberation | State::Decided => ("is-info", "clipboard-check"),
        State::Ineligible => ("is-bad", "x-circle"),
        State::Withdrawn | State::Lapsed => ("", "archive"),
    };
    let word = match state {
        State::Draft => "applications-state-draft",
        State::Submitted => "applications-state-submitted",
        State::InReview | State::Deliberation | State::Decided => "applications-state-review",
        State::Ineligible => "applications-state-ineligible",
        State::Withdrawn => "applications-state-withdrawn",
        State::Lapsed => "applications-state-lapsed",
    };
    Badge { class, icon, word: locale.text(word) }
}
