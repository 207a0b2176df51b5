//! Synthetic volume for measuring: French-like text, believable skew, the same for the same seed.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::material::{self, Phrases};
use super::{people, queries, seed_rows};
use crate::Result;
use crate::accounts::{AccountId, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::{Conn, numbers};
use crate::i18n::Locale;
use crate::taxonomy::Vocabularies;
use crate::tickets::routing::{Decision, Inputs};
use crate::tickets::tally::{Tallies, month_of};
use crate::tickets::{Outcome, State, ops};
use crate::{figures, network};

/// How many tickets go into one transaction.
const BATCH: usize = 2000;
/// Over how long a time the tickets are spread, up to now.
const SPREAD: TimeDelta = TimeDelta::days(730);
/// How many kinds of asker there are; each is routed once.
const SITUATIONS: usize = 400;

/// A kind of asker, and who answers it.
pub(super) struct Situation {
    pub inputs: Inputs,
    pub decision: Decision,
    pub team: Vec<AccountId>,
}

/// A synthetic ticket, before it becomes rows.
pub(super) struct Sown {
    pub id: String,
    pub reference: String,
    pub situation: usize,
    pub subject: String,
    pub body: String,
    pub answer: Option<String>,
    pub asker_name: String,
    pub asker_email: String,
    pub language: Locale,
    pub state: State,
    pub outcome: Option<Outcome>,
    pub assignee: Option<AccountId>,
    pub created_at: NaiveDateTime,
    pub answered_at: Option<NaiveDateTime>,
    pub closed_at: Option<NaiveDateTime>,
    pub last_activity_at: NaiveDateTime,
    pub score: Option<i32>,
    pub message_ids: [String; 2],
    pub decision_id: String,
    pub event_id: String,
}

/// Adds `count` tickets; answers how many.
pub fn sow(app: &App, count: usize, seed: u64, now: NaiveDateTime) -> anyhow::Result<usize> {
    furnish(app, now)?;
    let words = app.vocabularies();
    let phrases = material::phrases()?;
    let mut random = StdRng::seed_from_u64(seed);
    let situations = app.db.read_now(|conn| {
        (0..SITUATIONS)
            .map(|_| situation(conn, &words, &mut random, now))
            .collect::<Result<Vec<_>>>()
    })?;
    let mut numbers = app.db.read_now(|conn| Numbers::of(conn, now - SPREAD, now))?;
    app.db.write_now(|conn| Ok(queries::gather(conn)?))?;
    // The next batch is thought up while the last one is written, and what is written is added up month by month.
    let (sown, months) = thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel(1);
        let (ended, months) = mpsc::channel();
        let situations = &situations;
        let counted = scope.spawn(move || add_up(app, &months));
        scope.spawn(move || {
            let first = now - SPREAD - TimeDelta::minutes(30);
            for begin in (0..count).step_by(BATCH) {
                let asked = (begin..count.min(begin + BATCH))
                    .map(|place| first + spread(place, count))
                    .map(|at| (numbers.next(at), at));
                let rows: Vec<_> = asked
                    .map(|asked| sprout(&mut random, &phrases, situations, asked, now))
                    .collect();
                let lines = seed_rows::index_lines(&rows, situations);
                // Nobody receives any more after an error, which the other side tells.
                if send.send((rows, lines, numbers.clone())).is_err() {
                    return;
                }
            }
        });
        let mut last = None;
        let sown = receive.into_iter().try_fold(0, |sown, (rows, lines, numbers)| {
            app.db.write_now(|conn| {
                numbers.keep(conn)?;
                seed_rows::insert(conn, &rows, &lines, situations)
            })?;
            let month = rows.last().map(|row| month_of(row.created_at));
            if let Some(before) = std::mem::replace(&mut last, month).filter(|_| last != month) {
                // Who counts may have stopped; what it did not read is read later.
                let _ = ended.send(before);
            }
            Ok::<_, crate::Error>(sown + rows.len())
        })?;
        drop(ended);
        Ok::<_, crate::Error>((sown, counted.join().unwrap_or_default()))
    })?;
    figures::ops::recount_all(app, months, now)?;
    // Within no transaction, where PostgreSQL does not sweep.
    app.db.read_now(|conn| Ok(queries::analyze(conn)?))?;
    Ok(sown)
}

