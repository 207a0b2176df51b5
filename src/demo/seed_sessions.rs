//! Synthetic courses and sessions for measuring, the same for the same seed but for who takes part: through the same ops as
//! real life, many to a transaction.

use chrono::{NaiveDateTime, TimeDelta};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::material::{self, Phrases};
use super::materials::somebody_of;
use super::seed::{id, one, staff};
use super::training::working_day;
use crate::accounts::{Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::courses::ops::{self, MeetingPlan, Plan, TrainerPlan};
use crate::courses::queries::Written;
use crate::courses::{CourseId, CourseText, Mode, Presence, SessionId, Terms};
use crate::db::Conn;
use crate::enrolment::ops as enrolment;
use crate::enrolment::{FormId, Proof, Wish};
use crate::i18n::Locale;
use crate::network;
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// How many go into one transaction.
const BATCH: usize = 100;
/// Sessions of one course.
const EACH: usize = 10;
/// From how long ago until how far ahead they are.
const BEFORE: i64 = 300;
const AHEAD: i64 = 300;

struct Field<'a> {
    app: &'a App,
    phrases: Phrases,
    words: std::sync::Arc<Vocabularies>,
    /// Nodes, each with somebody who gives courses.
    givers: Vec<(NodeId, Actor)>,
    now: NaiveDateTime,
}

/// Adds `count` published sessions with some people each; answers how many.
pub fn sow(app: &App, count: usize, seed: u64, now: NaiveDateTime) -> anyhow::Result<usize> {
    staff(app, now)?;
    let mut random = StdRng::seed_from_u64(seed.wrapping_add(0x7365_7373));
    let givers = app.db.read_now(|conn| {
        let mut givers = Vec::new();
        for node in network::queries::names(conn)? {
            match somebody_of(conn, &node.id, now) {
                Ok(actor) => givers.push((node.id, actor)),
                Err(Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(givers)
    })?;
    let (phrases, words) = (material::phrases()?, app.vocabularies());
    let field = Field { app, phrases, words, givers, now };
    for begin in (0..count).step_by(BATCH) {
        let end = count.min(begin + BATCH);
        app.db.write_now(|conn| batch(conn, &field, &mut random, begin..end))?;
    }
    Ok(count)
}

fn batch(
    conn: &mut Conn,
    field: &Field<'_>,
    random: &mut StdRng,
    numbers: std::ops::Range<usize>,
) -> Result<()> {
    let nobody = || Error::Malformed("nobody works for a node");
    let (mut course, mut giver) = (None, one(random, &field.givers).ok_or_else(nobody)?);
    for n in numbers {
        if n % EACH == 0 || course.is_none() {
            giver = one(random, &field.givers).ok_or_else(nobody)?;
            course = Some(offer(conn, field, random, (giver, n))?);
        }
        let Some(course) = &course else { continue };
        give(conn, field, random, (giver, course, n))?;
    }
    Ok(())
}

fn offer(
    conn: &mut Conn,
    field: &Field<'_>,
    random: &mut StdRng,
    ((node, actor), n): (&(NodeId, Actor), usize),
) -> Result<CourseId> {
    let some = |random: &mut StdRng, all: &[String]| one(random, all).cloned().unwrap_or_default();
    let at = field.now - TimeDelta::days(BEFORE + 60);
    let made: CourseId = id(random, at).parse().unwrap_or_else(|_| CourseId::new());
    let topic = one(random, &field.words.topics).map(|one| one.code.clone()).unwrap_or_default();
    let text = CourseText {
        title_fr: format!("{} ({n})", some(random, &field.phrases.subjects_fr)),
        summary_fr: format!(
            "{} {}",
            some(random, &field.phrases.sentences_fr),
            some(random, &field.phrases.sentences_fr)
        ),
        outcomes_fr: some(random, &field.phrases.subjects_fr),
        topic_codes: topic,
        ..CourseText::default()
    };
    let written = Written { text, minutes: Some(180), ..Written::default() };
    ops::write(conn, actor, (&made, node), written, at)?;
    ops::publish(conn, actor, &made, at)?;
    Ok(made)
}

fn give(
    conn: &mut Conn,
    field: &Field<'_>,
    random: &mut StdRng,
    ((node, actor), course, n): (&(NodeId, Actor), &CourseId, usize),
) -> Result<()> {
    let in_days = random.random_range(-BEFORE..AHEAD);
    let day = working_day(network_day(field.now) + TimeDelta::days(in_days));
    let at = field.now.min(field.now + TimeDelta::days(in_days)) - TimeDelta::days(40);
    let made: SessionId = id(random, at).parse().unwrap_or_else(|_| SessionId::new());
    let hour = if random.random_bool(0.5) { 9 } else { 14 };
    let when = |hour: u32| day.and_hms_opt(hour, 0, 0).unwrap_or_default();
    let online = random.random_bool(0.6);
    let seats = random.random_range(8..40);
    let (mode, presence) = match online {
        true => (Mode::Online, Presence::Online),
        false => (Mode::OnSite, Presence::OnSite),
    };
    let trainer = one(random, &field.phrases.last_names).cloned().unwrap_or_default();
    let meeting =
        MeetingPlan { starts: when(hour), ends: when(hour + 3), ..MeetingPlan::default() };
    let plan = Plan {
        may_move: false,
        terms: Terms {
            mode,
            place: if online { String::new() } else { format!("Salle {}", n % 40) },
            ..Terms::default()
        },
        meetings: vec![meeting],
        trainers: vec![TrainerPlan {
            name: format!("Camille {trainer}"),
            ..TrainerPlan::default()
        }],
        partners: Vec::new(),
        capacities: vec![(presence, seats)],
        unlimited: Vec::new(),
    };
    ops::plan(conn, actor, (&made, course, node), &plan, at)?;
    ops::publish_session(conn, actor, &made, at)?;
    for place in 0..random.random_range(0..6) {
        let wish = Wish {
            form_id: FormId::random(),
            name: format!("Personne {n}-{place}"),
            proof: Proof::Given,
            email: format!("personne-{n}-{place}@exemple.invalid"),
            language: Locale::Fr,
            institution: None,
            institution_typed: String::new(),
            presence: None,
            answers: Vec::new(),
            discipline: None,
        };
        enrolment::enrol(conn, None, (&made, &wish), &field.app.signer, at)?;
    }
    Ok(())
}
