//! Where the network reads what was decided, and where its bodies meet.

mod body;
mod body_form;
mod documents;
mod list;
mod minutes;
mod plan;
mod published;
mod resolution;
mod resolution_form;
mod room;
mod search;

pub use body::{appoint, body, change, dismiss, found, new, plan};
pub use documents::{bring, document, take_away};
pub use list::list;
pub use minutes::{
    approve, circulate, correct, minutes, note_presence, publish, remark, resolve, write,
};
pub use plan::{
    add_item, answer, cancel, change_item, convene, raise_item, remove_item, replan, send_agenda,
};
pub use published::{pdf, published};
pub use resolution::{link, progress, resolution, rewrite, supersede, unlink};
pub use room::room;
pub use search::search;

use actix_web::http::StatusCode;
use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::rules::{self, Standing};
use super::views::Line;
use super::{Body, BodyKind, Capacity, ItemKind, Meeting, MeetingState, Outcome, Part, Presence};
use crate::i18n::Locale;
use crate::times::said;
use crate::web::{Badge, Choice, Fault, FieldErrors, choice, faults};

const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

/// 422 for what was typed wrong, 409 for what a rule refuses.
fn status_of(errors: &FieldErrors, refusal: Option<crate::Refusal>) -> StatusCode {
    match (errors.is_empty(), refusal) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Some(_)) => StatusCode::CONFLICT,
        (true, None) => StatusCode::OK,
    }
}

fn when(meeting: (NaiveDateTime, NaiveDateTime), locale: Locale) -> String {
    said::when(meeting, ZONE, locale)
}

/// A moment as a form shows it: by the clock of Paris.
fn typed(at: NaiveDateTime) -> String {
    crate::clock::in_zone(at, ZONE).format("%Y-%m-%dT%H:%M").to_string()
}

fn kind_word(kind: BodyKind, locale: Locale) -> String {
    locale.text(match kind {
        BodyKind::Direction => "governance-kind-direction",
        BodyKind::Steering => "governance-kind-steering",
        BodyKind::Scientific => "governance-kind-scientific",
        BodyKind::Technical => "governance-kind-technical",
        BodyKind::Users => "governance-kind-users",
        BodyKind::Selection => "governance-kind-selection",
    })
}

pub fn capacity_word(capacity: Capacity, locale: Locale) -> String {
    locale.text(match capacity {
        Capacity::Chair => "governance-capacity-chair",
        Capacity::Member => "governance-capacity-member",
        Capacity::Secretary => "governance-capacity-secretary",
        Capacity::Guest => "governance-capacity-guest",
    })
}

fn item_word(kind: ItemKind, locale: Locale) -> String {
    locale.text(match kind {
        ItemKind::Information => "governance-item-information",
        ItemKind::Discussion => "governance-item-discussion",
        ItemKind::Decision => "governance-item-decision",
    })
}

fn presence_word(presence: Presence, locale: Locale) -> String {
    locale.text(match presence {
        Presence::Present => "governance-present",
        Presence::Excused => "governance-excused",
        Presence::Represented => "governance-represented",
    })
}

fn outcome_word(outcome: Outcome, locale: Locale) -> String {
    locale.text(match outcome {
        Outcome::Adopted => "governance-outcome-adopted",
        Outcome::Rejected => "governance-outcome-rejected",
        Outcome::Deferred => "governance-outcome-deferred",
        Outcome::Superseded => "governance-outcome-superseded",
    })
}

fn state_badge(state: MeetingState, locale: Locale) -> Badge {
    let (class, icon, word) = match state {
        MeetingState::Planned => ("", "calendar-event", "governance-state-planned"),
        MeetingState::Convened => ("is-info", "send", "governance-state-convened"),
        MeetingState::Held => ("is-warn", "pencil", "governance-state-held"),
        MeetingState::Circulated => ("is-info", "eye", "governance-state-circulated"),
        MeetingState::Approved => ("is-good", "check-circle", "governance-state-approved"),
        MeetingState::Published => ("is-good", "globe", "governance-state-published"),
        MeetingState::Cancelled => ("is-bad", "x-circle", "governance-state-cancelled"),
    };
    Badge { class, icon, word: locale.text(word) }
}

