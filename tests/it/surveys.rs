//! What those who took part think: asked once, without names, shown from five answers on.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::Text;
use maillage::attendance::{self, Half, Presence};
use maillage::courses::{SessionId, queries as sessions};
use maillage::db::Conn;
use maillage::enrolment::{Enrolment, access};
use maillage::surveys::{Owner, ops, queries};

use crate::app::TestApp;
use crate::courses_cast::{School, enrol};
use crate::tickets::form_id;
use crate::triage::NODE;

/// A session that is over, and those who took part.
fn over(app: &TestApp) -> (School, SessionId, Vec<Enrolment>) {
    let school = School::new(app);
    let session = school.give(app, 6);
    let people = ["Ada", "Bea", "Cid", "Dan", "Eve"].map(|who| enrol(app, &session, who)).to_vec();
    app.later(TimeDelta::days(22));
    app.run_jobs();
    (school, session, people)
}

#[test]
fn opinions_are_asked_once_and_nobody_can_be_told_from_them() {
    let app = TestApp::start();
    let (school, session, people) = over(&app);
    let results = format!("/inbox/sessions/{session}/survey");
    for (place, one) in people.iter().enumerate() {
        let mail = app.mail_to(&one.email);
        assert_eq!(mail.subject, "Votre avis sur « Déposer ses données »");
        let link = mail.link("/enrolments/");
        let (path, key) = link.split_once("?key=").unwrap();
        let visitor = app.visitor();
        visitor.get(&link).expect(200).says("La session vous a-t-elle été utile");
        visitor.post(path, &[("key", key), ("useful", "5")]).expect(422).says("quatre questions");
        let comment = format!("Un mot de {}", one.name);
        let form = [
            ("key", key),
            ("useful", "5"),
            ("level", "3"),
            ("pace", "3"),
            ("apply", "4"),
            ("comment", comment.as_str()),
        ];
        for _ in 0..2 {
            visitor.post(path, &form).expect(303);
        }
        visitor.get(&link).says("votre réponse est enregistrée");
        if place < 4 {
            school_reads(&app, &school, &results).says("à partir de 5").says_not("Un mot de");
        }
    }
    let page = school_reads(&app, &school, &results);
    page.says("5 réponses").says("5,0").says("Un mot de Eve");
    app.later(TimeDelta::days(1));
    app.run_jobs();
    let asked = app.mails_to(&people[0].email);
    assert_eq!(asked.iter().filter(|mail| mail.subject.starts_with("Votre avis")).count(), 1);
}

fn school_reads(app: &TestApp, school: &School, path: &str) -> crate::app::Reply {
    let page = app.sign_in(&school.trainer).get(path);
    page.expect(200);
    page
}

