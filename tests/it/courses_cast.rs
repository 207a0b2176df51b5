//! Courses, sessions and people for tests, and what addresses of the permission table name.

use chrono::{NaiveDateTime, TimeDelta};
use maillage::accounts::{Actor, NodeRole};
use maillage::alerts::{self, AlertId, Wanted};
use maillage::courses::ops::{self, MeetingPlan, Plan, TrainerPlan};
use maillage::courses::queries::{self, Written};
use maillage::courses::{
    CourseId, CourseText, Mode, Presence, QuestionId, Quota, QuotaId, SessionId, Terms,
};
use maillage::enrolment::ops as enrolment;
use maillage::enrolment::{Enrolment, FormId, Proof, Wish};
use maillage::i18n::Locale;
use maillage::surveys;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::tickets::form_id;
use crate::triage::NODE;

/// What the form of a session on site says, but for its meetings.
pub const ON_SITE: [(&str, &str); 6] = [
    ("mode", "on_site"),
    ("zone", "Europe/Paris"),
    ("language", "fr"),
    ("place", "Salle 12"),
    ("on_site", "5"),
    ("offer_hours", "0"),
];

/// Somebody who gives courses, and a course of theirs.
pub struct School {
    pub trainer: Account,
    pub desk: Visitor,
    pub course: CourseId,
}

impl School {
    pub fn new(app: &TestApp) -> Self {
        let email = format!("{}@adoc.example", form_id());
        let trainer = app.account("Inès Roy", &email, None, &[(NODE, NodeRole::Staff)]);
        let course = offer(app, &app.actor(&trainer), "Déposer ses données");
        Self { desk: app.sign_in(&trainer), trainer, course }
    }

    pub fn actor(&self, app: &TestApp) -> Actor {
        app.actor(&self.trainer)
    }

    /// A published session with so many seats, in three weeks.
    pub fn give(&self, app: &TestApp, seats: i32) -> SessionId {
        self.give_with(app, seats, |_| ())
    }

    pub fn give_with(
        &self,
        app: &TestApp,
        seats: i32,
        change: impl FnOnce(&mut Plan),
    ) -> SessionId {
        let mut what = plan(app, seats);
        change(&mut what);
        give(app, &self.actor(app), (&self.course, &what))
    }
}

pub fn text(title: &str) -> CourseText {
    CourseText {
        title_fr: title.into(),
        summary_fr: "Une formation écrite pour les essais : on y apprend une chose.".into(),
        outcomes_fr: "Choisir un entrepôt\nDécrire un fichier".into(),
        title_en: "Depositing data".into(),
        summary_en: "A course that is written for tests, and where one learns a thing.".into(),
        outcomes_en: "Choose a repository".into(),
        topic_codes: "restrict,where_deposit".into(),
        discipline_codes: "1.3".into(),
        ..CourseText::default()
    }
}

pub fn draft(app: &TestApp, actor: &Actor, title: &str) -> CourseId {
    let (id, node, now) = (CourseId::new(), app.node_id(NODE), app.now());
    let written = Written { text: text(title), minutes: Some(180), ..Written::default() };
    app.write(|conn| ops::write(conn, actor, (&id, &node), written, now));
    id
}

pub fn offer(app: &TestApp, actor: &Actor, title: &str) -> CourseId {
    let id = draft(app, actor, title);
    app.write(|conn| ops::publish(conn, actor, &id, app.now()));
    id
}

/// One afternoon in three weeks, on site at Nancy.
pub fn plan(app: &TestApp, seats: i32) -> Plan {
    let day = app.today() + TimeDelta::days(21);
    let at = |hour| day.and_hms_opt(hour, 0, 0).unwrap();
    Plan {
        may_move: false,
        terms: Terms {
            title: String::new(),
            mode: Mode::OnSite,
            language: Locale::Fr,
            zone: "Europe/Paris".into(),
            place: "Salle 12, Nancy".into(),
            region: None,
            join_url: String::new(),
            practical: String::new(),
            opens_at: None,
            closes_at: None,
            approval: false,
            pending_holds: false,
            offer_hours: 0,
            ..Terms::default()
        },
        meetings: vec![meeting((at(14), at(17)))],
        trainers: vec![TrainerPlan {
            name: "Hélène Œuvrard".into(),
            affiliation: "Université d’exemple".into(),
            ..TrainerPlan::default()
        }],
        partners: Vec::new(),
        capacities: vec![(Presence::OnSite, seats)],
        unlimited: Vec::new(),
    }
}

