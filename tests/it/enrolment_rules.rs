//! Who is let into a session by its rule, and what becomes of the others.

use chrono::TimeDelta;
use maillage::courses::SessionId;
use maillage::enrolment::Wish;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, give, offer, plan, standing, wish};
use crate::tickets::form_id;

/// Somebody of an institution, and of a discipline if any.
fn of(institution: &str, discipline: Option<&str>, who: &str) -> Wish {
    let discipline = discipline.map(str::to_owned);
    Wish { institution: Some(institution.into()), discipline, ..wish(who) }
}

#[test]
fn who_fits_the_rule_is_enrolled_and_of_the_others_it_is_decided_by_hand_knowing_why() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 3, |plan| {
        plan.terms.approval = true;
        plan.terms.rule_institutions = "cnrs,inrae".into();
        plan.terms.rule_disciplines = "1.3".into();
    });
    let visitor = app.visitor();
    let page = visitor.get(&format!("/sessions/{session}"));
    page.expect(200).says("Inscription directe pour qui remplit tout ceci").says("INRAE");
    page.says("L’organisateur décide des autres demandes");

    enrol_wish(&app, &session, of("inrae", Some("1.3"), "Ada"));
    enrol_wish(&app, &session, of("inrae", None, "Bea"));
    enrol_wish(&app, &session, of("cirad", Some("1.3"), "Cid"));
    assert_eq!(standing(&app, &session), ["Ada confirmed", "Bea pending", "Cid pending"]);
    let told = app.mail_to("cid@exemple.example");
    assert!(told.text.contains("L’établissement indiqué n’est pas de ceux"), "{}", told.text);
    visitor.get(&told.link("/enrolments/")).says("L’établissement indiqué n’est pas de ceux");
    let people = format!("/inbox/sessions/{session}/enrolments");
    school.desk.get(&people).says("La discipline indiquée n’est pas de celles");

    // The form asks for the discipline, and what is typed decides.
    let form_id = form_id();
    let form = [
        ("form_id", form_id.as_str()),
        ("name", "Dan Po"),
        ("email", "dan@exemple.example"),
        ("institution", "CNRS"),
        ("discipline", "1.3"),
    ];
    visitor.post(&format!("/sessions/{session}/enrolments"), &form).expect(303);
    assert_eq!(standing(&app, &session)[3], "Dan Po confirmed");
    let told = visitor.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
    assert_eq!(told["registration"]["rule"]["institutions"], serde_json::json!(["cnrs", "inrae"]));
    assert_eq!(told["registration"]["rule"]["others"], "by_hand");
}

#[test]
fn whom_a_strict_rule_leaves_out_is_refused_with_the_reason_and_holds_no_seat() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| {
        plan.terms.approval = true;
        plan.terms.pending_holds = true;
        plan.terms.rule_institutions = "inrae".into();
        plan.terms.rule_strict = true;
    });
    enrol(&app, &session, "Ada");
    enrol_wish(&app, &session, of("inrae", None, "Bea"));
    enrol_wish(&app, &session, of("inrae", None, "Cid"));

    let all = ["Ada refused", "Bea confirmed", "Cid waiting"];
    assert_eq!(standing(&app, &session), all);
    let told = app.mail_to("ada@exemple.example");
    assert!(told.text.contains("n’a pas pu être retenue"), "{}", told.text);
    assert!(told.text.contains("L’établissement indiqué n’est pas de ceux"), "{}", told.text);
    // Those who give it write in whom they like.
    let more = [("form_id", &*form_id()), ("name", "Ada"), ("email", "ada@exemple.example")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let more: Vec<_> = more.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    school.desk.post(&format!("/inbox/sessions/{session}/enrolments"), &more).expect(303);
    assert_eq!(standing(&app, &session)[3], "Ada waiting");
}

/// Notes everybody of a session as there, on the day after it.
fn were_there(app: &TestApp, school: &School, session: &SessionId) {
    app.later(TimeDelta::days(22));
    let here = format!("/inbox/sessions/{session}/attendance");
    let page = school.desk.get(&here);
    let meeting = page.value_of("meeting").unwrap();
    let ids = page.body.split("name=\"p_").skip(1).filter_map(|rest| rest.split('"').next());
    let names: Vec<String> = ids.map(|id| format!("p_{id}")).collect();
    let mut form: Vec<(&str, &str)> = vec![("meeting", meeting.as_str())];
    form.extend(names.iter().map(|name| (name.as_str(), "present")));
    school.desk.post(&here, &form).expect(303);
}

#[test]
fn who_was_at_the_course_that_is_asked_for_is_let_into_the_next_one() {
    let app = TestApp::start();
    let school = School::new(&app);
    let first = school.give(&app, 5);
    enrol(&app, &first, "Ada");
    were_there(&app, &school, &first);
    let actor = school.actor(&app);
    let next = offer(&app, &actor, "Aller plus loin");
    let mut what = plan(&app, 5);
    what.terms.approval = true;
    what.terms.rule_course = Some(school.course.clone());
    let session = give(&app, &actor, (&next, &what));

    enrol(&app, &session, "Ada");
    enrol(&app, &session, "Bea");
    assert_eq!(standing(&app, &session), ["Ada confirmed", "Bea pending"]);
    app.visitor().get(&format!("/sessions/{session}")).says("A suivi la formation");
    let told = app.mail_to("bea@exemple.example").text;
    assert!(told.contains("Aucune présence n’est notée pour cette adresse"), "{told}");
}

#[test]
fn the_desk_writes_the_rule_and_an_institution_that_is_none_is_refused_where_it_was_typed() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let rule = [("on_site", "5"), ("rule_institutions", "INRAE\nNulle Part"), ("rule_strict", "1")];
    let refused = crate::courses_own::save(&school, &session, &rule);
    refused.expect(422).says("écrivez chacun sur sa ligne").says("Nulle Part");
    let rule = [("on_site", "5"), ("rule_institutions", "INRAE\nCNRS"), ("rule_strict", "1")];
    crate::courses_own::save(&school, &session, &rule).expect(303);
    let terms =
        app.read(|conn| Ok(maillage::courses::queries::given(conn, &session)?.session.terms));
    assert_eq!(terms.rule_institutions, "inrae,cnrs");
    assert!(terms.approval && terms.rule_strict, "whoever does not fit is not let in");
    enrol(&app, &session, "Ada");
    assert_eq!(standing(&app, &session), ["Ada refused"]);
}
