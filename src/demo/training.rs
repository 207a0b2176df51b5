//! Courses, sessions and participants of the demo's world, through the same ops as real life. Nobody who takes part is real,
//! and no mail finds them.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use serde::Deserialize;

use super::material::{Phrases, phrases};
use super::materials::somebody_of;
use super::{attended, queries as demo, sought, waiting};
use crate::accounts::Actor;
use crate::app::App;
use crate::attendance::{Half, Presence as Attended};
use crate::clock::network_day;
use crate::courses::ops::{self, MeetingPlan, Plan, TrainerPlan};
use crate::courses::queries::Written;
use crate::courses::rules::times;
use crate::courses::{
    CourseId, CourseMaterial, CourseText, Mode, Presence, SessionId, Template, Terms,
};
use crate::db::Conn;
use crate::enrolment::ops as enrolment;
use crate::enrolment::{FormId, Proof, State, Wish};
use crate::i18n::Locale;
use crate::materials::queries::ids_by_slug;
use crate::materials::rules::minutes;
use crate::surveys::{Answer, AnswerId, Kind, LaterAnswer, Owner, Question, QuestionId};
use crate::{Error, Result, attendance, courses, surveys};

/// Of so many at most the certificates are given.
const SMALL: usize = 30;

#[derive(Debug, Clone, Deserialize)]
struct Entry {
    /// Slug.
    node: String,
    title_fr: String,
    summary_fr: String,
    outcomes_fr: Vec<String>,
    prerequisites_fr: Vec<String>,
    title_en: String,
    summary_en: String,
    outcomes_en: Vec<String>,
    prerequisites_en: Vec<String>,
    topics: Vec<String>,
    disciplines: Vec<String>,
    /// Places among the demo's materials.
    materials: Vec<usize>,
    level: String,
    time: String,
    /// How long ago it was first offered.
    days: i64,
    sessions: Vec<SessionEntry>,
}

#[derive(Debug, Clone, Deserialize)]
struct SessionEntry {
    title: String,
    mode: Mode,
    place: String,
    region: Option<String>,
    zone: String,
    language: Locale,
    /// The first day from today; a day of the weekend is the Monday after.
    in_days: i64,
    /// Beginnings and ends of the first day.
    hours: Vec<[String; 2]>,
    on_site: i32,
    online: i32,
    /// How many enrol, whatever the seats.
    people: usize,
    trainers: Vec<String>,
    partners: Vec<String>,
    approval: bool,
    offer_hours: i32,
    practical: String,
    join: String,
    cancelled: Option<String>,
    opens_in_days: Option<i64>,
}

/// Writes every course with its sessions, each in one transaction; `made` are the slugs of the materials.
pub fn write(app: &App, made: &[String], now: NaiveDateTime) -> anyhow::Result<()> {
    #[derive(Deserialize)]
    struct File {
        courses: Vec<Entry>,
    }
    let file: File = serde_json::from_str(include_str!("../../assets/demo/training.json"))?;
    let phrases = phrases()?;
    let (mut met, mut first) = (0, true);
    let mut sought = None;
    for entry in &file.courses {
        let (writer, course) = app.db.write_now(|conn| offer(conn, entry, made, now))?;
        if std::mem::take(&mut first) {
            app.db.write_now(|conn| waiting::wait(conn, app, &course, now))?;
        }
        for session in &entry.sessions {
            let begun = app.db.write_now(|conn| give(conn, (&writer, &course), session, now))?;
            if session.in_days < 0 && (1..=SMALL).contains(&session.people) {
                app.db.write_now(|conn| attended::enrol(conn, app, &begun.id, begun.at))?;
                let at = now - TimeDelta::minutes(30);
                app.db.write_now(|conn| attended::remind(conn, app, &begun.id, at))?;
            }
            let with = (&writer, &begun);
            app.db.write_now(|conn| fill(conn, app, with, (session, &phrases, met), now))?;
            met += session.people;
            if session.in_days > 0 && session.cancelled.is_none() && sought.is_none() {
                sought = Some((writer.clone(), begun.id));
            }
        }
    }
    if let Some((writer, session)) = sought {
        let at = now - TimeDelta::days(2);
        app.db.write_now(|conn| sought::seek(conn, app, (&writer, &session), at))?;
    }
    Ok(())
}

