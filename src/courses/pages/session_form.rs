//! The form in which a session is planned: as it was typed, as it is shown, and what it makes.

use chrono_tz::Tz;
use serde::Serialize;

use super::meeting_row::Row;
use super::session_own::{
    fold, is_address, local, moment, reminder_choices, reminders_read, share,
};
use super::session_rule::{self, OF_SESSION};
use super::{Choice, choice, hours};
use crate::accounts::{Account, NodeId};
use crate::courses::ops::{self, MeetingPlan, Plan};
use crate::courses::rules::differs::{Difference, UNLIMITED};
use crate::courses::rules::{
    MAX_OWN_TEXT, MAX_PRINTED, MAX_TEXT, MOST_MEETINGS, MOST_SEATS, reminders, times,
};
use crate::courses::{Course, Mode, Presence, Session, SessionParts, Template, Terms, USUAL_SHARE};
use crate::i18n::Locale;
use crate::network::NodeName;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Fault, FieldErrors, Upload, blank_as_none, said_faults};

/// So many empty meetings follow those that are planned.
const SPARE: usize = 2;

/// What was typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Form {
    pub lock: String,
    title: String,
    mode: String,
    language: String,
    zone: String,
    place: String,
    region: String,
    join_url: String,
    practical: String,
    opens_at: String,
    closes_at: String,
    /// Which ones these are, where the clock shows them twice.
    folds: (String, String),
    approval: bool,
    pending_holds: bool,
    offer_hours: String,
    on_site: String,
    online: String,
    on_site_unlimited: bool,
    online_unlimited: bool,
    trainers: String,
    partners: Vec<String>,
    may_move: bool,
    meetings: Vec<Row>,
    remind: Vec<String>,
    remind_text: String,
    certificate_share: String,
    certificate_text: String,
    rule: session_rule::Typed,
}

