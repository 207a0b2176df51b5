//! What is allowed, decided from values alone.

use chrono::{NaiveDateTime, TimeDelta};

use super::{State, Ticket};
use crate::Refusal;
use crate::accounts::Actor;
use crate::accounts::throttle::Limit;

/// An answer within this time of closing reopens a ticket; after it, the team asks anew (helpdesk brief, section 3).
pub const REOPEN_WITHIN: TimeDelta = TimeDelta::days(30);
/// A follow link opens its ticket until so long after closing (helpdesk brief, section 1).
pub const FOLLOW_FOR: TimeDelta = TimeDelta::days(90);
/// A question whose address nobody confirmed is erased after this time.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(7);

/// A form sent sooner than this was not filled in by a person; one older than a day may come from anywhere.
pub const FORM_AGE: (TimeDelta, TimeDelta) = (TimeDelta::seconds(3), TimeDelta::hours(24));
/// The longest message, in characters.
pub const MAX_BODY: usize = 20_000;

pub const ASKS_PER_ADDRESS: Limit = Limit::new(30, TimeDelta::hours(1));
pub const ASKS_PER_EMAIL: Limit = Limit::new(10, TimeDelta::hours(1));
pub const LINKS_PER_ADDRESS: Limit = Limit::new(30, TimeDelta::hours(1));
pub const LINKS_PER_EMAIL: Limit = Limit::new(10, TimeDelta::hours(1));
pub const REPLIES_PER_TICKET: Limit = Limit::new(60, TimeDelta::hours(1));
pub const UPLOADS_PER_ADDRESS: Limit = Limit::new(60, TimeDelta::hours(1));
pub const PREVIEWS_PER_ADDRESS: Limit = Limit::new(600, TimeDelta::hours(1));

pub const NOT_CONFIRMED: Refusal = Refusal::new("tickets-not-confirmed");
pub const ALREADY_CONFIRMED: Refusal = Refusal::new("tickets-already-confirmed");
pub const ALREADY_CLOSED: Refusal = Refusal::new("tickets-already-closed");
pub const NOT_CLOSED: Refusal = Refusal::new("tickets-not-closed");
pub const IS_SPAM: Refusal = Refusal::new("tickets-is-spam");
pub const NOT_SPAM: Refusal = Refusal::new("tickets-not-spam");
pub const TOO_LATE_TO_REOPEN: Refusal = Refusal::new("tickets-too-late-to-reopen");
pub const CHANGED_MEANWHILE: Refusal = Refusal::new("tickets-changed-meanwhile");
pub const NODE_CANNOT_RECEIVE: Refusal = Refusal::new("tickets-node-cannot-receive");
pub const NOT_A_MEMBER: Refusal = Refusal::new("tickets-not-a-member");
pub const SAME_NODE: Refusal = Refusal::new("tickets-same-node");
pub const NOT_ANSWERABLE: Refusal = Refusal::new("tickets-not-answerable");

/// What can happen to a ticket's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The asker's link was used.
    Confirm,
    /// Somebody of the node takes it or is given it.
    Assign,
    /// A public answer, after which it is the team's move.
    Answer,
    /// A public message after which it stays the node's move ("I am looking into it").
    AnswerAndKeep,
    TeamReplies,
    /// Sent to another node.
    Transfer,
    Close,
    Reopen,
    MarkSpam,
    UnmarkSpam,
}

impl Event {
    pub const ALL: [Self; 10] = [
        Self::Confirm,
        Self::Assign,
        Self::Answer,
        Self::AnswerAndKeep,
        Self::TeamReplies,
        Self::Transfer,
        Self::Close,
        Self::Reopen,
        Self::MarkSpam,
        Self::UnmarkSpam,
    ];

    /// As the API and the history call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Assign => "assign",
            Self::Answer => "answer",
            Self::AnswerAndKeep => "answer_and_keep",
            Self::TeamReplies => "team_replies",
            Self::Transfer => "transfer",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::MarkSpam => "spam",
            Self::UnmarkSpam => "not_spam",
        }
    }
}

