//! A line of a session's form: one meeting, as it was typed and what it makes.

use chrono_tz::Tz;
use serde::Serialize;

use super::session_own::hour;
use super::{Choice, choice, hours};
use crate::courses::ops::MeetingPlan;
use crate::courses::rules::times::Fold;
use crate::courses::{Meeting, Mode};
use crate::i18n::Locale;
use crate::web::{Upload, day};

/// A meeting as typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    n: usize,
    id: String,
    pub day: String,
    starts: String,
    ends: String,
    /// Which ones they are, where that was said.
    folds: (String, String),
    starts_asked: hours::Asked,
    ends_asked: hours::Asked,
    title: String,
    place: String,
    mode: String,
    join_url: String,
    modes: Vec<Choice>,
}

impl Row {
    /// A meeting as if it had just been typed.
    pub fn of(meeting: &Meeting, zone: Tz) -> Self {
        let said = |fold: Option<Fold>| fold.map(Fold::as_str).unwrap_or_default().to_owned();
        let (first, last) = meeting.folds(zone);
        Self {
            folds: (said(first), said(last)),
            id: meeting.id.to_string(),
            day: meeting.starts_local.chars().take(10).collect(),
            starts: meeting.starts_local.chars().skip(11).collect(),
            ends: meeting.ends_local.chars().skip(11).collect(),
            title: meeting.title.clone(),
            place: meeting.place.clone(),
            mode: meeting.mode.map(|mode| mode.to_string()).unwrap_or_default(),
            join_url: meeting.join_url.clone(),
            ..Self::default()
        }
    }

    pub fn read(upload: &Upload, place: usize) -> Self {
        let at = |name: &str| {
            upload.all(name).get(place).map(|typed| typed.trim().to_owned()).unwrap_or_default()
        };
        let hour = |name: &str, field: &str| {
            let typed = at(name);
            let typed = hours::typed(upload, &numbered(field, place + 1), &typed);
            typed.rsplit('T').next().unwrap_or_default().to_owned()
        };
        let fold = |field: &str| hours::fold(upload, &numbered(field, place + 1)).to_owned();
        Self {
            id: at("meeting_id"),
            day: at("meeting_day"),
            starts: hour("meeting_starts", "starts"),
            ends: hour("meeting_ends", "ends"),
            folds: (fold("starts"), fold("ends")),
            title: at("meeting_title"),
            place: at("meeting_place"),
            mode: at("meeting_mode"),
            join_url: at("meeting_join_url"),
            ..Self::default()
        }
    }

    /// What it makes, when its day and hours can be read.
    pub fn plan(&self) -> Option<MeetingPlan> {
        let (day, starts, ends) = (day(&self.day)?, hour(&self.starts)?, hour(&self.ends)?);
        Some(MeetingPlan {
            id: self.id.parse().ok(),
            title: self.title.chars().take(200).collect(),
            place: self.place.chars().take(300).collect(),
            starts: day.and_time(starts),
            ends: day.and_time(ends),
            folds: (Fold::read(&self.folds.0), Fold::read(&self.folds.1)),
            mode: self.mode.parse().ok(),
            join_url: self.join_url.clone(),
        })
    }

    /// Its number, the ways in which it may be held, and what its hours leave open.
    pub fn offer(&mut self, n: usize, zone: Tz, locale: Locale) {
        let at = |typed: &str| Some(day(&self.day)?.and_time(hour(typed)?));
        let asked = |field: &str, typed: &str, fold: &str| {
            hours::asked(&numbered(field, n), (at(typed), fold), zone, locale)
        };
        let first = asked("starts", &self.starts, &self.folds.0);
        let last = asked("ends", &self.ends, &self.folds.1);
        (self.starts_asked, self.ends_asked) = (first, last);
        let one = |mode: &Mode| {
            let word = locale.text(&format!("courses-mode-{}", mode.as_str().replace('_', "-")));
            choice(mode.as_str(), word, mode.as_str() == self.mode)
        };
        self.modes = Mode::ALL.iter().map(one).collect();
        self.n = n;
    }
}

/// A field of one of several lines.
fn numbered(field: &str, n: usize) -> String {
    format!("{field}-{n}")
}