/// Everything that a form offers beside what was typed.
#[derive(Debug, Serialize)]
pub struct FormView {
    typed: Form,
    modes: Vec<Choice>,
    languages: Vec<Choice>,
    zones: Vec<Choice>,
    regions: Vec<Choice>,
    partners: Vec<Choice>,
    reminders: Vec<Choice>,
    rule: session_rule::View,
    opens_asked: hours::Asked,
    closes_asked: hours::Asked,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

/// A session as if it had just been typed, with the addresses of trainers who have an account.
pub fn typed(session: &Session, parts: &SessionParts, known: &[Account]) -> Form {
    let (terms, zone) = (&session.terms, session.zone());
    let seats = |presence| {
        let pool = parts.pools.iter().find(|pool| pool.mode == presence && !pool.unlimited);
        pool.map(|pool| pool.capacity.to_string()).unwrap_or_default()
    };
    let (_, unlimited) = parts.capacities();
    let trainers = parts.trainers.iter().map(|one| {
        let account = known.iter().find(|account| one.account_id.as_ref() == Some(&account.id));
        let email = account.map(|account| format!(" <{}>", account.email)).unwrap_or_default();
        match one.affiliation.as_str() {
            "" => format!("{}{email}", one.name),
            affiliation => format!("{}{email}, {affiliation}", one.name),
        }
    });
    Form {
        lock: session.lock_version.to_string(),
        title: terms.title.clone(),
        mode: terms.mode.to_string(),
        language: terms.language.to_string(),
        zone: terms.zone.clone(),
        place: terms.place.clone(),
        region: terms.region.clone().unwrap_or_default(),
        join_url: terms.join_url.clone(),
        practical: terms.practical.clone(),
        opens_at: local(terms.opens_at, zone),
        closes_at: local(terms.closes_at, zone),
        folds: (fold(terms.opens_at, zone), fold(terms.closes_at, zone)),
        approval: terms.approval,
        pending_holds: terms.pending_holds,
        offer_hours: terms.offer_hours.to_string(),
        on_site: seats(Presence::OnSite),
        online: seats(Presence::Online),
        on_site_unlimited: unlimited.contains(&Presence::OnSite),
        online_unlimited: unlimited.contains(&Presence::Online),
        trainers: trainers.collect::<Vec<_>>().join("\n"),
        partners: parts.partners.iter().map(ToString::to_string).collect(),
        may_move: false,
        meetings: parts.meetings.iter().map(|one| Row::of(one, zone)).collect(),
        remind: terms.remind_codes.split(',').map(str::to_owned).collect(),
        remind_text: terms.remind_text.clone(),
        certificate_share: terms.certificate_share.to_string(),
        certificate_text: terms.certificate_text.clone(),
        rule: session_rule::typed(&terms.into()),
    }
}

impl Form {
    pub fn read(upload: &Upload) -> Self {
        let line = |name: &str| upload.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = |name: &str| upload.text(name).replace("\r\n", "\n").trim().to_owned();
        let rows = upload.all("meeting_day").len().min(MOST_MEETINGS);
        Self {
            lock: text("lock"),
            title: line("title"),
            mode: text("mode"),
            language: text("language"),
            zone: text("zone"),
            place: line("place"),
            region: text("region"),
            join_url: text("join_url"),
            practical: text("practical"),
            opens_at: hours::typed(upload, "opens_at", &text("opens_at")).to_owned(),
            closes_at: hours::typed(upload, "closes_at", &text("closes_at")).to_owned(),
            folds: (
                hours::fold(upload, "opens_at").to_owned(),
                hours::fold(upload, "closes_at").to_owned(),
            ),
            approval: !text("approval").is_empty(),
            pending_holds: !text("pending_holds").is_empty(),
            offer_hours: text("offer_hours"),
            on_site: text("on_site"),
            online: text("online"),
            on_site_unlimited: !text("on_site_unlimited").is_empty(),
            online_unlimited: !text("online_unlimited").is_empty(),
            trainers: text("trainers"),
            may_move: !text("may_move").is_empty(),
            partners: upload.all("partners").to_vec(),
            meetings: (0..rows)
                .map(|place| Row::read(upload, place))
                .filter(|row| !row.day.is_empty())
                .collect(),
            remind: reminders_read(upload, "remind"),
            remind_text: text("remind_text"),
            certificate_share: line("certificate_share"),
            certificate_text: line("certificate_text"),
            rule: session_rule::Typed::read(upload, OF_SESSION),
        }
    }

    /// Puts what its course says into the form of a session, in the place of what differs. Nothing is kept by it.
    pub fn take(&mut self, template: &Template, differing: &[Difference]) {
        let seats = |said: &String| match said.as_str() {
            UNLIMITED => (String::new(), true),
            _ => (said.clone(), false),
        };
        for one in differing {
            match one.field {
                "mode" => self.mode.clone_from(&one.course),
                "language" => self.language.clone_from(&one.course),
                "place" => self.place.clone_from(&one.course),
                "join_url" => self.join_url.clone_from(&one.course),
                "practical" => self.practical.clone_from(&one.course),
                "title" => self.title.clone_from(&one.course),
                "trainers" => self.trainers.clone_from(&template.trainers),
                "on_site" => (self.on_site, self.on_site_unlimited) = seats(&one.course),
                "online" => (self.online, self.online_unlimited) = seats(&one.course),
                "approval" => self.approval = template.approval,
                "pending_holds" => self.pending_holds = template.pending_holds,
                "remind" => {
                    self.remind = one.course.split(',').map(str::to_owned).collect();
                }
                "remind_text" => self.remind_text.clone_from(&one.course),
                "certificate_share" => self.certificate_share.clone_from(&one.course),
                "certificate_text" => self.certificate_text.clone_from(&one.course),
                rule if rule.starts_with("rule_") => self.rule.take(rule, template),
                _ => self.offer_hours.clone_from(&one.course),
            }
        }
    }

