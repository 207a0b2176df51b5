//! The life of a meeting, when a body may decide, and what a resolution is called.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

use super::{
    Attendance, Capacity, Draft, ItemId, Meeting, MeetingState, Outcome, Presence, Resolution,
    Seat, SeatId, Seated,
};
use crate::Refusal;
use crate::clock::network_day;
use crate::secret::sha256_hex;

pub const ILLEGAL: Refusal = Refusal::new("governance-illegal");
pub const CHANGED: Refusal = Refusal::new("governance-changed-meanwhile");
pub const NO_AGENDA: Refusal = Refusal::new("governance-no-agenda");
pub const NO_SEATS: Refusal = Refusal::new("governance-no-seats");
pub const NOT_YET: Refusal = Refusal::new("governance-not-yet");
pub const OVER: Refusal = Refusal::new("governance-over");
pub const TOO_SOON: Refusal = Refusal::new("governance-too-soon");
pub const EMPTY_MINUTES: Refusal = Refusal::new("governance-empty-minutes");
pub const NO_REASON: Refusal = Refusal::new("governance-no-reason");
pub const UNKNOWN_PERSON: Refusal = Refusal::new("governance-unknown-person");
pub const SEATED_ALREADY: Refusal = Refusal::new("governance-seated-already");
pub const CODE_TAKEN: Refusal = Refusal::new("governance-code-taken");
pub const NO_LINK: Refusal = Refusal::new("governance-no-link");
pub const USED_ITEM: Refusal = Refusal::new("governance-used-item");
pub const NO_QUORUM: Refusal = Refusal::new("governance-no-quorum");
pub const CIRCULATES: Refusal = Refusal::new("governance-circulates");
pub const UNSAID_QUORUM: Refusal = Refusal::new("governance-unsaid-quorum");

pub const REWRITTEN: Refusal = Refusal::new("governance-resolution-rewritten");
pub const NOT_DONE_YET: Refusal = Refusal::new("governance-not-done-yet");

/// Members have so long to read minutes before they are approved.
pub const CIRCULATED_FOR: TimeDelta = TimeDelta::days(10);
/// So long before its day somebody is reminded of what is theirs to do.
pub const REMINDED_BEFORE: TimeDelta = TimeDelta::days(7);
pub const FEWEST_REASON: usize = 10;

/// By this a form knows with what it was filled.
pub fn print_of(public: (&str, &str), private: (&str, &str)) -> String {
    let texts = [public.0, public.1, private.0, private.1];
    sha256_hex(texts.join("\u{0}").as_bytes())
}

/// The same of a resolution: of all that its form says.
pub fn print_of_resolution(one: &Resolution) -> String {
    let texts = (&one.title, &one.title_en, &one.body, &one.body_en, &one.private_note);
    let votes = (one.votes_for, one.votes_against, one.votes_abstained);
    let rest = (&one.item_id, one.outcome, one.public, &one.owner_id, one.due_on);
    sha256_hex(format!("{texts:?} {votes:?} {rest:?} {:?}", one.quorum_reason).as_bytes())
}

/// Whether a form of a resolution says of it what it says already, whoever has it to do by whatever day.
pub fn says_the_same(one: &Resolution, (item, draft): (&Option<ItemId>, &Draft)) -> bool {
    let texts = [
        (&one.title, &draft.title),
        (&one.title_en, &draft.title_en),
        (&one.body, &draft.body),
        (&one.body_en, &draft.body_en),
        (&one.private_note, &draft.private_note),
    ];
    let votes = (one.votes_for, one.votes_against, one.votes_abstained);
    // A form says nothing of a quorum that is met.
    let why = draft.without_quorum.trim();
    texts.iter().all(|(kept, typed)| kept == typed)
        && (&one.item_id, one.outcome, one.public) == (item, draft.outcome, draft.public)
        && votes == draft.votes
        && (why.is_empty() || why == one.quorum_reason)
}

/// What happens to a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Convene,
    Hold,
    Circulate,
    /// Minutes that were circulated are written on.
    Correct,
    Approve,
    Publish,
    Cancel,
}

pub fn next(state: MeetingState, event: Event) -> Result<MeetingState, Refusal> {
    use Event::{Approve, Cancel, Circulate, Convene, Correct, Hold, Publish};
    use MeetingState::{Approved, Cancelled, Circulated, Convened, Held, Planned, Published};
    match (state, event) {
        (Planned | Convened, Convene) => Ok(Convened),
        (Convened, Hold) => Ok(Held),
        (Held, Circulate) => Ok(Circulated),
        (Circulated, Correct) => Ok(Held),
        (Circulated, Approve) => Ok(Approved),
        (Approved, Publish) => Ok(Published),
        (Planned | Convened, Cancel) => Ok(Cancelled),
        (Planned, Hold | Circulate | Correct | Approve | Publish)
        | (Convened, Circulate | Correct | Approve | Publish)
        | (Held, Convene | Hold | Correct | Approve | Publish | Cancel)
        | (Circulated, Convene | Hold | Circulate | Publish | Cancel)
        | (Approved, Convene | Hold | Circulate | Correct | Approve | Cancel)
        | (Published | Cancelled, _) => Err(ILLEGAL),
    }
}