pub fn meeting((starts, ends): (NaiveDateTime, NaiveDateTime)) -> MeetingPlan {
    MeetingPlan { starts, ends, ..MeetingPlan::default() }
}

pub fn plan_session(app: &TestApp, actor: &Actor, (course, what): (&CourseId, &Plan)) -> SessionId {
    let (id, node, now) = (SessionId::new(), app.node_id(NODE), app.now());
    app.write(|conn| ops::plan(conn, actor, (&id, course, &node), what, now));
    id
}

pub fn give(app: &TestApp, actor: &Actor, what: (&CourseId, &Plan)) -> SessionId {
    let id = plan_session(app, actor, what);
    app.write(|conn| ops::publish_session(conn, actor, &id, app.now()));
    id
}

/// A question that the session's form asks.
pub fn question(app: &TestApp, actor: &Actor, id: &SessionId, label: &str) -> QuestionId {
    app.write(|conn| {
        ops::ask(conn, actor, (id, label, false), app.now())?;
        let all = queries::questions_of(conn, id)?;
        Ok(all.into_iter().find(|one| one.label == label).unwrap().id)
    })
}

pub fn wish(who: &str) -> Wish {
    Wish {
        form_id: FormId::random(),
        name: who.into(),
        email: format!("{}@exemple.example", maillage::text::slug(who)),
        proof: Proof::Given,
        language: Locale::Fr,
        institution: None,
        institution_typed: String::new(),
        presence: None,
        answers: Vec::new(),
        discipline: None,
    }
}

/// Enrols somebody by name.
pub fn enrol(app: &TestApp, session: &SessionId, who: &str) -> Enrolment {
    enrol_wish(app, session, wish(who))
}

pub fn enrol_wish(app: &TestApp, session: &SessionId, wish: Wish) -> Enrolment {
    let (signer, now) = (&app.app.signer, app.now());
    app.write(|conn| enrolment::enrol(conn, None, (session, &wish), signer, now))
        .enrolment()
        .clone()
}

/// Names and states in the order of arrival.
pub fn standing(app: &TestApp, session: &SessionId) -> Vec<String> {
    let all = app.read(|conn| {
        Ok(maillage::enrolment::queries::of_session(conn, session, (None, 0), 10_000)?)
    });
    all.iter().map(|one| format!("{} {}", one.name, one.state)).collect()
}

/// Whether a part of an address names something here.
pub fn names(path: &str, part: &str) -> bool {
    let ours = [
        "/alerts/{",
        "/courses/{",
        "/sessions/{",
        "/trainers/{",
        "/enrolments/{",
        "/certificates/{",
        "/disciplines/{",
    ];
    part.starts_with('{')
        && ours.iter().any(|ours| path.contains(ours))
        && !path.contains("/account/")
}

/// The address of a course.
pub fn slug(app: &TestApp, id: &CourseId) -> String {
    app.read(|conn| Ok(queries::find(conn, id)?)).slug.unwrap()
}

/// A form in which a session is named.
pub fn filled(app: &TestApp, member: &Account, form: &str) -> String {
    let form = match form.contains("{course}") {
        true => form.replace("{course}", &slug(app, &of(app, member).course)),
        false => form.to_owned(),
    };
    match form.contains("{session}") {
        true => form.replace("{session}", of(app, member).give(app, 5).as_str()),
        false => form,
    }
}

fn of(app: &TestApp, member: &Account) -> School {
    let course = offer(app, &app.actor(member), "Une formation");
    School { trainer: member.clone(), desk: app.visitor(), course }
}