    /// What it makes; else the fields that do not pass.
    pub fn check(&self, words: &Vocabularies) -> Result<Plan, FieldErrors> {
        let mut errors = FieldErrors::none();
        let mode: Mode = self.mode.parse().unwrap_or(Mode::OnSite);
        let zone = times::zone(&self.zone);
        if zone.is_none() {
            errors.add("zone", "courses-error-zone");
        }
        let zone = zone.unwrap_or(chrono_tz::Europe::Paris);
        for (field, text, most) in [
            ("title", &self.title, 200),
            ("place", &self.place, 300),
            ("practical", &self.practical, MAX_TEXT),
            ("remind_text", &self.remind_text, MAX_OWN_TEXT),
            ("certificate_text", &self.certificate_text, MAX_PRINTED),
        ] {
            if text.chars().count() > most {
                errors.add(field, "courses-error-long");
            }
        }
        let share = match self.certificate_share.as_str() {
            "" => Some(USUAL_SHARE),
            typed => share(typed),
        };
        if share.is_none() {
            errors.add("certificate_share", "courses-error-share");
        }
        if !self.join_url.is_empty() && !is_address(&self.join_url) {
            errors.add("join_url", "courses-error-address");
        }
        let region = blank_as_none(&self.region);
        if region.as_deref().is_some_and(|code| !words.has(Vocabulary::Region, code)) {
            errors.add("region", "courses-error-region");
        }
        let opens = ("opens_at", self.opens_at.as_str(), self.folds.0.as_str());
        let closes = ("closes_at", self.closes_at.as_str(), self.folds.1.as_str());
        let opens_at = moment(opens, zone, &mut errors);
        let closes_at = moment(closes, zone, &mut errors);
        if opens_at.zip(closes_at).is_some_and(|(opens, closes)| closes <= opens) {
            errors.add("closes_at", "courses-error-window");
        }
        let offer_hours = self.offer_hours.parse().ok().filter(|hours| (0..=720).contains(hours));
        if offer_hours.is_none() {
            errors.add("offer_hours", "courses-error-offer");
        }
        let capacities = self.capacities(mode, &mut errors);
        let meetings = self.meetings(zone, &mut errors);
        let begins = |one: &MeetingPlan| times::instant_of(one.starts, one.folds.0, zone).ok();
        let first = meetings.iter().filter_map(begins).min();
        if opens_at.zip(first).is_some_and(|(opens, starts)| starts <= opens) {
            errors.add("opens_at", "courses-error-opens-late");
        }
        let rule = self.rule.check((words, OF_SESSION), &mut errors);
        errors.into_result()?;
        Ok(Plan {
            terms: Terms {
                title: self.title.clone(),
                mode,
                language: self.language.parse().unwrap_or(Locale::Fr),
                zone: zone.name().to_owned(),
                place: self.place.clone(),
                region,
                join_url: self.join_url.clone(),
                practical: self.practical.clone(),
                opens_at,
                closes_at,
                approval: self.approval || rule.names_any(),
                pending_holds: self.pending_holds,
                offer_hours: offer_hours.unwrap_or_default(),
                remind_codes: reminders::codes(&self.remind),
                remind_text: self.remind_text.clone(),
                certificate_share: share.unwrap_or(USUAL_SHARE),
                certificate_text: self.certificate_text.clone(),
                rule_institutions: rule.institutions,
                rule_disciplines: rule.disciplines,
                rule_course: rule.course,
                rule_strict: rule.strict,
            },
            meetings,
            trainers: ops::trainers(&self.trainers),
            partners: self.partners.iter().filter_map(|id| id.parse::<NodeId>().ok()).collect(),
            capacities,
            unlimited: self.unlimited(),
            may_move: self.may_move,
        })
    }

