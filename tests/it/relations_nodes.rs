//! Tickets become one while other nodes have to do with them: what those read, and what goes on once it is undone.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::mail_in::Receipt;
use maillage::tickets::{Ending, HandoverKind, Ticket, queries};

use crate::app::{Reply, TestApp, Visitor};
use crate::mail_in::{header, letter};
use crate::tickets::form_id;

/// Somebody of three nodes, somebody who steers the network, and two tickets of the same person at the first node.
struct Scene {
    app: TestApp,
    lea: Visitor,
    marc: Visitor,
    zoe: Visitor,
    ana: Visitor,
    first: Ticket,
    second: Ticket,
}

impl Scene {
    fn new() -> Self {
        let app = TestApp::start();
        let [lea, marc, zoe] =
            [("lea", "adoc-lorraine"), ("marc", "adele"), ("zoe", "lord")].map(|(name, node)| {
                let email = format!("{name}@exemple.example");
                app.sign_in(&app.account(name, &email, None, &[(node, NodeRole::Staff)]))
            });
        let steers = Some(NetworkRole::Coordinator);
        let ana = app.sign_in(&app.account("ana", "ana@exemple.example", steers, &[]));
        let (first, second) = (app.ticket("La première"), app.ticket("La seconde"));
        app.later(TimeDelta::minutes(1));
        Self { app, lea, marc, zoe, ana, first, second }
    }

    fn post(&self, by: &Visitor, ticket: &Ticket, deed: &str, form: &[(&str, &str)]) -> Reply {
        self.app.later(TimeDelta::seconds(1));
        by.post(&format!("/tickets/{}/{deed}", ticket.reference), form)
    }

    fn begin(&self, ticket: &Ticket, kind: &str, to: &str, sees: &str) {
        let form = [("kind", kind), ("to", to), ("reason", "Pour vous"), ("sees", sees)];
        self.post(&self.lea, ticket, "handover", &form).expect(303);
    }

    fn note(&self, by: &Visitor, ticket: &Ticket, text: &str, to: &str) {
        let form = [("id", &*form_id()), ("note", text), ("for", to)];
        self.post(by, ticket, "notes", &form).expect(303);
    }

    fn merge(&self, by: &Visitor) {
        let into = [("into", self.first.reference.as_str())];
        self.post(by, &self.second, "merge", &into).expect(303);
    }

    /// Staff answer, and a mail comes to the address that this answer bears.
    fn mail(&self, by: &Visitor, ticket: &Ticket, from: &str, text: &str) -> Receipt {
        let answer = [("id", &*form_id()), ("body", "Voici.")];
        self.post(by, ticket, "answers", &answer).expect(303);
        let to = header(&self.app.mail_to("lucie@exemple.example"), "Reply-To");
        assert!(to.contains(&ticket.reference), "{to}");
        self.app.deliver(letter(from, "Re", &[("To", &to)], text))
    }

    fn page(&self, by: &Visitor, ticket: &Ticket) -> Reply {
        by.get(&format!("/tickets/{}", ticket.reference))
    }
}

#[test]
fn what_a_merge_ended_between_nodes_goes_on_when_it_is_undone() {
    let scene = Scene::new();
    let second = &scene.second;
    let all = || scene.app.read(|conn| Ok(queries::handovers_of(conn, &second.id)?));
    scene.begin(second, "consult", "datasaclay", "thread");
    let ended = format!("handovers/{}/end", all()[0].id);
    scene.post(&scene.lea, second, &ended, &[]).expect(303);
    for (kind, to) in [("refer", "adele"), ("consult", "lord"), ("share", "datasaclay")] {
        scene.begin(second, kind, to, "thread");
    }
    scene.app.later(TimeDelta::hours(20));

    scene.merge(&scene.lea);
    scene.page(&scene.marc, second).expect(404);
    assert!(all().iter().all(|found| found.ending == Some(Ending::Over)));
    scene.app.later(TimeDelta::hours(3));
    scene.post(&scene.lea, second, "merge/undo", &[]).expect(303);

    let going_on: Vec<_> = all().into_iter().filter(|found| found.ending.is_none()).collect();
    let kinds: Vec<_> = going_on.iter().map(|found| found.kind).collect();
    use HandoverKind::{Consultation, Referral, Share};
    assert_eq!(kinds, [Referral, Consultation, Share], "what people ended stays over");
    let due = going_on[0].due_on.unwrap().to_string();
    assert_eq!(due, "2026-03-09", "three working days from Wednesday");
    scene.marc.get("/inbox?queue=referred").says("La seconde");
    scene.page(&scene.zoe, second).expect(200);
    let told = scene.page(&scene.lea, second).expect(200).body.matches("la fusion").count();
    assert!(told >= 3, "a line for each node");
    let offer = format!("handovers/{}/acceptance", going_on[0].id);
    scene.post(&scene.marc, second, &offer, &[]).expect(303);
    assert_eq!(scene.app.again(second).node_id, scene.app.node_id("adele"));
}

