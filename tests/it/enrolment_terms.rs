//! Of who enrolled, what they said goes after a year, and who they were after five; what is counted stays.

use chrono::{Months, TimeDelta};
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::db::schema::{
    attendance, certificates, enrolment_answers, enrolments, session_meetings, survey_answers,
};

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, question, standing, wish};

/// Names, addresses, and what was typed of their institution, in the order of arrival.
fn known(app: &TestApp) -> Vec<(String, String, String)> {
    app.read(|conn| {
        Ok(enrolments::table
            .order(enrolments::place)
            .select((enrolments::name, enrolments::email, enrolments::institution_typed))
            .load(conn)?)
    })
}

fn figures(app: &TestApp) -> String {
    let email = format!("{}@steers.example", crate::tickets::form_id());
    let steers = app.account("Ana", &email, Some(NetworkRole::Coordinator), &[]);
    let page = app.sign_in(&steers).get("/figures/courses?from=2026-01-01&to=2026-12-31");
    let text = page.expect(200).text();
    text.split_once("Déposer ses données").unwrap().1.to_owned()
}

fn passes(app: &TestApp, months: u32) {
    let then = app.now().checked_add_months(Months::new(months)).unwrap();
    app.later(then - app.now());
    app.run_jobs();
}

#[test]
fn what_was_said_goes_after_a_year_and_who_took_part_after_five() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 6);
    let why = question(&app, &school.actor(&app), &session, "Régime ?");
    let mut ada = wish("Ada");
    (ada.answers, ada.institution_typed) = (vec![(why, "Sans gluten".into())], "Labo d’Ada".into());
    let ada = enrol_wish(&app, &session, ada);
    for who in ["Bea", "Cid", "Dan", "Eve"] {
        enrol(&app, &session, who);
    }
    let zoe = enrol(&app, &session, "Zoé");
    let link = maillage::enrolment::access::link(&app.app.signer, &zoe.id);
    let (path, key) = link.split_once("?key=").unwrap();
    app.visitor()
        .post(&format!("{path}/cancellation"), &[("key", key), ("reason", "Malade")])
        .expect(303);
    let number = crate::attendance::certify(&app, &school, &ada);
    app.write(|conn| {
        let of = session_meetings::table.select(session_meetings::id);
        let meeting: String = of.first(conn)?;
        Ok(diesel::insert_into(attendance::table)
            .values((
                attendance::meeting_id.eq(meeting),
                attendance::half.eq("day"),
                attendance::enrolment_id.eq(&ada.id),
                attendance::state.eq("present"),
                attendance::marked_by.eq(&school.trainer.id),
                attendance::marked_at.eq(app.now()),
            ))
            .execute(conn)?)
    });
    app.later(TimeDelta::days(22));
    app.run_jobs();
    let own = maillage::enrolment::access::link(&app.app.signer, &ada.id);
    let (path, key) = own.split_once("?key=").unwrap();
    let marks = [("useful", "5"), ("level", "3"), ("pace", "3"), ("apply", "4")];
    let form: Vec<_> = marks.into_iter().chain([("key", key), ("comment", "Ada ici")]).collect();
    app.visitor().post(&format!("{path}/survey"), &form).expect(303);
    let before = (standing(&app, &session).len(), figures(&app));

    passes(&app, 11);
    assert!(known(&app).iter().all(|(name, ..)| !name.is_empty()));
    passes(&app, 2);

    let said: i64 = app.read(|conn| Ok(enrolment_answers::table.count().get_result(conn)?));
    let comments: Vec<String> =
        app.read(|conn| Ok(survey_answers::table.select(survey_answers::comment).load(conn)?));
    assert_eq!((said, comments), (0, vec![String::new()]));
    let all = known(&app);
    assert_eq!((all[0].0.as_str(), all[0].2.as_str()), ("Ada", "Labo d’Ada"));
    assert_eq!(all[5], (String::new(), zoe.id.to_string(), String::new()), "who did not come");
    app.visitor().get(&format!("/certificates/{number}")).expect(200).says("Ada");
    assert_eq!((standing(&app, &session).len(), figures(&app)), before);
    let actions = crate::knowledge::audited(&app, "session", session.as_str());
    assert_eq!(actions.iter().filter(|action| *action == "session.clear").count(), 1);

    passes(&app, 44);
    assert_eq!(known(&app)[0].0, "Ada");
    passes(&app, 4);

    let all = known(&app);
    assert!(all.iter().all(|(name, email, typed)| {
        name.is_empty() && !email.contains('@') && typed.is_empty()
    }));
    let (names, marks): (Vec<String>, i64) = app.read(|conn| {
        Ok((
            certificates::table.select(certificates::name).load(conn)?,
            attendance::table.count().get_result(conn)?,
        ))
    });
    assert_eq!(names, vec![String::new()]);
    assert!(marks > 0);
    app.visitor().get(&format!("/certificates/{number}")).says_not("Ada");
    assert_eq!((standing(&app, &session).len(), figures(&app)), before);
    passes(&app, 1);
    assert_eq!(known(&app), all);
}
