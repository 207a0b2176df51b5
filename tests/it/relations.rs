//! Two tickets become one, one becomes two, and some belong together.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::tickets::mail::follow_path;
use maillage::tickets::queries::{self, Sight};
use maillage::tickets::{Person, State, Ticket};

use crate::app::{TestApp, Visitor};
use crate::tickets::form_id;

struct Desk {
    app: TestApp,
    lea: Visitor,
}

impl Desk {
    fn new() -> Self {
        let app = TestApp::start();
        let lea = app.sign_in(&app.account(
            "Léa",
            "lea@exemple.example",
            None,
            &[("adoc-lorraine", NodeRole::Staff)],
        ));
        Self { app, lea }
    }

    fn post(&self, ticket: &Ticket, deed: &str, form: &[(&str, &str)]) -> crate::app::Reply {
        self.lea.post(&format!("{}/{deed}", page(ticket)), form)
    }

    fn reply(&self, ticket: &Ticket, body: &str) {
        let path = follow_path(&self.app.app.signer, &self.app.again(ticket));
        let key = path.split("key=").nth(1).unwrap().to_owned();
        let form = [("key", key.as_str()), ("id", &*form_id()), ("body", body)];
        self.app.visitor().post(&format!("{}/replies", page(ticket)), &form).expect(303);
    }

    fn said(&self, ticket: &Ticket) -> Vec<String> {
        let found = self
            .app
            .read(|conn| Ok(queries::messages_of(conn, &ticket.id, Sight::Everything, None, 50)?));
        found.into_iter().filter(|m| m.event.is_none()).map(|m| m.body).collect()
    }
}

fn page(ticket: &Ticket) -> String {
    format!("/tickets/{}", ticket.reference)
}

#[test]
fn a_merged_ticket_stands_in_the_other_one_and_both_numbers_lead_there() {
    let desk = Desk::new();
    let (first, second) = (desk.app.ticket("Une question"), desk.app.ticket("La même"));
    desk.app.later(TimeDelta::minutes(1));
    desk.post(&second, "notes", &[("id", &form_id()), ("note", "Déjà vue.")]).expect(303);
    desk.app.later(TimeDelta::minutes(1));
    desk.post(&first, "answers", &[("id", &form_id()), ("body", "Voici.")]).expect(303);

    desk.post(&second, "merge", &[("into", &first.reference)]).expect(303);
    desk.post(&second, "merge", &[("into", &first.reference)]).expect(303);

    assert_eq!(desk.app.state(&second), State::Merged);
    assert_eq!(desk.app.state(&first), State::Open, "a question nobody answered is one here too");
    let said = desk.said(&first);
    assert_eq!((said.len(), desk.said(&second).len()), (4, 0), "{said:?}");
    assert_eq!(said[2..], ["Déjà vue.", "Voici."]);
    assert_eq!(desk.lea.get(&page(&second)).expect(303).location(), page(&first));
    let old_link = follow_path(&desk.app.app.signer, &desk.app.again(&second));
    let visitor = desk.app.visitor();
    let moved = visitor.get(&old_link);
    assert!(moved.expect(303).location().starts_with(&page(&first)), "{}", moved.location());
    visitor.follow(&moved).expect(200).says("Voici.").says_not("Déjà vue.");
    desk.reply(&second, "Merci pour la réponse.");
    assert!(desk.said(&first).contains(&"Merci pour la réponse.".to_owned()));
    let mails = desk.app.queued().into_iter().filter(|(template, _)| template == "ticket_merged");
    assert_eq!(mails.count(), 1);
    desk.post(&second, "notes", &[("id", &form_id()), ("note", "Perdue ?")]).expect(409);
    desk.lea.get("/inbox?queue=all").says_not("La même");
}

#[test]
fn a_merge_is_undone_for_a_day() {
    let desk = Desk::new();
    let (first, second) = (desk.app.ticket("Une question"), desk.app.ticket("La même"));
    let before = desk.said(&second);
    desk.post(&second, "merge", &[("into", &first.reference)]).expect(303);
    desk.reply(&first, "Dit après la fusion.");
    desk.lea.get(&format!("{}/relations", page(&first))).says("Annuler la fusion");

    desk.post(&second, "merge/undo", &[]).expect(303);

    assert_eq!((desk.app.state(&second), desk.said(&second)), (State::New, before));
    assert_eq!(desk.said(&first).len(), 2, "what was said after stays where it was said");
    desk.lea.get(&page(&second)).expect(200).says("La même");
    desk.post(&second, "merge/undo", &[]).expect(409);
    desk.post(&second, "merge", &[("into", &first.reference)]).expect(303);
    desk.app.later(TimeDelta::hours(25));
    desk.post(&second, "merge/undo", &[]).expect(409);
    assert_eq!(desk.app.state(&second), State::Merged);
}