/// Whether what was decided is done, in a word.
fn standing_badge(standing: Standing, outcome: Outcome, locale: Locale) -> Badge {
    let (class, icon, word) = match standing {
        Standing::Done => ("is-good", "check-circle", locale.text("governance-done")),
        Standing::Late => ("is-bad", "exclamation-triangle", locale.text("governance-late")),
        Standing::Open => ("is-info", "hourglass-split", locale.text("governance-open")),
        Standing::Nothing => ("is-good", "check-lg", outcome_word(outcome, locale)),
        Standing::NotAdopted => ("", "slash-circle", outcome_word(outcome, locale)),
        Standing::Superseded => ("", "archive", outcome_word(outcome, locale)),
    };
    Badge { class, icon, word }
}

/// A resolution in a list.
#[derive(Debug, Serialize)]
pub struct LineView {
    href: String,
    reference: String,
    title: String,
    lang: Locale,
    of: String,
    of_lang: Locale,
    decided_on: NaiveDate,
    due_on: Option<NaiveDate>,
    done_on: Option<NaiveDate>,
    badge: Badge,
    /// Only its body reads it.
    reserved: bool,
    /// Too few votes were there.
    without_quorum: bool,
}

/// Resolutions as a list shows them, for these pages and for those of what they changed.
pub fn line_views(lines: &[Line], today: NaiveDate, locale: Locale) -> Vec<LineView> {
    lines.iter().map(|line| line_view(line, today, locale)).collect()
}

fn line_view(line: &Line, today: NaiveDate, locale: Locale) -> LineView {
    let done = (line.outcome, line.done_on.is_some());
    let standing = rules::standing_of(done, (line.has_owner, line.due_on), today);
    let (name, of_lang) = locale.said(&line.of.0, &line.of.1);
    LineView {
        href: format!("/governance/resolutions/{}", line.reference),
        reference: line.reference.clone(),
        title: line.name(locale).0.to_owned(),
        lang: line.name(locale).1,
        of: name.to_owned(),
        of_lang,
        decided_on: crate::clock::network_day(line.decided_at),
        due_on: line.due_on,
        done_on: line.done_on,
        badge: standing_badge(standing, line.outcome, locale),
        reserved: !line.published,
        without_quorum: !line.quorum_reason.is_empty(),
    }
}

/// The tabs above the pages of one meeting.
#[derive(Debug, Serialize)]
struct Frame {
    tab: &'static str,
    id: String,
    title: String,
    lang: Locale,
    body: String,
    body_lang: Locale,
    slug: String,
    when: String,
    badge: Badge,
    has_minutes: bool,
    published: bool,
    /// Why nothing was done, when nothing was.
    alert: String,
}

impl Frame {
    fn of((meeting, body): (&Meeting, &Body), tab: &'static str, locale: Locale) -> Self {
        Self {
            tab,
            id: meeting.id.to_string(),
            title: meeting.name(locale).to_owned(),
            lang: meeting.language(locale),
            body: body.name(locale).to_owned(),
            body_lang: body.languages(locale).0,
            slug: body.slug.clone(),
            when: when((meeting.starts_at, meeting.ends_at), locale),
            badge: state_badge(meeting.state, locale),
            has_minutes: rules::has_minutes(meeting.state)
                || meeting.state == MeetingState::Convened,
            published: meeting.state == MeetingState::Published,
            alert: String::new(),
        }
    }
}

/// What is written on the pages of a meeting, by whom.
fn may_run(part: &Part, works: bool) -> bool {
    part.runs && works
}

fn kinds<T: Copy>(
    all: &[T],
    word: impl Fn(T) -> String,
    code: impl Fn(T) -> &'static str,
    on: &str,
) -> Vec<Choice> {
    all.iter().map(|one| choice(code(*one), word(*one), code(*one) == on)).collect()
}
