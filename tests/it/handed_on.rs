//! Those from whom a ticket is taken learn where it went, as those who give one away do.

use chrono::TimeDelta;
use maillage::accounts::NetworkRole;
use maillage::tickets::queries;

use crate::app::{SentMail, Visitor};
use crate::handover::{OTHER, Scene};

const FORMER: &str = "adoc-lorraine";

/// Somebody who steers the network and works for no node.
fn chief(scene: &Scene) -> Visitor {
    let role = Some(NetworkRole::Coordinator);
    scene.app.sign_in(&scene.app.account("Nora", "nora@exemple.example", role, &[]))
}

/// The mails of one kind, in their order.
fn told(scene: &Scene, template: &str) -> Vec<String> {
    let queued = scene.app.queued().into_iter().filter(|(name, _)| name == template);
    queued.map(|(_, to)| to).collect()
}

/// Where mails to a node's people go here.
fn mailbox(scene: &Scene, node: &str, person: &str) -> String {
    let node = scene.app.node_id(node);
    let desk = scene.app.read(|conn| Ok(queries::desk_names(conn, &[node])?)).remove(0);
    desk.help_email.unwrap_or_else(|| person.to_owned())
}

fn tells_where_it_went(scene: &Scene, mail: &SentMail, why: &str) {
    let sign = format!("[{}] Passée à ", scene.ticket.reference);
    assert!(mail.subject.starts_with(&sign), "{}", mail.subject);
    assert!(mail.text.contains("Nora a confié à ") && mail.text.contains(why), "{}", mail.text);
    assert!(!mail.text.contains("/tickets/"), "a link that opens nothing: {}", mail.text);
}

#[test]
fn who_had_a_ticket_that_somebody_placed_elsewhere_is_told_where_and_why() {
    let scene = Scene::new();
    let former = mailbox(&scene, FORMER, "léa@exemple.example");
    scene.note(&scene.lea, "Une réserve pour la suite.", "").expect(303);
    let form = [("kind", "place"), ("to", OTHER), ("reason", "Sujet de chez vous")];

    chief(&scene).post(&format!("{}/handover", scene.page()), &form).expect(303);

    assert_eq!(told(&scene, "ticket_moved_on"), [former.as_str()]);
    tells_where_it_went(&scene, &scene.app.mail_to(&former), "Sujet de chez vous");
    assert_eq!(told(&scene, "ticket_handed_over").len(), 1);
    let id = scene.ticket.id.as_str();
    let audit = scene.app.read(|conn| maillage::history::of(conn, "ticket", id, 20));
    let moved = audit.iter().find(|event| event.action == "ticket.transfer").unwrap();
    assert!(moved.detail.contains(FORMER) && moved.detail.contains(OTHER), "{}", moved.detail);
    // All that was said goes along.
    let page = scene.marc.get(&scene.page());
    page.expect(200).says("Transmise par Nora").says("comment faire");
    page.says("Une réserve pour la suite.");
}

#[test]
fn who_worked_on_a_ticket_is_told_beside_the_mailbox_of_their_node() {
    use diesel::prelude::*;
    use maillage::db::schema::nodes;
    let scene = Scene::new();
    scene.lea.post(&format!("{}/assignment", scene.page()), &[("to", "me")]).expect(303);
    let mailbox = nodes::help_email.eq("aide@adoc.example");
    let here = nodes::table.filter(nodes::slug.eq(FORMER));
    scene.app.write(|conn| Ok(diesel::update(here).set(mailbox).execute(conn)?));
    let form = [("kind", "place"), ("to", OTHER), ("reason", "Sujet de chez vous")];

    chief(&scene).post(&format!("{}/handover", scene.page()), &form).expect(303);

    assert_eq!(told(&scene, "ticket_moved_on"), ["aide@adoc.example", "léa@exemple.example"]);
}

