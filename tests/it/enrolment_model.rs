//! Random things happen to two sessions that are held in a room and from afar; a small model says where everybody stands
//! after each of them, and the database must say the same.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use maillage::courses::ops::Plan;
use maillage::courses::{Mode, Presence, Quota, QuotaId, SessionId, queries as sessions};
use maillage::enrolment::{Enrolment, Proof, State, Wish, ops, queries};
use maillage::history::By;
use proptest::prelude::*;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol_wish, plan, wish};

const PEOPLE: usize = 9;
/// Seats that people of one institution may have in a pool: every third is of it.
const MOST: usize = 1;
const OF: &str = "inrae";

#[derive(Debug, Clone)]
enum Act {
    Enrol { who: usize, session: usize, pool: usize, proven: bool },
    Prove(usize, usize),
    Leave(usize, usize),
    Accept(usize, usize),
    Move(usize, usize),
    Transfer(usize, usize),
    Capacity { session: usize, pool: usize, seats: usize },
    Pass(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let (who, two) = (0..PEOPLE, 0..2_usize);
    let one = (who.clone(), two.clone());
    let act = prop_oneof![
        8 => (who, two.clone(), two.clone(), any::<bool>())
            .prop_map(|(who, session, pool, proven)| Act::Enrol { who, session, pool, proven }),
        2 => one.clone().prop_map(|(who, session)| Act::Prove(who, session)),
        4 => one.clone().prop_map(|(who, session)| Act::Leave(who, session)),
        2 => one.clone().prop_map(|(who, session)| Act::Accept(who, session)),
        4 => one.clone().prop_map(|(who, session)| Act::Move(who, session)),
        2 => one.prop_map(|(who, session)| Act::Transfer(who, session)),
        2 => (two.clone(), two, 1..4_usize)
            .prop_map(|(session, pool, seats)| Act::Capacity { session, pool, seats }),
        2 => (1..30_i64).prop_map(Act::Pass),
    ];
    proptest::collection::vec(act, 1..45)
}

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    who: usize,
    state: State,
    offer: Option<NaiveDateTime>,
    prove_by: Option<NaiveDateTime>,
}

/// Seats of one kind: those who hold one, and those who wait, in their order.
#[derive(Debug, Clone, Default)]
struct Seats {
    capacity: usize,
    held: Vec<Part>,
    waiting: Vec<Part>,
}

impl Seats {
    fn takes(&self, who: usize) -> bool {
        let of = self.held.iter().filter(|part| part.who % 3 == 0).count();
        self.held.len() < self.capacity && !(who.is_multiple_of(3) && of >= MOST)
    }

    /// Somebody comes last; answers whether there is a seat for them.
    fn arrives(&mut self, part: Part) {
        match self.takes(part.who) {
            true => self.held.push(Part { state: State::Confirmed, ..part }),
            false => self.waiting.push(Part { state: State::Waiting, ..part }),
        }
    }

    /// Each seat goes to the first who may have it.
    fn pass_on(&mut self, hours: i64, now: NaiveDateTime) {
        while let Some(next) = self.waiting.iter().position(|part| self.takes(part.who)) {
            let part = self.waiting.remove(next);
            self.held.push(match hours {
                0 => Part { state: State::Confirmed, ..part },
                hours => {
                    let until = now + TimeDelta::hours(hours);
                    Part { state: State::Offered, offer: Some(until), ..part }
                }
            });
        }
    }

    fn take_out(&mut self, who: usize) -> Option<Part> {
        for list in [&mut self.held, &mut self.waiting] {
            if let Some(at) = list.iter().position(|part| part.who == who) {
                return Some(list.remove(at));
            }
        }
        None
    }

    fn part(&mut self, who: usize) -> Option<&mut Part> {
        self.held.iter_mut().chain(&mut self.waiting).find(|part| part.who == who)
    }
}

/// Two sessions of two kinds of seats.
struct Model {
    all: [[Seats; 2]; 2],
    hours: i64,
    now: NaiveDateTime,
}

impl Model {
    fn pool_of(&mut self, who: usize, session: usize) -> Option<usize> {
        (0..2).find(|pool| self.all[session][*pool].part(who).is_some())
    }

    fn leaves(&mut self, (session, pool): (usize, usize), who: usize) -> Option<Part> {
        let part = self.all[session][pool].take_out(who)?;
        self.all[session][pool].pass_on(self.hours, self.now);
        Some(part)
    }

