//! What an enrolment is.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::accounts::AccountId;
use crate::courses::{PoolId, Presence, QuestionId, SessionId};
use crate::db::schema::{calendar_feeds, enrolments, trainer_proposals};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;

text_id! {
    /// Somebody's part in a session.
    EnrolmentId
}
text_id! {
    /// A form as it was shown: sent twice, it enrols once.
    FormId
}

text_enum! {
    /// Where it stands. `rules::next` knows the moves.
    State {
        /// Waits for the organiser's word.
        Pending = "pending",
        Confirmed = "confirmed",
        /// Waits for a seat.
        Waiting = "waiting",
        /// A seat is kept until they answer.
        Offered = "offered",
        Refused = "refused",
        Cancelled = "cancelled",
        /// An offer was not answered in time.
        Expired = "expired",
    }
}

impl State {
    /// States in which somebody takes part or may still.
    pub const LIVE: [Self; 4] = [Self::Pending, Self::Confirmed, Self::Waiting, Self::Offered];
    /// States in which somebody waits to take part.
    pub const WAITS: [Self; 3] = [Self::Pending, Self::Waiting, Self::Offered];

    pub fn is_live(self) -> bool {
        Self::LIVE.contains(&self)
    }

    pub fn waits(self) -> bool {
        Self::WAITS.contains(&self)
    }
}

text_id! {
    /// Somebody who is asked to train at a session, or offers to.
    ProposalId
}
text_enum! {
    /// What was answered to it.
    ProposalState { Asked = "asked", Accepted = "accepted", Declined = "declined" }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = trainer_proposals, treat_none_as_default_value = false)]
pub struct Proposal {
    pub id: ProposalId,
    pub session_id: SessionId,
    /// Whoever would train.
    pub account_id: AccountId,
    pub asked_by: AccountId,
    pub state: ProposalState,
    pub note: String,
    pub created_at: NaiveDateTime,
    pub answered_at: Option<NaiveDateTime>,
}

impl Proposal {
    /// Whether the trainer asked: then those who give the session answer.
    pub fn is_offer(&self) -> bool {
        self.asked_by == self.account_id
    }
}

/// A call for trainers: how many a session lacks, and what they should know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainerCall {
    pub wanted: i32,
    pub note: String,
}

text_id! {
    /// A secret address at which a calendar reads what a person is enrolled in.
    CalendarFeedId
}

/// Such an address, without the token in it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = calendar_feeds)]
pub struct CalendarFeed {
    pub id: CalendarFeedId,
    pub email: String,
    pub language: Locale,
    pub name: String,
    /// Sent to the address that takes part.
    pub mailed: bool,
    pub made_at: NaiveDateTime,
    pub read_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = enrolments)]
pub struct Enrolment {
    pub id: EnrolmentId,
    pub session_id: SessionId,
    pub pool_id: PoolId,
    pub state: State,
    pub place: i64,
    pub seat: Option<i32>,
    pub form_id: FormId,
    pub name: String,
    pub email: String,
    pub language: Locale,
    pub institution: Option<String>,
    pub institution_typed: String,
    pub added_by: Option<AccountId>,
    pub reason: String,
    pub created_at: NaiveDateTime,
    pub changed_at: NaiveDateTime,
    pub offer_ends_at: Option<NaiveDateTime>,
    /// How often they changed how they take part.
    pub moves: i32,
    /// Until when the address is to be proven, of one that is not.
    pub prove_by: Option<NaiveDateTime>,
    /// Waits at several sessions of its course for one seat of them all.
    pub whichever: bool,
}

/// Whether an address is known to be of who writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Somebody who may say so wrote it, or its owner is signed in.
    Given,
    /// A mail asks.
    Asked,
}

/// What somebody who wants to take part says.
#[derive(Debug, Clone)]
pub struct Wish {
    pub form_id: FormId,
    pub name: String,
    /// In small letters.
    pub email: String,
    pub proof: Proof,
    pub language: Locale,
    pub institution: Option<String>,
    pub institution_typed: String,
    /// How they take part; where there is one way only, that one.
    pub presence: Option<Presence>,
    pub answers: Vec<(QuestionId, String)>,
    /// Code of the discipline, where the session asks for it. It decides, and is not kept.
    pub discipline: Option<String>,
}

text_enum! {
    /// Whom of a session those who give it write to.
    Readers {
        /// Who takes part.
        Confirmed = "confirmed",
        /// Who may still: who waits for a seat, for an answer, or is asked whether they come.
        Waiting = "waiting",
        All = "all",
    }
}

impl Readers {
    pub const fn states(self) -> &'static [State] {
        match self {
            Self::Confirmed => &[State::Confirmed],
            Self::Waiting => &[State::Pending, State::Waiting, State::Offered],
            Self::All => &State::LIVE,
        }
    }
}

/// What is written to those who take part, in one or both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Letter {
    pub subject_fr: String,
    pub body_fr: String,
    pub subject_en: String,
    pub body_en: String,
}

impl Letter {
    /// Subject and text in the reader's language, else in the other one.
    pub fn said(&self, locale: Locale) -> (&str, &str) {
        let french = (self.subject_fr.as_str(), self.body_fr.as_str());
        let english = (self.subject_en.as_str(), self.body_en.as_str());
        match locale {
            Locale::Fr if self.body_fr.is_empty() => english,
            Locale::En if self.body_en.is_empty() => french,
            Locale::Fr => french,
            Locale::En => english,
        }
    }
}

/// What came of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enrolled {
    /// Now, or by the same form before.
    Made(Enrolment),
    /// The address was enrolled before, by another form: what it says is for its reader only.
    Known(Enrolment),
}

impl Enrolled {
    pub fn enrolment(&self) -> &Enrolment {
        match self {
            Self::Made(one) | Self::Known(one) => one,
        }
    }
}