/// Who steers the network may merge what two nodes have. Neither reads the other one's notes by that.
#[test]
fn notes_of_one_node_reach_no_other_one_by_a_merge() {
    let scene = Scene::new();
    let (first, second) = (&scene.first, &scene.second);
    let away = [("kind", "place"), ("to", "adele"), ("reason", "Chez vous")];
    scene.post(&scene.ana, second, "handover", &away).expect(303);
    let id = form_id();
    let form = [("id", id.as_str()), ("note", "Réserve ZIBELINE entre nous.")];
    let file: &[(&str, &str, &str, &[u8])] = &[("files", "zibeline.txt", "text/plain", b"secret")];
    let notes = format!("/tickets/{}/notes", second.reference);
    scene.marc.post_files(&notes, &form, file).expect(303);
    let shown = scene.page(&scene.marc, second);
    let href = shown.body.split("href=\"").find(|rest| rest.contains("/attachments/")).unwrap();
    let own = href.split('"').next().unwrap().to_owned();
    let moved = own.replace(&second.reference, &first.reference);
    scene.note(&scene.lea, first, "Réserve MARTRE de Lorraine.", "");
    let staff = scene.app.account(
        "Ida",
        "ida@exemple.example",
        None,
        &[("adoc-lorraine", NodeRole::Staff)],
    );
    let program = scene.app.caller(&scene.app.token(&staff, Scope::Read));

    scene.merge(&scene.ana);

    let found = |by: &Visitor| {
        by.get("/inbox?queue=all&q=zibeline").expect(200).body.contains("La première")
    };
    let lea = scene.page(&scene.lea, first);
    lea.expect(200).says("MARTRE").says_not("ZIBELINE").says_not("zibeline.txt");
    scene.lea.get(&own).expect(404);
    scene.lea.get(&moved).expect(404);
    assert!(!found(&scene.lea));
    let told =
        program.get(&format!("/api/v1/tickets/{}", first.reference)).expect(200).body.clone();
    assert!(told.contains("MARTRE") && !told.contains("ZIBELINE"), "{told}");
    // The node that had it answers there too, with its own notes; both numbers lead there, for either node.
    let marc = scene.page(&scene.marc, first);
    marc.expect(200).says("ZIBELINE").says("zibeline.txt").says_not("MARTRE");
    scene.marc.get(&moved).expect(200);
    let together = scene.marc.get("/inbox?queue=together&q=zibeline");
    together.expect(200).says("La première");
    for who in [&scene.marc, &scene.lea] {
        let to = scene.page(who, second).expect(303).location().to_owned();
        assert_eq!(to, format!("/tickets/{}", first.reference));
    }
    scene.page(&scene.zoe, second).expect(404);
    let meanwhile = [("id", &*form_id()), ("body", "Voici."), ("seen", "none")];
    let said = scene.post(&scene.lea, first, "answers", &meanwhile);
    said.says_not("ZIBELINE");

    scene.post(&scene.ana, second, "merge/undo", &[]).expect(303);
    scene.page(&scene.marc, second).expect(200).says("ZIBELINE").says("zibeline.txt");
    scene.marc.get(&own).expect(200);
    scene.page(&scene.marc, first).expect(404);
    scene.page(&scene.ana, second).says("ZIBELINE");
    scene.page(&scene.lea, first).says_not("ZIBELINE");
}

/// A node that was shown the notes of one ticket was not shown those of another.
#[test]
fn who_reads_the_notes_of_one_ticket_does_not_read_what_another_one_brings() {
    let scene = Scene::new();
    let (first, second) = (&scene.first, &scene.second);
    scene.begin(first, "share", "lord", "thread");
    scene.begin(first, "consult", "adele", "thread_and_notes");
    scene.note(&scene.lea, first, "Note MARTRE.", "all");
    scene.note(&scene.lea, second, "Note ZIBELINE.", "");
    scene.note(&scene.lea, second, "Note HERMINE.", "all");

    scene.merge(&scene.lea);

    for other in [&scene.marc, &scene.zoe] {
        let page = scene.page(other, first);
        page.expect(200).says("MARTRE").says_not("ZIBELINE").says_not("HERMINE");
    }
    scene.page(&scene.lea, first).says("MARTRE").says("ZIBELINE").says("HERMINE");
    scene.post(&scene.lea, second, "merge/undo", &[]).expect(303);
    scene.begin(second, "share", "lord", "thread");
    scene.page(&scene.zoe, second).says("HERMINE").says_not("ZIBELINE");
}

/// Where a page leads to the mail as it came.
fn original(page: &Reply) -> String {
    let mut links = page.body.split("href=\"").filter_map(|rest| rest.split('"').next());
    links.find(|link| link.ends_with("/original")).expect("no mail").to_owned()
}

const LUCIE: &str = "Lucie <lucie@exemple.example>";