/// The whole life of a ticket, on one screen.
pub const fn next(state: State, event: Event) -> Result<State, Refusal> {
    match (state, event) {
        (State::Unconfirmed, Event::Confirm) => Ok(State::New),
        (
            State::Unconfirmed,
            Event::Assign
            | Event::Answer
            | Event::AnswerAndKeep
            | Event::TeamReplies
            | Event::Transfer
            | Event::Close
            | Event::Reopen
            | Event::MarkSpam
            | Event::UnmarkSpam,
        ) => Err(NOT_CONFIRMED),

        (State::New | State::Open, Event::Assign | Event::AnswerAndKeep) => Ok(State::Open),
        (State::WaitingTeam, Event::AnswerAndKeep) => Ok(State::Open),
        (State::WaitingTeam, Event::Assign) => Ok(State::WaitingTeam),
        (State::New | State::Open | State::WaitingTeam, Event::Answer) => Ok(State::WaitingTeam),
        (State::New, Event::TeamReplies | Event::Transfer) => Ok(State::New),
        (State::Open | State::WaitingTeam, Event::TeamReplies) => Ok(State::Open),
        (State::Open | State::WaitingTeam, Event::Transfer) => Ok(State::New),
        (State::New | State::Open | State::WaitingTeam, Event::Close) => Ok(State::Closed),
        (State::New | State::Open | State::WaitingTeam, Event::MarkSpam) => Ok(State::Spam),

        (State::Closed, Event::Reopen | Event::TeamReplies) => Ok(State::Open),
        (
            State::Closed,
            Event::Assign
            | Event::Answer
            | Event::AnswerAndKeep
            | Event::Transfer
            | Event::Close
            | Event::MarkSpam,
        ) => Err(ALREADY_CLOSED),

        (State::Spam, Event::UnmarkSpam) => Ok(State::New),
        (
            State::Spam,
            Event::Confirm
            | Event::Assign
            | Event::Answer
            | Event::AnswerAndKeep
            | Event::TeamReplies
            | Event::Transfer
            | Event::Close
            | Event::Reopen
            | Event::MarkSpam,
        ) => Err(IS_SPAM),

        (State::New | State::Open | State::WaitingTeam | State::Closed, Event::Confirm) => {
            Err(ALREADY_CONFIRMED)
        }
        (State::New | State::Open | State::WaitingTeam, Event::Reopen) => Err(NOT_CLOSED),
        (State::New | State::Open | State::WaitingTeam | State::Closed, Event::UnmarkSpam) => {
            Err(NOT_SPAM)
        }
    }
}

/// The events that staff may cause from here: what the API tells a caller who asked for another.
pub fn allowed(state: State) -> Vec<Event> {
    let by_staff = |event: &Event| !matches!(event, Event::Confirm | Event::TeamReplies);
    Event::ALL.into_iter().filter(by_staff).filter(|event| next(state, *event).is_ok()).collect()
}

/// Staff of the responsible node see a ticket, and those who steer the network; nobody sees what its asker has not
/// confirmed.
pub fn may_view(actor: &Actor, ticket: &Ticket) -> bool {
    ticket.state != State::Unconfirmed && (actor.coordinates() || actor.works_for(&ticket.node_id))
}

/// Whether the team may still answer on the page, and so reopen a closed ticket.
pub fn team_may_reply(ticket: &Ticket, now: NaiveDateTime) -> Result<(), Refusal> {
    match (ticket.state, ticket.closed_at) {
        (State::Closed, Some(closed)) if now - closed > REOPEN_WITHIN => Err(TOO_LATE_TO_REOPEN),
        (state, _) => next(state, Event::TeamReplies).map(drop),
    }
}

/// Whether a follow link still opens its ticket.
pub fn follow_link_lives(ticket: &Ticket, now: NaiveDateTime) -> bool {
    ticket.state != State::Spam && ticket.closed_at.is_none_or(|closed| now - closed <= FOLLOW_FOR)
}

/// The subject as typed on one line; when there is none, the first line of the question.
pub fn subject(typed: &str, body: &str) -> String {
    let plain = |line: &str| {
        let line = line.trim_start_matches(['#', '>', '*', '-', ' ', '\t']);
        let words = line.split(|c: char| c.is_whitespace() || c.is_control());
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let typed = plain(typed);
    if !typed.is_empty() {
        return typed.chars().take(160).collect();
    }
    let first = body.lines().map(plain).find(|line| !line.is_empty()).unwrap_or_default();
    if first.chars().count() <= 100 {
        return first;
    }
    let cut: String = first.chars().take(100).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept))
}