fn alert(app: &TestApp, school: &School) -> String {
    let (signer, now) = (&app.app.signer, app.now());
    let wanted = Wanted {
        form_id: AlertId::random(),
        email: "zoe@exemple.example".into(),
        language: Locale::Fr,
        region: None,
        online: true,
    };
    app.write(|conn| {
        let course = queries::find(conn, &school.course)?;
        alerts::ops::ask(conn, None, (&course, &wanted), signer, now)
    })
    .to_string()
}

/// What a part of an address names, for the permission table.
pub fn part(app: &TestApp, member: &Account, (path, part): (&str, &str), filled: &str) -> String {
    let actor = app.actor(member);
    match (part, path) {
        ("{id}.ics", _) => format!("{}.ics", of(app, member).give(app, 5)),
        ("{file}", path) if path.contains("/survey/") => "answers.csv".to_owned(),
        ("{file}", _) => "course-regions.csv".to_owned(),
        ("{id}", path) if path.contains("/alerts/{id}") => alert(app, &of(app, member)),
        ("{code}", _) => "1".to_owned(),
        ("{id}", path) if path.contains("certificates/{id}") => {
            crate::attendance::certified(app, &of(app, member))
        }
        ("{slug}", _) => slug(app, &offer(app, &actor, "Une formation")),
        ("{id}", path) if path.starts_with("/inbox/courses/") => {
            let id = match path.ends_with("/publication") {
                true => draft(app, &actor, "Une formation"),
                false => offer(app, &actor, "Une formation"),
            };
            if path.ends_with("/restoration") {
                app.write(|conn| ops::withdraw(conn, &actor, &id, app.now()));
            }
            id.to_string()
        }
        ("{id}", path) if path.contains("/enrolments/{id}") => {
            let approval = path.ends_with("/approval") || path.ends_with("/refusal");
            let school = of(app, member);
            let session = school.give_with(app, 5, |plan| plan.terms.approval = approval);
            enrol(app, &session, "Zoé").id.to_string()
        }
        ("{id}", path) if path.ends_with("/{id}/publication") => {
            let course = offer(app, &actor, "Une formation");
            plan_session(app, &actor, (&course, &plan(app, 5))).to_string()
        }
        ("{id}", _) => of(app, member).give(app, 5).to_string(),
        ("{quota}", _) => {
            let session: SessionId = filled.split('/').nth(3).unwrap().parse().unwrap();
            let (now, node) = (app.now(), app.node_id(NODE));
            let quota = app.read(|conn| {
                let pool = queries::pools_of(conn, &session)?.remove(0);
                Ok(Quota {
                    id: QuotaId::new(),
                    pool_id: pool.id,
                    institution: None,
                    node_id: Some(node.clone()),
                    most: Some(2),
                    reserved: 0,
                    release_at: None,
                })
            });
            let signer = &app.app.signer;
            app.write(|conn| enrolment::set_quota(conn, &actor, (&session, &quota), signer, now));
            quota.id.to_string()
        }
        ("{question}", path) if path.contains("/survey/") => {
            let owner = filled.split('/').nth(3).unwrap();
            let owner = match path.starts_with("/inbox/courses/") {
                true => surveys::Owner::Course(owner.parse().unwrap()),
                false => surveys::Owner::Session(owner.parse().unwrap()),
            };
            app.write(|conn| {
                let kind = surveys::Kind::Text;
                surveys::ops::ask(conn, &actor, (&owner, kind), ("Pourquoi ?", ""), app.now())?;
                Ok(surveys::queries::questions_of(conn, &owner)?.remove(0).id.to_string())
            })
        }
        ("{question}", _) => {
            let session: SessionId = filled.split('/').nth(3).unwrap().parse().unwrap();
            question(app, &actor, &session, "Pourquoi ?").to_string()
        }
        ("{enrolment}", _) => {
            let session: SessionId = filled.split('/').nth(4).unwrap().parse().unwrap();
            enrol(app, &session, "Zoé").id.to_string()
        }
        (part, path) => panic!("what is {part} of {path}?"),
    }
}
