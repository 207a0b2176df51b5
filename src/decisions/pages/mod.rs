//! Where a committee decides, tries out, and tells.

mod appeal;
mod appeals;
mod committee;
mod criteria;
mod decide;
mod equality;
mod letter;
mod letters;
mod minutes;
mod past;
mod portfolio;
mod results;
mod scenario;
mod sittings;
mod talk;

pub use appeal::{appeal, appealed, withdraw as withdraw_appeal};
pub use appeals::{
    admit as admit_appeal, answer as answer_appeal, appeals, export as export_appeals, instruct,
    show as show_appeal,
};
pub use committee::{close, committee, deliberate, forget_places, place, seat, unseat};
pub use decide::{decide, propose, reopen, validate, vote};
pub use equality::{equality, export as export_equality};
pub use letter::letter;
pub use letters::{approve, letters, prepare, stop};
pub use minutes::{approve as approve_minutes, write as write_minutes};
pub use portfolio::{forget, keep, portfolio};
pub use results::{ResultView, TellView, appeal_word, results_of, tell};
pub use scenario::attach as attach_scenario;
pub use sittings::{presence, rise, sheet, sheet_pdf, sit, sittings, stand_aside};
pub use talk::say;

use serde::Serialize;

use crate::accounts::Actor;
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::decisions::Outcome;
use crate::decisions::access::Seat;
use crate::i18n::Locale;
use crate::times::said;
use crate::web::{Context, SignedIn};
use crate::{Error, Refusal, Result};

/// The tabs above a committee's pages.
#[derive(Debug, Serialize)]
struct Frame {
    tab: &'static str,
    id: CallId,
    reference: String,
    title: String,
    /// Whether one also has the desk of the call.
    desk: bool,
    /// Whether one watches over who looks into it in an emergency.
    watches: bool,
    /// Until when one may read it, in an emergency.
    emergency: String,
    /// Whether one only looks on.
    observes: bool,
    /// Why nothing was done, when nothing was.
    alert: String,
}

impl Frame {
    fn of((call, seat): (&Call, Seat), tab: &'static str, locale: Locale) -> Self {
        Self {
            tab,
            id: call.id.clone(),
            reference: call.reference.clone(),
            title: call.text.title(locale).to_owned(),
            desk: seat.runs,
            watches: seat.runs || seat.chairs,
            observes: seat.observes,
            emergency: seat
                .until
                .map(|at| said::moment(at, call.terms.tz(), locale))
                .unwrap_or_default(),
            alert: String::new(),
        }
    }
}

/// One step of a committee's work, as somebody who sits in it; answers why it was refused, if it was.
async fn refused(
    cx: &Context<SignedIn>,
    id: &CallId,
    work: impl FnOnce(&mut Conn, &Actor, &CallId) -> Result<()> + Send + 'static,
) -> Result<Option<Refusal>> {
    let (actor, id) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, &id)).await {
        Ok(()) => Ok(None),
        Err(Error::Refused(refusal)) => Ok(Some(refusal)),
        Err(error) => Err(error),
    }
}

/// An outcome, in a word.
pub fn outcome_word(outcome: Outcome, locale: Locale) -> String {
    locale.text(match outcome {
        Outcome::Labelled => "decisions-outcome-labelled",
        Outcome::Conditions => "decisions-outcome-conditions",
        Outcome::Trajectory => "decisions-outcome-trajectory",
        Outcome::Coaching => "decisions-outcome-coaching",
        Outcome::Redirected => "decisions-outcome-redirected",
        Outcome::Refused => "decisions-outcome-refused",
    })
}
