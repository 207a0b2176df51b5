//! What those who took part think: asked once, without names, shown from five answers on.

use chrono::TimeDelta;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol};

#[test]
fn opinions_are_asked_once_and_nobody_can_be_told_from_them() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 6);
    let people: Vec<_> =
        ["Ada", "Bea", "Cid", "Dan", "Eve"].iter().map(|who| enrol(&app, &session, who)).collect();
    app.later(TimeDelta::days(22));
    app.run_jobs();
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