    fn does(&mut self, act: &Act) {
        let now = self.now;
        match *act {
            Act::Enrol { who, session, pool, proven } => {
                if self.pool_of(who, session).is_none() {
                    let prove_by = (!proven).then(|| now + TimeDelta::hours(24));
                    let part = Part { who, state: State::Waiting, offer: None, prove_by };
                    self.all[session][pool].arrives(part);
                }
            }
            Act::Prove(who, session) => {
                if let Some(pool) = self.pool_of(who, session) {
                    self.all[session][pool].part(who).unwrap().prove_by = None;
                }
            }
            Act::Leave(who, session) => {
                if let Some(pool) = self.pool_of(who, session) {
                    self.leaves((session, pool), who);
                }
            }
            Act::Accept(who, session) => {
                let Some(pool) = self.pool_of(who, session) else { return };
                let part = self.all[session][pool].part(who).unwrap();
                if part.offer.is_some_and(|until| now < until) {
                    (part.state, part.offer) = (State::Confirmed, None);
                }
            }
            Act::Move(who, session) => {
                let Some(pool) = self.pool_of(who, session) else { return };
                let waits = self.all[session][pool].waiting.iter().any(|part| part.who == who);
                let (takes, other) = (self.all[session][1 - pool].takes(who), 1 - pool);
                if !waits && !takes {
                    return;
                }
                let part = self.leaves((session, pool), who).unwrap();
                match waits {
                    true => self.all[session][other].arrives(part),
                    false => self.all[session][other].held.push(part),
                }
            }
            Act::Transfer(who, session) => {
                let Some(pool) = self.pool_of(who, session) else { return };
                let to = 1 - session;
                if self.pool_of(who, to).is_some() {
                    return;
                }
                let part = Part { who, state: State::Waiting, offer: None, prove_by: None };
                // Nobody loses a seat by it.
                let sits = self.all[session][pool].held.iter().any(|held| held.who == who);
                if sits && !self.all[to][pool].takes(who) {
                    return;
                }
                self.all[to][pool].arrives(part);
                self.leaves((session, pool), who);
            }
            Act::Capacity { session, pool, seats } => {
                let there = &mut self.all[session][pool];
                if seats >= there.held.len() {
                    there.capacity = seats;
                    there.pass_on(self.hours, now);
                }
            }
            Act::Pass(hours) => self.passes(TimeDelta::hours(hours)),
        }
    }

    fn passes(&mut self, by: TimeDelta) {
        self.now += by;
        let now = self.now;
        let late: [fn(&Part, NaiveDateTime) -> bool; 2] = [
            |part, now| part.offer.is_some_and(|until| until <= now),
            |part, now| part.prove_by.is_some_and(|until| until <= now),
        ];
        for is_late in late {
            for at in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let there = &self.all[at.0][at.1];
                let both = there.held.iter().chain(&there.waiting);
                let gone: Vec<_> =
                    both.filter(|part| is_late(part, now)).map(|part| part.who).collect();
                for who in gone {
                    self.leaves(at, who);
                }
            }
        }
    }
}

/// The sessions in the database.
struct World<'a> {
    app: &'a TestApp,
    school: School,
    ids: [SessionId; 2],
    plan: Plan,
}

const PRESENCES: [Presence; 2] = [Presence::OnSite, Presence::Online];

fn email(who: usize) -> String {
    wish(&format!("P{who}")).email
}

impl<'a> World<'a> {
    fn new(app: &'a TestApp, seats: usize, hours: i64) -> Self {
        let school = School::new(app);
        let seats = i32::try_from(seats).unwrap();
        let mut plan = plan(app, seats);
        plan.terms.mode = Mode::Hybrid;
        plan.terms.join_url = "https://visio.exemple.example/salle".into();
        plan.terms.offer_hours = i32::try_from(hours).unwrap();
        plan.capacities = PRESENCES.map(|presence| (presence, seats)).into();
        let give = || school.give_with(app, seats, |what| *what = plan.clone());
        let ids = [give(), give()];
        let (actor, signer, now) = (school.actor(app), &app.app.signer, app.now());
        for id in &ids {
            for pool in app.read(|conn| Ok(sessions::pools_of(conn, id)?)) {
                let quota = Quota {
                    id: QuotaId::new(),
                    pool_id: pool.id,
                    institution: Some(OF.into()),
                    node_id: None,
                    most: i32::try_from(MOST).ok(),
                    reserved: 0,
                    release_at: None,
                };
                app.write(|conn| ops::set_quota(conn, &actor, (id, &quota), signer, now));
            }
        }
        Self { app, school, ids, plan }
    }

    fn live(&self, who: usize, session: usize) -> Option<Enrolment> {
        self.app.read(|conn| Ok(queries::live_of(conn, &self.ids[session], &email(who))?))
    }

