//! One institution on one page, and commitments that are more than is allowed.

use maillage::accounts::{NetworkRole, NodeRole};
use maillage::conventions::Concern;
use maillage::spaces::queries;
use maillage::tickets::Question;

use crate::app::TestApp;
use crate::decisions_cast::admin;
use crate::spaces_cast::{convention, open, sign};
use crate::tickets::question;

#[test]
fn a_university_sees_its_nodes_its_space_and_its_numbers_on_one_page() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let space = open(&app, &actor, "universite-de-lorraine");
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, "universite-de-lorraine", 400));
    for _ in 0..3 {
        let asked = Question {
            institutions: vec!["universite-de-lorraine".into()],
            ..question("Où déposer ?")
        };
        app.ask(asked, true);
    }
    let path = "/institutions/universite-de-lorraine";

    let public = app.visitor().get(path);
    public.expect(200).says("Université de Lorraine").says("Porteur").says_not("en un an");
    public.says_not("Camille Signe").says_not("Convention spaces");
    assert!(public.links_to("/nodes/adoc-lorraine"));
    assert!(public.links_to(&format!("/spaces/{}", space.slug)));
    let staff = app.account("S", "s@s.example", None, &[("lord", NodeRole::Staff)]);
    let page = app.sign_in(&staff).get(path);
    page.expect(200).says("Questions posées en un an moins de 5").says_not("dont en cours");
    let page = root.get(path);
    page.expect(200).says("Questions posées en un an 3").says("dont en cours 3");
    page.says("Convention spaces").says("valide");
    app.visitor().get("/institutions/nulle-part").expect(404);
    let node = app.visitor().get("/nodes/adoc-lorraine");
    assert!(node.expect(200).links_to(path));
}

#[test]
fn somebody_who_looks_after_two_spaces_is_named_to_those_who_steer() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    open(&app, &actor, "cnrs");
    root.get("/institutions").expect(200).says("Personne n’est engagé au-delà");

    let second = open(&app, &actor, "inria");

    let page = root.get("/institutions");
    page.expect(200).says("ada@espace.example").says("permis : 1").says("Espace inria");
    root.get("/institutions/inria").expect(200).says("cid@espace.example");
    app.visitor().get("/institutions/inria").expect(200).says_not("cid@espace.example");
    let people = app.read(|conn| Ok(queries::people_of(conn, &second.id)?));
    app.write(|conn| {
        for person in &people {
            queries::end_person(conn, &person.id, app.today())?;
        }
        Ok(())
    });
    root.get("/institutions").expect(200).says_not("ada@espace.example");
}