fn offer(
    conn: &mut Conn,
    entry: &Entry,
    made: &[String],
    now: NaiveDateTime,
) -> Result<(Actor, CourseId)> {
    let at = now - TimeDelta::days(entry.days);
    let nodes = demo::nodes_by_slug(conn)?;
    let node = nodes.get(&entry.node).ok_or(Error::NotFound)?;
    let (writer, id) = (somebody_of(conn, node, at)?, CourseId::new());
    let text = CourseText {
        title_fr: entry.title_fr.clone(),
        summary_fr: entry.summary_fr.clone(),
        outcomes_fr: entry.outcomes_fr.join("\n"),
        prerequisites_fr: entry.prerequisites_fr.join("\n"),
        title_en: entry.title_en.clone(),
        summary_en: entry.summary_en.clone(),
        outcomes_en: entry.outcomes_en.join("\n"),
        prerequisites_en: entry.prerequisites_en.join("\n"),
        topic_codes: entry.topics.join(","),
        discipline_codes: entry.disciplines.join(","),
        audience_codes: String::new(),
    };
    let (level, minutes) = (Some(entry.level.clone()), minutes::read(&entry.time));
    let first = entry.sessions.first();
    let template = Template {
        starts: first.and_then(|one| Some(one.hours.first()?[0].clone())).unwrap_or_default(),
        mode: first.map_or(Mode::OnSite, |one| one.mode),
        place: first.map(|one| one.place.clone()).unwrap_or_default(),
        trainers: first.map(|one| one.trainers.join("\n")).unwrap_or_default(),
        on_site: first.map(|one| one.on_site).filter(|seats| *seats > 0),
        online: first.map(|one| one.online).filter(|seats| *seats > 0),
        ..Template::default()
    };
    let known = ids_by_slug(conn, made)?;
    let material = |place: &usize| {
        let material_id = known.get(made.get(*place)?)?.clone();
        Some(CourseMaterial { material_id, number: None })
    };
    let materials = entry.materials.iter().filter_map(material).collect();
    let written = Written { text, level, minutes, template, materials, ..Written::default() };
    ops::write(conn, &writer, (&id, node), written, at)?;
    ops::publish(conn, &writer, &id, at)?;
    Ok((writer, id))
}

/// A session, and when it was announced.
struct Begun {
    id: SessionId,
    at: NaiveDateTime,
}

fn give(
    conn: &mut Conn,
    (writer, course): (&Actor, &CourseId),
    entry: &SessionEntry,
    now: NaiveDateTime,
) -> Result<Begun> {
    let day = working_day(network_day(now) + TimeDelta::days(entry.in_days));
    let nodes = demo::nodes_by_slug(conn)?;
    let at = now.min(now + TimeDelta::days(entry.in_days)) - TimeDelta::days(30);
    let zone = times::zone(&entry.zone).ok_or(Error::Malformed("zone"))?;
    let opens = entry.opens_in_days.map(|days| network_day(now) + TimeDelta::days(days));
    let opens = opens.and_then(|day| day.and_hms_opt(9, 0, 0));
    let mut meetings = Vec::new();
    for hours in &entry.hours {
        meetings.push(MeetingPlan {
            starts: hour(day, &hours[0])?,
            ends: hour(day, &hours[1])?,
            ..MeetingPlan::default()
        });
    }
    let trainer = |one: &String| {
        let (name, from) = one.split_once(", ").unwrap_or((one, ""));
        TrainerPlan { name: name.into(), affiliation: from.into(), ..TrainerPlan::default() }
    };
    let seats = [(Presence::OnSite, entry.on_site), (Presence::Online, entry.online)];
    let plan = Plan {
        may_move: false,
        terms: Terms {
            title: entry.title.clone(),
            mode: entry.mode,
            language: entry.language,
            zone: entry.zone.clone(),
            place: entry.place.clone(),
            region: entry.region.clone(),
            join_url: entry.join.clone(),
            practical: entry.practical.clone(),
            opens_at: opens.map(|local| times::instant(local, zone)).transpose()?,
            closes_at: None,
            approval: entry.approval,
            pending_holds: false,
            offer_hours: entry.offer_hours,
            ..Terms::default()
        },
        meetings,
        trainers: entry.trainers.iter().map(trainer).collect(),
        partners: entry.partners.iter().filter_map(|slug| nodes.get(slug).cloned()).collect(),
        capacities: seats.into_iter().filter(|(_, seats)| *seats > 0).collect(),
        unlimited: Vec::new(),
    };
    let (id, node) = (SessionId::new(), courses::queries::find(conn, course)?.node_id);
    ops::plan(conn, writer, (&id, course, &node), &plan, at)?;
    ops::publish_session(conn, writer, &id, at)?;
    let owner = Owner::Session(id.clone());
    for (kind, label, choices) in [
        (Kind::Scale, "La salle, ou l’outil de visioconférence, convenait-elle ?", ""),
        (
            Kind::Choice,
            "Comment avez-vous connu cette session ?",
            "Par mon atelier\nPar un collègue\nPar ce site",
        ),
    ] {
        surveys::ops::ask(conn, writer, (&owner, kind), (label, choices), at)?;
    }
    Ok(Begun { id, at })
}