/// A data set's identifier in one spelling: a bare DOI, `hdl:…`, an address; anything else as it was typed, since people
/// also name drafts that have no identifier yet.
pub fn dataset_pid(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let after = |prefixes: &[&str]| {
        let lower = typed.to_lowercase();
        let found = prefixes.iter().find(|prefix| lower.starts_with(**prefix));
        found.and_then(|prefix| typed.get(prefix.len()..)).map(str::trim_start)
    };
    const DOI: &[&str] = &[
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi.org/",
        "doi:",
    ];
    const HANDLE: &[&str] =
        &["https://hdl.handle.net/", "http://hdl.handle.net/", "hdl.handle.net/", "hdl:"];
    let numbered = |text: &str| {
        text.split_once('/').is_some_and(|(head, tail)| {
            head.chars().all(|c| c.is_ascii_digit() || c == '.') && !tail.is_empty()
        })
    };
    let doi = after(DOI).unwrap_or(typed);
    if doi.starts_with("10.") && numbered(doi) {
        return Some(doi.to_owned());
    }
    match after(HANDLE) {
        Some(handle) if numbered(handle) => Some(format!("hdl:{handle}")),
        _ => (!typed.is_empty()).then(|| typed.to_owned()),
    }
}

/// A web address, with its scheme added when it was left out; nothing else, since staff will follow it.
pub fn web_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let address = match typed.split_once("://") {
        Some(("http" | "https", _)) => typed.to_owned(),
        Some(_) => return None,
        None => format!("https://{typed}"),
    };
    let host = address.split("://").nth(1)?.split(['/', '?', '#']).next()?;
    let plain =
        address.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>\"'`".contains(c));
    let named =
        host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@');
    (plain && named).then_some(address)
}

/// Programs are not exchanged here, whatever their name says.
pub fn may_attach(media_type: &str) -> bool {
    const PROGRAMS: [&str; 10] = [
        "application/vnd.microsoft.portable-executable",
        "application/x-msdownload",
        "application/x-dosexec",
        "application/x-executable",
        "application/x-mach-binary",
        "application/java",
        "application/x-java-archive",
        "application/java-archive",
        "application/vnd.android.dex",
        "application/wasm",
    ];
    !PROGRAMS.contains(&media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_without_a_subject_is_named_by_its_first_line() {
        assert_eq!(subject("  Où\r\n déposer ? ", "x"), "Où déposer ?");
        assert_eq!(subject("", "\n## Bonjour à tous\nsuite"), "Bonjour à tous");
        let long = subject("", &"mot ".repeat(60));
        assert!(long.ends_with("mot…") && long.chars().count() <= 101, "{long}");
    }

    #[test]
    fn identifiers_are_kept_in_one_spelling() {
        let pid = |typed| dataset_pid(typed).unwrap();
        assert_eq!(pid("https://doi.org/10.57745/ABC123"), "10.57745/ABC123");
        assert_eq!(pid(" DOI: 10.57745/ABC123"), "10.57745/ABC123");
        assert_eq!(pid("10.57745/ABC123"), "10.57745/ABC123");
        assert_eq!(pid("hdl:20.500.12345/x"), "hdl:20.500.12345/x");
        assert_eq!(pid("https://hdl.handle.net/20.500.1/x"), "hdl:20.500.1/x");
        assert_eq!(pid("mon brouillon"), "mon brouillon");
        assert_eq!(dataset_pid("  "), None);
    }

    #[test]
    fn only_web_addresses_pass_for_addresses() {
        assert_eq!(
            web_address("dmp.opidor.fr/plans/1").as_deref(),
            Some("https://dmp.opidor.fr/plans/1")
        );
        assert_eq!(web_address("http://a.example/x").as_deref(), Some("http://a.example/x"));
        for bad in [
            "javascript:alert(1)",
            "javascript://a.b/%0aalert(1)",
            "data:text/html,x",
            "a b.fr",
            "http://",
            "https://u@x.fr",
            "",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_closed_ticket_is_only_reopened() {
        for event in Event::ALL {
            let next = next(State::Closed, event);
            let reopens = matches!(event, Event::Reopen | Event::TeamReplies);
            assert_eq!(next.is_ok(), reopens, "{event:?}");
        }
    }

    #[test]
    fn nothing_happens_to_an_unconfirmed_ticket_but_confirmation() {
        let moves: Vec<_> = Event::ALL
            .into_iter()
            .filter(|event| next(State::Unconfirmed, *event).is_ok())
            .collect();
        assert_eq!(moves, [Event::Confirm]);
    }

    #[test]
    fn every_state_can_be_left() {
        for state in State::ALL {
            assert!(
                Event::ALL.iter().any(|event| next(*state, *event).is_ok_and(|to| to != *state))
            );
        }
    }
}