    fn does(&self, act: &Act) {
        let (app, now) = (self.app, self.app.now());
        let (db, signer, actor) = (&app.app.db, &app.app.signer, self.school.actor(app));
        match *act {
            Act::Enrol { who, session, pool, proven } => {
                let wish = Wish {
                    presence: Some(PRESENCES[pool]),
                    institution: (who % 3 == 0).then(|| OF.to_owned()),
                    proof: if proven { Proof::Given } else { Proof::Asked },
                    ..wish(&format!("P{who}"))
                };
                enrol_wish(app, &self.ids[session], wish);
            }
            Act::Capacity { session, pool, seats } => self.resize(session, pool, seats),
            Act::Pass(hours) => {
                app.later(TimeDelta::hours(hours));
                ops::keep_terms(&app.app, app.now()).unwrap();
            }
            Act::Prove(who, session)
            | Act::Leave(who, session)
            | Act::Accept(who, session)
            | Act::Move(who, session)
            | Act::Transfer(who, session) => {
                let Some(one) = self.live(who, session) else { return };
                // What is refused changes nothing; the model says when.
                let _ = db.write_now(|conn| match act {
                    Act::Prove(..) => ops::prove(conn, &one.id, signer, now),
                    Act::Leave(..) => ops::cancel(conn, &By::Team, (&one.id, ""), signer, now),
                    Act::Accept(..) => ops::accept(conn, &By::Team, &one.id, signer, now),
                    Act::Transfer(..) => {
                        let to = (&one.id, &self.ids[1 - session]);
                        ops::transfer(conn, &actor, to, signer, now).map(drop)
                    }
                    _ => {
                        let here = queries::pool(conn, &one.pool_id)?.mode;
                        let to = PRESENCES.into_iter().find(|one| *one != here).unwrap();
                        ops::change_presence(conn, &By::Team, (&one.id, to), signer, now)
                    }
                });
            }
        }
    }

    fn resize(&self, session: usize, pool: usize, seats: usize) {
        let (app, id) = (self.app, &self.ids[session]);
        let mut plan = self.plan.clone();
        let (given, meetings, pools) = app.read(|conn| {
            let of = std::slice::from_ref(id);
            Ok((
                sessions::given(conn, id)?,
                sessions::meetings_of(conn, of)?,
                sessions::pools_of(conn, id)?,
            ))
        });
        plan.meetings[0].id = Some(meetings[0].id.clone());
        for (presence, capacity) in &mut plan.capacities {
            *capacity = match *presence == PRESENCES[pool] {
                true => i32::try_from(seats).unwrap(),
                false => sessions::pool_for(&pools, *presence).unwrap().capacity,
            };
        }
        let (actor, signer, now) = (self.school.actor(app), &app.app.signer, app.now());
        let with = (id, given.session.lock_version, &plan);
        let _ = app.app.db.write_now(|conn| ops::change_session(conn, &actor, with, signer, now));
    }

    /// Of each session and kind of seats: who holds one and how, and who waits, in their order.
    fn stands(&self, session: usize, pool: usize) -> (BTreeMap<String, State>, Vec<String>) {
        let (id, presence) = (&self.ids[session], PRESENCES[pool]);
        let (pools, all) = self
            .app
            .read(|conn| Ok((sessions::pools_of(conn, id)?, queries::live_of_session(conn, id)?)));
        let pool = sessions::pool_for(&pools, presence).unwrap();
        let own = all.into_iter().filter(|one| one.pool_id == pool.id);
        let (held, waiting): (Vec<_>, Vec<_>) = own.partition(|one| one.seat.is_some());
        assert!(waiting.iter().all(|one| one.state == State::Waiting));
        (
            held.into_iter().map(|one| (one.email, one.state)).collect(),
            waiting.into_iter().map(|one| one.email).collect(),
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_everybody_stands_where_the_model_says(
        seats in 1..4_usize,
        hours in prop_oneof![Just(0), Just(24)],
        acts in acts(),
    ) {
        let app = TestApp::start();
        let world = World::new(&app, seats, hours);
        let of = || Seats { capacity: seats, ..Seats::default() };
        let mut model = Model { all: [[of(), of()], [of(), of()]], hours, now: app.now() };
        for act in &acts {
            world.does(act);
            model.does(act);
            for (session, pool) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let there = &model.all[session][pool];
                let held = there.held.iter().map(|part| (email(part.who), part.state));
                let waiting = there.waiting.iter().map(|part| email(part.who));
                let expected = (held.collect::<BTreeMap<_, _>>(), waiting.collect::<Vec<_>>());
                prop_assert_eq!(world.stands(session, pool), expected, "after {:?}", act);
                prop_assert!(there.held.len() <= there.capacity);
            }
        }
    }
}