/// What the months add up to whose tickets are all there, as they are told; stops at the first that cannot be read.
fn add_up(app: &App, months: &mpsc::Receiver<NaiveDate>) -> BTreeMap<NaiveDate, Tallies> {
    let read = |month| {
        let summed = app.db.read_now(|conn| figures::ops::read_month(conn, month)).ok()?;
        Some((month, summed))
    };
    months.iter().map_while(read).collect()
}

/// Makes sure that there are a network and people to give tickets to.
pub(super) fn furnish(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    if !super::is_built(app)? {
        let people = material::people()?;
        app.db.write_now(|conn| {
            network::ops::load_embedded(conn, now - super::SINCE)?;
            people::hire(conn, &people, now - super::SINCE)
        })?;
    }
    app.shelf().refresh(&app.db)?;
    Ok(())
}

/// Makes sure besides that somebody works for a node, to write materials and to give courses.
pub(super) fn staff(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    furnish(app, now)?;
    let people = material::people()?;
    app.db.write_now(|conn| match queries::members(conn, network_day(now))?.is_empty() {
        true => people::hire(conn, &people, now - super::SINCE),
        false => Ok(()),
    })?;
    Ok(())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a product of small factors, in 128 bits on the way"
)]
fn spread(place: usize, count: usize) -> TimeDelta {
    let whole = i128::from(SPREAD.num_milliseconds());
    TimeDelta::milliseconds((whole * place as i128 / count.max(1) as i128) as i64)
}

/// The last number of each year, counted in memory.
#[derive(Clone)]
struct Numbers(BTreeMap<i32, i64>);

impl Numbers {
    fn of(conn: &mut Conn, from: NaiveDateTime, to: NaiveDateTime) -> Result<Self> {
        // What is asked at the beginning of the first day of a year may be dated to the year before.
        let years = from.year() - 1..=to.year();
        years.map(|year| Ok((year, numbers::last(conn, year)?))).collect::<Result<_>>().map(Self)
    }

    fn next(&mut self, at: NaiveDateTime) -> String {
        let year = at.year();
        let last = self.0.entry(year).or_default();
        *last += 1;
        format!("{year}-{last:06}")
    }

    fn keep(&self, conn: &mut Conn) -> Result<()> {
        for (year, last) in self.0.iter().filter(|(_, last)| **last > 0) {
            numbers::go_on_after(conn, *year, *last)?;
        }
        Ok(())
    }
}

/// One of `items`, the first ones much more often: as real institutions and topics are.
fn skewed<'a, T>(random: &mut StdRng, items: &'a [T]) -> Option<&'a T> {
    let draw: f64 = random.random();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index below the length"
    )]
    let place = (draw * draw * items.len() as f64) as usize;
    items.get(place)
}

fn situation(
    conn: &mut Conn,
    words: &Vocabularies,
    random: &mut StdRng,
    now: NaiveDateTime,
) -> Result<Situation> {
    let institution = skewed(random, &words.institutions);
    let site = skewed(random, &words.sites).filter(|_| random.random_bool(0.7));
    let region = site
        .map(|site| site.region.clone())
        .or_else(|| institution.and_then(|institution| institution.regions.first().cloned()));
    let fields: Vec<_> = words.disciplines.iter().filter(|entry| entry.parent.is_some()).collect();
    let disciplines = (0..random.random_range(0..3))
        .filter_map(|_| skewed(random, &fields).map(|field| field.code.clone()))
        .collect::<std::collections::BTreeSet<_>>();
    let inputs = Inputs {
        institutions: institution.map(|institution| institution.slug.clone()).into_iter().collect(),
        site: site.map(|site| site.slug.clone()),
        region,
        disciplines: disciplines.into_iter().collect(),
        topic: skewed(random, &words.topics).map(|topic| topic.code.clone()),
        language: "fr".into(),
    };
    let decision = ops::decide(conn, &inputs, words, now)?;
    let team = team_of(conn, &decision.node, now)?;
    Ok(Situation { inputs, decision, team })
}