#[test]
fn organisers_ask_their_own_questions_and_read_them_from_five_answers_on() {
    let app = TestApp::start();
    let school = School::new(&app);
    let desk = &school.desk;
    let of_course = format!("/inbox/courses/{}/survey", school.course);
    let ask = |at: &str, kind: &str, label: &str, choices: &str| {
        desk.post(at, &[("kind", kind), ("label", label), ("choices", choices)])
    };
    ask(&of_course, "choice", "Suite ?", "oui").expect(409).says("au moins deux réponses");
    ask(&of_course, "choice", "Suite ?", "oui\nnon").expect(303);
    let (session, node) = (form_id(), app.node_id(NODE).to_string());
    let start = [("session", session.as_str()), ("node", node.as_str())];
    for _ in 0..2 {
        desk.post(&format!("/inbox/courses/{}/sessions", school.course), &start).expect(303);
    }
    let planned = desk.get(&format!("/inbox/sessions/{session}/survey"));
    planned.expect(200).says("Suite ?").says("oui");
    assert_eq!(planned.body.matches("Suite ?</span>").count(), 1, "asked once");

    let session = school.give(&app, 9);
    let results = format!("/inbox/sessions/{session}/survey");
    let refused = ask(&results, "choice", "Autre ?", "un seul");
    assert_eq!(refused.expect(422).value_of("label").as_deref(), Some("Autre ?"));
    ask(&results, "scale", "La salle ?", "").expect(303);
    ask(&results, "text", "=1+1", "").expect(303);
    ask(&results, "text", "Peu ?", "").expect(303);
    let people: Vec<_> = ["Ada", "Bea", "Cid", "Dan", "Eve", "Fay"]
        .iter()
        .map(|who| enrol(&app, &session, who))
        .collect();
    app.later(TimeDelta::days(22));
    app.run_jobs();
    for (place, one) in people.iter().enumerate() {
        let link = app.mail_to(&one.email).link("/enrolments/");
        let (path, key) = link.split_once("?key=").unwrap();
        let visitor = app.visitor();
        let page = visitor.get(&link);
        page.expect(200).says("La salle ?").says("Peu ?");
        let field = |label: &str| own_field(&app, &session, label);
        let (room, free, few) = (field("La salle ?"), field("=1+1"), field("Peu ?"));
        let said = format!("=HYPERLINK({place})");
        let mut form = vec![
            ("key", key),
            ("useful", "5"),
            ("level", "3"),
            ("pace", "3"),
            ("apply", "4"),
            (room.as_str(), if place == 0 { "9" } else { "4" }),
            (free.as_str(), said.as_str()),
        ];
        if place == 0 {
            form.push((few.as_str(), "Seule"));
        }
        visitor.post(path, &form).expect(303);
    }
    let page = school_reads(&app, &school, &results);
    page.says("4,0").says("=HYPERLINK(3)").says_not("Seule").says("5 réponses").says("6 réponses");
    let csv = desk.get(&format!("{results}/answers.csv")).expect(200).text();
    assert!(csv.contains("\"'=1+1\"") && csv.contains("\"'=HYPERLINK(0)\""), "{csv}");
    assert!(!csv.contains("Seule") && !csv.contains("Ada") && !csv.contains('@'), "{csv}");
    desk.get(&format!("{results}/answers.ods")).expect(200);
    desk.get(&format!("{results}/people.csv")).expect(404);
    let question = own_field(&app, &session, "La salle ?").replace("q_", "");
    let removal = desk.post(&format!("{results}/{question}/removal"), &[]);
    removal.expect(422).says("elle reste");
}

fn own_field(app: &TestApp, session: &SessionId, label: &str) -> String {
    let owner = Owner::Session(session.clone());
    let all = app.read(|conn| Ok(queries::questions_of(conn, &owner)?));
    format!("q_{}", all.into_iter().find(|one| one.label == label).unwrap().id)
}

#[test]
fn three_months_later_they_are_asked_what_they_put_into_practice() {
    let app = TestApp::start();
    let (school, session, people) = over(&app);
    let early = app.mail_to(&people[0].email).link("/enrolments/");
    let early = early.replacen("/survey?", "/survey/later?", 1);
    app.visitor().get(&early).expect(200).says("trois mois après la session");
    app.later(TimeDelta::days(92));
    for _ in 0..2 {
        app.run_jobs();
    }
    let results = format!("/inbox/sessions/{session}/survey");
    for (place, one) in people.iter().enumerate() {
        let mails = app.mails_to(&one.email);
        let later: Vec<_> =
            mails.iter().filter(|mail| mail.subject.starts_with("Trois mois après")).collect();
        assert_eq!(later.len(), 1);
        let link = later[0].link("/enrolments/");
        let (path, key) = link.split_once("?key=").unwrap();
        let visitor = app.visitor();
        visitor.get(&link).expect(200).says("mis en pratique");
        visitor.post(path, &[("key", key)]).expect(422).says("Choisissez une note");
        let said = format!("Un dépôt de {}", one.name);
        for _ in 0..2 {
            let form = [("key", key), ("applied", "5"), ("comment", said.as_str())];
            visitor.post(path, &form).expect(303);
        }
        visitor.get(&link).says("votre réponse est enregistrée");
        if place == 3 {
            let page = school_reads(&app, &school, &results);
            page.says("4 réponses").says_not("Un dépôt de");
        }
    }
    let page = school_reads(&app, &school, &results);
    page.says("5 réponses").says("5,0").says("Un dépôt de Eve").says("0 réponse");
    let csv = school_reads(&app, &school, &format!("{results}/later.csv")).text();
    assert!(csv.contains("Un dépôt de Ada"), "{csv}");
}