/// Whether its agenda, its time and its place may still change.
pub fn is_ahead(state: MeetingState) -> bool {
    matches!(state, MeetingState::Planned | MeetingState::Convened)
}

/// Whether its agenda may be written on: points come up during a meeting too.
pub fn has_open_agenda(state: MeetingState) -> bool {
    is_ahead(state) || state == MeetingState::Held
}

/// Whether minutes exist that those who sit there read.
pub fn has_minutes(state: MeetingState) -> bool {
    use MeetingState::{Approved, Circulated, Held, Published};
    matches!(state, Held | Circulated | Approved | Published)
}

/// Whether who came, the minutes and what was decided may be written: what members were sent to read is what is approved.
pub fn check_written(state: MeetingState) -> Result<(), Refusal> {
    match state {
        MeetingState::Held => Ok(()),
        MeetingState::Circulated => Err(CIRCULATES),
        MeetingState::Planned
        | MeetingState::Convened
        | MeetingState::Approved
        | MeetingState::Published
        | MeetingState::Cancelled => Err(ILLEGAL),
    }
}

/// Minutes are approved once their members had time to read them.
pub fn check_approve(meeting: &Meeting, now: NaiveDateTime) -> Result<MeetingState, Refusal> {
    let to = next(meeting.state, Event::Approve)?;
    let read = meeting.circulated_at.is_some_and(|at| now >= at + CIRCULATED_FOR);
    if read { Ok(to) } else { Err(TOO_SOON) }
}

/// Whether somebody sits there on a day.
pub fn sits(seat: &Seat, day: NaiveDate) -> bool {
    seat.starts_on <= day && seat.ends_on.is_none_or(|last| day <= last)
}

/// Whoever has this seat also convenes and writes minutes.
pub fn runs(seat: &Seat) -> bool {
    seat.capacity == Capacity::Secretary
}

/// How many votes there are, how many are there, and how many must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    pub votes: usize,
    pub there: usize,
    pub needed: usize,
}

impl Quorum {
    pub const fn is_met(self) -> bool {
        self.there >= self.needed && self.there > 0
    }
}

/// Whether an outcome binds only where enough votes were there: a body that puts something off decides nothing.
pub const fn wants_quorum(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Adopted | Outcome::Rejected)
}

/// What is kept of why something was decided with too few votes: nothing where enough were there.
pub fn check_quorum(quorum: Quorum, outcome: Outcome, why: &str) -> Result<String, Refusal> {
    let why = why.trim();
    match quorum.is_met() || !wants_quorum(outcome) {
        true => Ok(String::new()),
        false if why.chars().count() >= FEWEST_REASON => Ok(why.to_owned()),
        false => Err(NO_QUORUM),
    }
}

/// The quorum of some people: a vote is there with whoever holds it, or with an alternate of theirs who came.
pub fn quorum(people: &[Seated], came: &[Attendance], percent: i32) -> Quorum {
    let is = |seat: &SeatId, wanted: Presence| {
        came.iter().any(|one| one.seat_id == *seat && one.presence == Some(wanted))
    };
    let votes = people.iter().filter(|one| one.seat.votes).collect::<Vec<_>>();
    let represented = |seat: &SeatId| {
        is(seat, Presence::Represented)
            && people.iter().any(|other| {
                other.seat.alternate_of.as_ref() == Some(seat)
                    && is(&other.seat.id, Presence::Present)
            })
    };
    let there = votes
        .iter()
        .filter(|one| is(&one.seat.id, Presence::Present) || represented(&one.seat.id))
        .count();
    let percent = usize::try_from(percent.clamp(0, 100)).unwrap_or(0);
    Quorum { votes: votes.len(), there, needed: (votes.len() * percent).div_ceil(100) }
}

/// The reference of the next resolution of a meeting, after those that begin like it.
pub fn reference(code: &str, starts_at: NaiveDateTime, taken: &[String]) -> String {
    let day = network_day(starts_at);
    let start = format!("{code}-{}-{:02}-R", day.year(), day.month());
    let number = |one: &String| one.strip_prefix(&start)?.parse::<u32>().ok();
    let last = taken.iter().filter_map(number).max().unwrap_or(0);
    format!("{start}{}", last + 1)
}