fn team_of(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> Result<Vec<AccountId>> {
    let team = crate::tickets::queries::staff(conn, node, network_day(now))?;
    Ok(team.into_iter().map(|person| person.id).collect())
}

pub(super) fn one<'a, T>(random: &mut StdRng, items: &'a [T]) -> Option<&'a T> {
    items.get(random.random_range(0..items.len().max(1)))
}

/// An id that sorts by `at`, made from the seed.
pub(super) fn id(random: &mut StdRng, at: NaiveDateTime) -> String {
    let millis = u64::try_from(at.and_utc().timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random.random()).into_uuid().to_string()
}

fn state(random: &mut StdRng) -> State {
    match random.random_range(0..100) {
        0..4 => State::New,
        4..14 => State::Open,
        14..24 => State::WaitingTeam,
        24..26 => State::Spam,
        _ => State::Closed,
    }
}

fn sprout(
    random: &mut StdRng,
    phrases: &Phrases,
    situations: &[Situation],
    (reference, created_at): (String, NaiveDateTime),
    now: NaiveDateTime,
) -> Sown {
    let french = random.random_bool(0.9);
    let (subjects, sentences, answers, language) = if french {
        (&phrases.subjects_fr, &phrases.sentences_fr, &phrases.answers_fr, Locale::Fr)
    } else {
        (&phrases.subjects_en, &phrases.sentences_en, &phrases.answers_en, Locale::En)
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index below the length"
    )]
    let situation = (random.random::<f64>().powi(2) * situations.len() as f64) as usize;
    let state = state(random);
    let pick =
        |random: &mut StdRng, items: &[String]| one(random, items).cloned().unwrap_or_default();
    let body: Vec<_> = (0..random.random_range(2..6)).map(|_| pick(random, sentences)).collect();
    let (first, last) = (pick(random, &phrases.first_names), pick(random, &phrases.last_names));
    let answered = !matches!(state, State::New | State::Spam);
    let wait = |random: &mut StdRng, most: i64| TimeDelta::minutes(random.random_range(20..most));
    let answered_at = answered.then(|| (created_at + wait(random, 60 * 24 * 5)).min(now));
    let closed_at = (state == State::Closed)
        .then(|| (answered_at.unwrap_or(created_at) + wait(random, 60 * 24 * 9)).min(now));
    let at = DateTime::from_timestamp_millis(created_at.and_utc().timestamp_millis());
    let created_at = at.unwrap_or_default().naive_utc();
    let team =
        situations.get(situation).map(|situation| situation.team.as_slice()).unwrap_or_default();
    Sown {
        id: id(random, created_at),
        reference,
        situation,
        subject: pick(random, subjects),
        body: body.join(" "),
        answer: answered.then(|| pick(random, answers)),
        asker_email: format!(
            "{}.{}@univ-exemple.example",
            crate::text::slug(&first),
            crate::text::slug(&last)
        ),
        asker_name: format!("{first} {last}"),
        language,
        state,
        outcome: closed_at.map(|_| Outcome::Answered),
        assignee: one(random, team).filter(|_| answered).cloned(),
        created_at,
        answered_at,
        closed_at,
        last_activity_at: closed_at.or(answered_at).unwrap_or(created_at),
        score: closed_at.and_then(|_| random.random_bool(0.4).then(|| random.random_range(2..6))),
        message_ids: [id(random, created_at), id(random, answered_at.unwrap_or(created_at))],
        decision_id: id(random, created_at),
        event_id: id(random, created_at),
    }
}
