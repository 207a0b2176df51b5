//! The list at the door as a page without network keeps it, through HTTP.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::attendance::queries;
use maillage::db::schema::audit_events;

use crate::app::TestApp;
use crate::attendance::{begun, fields};
use crate::courses_cast::School;

/// What was noted without network comes with how long ago that was. The later of two notes holds, whichever came first.
#[test]
fn what_was_noted_at_the_door_without_network_comes_later_and_is_noted_once() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = begun(&app, &school);
    let here = format!("/inbox/sessions/{session}/attendance");
    app.later(TimeDelta::days(21) + TimeDelta::hours(4));
    let page = school.desk.get(&here);
    page.expect(200).says("Sans réseau");
    assert!(page.body.contains("data-door=") && page.body.contains("js/door"));
    let (meeting, people) = (page.value_of("meeting").unwrap(), fields(&page.body));
    let headers = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];
    let send = |ticks: &[(usize, &str, &str)]| {
        let ages: Vec<String> =
            ticks.iter().map(|(n, ..)| people[*n].replacen("p_", "a_", 1)).collect();
        let mut form = vec![("meeting", meeting.as_str()), ("half", "day")];
        for ((n, state, age), field) in ticks.iter().zip(&ages) {
            form.extend([(people[*n].as_str(), *state), (field.as_str(), *age)]);
        }
        school.desk.post_with(&here, &form, &headers)
    };
    let noted = |n: usize, told: &serde_json::Value| told["noted"][people[n].as_str()].clone();

    // Twenty minutes ago Ada was there and Bea was not; both are sent twice.
    let told = send(&[(0, "present", "1200"), (1, "absent", "1200")]).expect(200).json();
    assert_eq!((noted(0, &told), noted(1, &told)), ("present".into(), "absent".into()));
    assert_eq!(told["count"], "1 présents notés sur 3 inscrits");
    let again = send(&[(0, "present", "1200"), (1, "absent", "1200")]).expect(200).json();
    assert_eq!(told, again);
    let marks = || app.read(|conn| Ok(queries::marks_of(conn, &session)?));
    let (all, then) = (marks(), app.now() - TimeDelta::minutes(20));
    assert!(all.len() == 2 && all.iter().all(|mark| mark.marked_at == then));
    let events = app.read(|conn| {
        let all = audit_events::table.filter(audit_events::action.eq("session.attendance"));
        Ok(all.select(audit_events::action).load::<String>(conn)?)
    });
    assert_eq!(events.len(), 1, "the same again is no change");

    // Another device saw Bea five minutes ago; what a third one noted before that comes last and changes nothing.
    let told = send(&[(1, "present", "300")]).expect(200).json();
    assert_eq!(noted(1, &told), "present");
    let late = send(&[(1, "excused", "600")]).expect(200).json();
    assert_eq!(noted(1, &late), "present");
    let sentence = late["late"][0].as_str().unwrap();
    assert!(
        sentence.contains("Bea Ko") && sentence.contains("noté plus tard par Inès Roy"),
        "{sentence}"
    );
    // Without JavaScript it is a form as ever.
    let form = [("meeting", meeting.as_str()), ("half", "day"), (people[2].as_str(), "present")];
    school.desk.post(&here, &form).expect(303);
    // Who does not give it learns nothing.
    let stranger = app.account("Sam", "sam@staff.example", None, &[("huma-num", NodeRole::Staff)]);
    let form = [("meeting", meeting.as_str())];
    app.sign_in(&stranger).post_with(&here, &form, &headers).expect(404);
    app.later(TimeDelta::days(90));
    let form = [("meeting", meeting.as_str()), (people[2].as_str(), "absent")];
    let late = app.sign_in(&school.trainer).post_with(&here, &form, &headers);
    assert!(late.expect(409).json()["refused"].as_str().unwrap().contains("plus de trente jours"));
}