#[test]
fn the_mail_of_a_message_is_opened_by_those_who_read_that_message_now() {
    let scene = Scene::new();
    let (first, second) = (&scene.first, &scene.second);
    let away = [("kind", "place"), ("to", "adele"), ("reason", "Chez vous")];
    scene.post(&scene.ana, second, "handover", &away).expect(303);
    let came = scene.mail(&scene.marc, second, LUCIE, "Le relevé ZIBELINE.");
    assert_eq!(came, Receipt::Reply(second.reference.clone()));
    let mail = original(scene.page(&scene.marc, second).expect(200));
    let opens = |who: &Visitor| who.get(&mail).status;
    assert_eq!([&scene.marc, &scene.ana, &scene.lea, &scene.zoe].map(opens), [200, 200, 404, 404]);

    scene.merge(&scene.ana);

    assert_eq!(original(scene.page(&scene.lea, first).says("ZIBELINE")), mail);
    assert_eq!([&scene.marc, &scene.ana, &scene.lea, &scene.zoe].map(opens), [200, 200, 200, 404]);
    let listed = |who: &Visitor| {
        let list = who.get("/admin/mail-in?show=taken");
        list.expect(200).body.contains(mail.trim_end_matches("/original"))
    };
    assert!(listed(&scene.lea) && !listed(&scene.zoe));
    scene.post(&scene.ana, second, "merge/undo", &[]).expect(303);
    assert_eq!([&scene.marc, &scene.ana, &scene.lea, &scene.zoe].map(opens), [200, 200, 404, 404]);
    assert!(listed(&scene.marc) && !listed(&scene.lea));
}

#[test]
fn the_mail_of_a_message_goes_where_that_is_split_off_to() {
    let scene = Scene::new();
    scene.mail(&scene.lea, &scene.first, LUCIE, "Et le stockage ?");
    let mail = original(scene.page(&scene.lea, &scene.first).expect(200));
    let parts = scene.app.read(|conn| Ok(queries::splittable(conn, &scene.first.id)?));
    let message = parts.iter().find(|one| one.body.contains("stockage")).unwrap();
    let form = [("message", message.id.as_str()), ("subject", "Le stockage")];
    let made = scene.post(&scene.lea, &scene.first, "split", &form);
    let made = made.expect(303).location().rsplit('/').next().unwrap().to_owned();
    let made = scene.app.read(|conn| Ok(queries::by_reference(conn, &made)?));

    let away = [("kind", "place"), ("to", "adele"), ("reason", "Chez vous")];
    scene.post(&scene.ana, &made, "handover", &away).expect(303);

    assert_eq!(original(scene.page(&scene.marc, &made).says("Et le stockage")), mail);
    scene.marc.get(&mail).expect(200);
    scene.lea.get(&mail).expect(404);
    scene.lea.get("/admin/mail-in?show=taken").expect(200).says_not("Lucie");
}

#[test]
fn a_mail_that_waits_is_decided_where_its_ticket_went() {
    let scene = Scene::new();
    let (first, second) = (&scene.first, &scene.second);
    let stranger = "Eve <eve@ailleurs.example>";
    let waits = |text: &str| match scene.mail(&scene.lea, second, stranger, text) {
        Receipt::Quarantined(id) => format!("/admin/mail-in/{id}"),
        other => panic!("{other}"),
    };
    let (joins, stays) = (waits("Je complète ZIBELINE."), waits("Et moi aussi."));

    scene.merge(&scene.lea);

    scene.page(&scene.lea, first).says("attend une décision");
    scene.lea.post(&format!("{joins}/release"), &[("as", "team")]).expect(303);
    scene.page(&scene.lea, first).says("ZIBELINE");
    scene.post(&scene.lea, second, "merge/undo", &[]).expect(303);
    scene.page(&scene.lea, first).says_not("attend une décision");
    scene.page(&scene.lea, second).says("attend une décision");
    scene.lea.post(&format!("{stays}/release"), &[("as", "team")]).expect(303);
    scene.page(&scene.lea, second).says("Et moi aussi");
}

#[test]
fn who_had_a_ticket_that_somebody_merged_into_another_nodes_is_told_where_it_is() {
    let scene = Scene::new();
    let told = || {
        let queued = scene.app.queued().into_iter();
        let told = queued.filter(|(template, _)| template == "ticket_taken_in");
        told.map(|(_, to)| to).collect::<Vec<_>>()
    };
    let away = [("kind", "place"), ("to", "adele"), ("reason", "Chez vous")];
    scene.post(&scene.ana, &scene.second, "handover", &away).expect(303);

    scene.merge(&scene.ana);

    assert_eq!(told(), ["marc@exemple.example"]);
    let mail = scene.app.mail_to("marc@exemple.example");
    assert!(mail.text.contains(&scene.second.reference), "{}", mail.text);
    scene.marc.get(&mail.link("/tickets/")).expect(200).says("La première");
    // One's own node knows what it did.
    let own = Scene::new();
    own.merge(&own.lea);
    assert!(own.app.queued().iter().all(|(template, _)| template != "ticket_taken_in"));
}
