//! What was taught, in figures that tell of nobody.

use chrono::TimeDelta;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, give, offer, plan};

#[test]
fn figures_of_a_year_tell_of_no_few() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (many, actor) = (school.give(&app, 10), school.actor(&app));
    let small = offer(&app, &actor, "Pour deux personnes");
    let few = give(&app, &actor, (&small, &plan(&app, 10)));
    for n in 0..6 {
        enrol(&app, &many, &format!("Personne {n}"));
    }
    for n in 0..2 {
        enrol(&app, &few, &format!("Personne {n}"));
    }
    let visitor = app.visitor();
    visitor.get("/figures/courses").expect(200).says("Aucune session terminée");
    app.later(TimeDelta::days(22));
    let page = visitor.get("/figures/courses");
    page.says("6 participants").says("18 heures suivies").says("Déposer ses données");
    page.says_not("Pour deux personnes").says_not("Autres formations");
    visitor.get("/figures/courses?year=2025").says("Aucune session terminée");
    assert!(visitor.get("/figures").links_to("/figures/courses"));
}