#[test]
fn who_was_noted_as_absent_is_not_asked_and_does_not_answer() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 6);
    let people = ["Ada", "Bea", "Cid", "Dan"].map(|who| enrol(&app, &session, who));
    app.later(TimeDelta::days(22));
    let meetings =
        app.read(|conn| Ok(sessions::meetings_of(conn, std::slice::from_ref(&session))?));
    // Nobody noted Dan.
    let said: Vec<_> = [Presence::Present, Presence::Absent, Presence::Excused]
        .into_iter()
        .zip(&people)
        .map(|(state, one)| (one.id.clone(), state))
        .collect();
    let (actor, at) = (school.actor(&app), (&session, &meetings[0].id, Half::Day));
    app.write(|conn| attendance::ops::mark(conn, &actor, at, &said, app.now()));
    let asked = |subject: &str| {
        let told =
            |email: &str| app.mails_to(email).iter().any(|mail| mail.subject.starts_with(subject));
        let named = people.iter().filter(|one| told(&one.email)).map(|one| one.name.clone());
        named.collect::<Vec<_>>()
    };
    let refuses = |link: &str, form: &[(&str, &str)]| {
        let (path, key) = link.split_once("?key=").unwrap();
        let mut all = vec![("key", key)];
        all.extend(form);
        app.visitor().get(link).expect(200).says("indique votre absence");
        app.visitor().post(path, &all).expect(422).says("indique votre absence");
    };

    app.run_jobs();
    assert_eq!(asked("Votre avis"), ["Ada", "Dan"]);
    let signer = &app.app.signer;
    let marks = [("useful", "5"), ("level", "3"), ("pace", "3"), ("apply", "4")];
    refuses(&ops::link(signer, &people[1].id), &marks);
    for (one, is_asked) in people.iter().zip([true, false, false, true]) {
        let own = app.visitor().get(&access::link(signer, &one.id));
        assert_eq!(own.links_to(&ops::link(signer, &one.id)), is_asked, "{}", one.name);
    }
    app.later(TimeDelta::days(92));
    app.run_jobs();
    assert_eq!(asked("Trois mois après"), ["Ada", "Dan"]);
    refuses(&ops::later_link(signer, &people[2].id), &[("applied", "5")]);
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Text)]
    id: String,
    /// The transaction that wrote it, where the database says so.
    #[diesel(sql_type = Text)]
    wrote: String,
}

/// The rows of a table as the database keeps them.
fn kept(app: &TestApp, table: &str, id: &str) -> Vec<Kept> {
    app.read(|conn| {
        let rows = match conn {
            Conn::Sqlite(conn) => diesel::sql_query(format!(
                "SELECT {id} AS id, '' AS wrote FROM {table} ORDER BY rowid"
            ))
            .load(conn)?,
            Conn::Postgres(conn) => diesel::sql_query(format!(
                "SELECT {id} AS id, CAST(xmin AS TEXT) AS wrote FROM {table} ORDER BY ctid"
            ))
            .load(conn)?,
        };
        Ok(rows)
    })
}

/// Somebody who reads the database itself joins no name and no answer: neither by the order of rows nor by the transactions
/// that wrote them.
#[test]
fn the_database_does_not_know_either_who_answered_what() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 9);
    let people: Vec<_> = ["Ada", "Bea", "Cid", "Dan", "Eve", "Fay", "Guy", "Hal"]
        .iter()
        .map(|who| enrol(&app, &session, who))
        .collect();
    app.later(TimeDelta::days(22));
    app.run_jobs();
    let answers = |subject: &str, field: &[(&str, &str)]| {
        for one in &people {
            let mails = app.mails_to(&one.email);
            let mail = mails.iter().find(|mail| mail.subject.starts_with(subject)).unwrap();
            let link = mail.link("/enrolments/");
            let (path, key) = link.split_once("?key=").unwrap();
            let mut form = vec![("key", key)];
            form.extend(field);
            app.visitor().post(path, &form).expect(303);
        }
    };
    let marks = [("useful", "5"), ("level", "3"), ("pace", "3"), ("apply", "4")];
    answers("Votre avis", &marks);
    app.later(TimeDelta::days(92));
    app.run_jobs();
    answers("Trois mois après", &[("applied", "4")]);

    for (table, id) in [
        ("survey_turns", "enrolment_id"),
        ("survey_answers", "id"),
        ("survey_later_turns", "enrolment_id"),
        ("survey_later_answers", "id"),
    ] {
        let rows = kept(&app, table, id);
        assert_eq!(rows.len(), people.len(), "{table}");
        assert!(rows.is_sorted_by_key(|row| &row.id), "{table} is in an order that tells");
        assert!(rows.iter().all(|row| row.wrote == rows[0].wrote), "{table} tells who came last");
    }
}