#[test]
fn who_shared_a_ticket_is_told_when_somebody_leaves_it_to_the_other_node() {
    let taken = Scene::new();
    let share = taken.begin("share", "À deux", "");
    let former = mailbox(&taken, FORMER, "léa@exemple.example");
    taken.answer(&chief(&taken), &share, "leaving", &[]).expect(303);
    assert_eq!(told(&taken, "ticket_moved_on"), [former.as_str()]);
    tells_where_it_went(&taken, &taken.app.mail_to(&former), "À deux");

    // Who gives it away themselves knows.
    let given = Scene::new();
    let share = given.begin("share", "À deux", "");
    given.answer(&given.lea, &share, "leaving", &[]).expect(303);
    assert_eq!(told(&given, "ticket_moved_on"), Vec::<String>::new());
    assert_eq!(told(&given, "ticket_handed_over").len(), 1);
}

#[test]
fn a_node_for_which_somebody_accepts_is_told_that_the_ticket_is_its_own() {
    let scene = Scene::new();
    let offer = scene.begin("refer", "Plutôt chez vous", "");
    let there = mailbox(&scene, OTHER, "marc@exemple.example");

    scene.answer(&chief(&scene), &offer, "acceptance", &[]).expect(303);

    assert_eq!(told(&scene, "ticket_handed_over"), [there.as_str()]);
    assert!(scene.app.mail_to(&there).text.contains("Plutôt chez vous"));
    assert_eq!(told(&scene, "ticket_offer_answered").len(), 1);
}

#[test]
fn who_answers_with_another_node_ends_that_with_the_one_that_is_responsible_by_then() {
    let scene = Scene::new();
    let share = scene.begin("share", "À deux", "");
    let place = [("kind", "place"), ("to", "pndb"), ("reason", "Biodiversité")];
    chief(&scene).post(&format!("{}/handover", scene.page()), &place).expect(303);
    let by_then = mailbox(&scene, "pndb", "zoé@exemple.example");

    scene.answer(&scene.marc, &share, "end", &[]).expect(303);

    assert_eq!(told(&scene, "ticket_handover_over"), [by_then]);
}

/// Whatever nodes did with a ticket is in its record, in its order, with who did it.
#[test]
fn the_record_names_every_step_between_nodes() {
    let scene = Scene::new();
    let chief = chief(&scene);
    let hand_over = format!("{}/handover", scene.page());
    let next = || scene.app.later(TimeDelta::minutes(1));
    let begin = |kind: &str, reason: &str| {
        next();
        let handover = scene.begin(kind, reason, "");
        next();
        handover
    };
    let refused = begin("refer", "Votre domaine");
    scene.answer(&scene.marc, &refused, "refusal", &[("reason", "Pas le nôtre")]).expect(303);
    let withdrawn = begin("refer", "Vraiment ?");
    scene.answer(&scene.lea, &withdrawn, "end", &[]).expect(303);
    let asked = begin("consult", "Quelle licence ?");
    scene.answer(&scene.marc, &asked, "end", &[]).expect(303);
    let shared = begin("share", "À deux");
    scene.answer(&scene.lea, &shared, "leaving", &[]).expect(303);
    next();
    let back = [("kind", "place"), ("to", FORMER), ("reason", "Retour en Lorraine")];
    chief.post(&hand_over, &back).expect(303);
    begin("refer", "Une dernière fois");
    scene.app.later(TimeDelta::days(6));
    scene.app.run_jobs();
    let accepted = begin("refer", "Encore vous");
    scene.answer(&scene.marc, &accepted, "acceptance", &[]).expect(303);

    let text = scene.marc.get(&format!("{}/history", scene.page())).expect(200).text();

    let mut rest = text.as_str();
    for step in [
        "Orientée par les règles du réseau",
        "Léa l’a proposée à ADELE",
        "Restée à sa place",
        "Restée ici : Marc l’a refusée « Pas le nôtre »",
        "Refusée par Marc pour ADELE",
        "Léa l’a proposée à ADELE",
        "Léa a retiré la proposition faite à ADELE",
        "Léa a demandé l’avis de ADELE",
        "Marc a terminé l’échange avec ADELE",
        "Léa répond désormais avec ADELE",
        "Confiée par une personne",
        "Confiée par une personne",
        "Transmise par Nora « Retour en Lorraine »",
        "Léa l’a proposée à ADELE",
        "n’a pas répondu à temps",
        "Léa l’a proposée à ADELE",
        "Confiée par une personne",
        "Acceptée par Marc",
    ] {
        let Some((_, after)) = rest.split_once(step) else { panic!("no {step:?} in {rest}") };
        rest = after;
    }
}
