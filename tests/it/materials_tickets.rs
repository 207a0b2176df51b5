//! Training materials around questions: suggested with the reason, put into an answer, and what is lacking.

use diesel::prelude::*;
use maillage::db::schema::ticket_materials;

use crate::app::TestApp;
use crate::knowledge::audited;
use crate::materials::{Cast, record};
use crate::tickets::question;
use crate::triage::at;

#[test]
fn the_nearest_materials_are_offered_with_why_and_put_into_the_answer() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (near, slug) = cast.publish(&app, record("Choisir un embargo"));
    let mut far = record("Tenir un cahier de laboratoire");
    (far.topics, far.disciplines) = (vec!["eln".into()], vec!["5.4".into()]);
    cast.publish(&app, far);
    let (gone, _) = cast.publish(&app, record("Un embargo d’avant"));
    cast.desk
        .post(&format!("/inbox/materials/{gone}/withdrawal"), &[("reason", "Vieux")])
        .expect(303);
    let mut asked = question("Quel embargo choisir ?");
    asked.topic = Some("restrict".into());
    let ticket = app.ask(asked, true);

    cast.desk.get(&at(&ticket, "")).says("Supports de formation sur ce sujet");
    let page = cast.desk.get(&at(&ticket, "/materials"));
    page.says("Choisir un embargo").says("même sujet, mots du titre, langue de la demande");
    page.says_not("cahier de laboratoire").says_not("Un embargo d’avant");
    let id = near.to_string();
    let form = [("article", id.as_str()), ("body", "Bonjour,")];
    let answer = cast.desk.post(&at(&ticket, "/materials"), &form);
    assert!(
        answer.expect(200).body.contains(&format!("/materials/{slug}/v1")),
        "{}",
        answer.text()
    );
    assert!(answer.body.contains("Bonjour,"));
    cast.desk.post(&at(&ticket, "/materials"), &form).expect(200);

    let used: i64 = app.read(|conn| Ok(ticket_materials::table.count().get_result(conn)?));
    assert_eq!(used, 1);
    assert!(
        audited(&app, "ticket", ticket.id.as_str()).contains(&"ticket.material-used".to_owned())
    );
    let nothing = app.ask(question("Zzz"), true);
    cast.desk.get(&at(&nothing, "/materials")).says("Aucun support proche");
}

#[test]
fn what_is_asked_for_and_not_covered_comes_first_and_few_questions_stay_few() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    cast.publish(&app, record("Un support"));
    for (topic, n) in [("restrict", 6), ("eln", 5), ("pid", 2)] {
        for _ in 0..n {
            let mut asked = question("Une question");
            asked.topic = Some(topic.into());
            app.ask(asked, true);
        }
    }

    let page = cast.desk.get("/inbox/materials/demand");
    let text = page.text();
    let label = |code: &str| app.app.vocabularies().topic(code).unwrap().label_fr.clone();
    let place = |code: &str| text.find(&label(code)).unwrap_or_else(|| panic!("{code}: {text}"));
    assert!(place("eln") < place("restrict"));
    page.says("moins de 5").says("Aucun support");
    assert!(!text.contains(&format!("{} 2", label("pid"))));
}

#[test]
fn what_is_perhaps_there_already_is_said_before_it_is_published_twice() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (first, _) = cast.publish(&app, record("Choisir un embargo"));
    let mut same_place = record("Tout autre chose, écrit autrement");
    same_place.summary = "Un texte qui ne dit rien de commun avec l’autre.".repeat(3);
    let (second, _) = cast.publish(&app, same_place);
    let (third, _) = cast.publish(&app, record("Choisir son embargo"));
    let page = |id: &maillage::materials::MaterialId| {
        cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
        cast.desk.get(&format!("/inbox/materials/{id}"))
    };

    page(&first).says("Ressemble à").says("Tout autre chose").says("Choisir son embargo");
    page(&second).says("Choisir un embargo");
    page(&third).says("Choisir un embargo");
}
