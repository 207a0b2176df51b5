//! The list of sessions, by when enrolment closes.

use chrono::TimeDelta;

use crate::app::TestApp;
use crate::courses_cast::School;

#[test]
fn the_list_may_begin_with_what_closes_first_and_leaves_out_what_has_closed() {
    let app = TestApp::start();
    let school = School::new(&app);
    let closing = |title: &str, days: i64| {
        school.give_with(&app, 5, |plan| {
            plan.terms.title = title.into();
            plan.terms.closes_at = (days > 0).then(|| app.now() + TimeDelta::days(days));
        })
    };
    closing("Troisième", 0);
    closing("Deuxième", 9);
    closing("Première", 2);
    let visitor = app.visitor();
    let order = |path: &str| -> Vec<&'static str> {
        let text = visitor.get(path).text();
        let mut found: Vec<_> = ["Première", "Deuxième", "Troisième"]
            .into_iter()
            .filter_map(|one| Some((text.find(one)?, one)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, one)| one).collect()
    };

    assert_eq!(order("/courses?order=closing"), ["Première", "Deuxième", "Troisième"]);
    visitor.get("/courses").says("Clôture jeudi 5 mars 2026");
    app.later(TimeDelta::days(3));
    assert_eq!(order("/courses?order=closing"), ["Deuxième", "Troisième"]);
    assert_eq!(order("/courses").len(), 3, "what has closed is there still");
}

/// How long it is still stands beside the day and the hour, from the page itself: a script only counts on.
#[test]
fn what_opens_or_closes_soon_says_in_how_long() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 5, |plan| {
        plan.terms.opens_at = Some(app.now() + TimeDelta::minutes(133));
        plan.terms.closes_at = Some(app.now() + TimeDelta::days(9));
    });
    let (visitor, here) = (app.visitor(), format!("/sessions/{session}"));

    visitor.get(&here).says("(dans 2 h 13)").says("(dans 9 jours)");
    visitor.get("/courses").says("(dans 2 h 13)");
    app.later(TimeDelta::hours(3));
    visitor.get(&here).says_not("(dans 2 h");
    visitor.get("/courses").says("(dans 8 jours)");
}
