//! What an application said goes when its term has come, and is counted afterwards as before.

use chrono::{Months, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use maillage::applications::ApplicationId;
use maillage::calls::CallId;
use maillage::db::schema::{
    application_answers, application_people, applications, audit_events, call_reviewers, reviewers,
    submission_redactions, submissions,
};
use maillage::labels::{LabelState, queries as labels};
use maillage::privacy::rules;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::applications_cast::{applicant, complete, hash, open_call};
use crate::calls_cast::asked;
use crate::decisions_cast::{Held, REASONS, admin, held};
use crate::labels::{form, send};

/// Whoever is the admin of these tests, signed in again.
fn root(app: &TestApp) -> Visitor {
    let found = app.read(|conn| {
        Ok(maillage::accounts::queries::by_email(conn, "root@reseau.example")?.unwrap())
    });
    app.sign_in(&Account { id: found.id, email: found.email, name: found.name })
}

fn until(app: &TestApp, at: NaiveDateTime) {
    app.later(at - app.now());
    for _ in 0..2 {
        app.run_jobs();
    }
}

fn told(app: &TestApp, to: &str) -> usize {
    app.mails_to(to).iter().filter(|mail| mail.subject.contains("sera effacée le")).count()
}

/// How many answers, people and whole documents there are of an application.
fn words(app: &TestApp, id: &ApplicationId) -> (i64, i64, i64) {
    app.read(|conn| {
        let answers = application_answers::table.filter(application_answers::application_id.eq(id));
        let people = application_people::table.filter(application_people::application_id.eq(id));
        let documents = submissions::table
            .filter(submissions::application_id.eq(id))
            .filter(submissions::document.ne("{}"));
        Ok((
            answers.count().get_result(conn)?,
            people.count().get_result(conn)?,
            documents.count().get_result(conn)?,
        ))
    })
}

fn events(app: &TestApp, action: &str, id: &ApplicationId) -> i64 {
    app.read(|conn| {
        let of = audit_events::table
            .filter(audit_events::action.eq(action))
            .filter(audit_events::subject_id.eq(id.as_str()));
        Ok(of.count().get_result(conn)?)
    })
}

fn figures(app: &TestApp, call: &CallId) -> String {
    root(app).get(&format!("/inbox/calls/{call}/statistics.csv")).expect(200).body.clone()
}

#[test]
fn a_draft_is_erased_a_year_after_the_closing_and_its_people_are_told_a_month_before() {
    let app = TestApp::start();
    let call = open_call(&app);
    let (lea, _) = applicant(&app, "Lea");
    let draft = complete(&app, &call, &lea);
    let question = asked(&app, &call, "Qui peut porter un projet ?");
    let (max, browser) = applicant(&app, "Max");
    let filed = complete(&app, &call, &max);
    let form = [("sha256", hash(&browser, &filed))];
    let form: Vec<(&str, &str)> = form.iter().map(|(a, b)| (*a, b.as_str())).collect();
    browser.post(&format!("/applications/{filed}/filing"), &form).expect(303);
    admin(&app);
    let term = call.terms.closes_at.unwrap() + Months::new(rules::DRAFT_MONTHS);

    until(&app, term - TimeDelta::days(31));
    assert_eq!(told(&app, &lea.email), 0);
    until(&app, term - TimeDelta::days(29));
    assert_eq!((told(&app, &lea.email), told(&app, &max.email)), (1, 0));
    assert_eq!(events(&app, "application.announce_end", &draft), 1);
    let page = root(&app).get("/admin/destruction");
    page.expect(200).says(&call.reference).says("brouillon").says_not("Déjà effacées");
    let owner = app.sign_in(&lea);
    owner.get(&format!("/applications/{draft}")).expect(200).says("Atelier de Lea");
    let before = figures(&app, &call.id);
    assert!(before.contains("Jamais déposées"), "{before}");

    until(&app, term + TimeDelta::days(3));
    assert_eq!(words(&app, &draft), (0, 0, 0));
    let question = app.read(|conn| Ok(maillage::calls::queries::question(conn, &question)?));
    assert_eq!((question.name.as_str(), question.email.as_str()), ("", ""));
    assert_eq!(events(&app, "application.clear", &draft), 1);
    assert_eq!(events(&app, "application.clear", &filed), 0);
    assert!(words(&app, &filed).0 > 0, "what was filed has another term");
    let title: String = app.read(|conn| {
        Ok(applications::table.find(&draft).select(applications::title).first(conn)?)
    });
    assert_eq!(title, "");
    assert_eq!(figures(&app, &call.id), before);
    app.sign_in(&lea).get(&format!("/applications/{draft}")).expect(404);
    let page = root(&app).get("/admin/destruction");
    page.expect(200).says("Déjà effacées").says(&call.reference);
}

#[test]
fn where_an_archivist_agrees_first_nothing_goes_before() {
    let app = TestApp::start_with(|config| config.retention.approval = true);
    let call = open_call(&app);
    let (lea, _) = applicant(&app, "Lea");
    let draft = complete(&app, &call, &lea);
    admin(&app);
    let term = call.terms.closes_at.unwrap() + Months::new(rules::DRAFT_MONTHS);
    until(&app, term - TimeDelta::days(29));
    until(&app, term + TimeDelta::days(5));
    assert!(words(&app, &draft).0 > 0, "nobody has agreed");
    let any = [("told_by", "2030-01-01T00:00:00.000000")];
    app.sign_in(&lea).post("/admin/destruction/applications", &any).expect(404);

    let browser = root(&app);
    let told_by = browser.get("/admin/destruction").expect(200).value_of("told_by").unwrap();
    for _ in 0..2 {
        let form = [("told_by", told_by.as_str())];
        browser.post("/admin/destruction/applications", &form).expect(303);
    }
    assert_eq!(events(&app, "application.agree_end", &draft), 1);
    until(&app, term + TimeDelta::days(6));
    assert_eq!(words(&app, &draft), (0, 0, 0));
}

/// Somebody did not want to review for the call; answers what counts those who were asked.
fn declined(app: &TestApp, there: &Held) -> fn(&TestApp) -> i64 {
    let who = app.account("Rémi", "remi@ailleurs.example", None, &[]);
    let now = app.now();
    app.write(|conn| {
        let known = (
            reviewers::account_id.eq(&who.id),
            reviewers::languages.eq("fr"),
            reviewers::added_by.eq(&who.id),
            reviewers::added_at.eq(now),
        );
        diesel::insert_into(reviewers::table).values(known).execute(conn)?;
        let row = (
            call_reviewers::call_id.eq(&there.call),
            call_reviewers::account_id.eq(&who.id),
            call_reviewers::state.eq("declined"),
            call_reviewers::most.eq(3),
            call_reviewers::token_sha256.eq("seal"),
            call_reviewers::invited_by.eq(&who.id),
            call_reviewers::invited_at.eq(now),
            call_reviewers::answered_at.eq(now),
            call_reviewers::reason.eq("Trop pris ce mois-ci."),
        );
        Ok(diesel::insert_into(call_reviewers::table).values(row).execute(conn)?)
    });
    |app| app.read(|conn| Ok(call_reviewers::table.count().get_result(conn)?))
}

#[test]
fn what_was_refused_goes_after_five_years_and_what_is_labelled_lives_with_its_label() {
    let app = TestApp::start();
    let there = held(&app, &["04", "44"]);
    let activation = admin(&app);
    there.publish(&app, &[("labelled", &[]), ("refused", &[])]);
    let [kept, gone] = [0, 1].map(|place| there.bids[place].0.clone());
    let path = format!("/admin/labels/applications/{kept}");
    send(&activation, &path, &form(&there)).expect(303);
    let decided = app.now();
    let asked = declined(&app, &there);
    let label = app.read(|conn| Ok(labels::of_application(conn, &kept)?)).unwrap();
    until(&app, label.ends_on.and_hms_opt(12, 0, 0).unwrap() + TimeDelta::days(2));
    let ended = app.read(|conn| Ok(labels::find(conn, &label.id)?));
    assert_eq!(ended.state, LabelState::Expired);

    let term = decided + Months::new(12 * rules::FILED_YEARS);
    until(&app, term - TimeDelta::days(20));
    assert_eq!(told(&app, &there.bids[1].1.email), 1);
    let before = figures(&app, &there.call);
    until(&app, term + TimeDelta::days(1));
    assert_eq!(words(&app, &gone).2, 1, "not before those who wrote it had their month");
    until(&app, term + TimeDelta::days(11));
    assert_eq!(words(&app, &gone), (0, 0, 0));
    assert!(words(&app, &kept).2 == 1 && words(&app, &kept).1 > 0);
    assert_eq!(figures(&app, &there.call), before);
    let changed: i64 =
        app.read(|conn| Ok(submission_redactions::table.count().get_result(conn)?));
    assert_eq!(changed, 1, "both hashes of what was filed are kept");
    let decision =
        app.read(|conn| Ok(maillage::decisions::queries::current(conn, &gone)?)).unwrap();
    assert_eq!(decision.outcome, maillage::decisions::Outcome::Refused);
    assert!(decision.rationale != REASONS && decision.rationale.contains("effacé"));

    until(&app, ended.changed_at + Months::new(12 * rules::FILED_YEARS) - TimeDelta::days(25));
    assert!(words(&app, &kept).2 == 1 && asked(&app) == 1);
    until(&app, ended.changed_at + Months::new(12 * rules::FILED_YEARS) + TimeDelta::days(6));
    assert_eq!((words(&app, &kept), asked(&app)), ((0, 0, 0), 0));
    assert_eq!(figures(&app, &there.call), before);
    let public = app.visitor().get(&format!("/calls/{}", there.slug));
    public.expect(200).says_not("Porteur1");
}