pub(super) fn working_day(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

fn hour(day: NaiveDate, typed: &str) -> Result<NaiveDateTime> {
    times::read(&format!("{day}T{typed}")).ok_or(Error::Malformed("hour"))
}

/// People enrol one after another, some a while after it was announced; those who come late wait.
fn fill(
    conn: &mut Conn,
    app: &App,
    (writer, begun): (&Actor, &Begun),
    (entry, phrases, met): (&SessionEntry, &Phrases, usize),
    now: NaiveDateTime,
) -> Result<()> {
    for n in 0..entry.people {
        let wish = wish(entry, phrases, (met + n, n));
        let after = TimeDelta::minutes(i64::try_from(n * 37).unwrap_or_default());
        let at = (begun.at + after).min(now);
        match entry.opens_in_days {
            // Before it opens only those whom the organiser writes in.
            Some(_) => enrolment::add(conn, writer, (&begun.id, &wish), &app.signer, at)?,
            None => enrolment::enrol(conn, None, (&begun.id, &wish), &app.signer, at)?,
        };
    }
    if entry.cancelled.is_none() {
        hold(conn, (writer, begun), entry, now)?;
    }
    if let Some(reason) = &entry.cancelled {
        let at = begun.at + TimeDelta::days(10);
        enrolment::cancel_session(conn, writer, (&begun.id, reason), &app.signer, at)?;
    }
    Ok(())
}

/// A session that is over: most were there, those of a small one have their certificates, and some say what they think.
fn hold(
    conn: &mut Conn,
    (writer, begun): (&Actor, &Begun),
    entry: &SessionEntry,
    now: NaiveDateTime,
) -> Result<()> {
    let meetings = courses::queries::meetings_of(conn, std::slice::from_ref(&begun.id))?;
    let Some(over) = meetings.last().map(|last| last.ends_at).filter(|ends| *ends <= now) else {
        return Ok(());
    };
    let there = (Some(State::Confirmed), 0);
    let people = crate::enrolment::queries::of_session(conn, &begun.id, there, i64::MAX)?;
    for meeting in &meetings {
        let said: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(n, one)| {
                let state = if n % 9 == 8 { Attended::Absent } else { Attended::Present };
                (one.id.clone(), state)
            })
            .collect();
        let at = (&begun.id, &meeting.id, Half::Day);
        attendance::ops::mark(conn, writer, at, &said, meeting.ends_at)?;
    }
    if (1..=SMALL).contains(&entry.people) {
        attendance::ops::certify(conn, writer, &begun.id, over + TimeDelta::hours(2))?;
    }
    let asked = surveys::queries::questions_of(conn, &Owner::Session(begun.id.clone()))?;
    for (n, one) in people.iter().enumerate().filter(|(n, _)| n % 9 != 8 && n % 3 != 0) {
        let mark =
            |step: usize, least: i32| least + i32::try_from(n * step % 3).unwrap_or_default();
        let answer = Answer {
            id: AnswerId::random(),
            session_id: begun.id.clone(),
            useful: mark(5, 3),
            level: mark(7, 2),
            pace: mark(4, 2),
            apply: mark(2, 3),
            comment: if n == 1 { entry_comment(entry) } else { String::new() },
        };
        let own = own_answers(&asked, n);
        surveys::ops::answer(conn, one, (&answer, &own), over + TimeDelta::days(1))?;
        let later = over + surveys::rules::LATER + TimeDelta::days(2);
        if later < now && n % 4 != 1 {
            let answer = LaterAnswer {
                id: AnswerId::random(),
                session_id: begun.id.clone(),
                applied: mark(3, 3),
                comment: String::new(),
            };
            surveys::ops::answer_later(conn, one, &answer, later)?;
        }
    }
    Ok(())
}

fn own_answers(asked: &[Question], n: usize) -> Vec<(QuestionId, String)> {
    let one = |question: &Question| {
        let words: Vec<&str> = question.choices.lines().collect();
        let said = match question.kind {
            Kind::Scale => (3 + n % 3).to_string(),
            Kind::Choice => words.get(n % words.len().max(1)).copied().unwrap_or_default().into(),
            Kind::Text => String::new(),
        };
        (question.id.clone(), said)
    };
    asked.iter().map(one).collect()
}

fn entry_comment(entry: &SessionEntry) -> String {
    match entry.language {
        Locale::Fr => "Les exercices sur nos propres données sont le plus utile.".to_owned(),
        Locale::En => "Working on our own data was the most useful part.".to_owned(),
    }
}

fn wish(entry: &SessionEntry, phrases: &Phrases, (n, own): (usize, usize)) -> Wish {
    let pick = |all: &[String], step: usize| {
        let place = (n * step + n / all.len().max(1)) % all.len().max(1);
        all.get(place).cloned().unwrap_or_default()
    };
    let name = format!("{} {}", pick(&phrases.first_names, 7), pick(&phrases.last_names, 11));
    let presence = match entry.mode {
        Mode::Hybrid if own % 3 == 0 => Some(Presence::OnSite),
        Mode::Hybrid => Some(Presence::Online),
        Mode::OnSite | Mode::Online => None,
    };
    Wish {
        form_id: FormId::random(),
        proof: Proof::Given,
        email: format!("{}.{n}@exemple.invalid", crate::text::slug(&name)),
        name,
        language: entry.language,
        institution: None,
        institution_typed: ["Université d’Exemple", "Institut inventé", "École d’Exemple"][n % 3]
            .to_owned(),
        presence,
        answers: Vec::new(),
        discipline: None,
    }
}