/// Where what was decided stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Done,
    /// Its day is over, and it is not done.
    Late,
    Open,
    /// Nothing is to be done.
    Nothing,
    NotAdopted,
    Superseded,
}

pub fn standing(resolution: &Resolution, today: NaiveDate) -> Standing {
    let (to_do, due) = (resolution.owner_id.is_some(), resolution.due_on);
    standing_of((resolution.outcome, resolution.done_on.is_some()), (to_do, due), today)
}

pub fn standing_of(
    (outcome, done): (Outcome, bool),
    (to_do, due): (bool, Option<NaiveDate>),
    today: NaiveDate,
) -> Standing {
    match outcome {
        Outcome::Rejected | Outcome::Deferred => Standing::NotAdopted,
        Outcome::Superseded => Standing::Superseded,
        Outcome::Adopted if done => Standing::Done,
        Outcome::Adopted if due.is_some_and(|due| due < today) => Standing::Late,
        Outcome::Adopted if to_do || due.is_some() => Standing::Open,
        Outcome::Adopted => Standing::Nothing,
    }
}

/// An address that a resolution may lead to: on this site, or with its own scheme.
pub fn address(typed: &str, base_url: &str) -> Option<String> {
    let typed = typed.trim();
    let own = typed.strip_prefix(base_url).unwrap_or(typed);
    let own = own.split(['?', '#']).next().unwrap_or_default();
    let on_site = own.starts_with('/') && !own.starts_with("//") && own.len() > 1;
    let elsewhere = typed.starts_with("https://") && typed.len() > 12;
    let plain = |text: &str| {
        text.len() <= 500 && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    match (on_site, elsewhere) {
        (true, _) if plain(own) => Some(own.trim_end_matches('/').to_owned()),
        (false, true) if plain(typed) => Some(typed.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AccountId;
    use crate::governance::BodyId;
    use crate::i18n::Locale;

    fn seated(votes: bool, alternate_of: Option<&SeatId>) -> Seated {
        let seat = Seat {
            id: SeatId::new(),
            body_id: BodyId::new(),
            account_id: AccountId::new(),
            capacity: Capacity::Member,
            votes,
            institution: None,
            quality: String::new(),
            alternate_of: alternate_of.cloned(),
            starts_on: NaiveDate::default(),
            ends_on: None,
        };
        Seated {
            seat,
            name: String::new(),
            email: String::new(),
            language: Locale::Fr,
            gone: false,
        }
    }

    fn came(one: &Seated, presence: Presence) -> Attendance {
        let seat_id = one.seat.id.clone();
        Attendance { seat_id, answer: None, presence: Some(presence), note: String::new() }
    }

    #[test]
    fn a_vote_is_there_with_its_holder_or_with_an_alternate_who_came() {
        let voters: Vec<_> = (0..5).map(|_| seated(true, None)).collect();
        let alternate = seated(false, Some(&voters[1].seat.id));
        let guest = seated(false, None);
        let people: Vec<_> = voters.iter().chain([&alternate, &guest]).cloned().collect();
        let mut there =
            vec![came(&voters[0], Presence::Present), came(&voters[1], Presence::Represented)];
        there.push(came(&guest, Presence::Present));
        let count = |there: &[Attendance]| quorum(&people, there, 50);

        assert_eq!(count(&there), Quorum { votes: 5, there: 1, needed: 3 });
        there.push(came(&alternate, Presence::Present));
        assert_eq!(count(&there).there, 2);
        assert!(!count(&there).is_met());
        there.push(came(&voters[2], Presence::Present));
        assert!(count(&there).is_met());
        assert!(!quorum(&[], &[], 0).is_met(), "nobody decides nothing");
    }

    #[test]
    fn references_count_on_within_a_month() {
        let at = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap().and_hms_opt(22, 30, 0).unwrap();
        // Half past midnight in Paris.
        assert_eq!(reference("COPIL", at, &[]), "COPIL-2026-04-R1");
        let taken =
            ["COPIL-2026-04-R2", "COPIL-2026-04-R10", "COPIL-2026-03-R40"].map(str::to_owned);
        assert_eq!(reference("COPIL", at, &taken), "COPIL-2026-04-R11");
    }

    #[test]
    fn links_lead_to_this_site_or_say_their_scheme() {
        let base = "https://maillage.example";
        let read = |typed: &str| address(typed, base);
        assert_eq!(read(" https://maillage.example/labels/x?on=1 ").as_deref(), Some("/labels/x"));
        assert_eq!(read("/nodes/adoc/").as_deref(), Some("/nodes/adoc"));
        assert_eq!(read("https://doi.org/10.1/2").as_deref(), Some("https://doi.org/10.1/2"));
        for wrong in
            ["", "/", "//ailleurs.example", "javascript:alert(1)", "http://x.example", "/a b"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
