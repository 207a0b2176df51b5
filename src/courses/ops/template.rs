//! What a session begins with, from its course.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::{MeetingPlan, Plan, TrainerPlan, ask, plan};
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::courses::queries;
use crate::courses::rules::{MOST_SEATS, lines, times};
use crate::courses::{CourseId, Presence, SessionId, Template, Terms};
use crate::db::Conn;
use crate::surveys;

/// Trainers of one session.
const MOST_TRAINERS: usize = 20;
/// A first meeting is proposed so many weeks later.
const AHEAD: TimeDelta = TimeDelta::weeks(4);
/// Seats of a course that says nothing of them.
const SEATS: i32 = 20;

/// Where a session is to be, and the day on which it is planned.
#[derive(Debug, Clone)]
pub struct Place {
    pub zone: String,
    pub region: Option<String>,
    pub today: NaiveDate,
}

/// Plans a session by what its course begins with, so that only the day need be looked at; the same id again changes nothing.
pub fn plan_of_course(
    conn: &mut Conn,
    actor: &Actor,
    (id, course, node): (&SessionId, &CourseId, &NodeId),
    place: &Place,
    now: NaiveDateTime,
) -> Result<()> {
    let known = queries::given(conn, id).is_ok();
    let begins = queries::template_of(conn, course)?;
    let minutes = queries::find(conn, course)?.minutes;
    plan(conn, actor, (id, course, node), &shaped(&begins, minutes, place), now)?;
    if !known {
        for (label, required) in questions(&begins) {
            ask(conn, actor, (id, &label, required), now)?;
        }
        surveys::ops::begin(conn, &surveys::Owner::Course(course.clone()), id)?;
    }
    Ok(())
}

fn shaped(template: &Template, minutes: Option<i32>, place: &Place) -> Plan {
    let unlimited = template.unlimited();
    let seats = |presence: &Presence| {
        let said = match presence {
            Presence::OnSite => template.on_site,
            Presence::Online => template.online,
        };
        let usual = if unlimited.contains(presence) { MOST_SEATS } else { SEATS };
        (*presence, said.unwrap_or(usual))
    };
    Plan {
        may_move: false,
        terms: Terms {
            title: template.title.clone(),
            mode: template.mode,
            language: template.language,
            zone: place.zone.clone(),
            place: template.place.clone(),
            region: place.region.clone(),
            join_url: template.join_url.clone(),
            practical: template.practical.clone(),
            opens_at: None,
            closes_at: None,
            approval: template.approval,
            pending_holds: template.pending_holds,
            offer_hours: template.offer_hours,
            remind_codes: template.remind_codes.clone(),
            remind_text: template.remind_text.clone(),
            certificate_share: template.certificate_share,
            certificate_text: template.certificate_text.clone(),
            rule_institutions: template.rule_institutions.clone(),
            rule_disciplines: template.rule_disciplines.clone(),
            rule_course: template.rule_course.clone(),
            rule_strict: template.rule_strict,
        },
        meetings: first_meeting(template, minutes, place.today).into_iter().collect(),
        trainers: trainers(&template.trainers),
        partners: Vec::new(),
        capacities: template.mode.presences().iter().map(seats).collect(),
        unlimited,
    }
}

/// A meeting as long as the course, on a working day some weeks later; none when its hour or length is not known.
fn first_meeting(
    template: &Template,
    minutes: Option<i32>,
    today: NaiveDate,
) -> Option<MeetingPlan> {
    let hour = NaiveTime::parse_from_str(&template.starts, "%H:%M").ok()?;
    let length = TimeDelta::minutes(minutes?.into());
    let day = today + AHEAD;
    let later = match day.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    let starts: NaiveDateTime = (day + Days::new(later)).and_time(hour);
    let ends = starts + length;
    // What is longer than a day is several meetings, which nobody can guess.
    let fits = ends.date() == starts.date() && length <= times::LONGEST;
    fits.then(|| MeetingPlan { starts, ends, ..MeetingPlan::default() })
}

/// What participants are asked, and whether they must answer.
fn questions(template: &Template) -> Vec<(String, bool)> {
    let one = |line: String| match line.strip_suffix('*') {
        Some(label) => (label.trim_end().to_owned(), true),
        None => (line, false),
    };
    lines(&template.questions).into_iter().map(one).filter(|(label, _)| !label.is_empty()).collect()
}

/// One trainer on a line: the name, with the address of their account in brackets or not, and after a comma where they work.
pub fn trainers(typed: &str) -> Vec<TrainerPlan> {
    let cut = |text: &str| text.trim().chars().take(200).collect::<String>();
    let one = |line: String| {
        let (who, affiliation) = line.split_once(',').unwrap_or((&line, ""));
        let (name, email) = match who.split_once('<') {
            Some((name, rest)) => (name, Some(rest.trim().trim_end_matches('>').to_lowercase())),
            None => (who, None),
        };
        TrainerPlan { name: cut(name), affiliation: cut(affiliation), email, account: None }
    };
    let all = lines(typed).into_iter().map(one);
    all.filter(|one| !one.name.is_empty()).take(MOST_TRAINERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        // A Saturday four weeks before another one.
        NaiveDate::from_ymd_opt(2026, 3, 7).unwrap()
    }

    #[test]
    fn a_first_meeting_is_as_long_as_the_course_on_a_working_day() {
        let at = |starts: &str, minutes| {
            let template = Template { starts: starts.into(), ..Template::default() };
            let meeting = first_meeting(&template, minutes, today())?;
            Some(format!("{} – {}", meeting.starts, meeting.ends.time()))
        };
        assert_eq!(at("14:00", Some(180)).as_deref(), Some("2026-04-06 14:00:00 – 17:00:00"));
        assert_eq!(at("14:00", None), None);
        assert_eq!(at("", Some(180)), None);
        assert_eq!(at("09:00", Some(900)), None, "longer than a day");
        assert_eq!(at("20:00", Some(300)), None, "past midnight");
    }

    #[test]
    fn trainers_are_known_by_their_address_where_one_is_given() {
        let one = |name: &str, affiliation: &str, email: Option<&str>| TrainerPlan {
            name: name.into(),
            affiliation: affiliation.into(),
            email: email.map(Into::into),
            account: None,
        };
        let typed = "Léa Payet <Lea@exemple.fr>, Atelier\n\n Omar \n<nobody@exemple.fr>";
        let read = [one("Léa Payet", "Atelier", Some("lea@exemple.fr")), one("Omar", "", None)];
        assert_eq!(trainers(typed), read);
    }

    #[test]
    fn a_question_with_a_star_must_be_answered() {
        let template =
            Template { questions: "Régime ?\nVotre projet *\n*".into(), ..Template::default() };
        let asked = [("Régime ?".to_owned(), false), ("Votre projet".to_owned(), true)];
        assert_eq!(questions(&template), asked);
    }
}