    fn capacities(&self, mode: Mode, errors: &mut FieldErrors) -> Vec<(Presence, i32)> {
        let mut capacities = Vec::new();
        for presence in mode.presences() {
            let (field, typed) = match presence {
                Presence::OnSite => ("on_site", &self.on_site),
                Presence::Online => ("online", &self.online),
            };
            match typed.parse().ok().filter(|seats| (1..=MOST_SEATS).contains(seats)) {
                Some(seats) => capacities.push((*presence, seats)),
                None if self.unlimited().contains(presence) => {
                    capacities.push((*presence, MOST_SEATS));
                }
                None => errors.add(field, "courses-error-seats"),
            }
        }
        capacities
    }

    /// Of which kinds of seats there are as many as people who come.
    fn unlimited(&self) -> Vec<Presence> {
        let all =
            [(Presence::OnSite, self.on_site_unlimited), (Presence::Online, self.online_unlimited)];
        all.into_iter().filter(|(_, on)| *on).map(|(presence, _)| presence).collect()
    }

    fn meetings(&self, zone: Tz, errors: &mut FieldErrors) -> Vec<MeetingPlan> {
        let plans: Vec<_> = self.meetings.iter().filter_map(Row::plan).collect();
        if plans.len() < self.meetings.len() {
            errors.add("meetings", "courses-error-meetings");
        }
        if plans.iter().any(|one| !one.join_url.is_empty() && !is_address(&one.join_url)) {
            errors.add("meetings", "courses-error-meeting-address");
        }
        let hours =
            plans.iter().flat_map(|plan| [(plan.starts, plan.folds.0), (plan.ends, plan.folds.1)]);
        let wrong = hours.filter_map(|(hour, one)| times::instant_of(hour, one, zone).err()).next();
        if let Some(refusal) = wrong {
            errors.add("meetings", refusal.key());
        }
        plans
    }

    pub fn view(
        mut self,
        (words, locale): (&Vocabularies, Locale),
        (nodes, courses): (&[NodeName], &[Course]),
        errors: FieldErrors,
    ) -> FormView {
        let spare = (self.meetings.len() + SPARE).min(MOST_MEETINGS);
        self.meetings.resize(spare, Row::default());
        let zone = times::zone(&self.zone).unwrap_or(chrono_tz::Europe::Paris);
        (1..).zip(&mut self.meetings).for_each(|(n, row)| row.offer(n, zone, locale));
        let asked = |field: &str, typed: &str, fold: &str| {
            hours::asked(field, (times::read(typed), fold), zone, locale)
        };
        let said = |key: &str, code: &str| locale.text(&format!("courses-{key}-{code}"));
        let mode = |one: &Mode| {
            let word = said("mode", &one.as_str().replace('_', "-"));
            choice(one.as_str(), word, one.as_str() == self.mode)
        };
        let faults = said_faults(&errors, locale);
        FormView {
            modes: Mode::ALL.iter().map(mode).collect(),
            languages: [Locale::Fr, Locale::En]
                .iter()
                .map(|one| {
                    choice(
                        one.as_str(),
                        said("language", one.as_str()),
                        one.as_str() == self.language,
                    )
                })
                .collect(),
            zones: times::ZONES
                .iter()
                .map(|(name, fr, en)| {
                    choice(name, locale.pick(fr, en).to_owned(), *name == self.zone)
                })
                .collect(),
            regions: words
                .regions
                .iter()
                .map(|one| {
                    choice(
                        &one.code,
                        locale.pick(&one.label_fr, &one.label_en).to_owned(),
                        one.code == self.region,
                    )
                })
                .collect(),
            reminders: reminder_choices(&self.remind, locale),
            rule: self.rule.view((words, locale), courses, (OF_SESSION, &errors)),
            partners: nodes
                .iter()
                .map(|node| {
                    let id = node.id.to_string();
                    let on = self.partners.contains(&id);
                    choice(&id, node.short_name.clone(), on)
                })
                .collect(),
            opens_asked: asked("opens_at", &self.opens_at, &self.folds.0),
            closes_asked: asked("closes_at", &self.closes_at, &self.folds.1),
            faults,
            errors,
            typed: self,
        }
    }
}