#[test]
fn only_tickets_of_the_same_people_that_one_may_see_become_one() {
    let desk = Desk::new();
    let ticket = desk.app.ticket("Une question");
    let other_person = Person { name: "Ali".into(), email: "ali@exemple.example".into() };
    let of_other = desk.app.ask_as(other_person, "Autre personne");
    let foreign = desk.app.ticket("Ailleurs");
    let away = desk.app.node_id("adele");
    desk.app.write(|conn| {
        let node = queries::Move { node: Some(away.clone()), ..queries::Move::default() };
        assert!(queries::advance(conn, &foreign, node, desk.app.now())?);
        Ok(())
    });

    for (into, key) in [
        (ticket.reference.as_str(), "la même demande"),
        (of_other.reference.as_str(), "personnes différentes"),
        (foreign.reference.as_str(), "Aucune demande de ce numéro"),
        ("2026-999999", "Aucune demande de ce numéro"),
    ] {
        desk.post(&ticket, "merge", &[("into", into)]).expect(409).says(key);
        if into != of_other.reference {
            desk.post(&ticket, "relations", &[("other", into)]).expect(409).says(key);
        }
    }
    desk.post(&foreign, "merge", &[("into", &ticket.reference)]).expect(404);
    assert_eq!(desk.app.state(&ticket), State::New);
}

#[test]
fn a_message_becomes_a_ticket_of_its_own() {
    let desk = Desk::new();
    let ticket = desk.app.ticket("Une question");
    desk.app.later(TimeDelta::minutes(1));
    desk.reply(&ticket, "Autre chose : où stocker ?");
    let shown = desk.lea.get(&format!("{}/relations", page(&ticket)));
    shown.says("Autre chose : où stocker ?").says_not("Lucie Marchal : Bonjour");
    let message = desk.app.read(|conn| Ok(queries::splittable(conn, &ticket.id)?)).pop().unwrap();
    let form = [("message", message.id.as_str()), ("subject", "Le stockage")];

    let made = desk.post(&ticket, "split", &form);
    let again = desk.post(&ticket, "split", &form);

    assert_eq!(made.expect(303).location(), again.expect(303).location());
    let reference = made.location().rsplit('/').next().unwrap().to_owned();
    let made = desk.app.read(|conn| Ok(queries::by_reference(conn, &reference)?));
    assert_eq!((made.subject.as_str(), made.state), ("Le stockage", State::New));
    assert_eq!(desk.said(&made), ["Autre chose : où stocker ?"]);
    assert_eq!(desk.said(&ticket).len(), 1);
    desk.lea.get(&page(&made)).says("Suite de").says("Une question");
    desk.lea.get(&page(&ticket)).says("A pour suite").says("Le stockage");
    desk.post(&made, "merge", &[("into", &ticket.reference)]).expect(303);
    assert_eq!(desk.said(&ticket).len(), 2, "merging puts it back");
}

#[test]
fn links_are_seen_from_both_sides_and_removed() {
    let desk = Desk::new();
    let (one, two) = (desk.app.ticket("Première"), desk.app.ticket("Deuxième"));
    let form = [("other", two.reference.as_str()), ("kind", "duplicate")];

    desk.post(&one, "relations", &form).expect(303);
    desk.post(&one, "relations", &form).expect(303);

    desk.lea.get(&page(&one)).says("Doublon de").says("Deuxième");
    desk.lea.get(&page(&two)).says("A pour doublon").says("Première");
    desk.post(&two, &format!("relations/{}/removal", one.reference), &[]).expect(303);
    desk.lea.get(&page(&one)).says_not("Doublon de");
}

#[test]
fn a_reply_and_a_merge_at_the_same_moment_lose_nothing() {
    let desk = Desk::new();
    for _ in 0..4 {
        let (first, second) = (desk.app.ticket("Une question"), desk.app.ticket("La même"));
        let (answer, note) = (form_id(), form_id());
        let statuses = std::thread::scope(|threads| {
            let merges =
                threads.spawn(|| desk.post(&second, "merge", &[("into", &first.reference)]).status);
            let answers = threads.spawn(|| {
                desk.post(&second, "answers", &[("id", &answer), ("body", "Voici.")]).status
            });
            let notes = threads
                .spawn(|| desk.post(&second, "notes", &[("id", &note), ("note", "Notée.")]).status);
            [merges.join().unwrap(), answers.join().unwrap(), notes.join().unwrap()]
        });

        let merged = desk.app.state(&second) == State::Merged;
        let (here, there) = (desk.said(&first), desk.said(&second));
        assert_eq!(statuses[0] == 303, merged, "{statuses:?}");
        for (status, text) in [(statuses[1], "Voici."), (statuses[2], "Notée.")] {
            let kept = if merged { &here } else { &there };
            assert!([303, 409].contains(&status), "{statuses:?}");
            let found = kept.iter().filter(|said| *said == text).count();
            assert_eq!(found, usize::from(status == 303), "{statuses:?} {text}");
        }
        assert!(!merged || there.is_empty(), "nothing is left where nobody reads it");
    }
}
