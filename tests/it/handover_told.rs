//! Who is told what when nodes do something together on a ticket, and what nodes say to each other alone.

use chrono::TimeDelta;
use maillage::accounts::{NodeRole, Scope};
use maillage::mail_in::Receipt;
use maillage::tickets::mail::follow_path;
use maillage::tickets::queries;
use serde_json::json;

use crate::app::Visitor;
use crate::bridge;
use crate::handover::{OTHER, Scene};
use crate::mail_in::{header, letter};
use crate::tickets::form_id;

const TEAM: &str = "lucie@exemple.example";

impl Scene {
    fn told(&self, template: &str) -> Vec<String> {
        let queued = self.app.queued().into_iter().filter(|(name, _)| name == template);
        queued.map(|(_, to)| to).collect()
    }

    fn follow(&self) -> String {
        follow_path(&self.app.app.signer, &self.app.again(&self.ticket))
    }

    fn team_says(&self, body: &str) {
        let path = self.follow();
        let (page, key) = path.split_once("?key=").unwrap();
        let form = [("id", &*form_id()), ("key", key), ("body", body)];
        self.app.visitor().post(&format!("{page}/replies"), &form).expect(303);
    }

    /// The mailbox of a node's staff here.
    fn reaches(&self, template: &str, node: &str, person: &str) -> bool {
        let node = self.app.node_id(node);
        let desk = self.app.read(|conn| Ok(queries::desk_names(conn, &[node])?)).remove(0);
        let to = desk.help_email.unwrap_or_else(|| person.to_owned());
        self.told(template).contains(&to)
    }
}

#[test]
fn who_shares_a_ticket_hears_the_team_and_the_team_knows_who_answers() {
    let scene = Scene::new();
    scene.app.later(TimeDelta::minutes(1));
    scene.begin("share", "À deux, ce sera plus clair", "");

    assert_eq!(scene.told("ticket_shared_team"), [TEAM]);
    let mail = scene.app.mail_to(TEAM);
    let node = scene.app.read(|conn| {
        let other = scene_node(conn);
        Ok(queries::desk_card(conn, &other)?)
    });
    assert!(mail.text.contains(&node.short_name), "{}", mail.text);
    assert!(!mail.text.contains("plus clair"), "why is between nodes: {}", mail.text);
    let shown = scene.app.visitor().get(&scene.follow());
    shown.says("vous répond aussi désormais").says(&node.name).says_not("plus clair");

    scene.app.later(TimeDelta::minutes(1));
    let answer = [("id", &*form_id()), ("body", "Réponse d’Adèle.")];
    scene.marc.post(&format!("{}/answers", scene.page()), &answer).expect(303);
    let mail = scene.app.mail_to(TEAM);
    assert!(mail.text.contains(&format!("Marc ({})", node.short_name)), "{}", mail.text);
    scene.app.visitor().get(&scene.follow()).says(&format!("({})", node.short_name));

    scene.team_says("Merci à vous deux.");
    assert!(scene.reaches("ticket_team_reply", OTHER, "marc@exemple.example"));
    assert!(scene.reaches("ticket_team_reply", "adoc-lorraine", "léa@exemple.example"));
}

/// Somebody of a third node that takes questions.
fn of_cdga(scene: &Scene) -> Visitor {
    let held = [("cdga", NodeRole::Staff)];
    scene.app.sign_in(&scene.app.account("Nour", "nour@exemple.example", None, &held))
}

fn scene_node(conn: &mut maillage::db::Conn) -> maillage::accounts::NodeId {
    queries::node_id_of_slug(conn, OTHER).unwrap().unwrap()
}

#[test]
fn a_helpdesk_that_shares_a_ticket_gets_what_the_team_says() {
    let scene = Scene::new();
    bridge::open(&scene.app, OTHER, bridge::HELPDESK);
    scene.begin("share", "À deux", "");
    let before = scene.app.mails_to(bridge::HELPDESK).len();

    scene.team_says("Une précision pour vous deux.");

    let mails = scene.app.mails_to(bridge::HELPDESK);
    assert_eq!(mails.len(), before + 1);
    assert!(mails.last().unwrap().text.contains("Une précision pour vous deux."));
}

#[test]
fn a_colleague_of_a_node_that_shares_follows_and_is_meant_where_they_can_read() {
    let scene = Scene::new();
    let follow = format!("{}/following", scene.page());
    scene.begin("consult", "Un avis ?", "");
    scene.marc.post(&follow, &[("follow", "1")]).expect(404);
    let consulted = scene.last();
    scene.answer(&scene.marc, &consulted, "end", &[]).expect(303);
    scene.begin("share", "À deux", "");

    scene.marc.post(&follow, &[("follow", "1")]).expect(303);
    scene.zoe.post(&follow, &[("follow", "1")]).expect(404);
    scene.lea.get(&scene.page()).says("Marc");
    // A note that Marc cannot read does not mean him.
    scene.note(&scene.lea, "@Marc entre nous", "").expect(303);
    assert_eq!(scene.told("ticket_mention"), Vec::<String>::new());
    scene.marc.get("/inbox?queue=mentions").says_not("Publier des enquêtes");
    scene.note(&scene.lea, "@Marc regarde ceci", "all").expect(303);
    assert_eq!(scene.told("ticket_mention"), ["marc@exemple.example"]);
    scene.marc.get("/inbox?queue=mentions").says("Publier des enquêtes").says("Me mentionnent 1");
    scene.marc.post(&format!("{}/mentions", scene.page()), &[]).expect(303);
    scene.marc.get("/inbox?queue=mentions").says_not("Publier des enquêtes");
    // Nor does a node's own note tell those of the other one.
    scene.note(&scene.marc, "@Léa chez nous", "node").expect(303);
    assert_eq!(scene.told("ticket_mention").len(), 1);
    let share = scene.last();
    scene.answer(&scene.lea, &share, "end", &[]).expect(303);
    scene.marc.get("/inbox?queue=mentions").says_not("Publier des enquêtes");
    scene.marc.post(&follow, &[("follow", "1")]).expect(404);
}

#[test]
fn a_node_that_was_asked_is_told_when_the_ticket_ends_or_moves() {
    let closed = Scene::new();
    closed.begin("consult", "Un avis ?", "");
    closed.begin("refer", "Plutôt chez vous", "");
    let form = [("outcome", "answered")];
    closed.lea.post(&format!("{}/closure", closed.page()), &form).expect(303);
    assert_eq!(closed.told("ticket_handover_over").len(), 2);
    assert!(closed.reaches("ticket_handover_over", OTHER, "marc@exemple.example"));

    let moved = Scene::new();
    moved.begin("consult", "Un avis ?", "");
    let form = [("kind", "refer"), ("to", "cdga"), ("reason", "Chez vous")];
    moved.lea.post(&format!("{}/handover", moved.page()), &form).expect(303);
    let offer = moved.last();
    moved.answer(&of_cdga(&moved), &offer, "acceptance", &[]).expect(303);
    assert_eq!(
        moved.told("ticket_handover_over").len(),
        1,
        "who accepted is not told that it ended"
    );

    let spam = Scene::new();
    spam.begin("share", "À deux", "");
    spam.lea.post(&format!("{}/spam", spam.page()), &[]).expect(303);
    assert_eq!(spam.told("ticket_handover_over").len(), 1);
}

#[test]
fn what_nodes_say_to_each_other_is_read_by_those_who_were_meant() {
    let scene = Scene::new();
    scene.begin("share", "Raison du partage", "");
    let form = [("kind", "refer"), ("to", "cdga"), ("reason", "Raison de la proposition")];
    scene.lea.post(&format!("{}/handover", scene.page()), &form).expect(303);
    let offer = scene.last();
    let refusal = [("reason", "Raison du refus")];
    scene.answer(&of_cdga(&scene), &offer, "refusal", &refusal).expect(303);

    let marc = scene.marc.get(&scene.page());

    marc.expect(200).says("Raison du partage");
    marc.says_not("Raison de la proposition").says_not("Raison du refus");
    scene.lea.get(&scene.page()).says("Raison de la proposition").says("Raison du refus");
}

#[test]
fn an_offer_that_came_back_is_no_reason_why_it_is_here() {
    let scene = Scene::new();
    let before = scene.app.visitor().get(&scene.follow());
    let offer = scene.begin("refer", "Plutôt chez vous", "");
    let refusal = [("reason", "Non")];
    scene.answer(&scene.marc, &offer, "refusal", &refusal).expect(303);

    let after = scene.app.visitor().get(&scene.follow());

    let why = |reply: &crate::app::Reply| {
        let part = reply.body.split("small quiet\">").nth(1).unwrap_or_default().to_owned();
        part.split('<').next().unwrap_or_default().to_owned()
    };
    assert_eq!(why(&after), why(&before));
    assert!(!why(&after).is_empty(), "{}", after.text());
}

#[test]
fn not_spam_gives_back_state_person_and_time() {
    let scene = Scene::new();
    let answer = [("id", &*form_id()), ("body", "Voici."), ("then", "keep")];
    scene.lea.post(&format!("{}/answers", scene.page()), &answer).expect(303);
    let before = scene.app.again(&scene.ticket);
    assert!(before.next_due_at.is_some() && before.assignee_id.is_some());

    scene.lea.post(&format!("{}/spam", scene.page()), &[]).expect(303);
    assert_eq!(scene.app.again(&scene.ticket).next_due_at, None);
    scene.lea.post(&format!("{}/not-spam", scene.page()), &[]).expect(303);

    let after = scene.app.again(&scene.ticket);
    assert_eq!(
        (after.state, after.assignee_id, after.next_due_at),
        (before.state, before.assignee_id, before.next_due_at)
    );
    // What waited for the team waits again.
    let answer = [("id", &*form_id()), ("body", "Encore.")];
    scene.lea.post(&format!("{}/answers", scene.page()), &answer).expect(303);
    scene.lea.post(&format!("{}/spam", scene.page()), &[]).expect(303);
    scene.lea.post(&format!("{}/not-spam", scene.page()), &[]).expect(303);
    assert_eq!(scene.app.state(&scene.ticket), maillage::tickets::State::WaitingTeam);
}

#[test]
fn a_program_of_another_node_finds_what_it_is_asked_and_answers_its_side() {
    let scene = Scene::new();
    let program = |name: &str, node: &str| {
        let email = format!("{name}@programme.example");
        let account = scene.app.account(name, &email, None, &[(node, NodeRole::Staff)]);
        scene.app.caller(&scene.app.token(&account, Scope::Write))
    };
    let (ours, theirs) = (program("ours", "adoc-lorraine"), program("theirs", OTHER));
    let stranger = program("stranger", "codatasorb");
    let asked = scene.begin("consult", "Quelle licence ?", "thread");
    let ticket = format!("/api/v1/tickets/{}", scene.ticket.reference);

    let found = theirs.get("/api/v1/tickets?queue=together").expect(200).json();
    assert_eq!(found["items"][0]["reference"], scene.ticket.reference.as_str());
    let none = stranger.get("/api/v1/tickets?queue=together").expect(200).json();
    assert_eq!(none["items"], json!([]));
    theirs.get("/api/v1/tickets?queue=mine").expect(422);
    assert_eq!(theirs.get("/api/v1/tickets?queue=referred").expect(200).json()["items"], json!([]));

    for caller in [&ours, &theirs] {
        let handovers = caller.get(&ticket).expect(200).json()["handovers"].clone();
        assert_eq!(handovers[0]["id"], asked.id.as_str());
        assert_eq!(handovers[0]["kind"], "consultation");
        assert_eq!(handovers[0]["to_node"], OTHER);
    }
    let note = json!({ "body": "Merci !", "visibility": "internal", "reader": asked.id });
    ours.post_json(&format!("{ticket}/messages"), &note).expect(201);
    let read = theirs.get(&ticket).expect(200).json().to_string();
    assert!(read.contains("Merci !"), "{read}");
    let other = json!({ "body": "x", "visibility": "internal", "reader": "nobody" });
    ours.post_json(&format!("{ticket}/messages"), &other).expect(409);
    stranger.get(&ticket).expect(404);
}

#[test]
fn words_are_found_in_what_a_node_shares_as_far_as_it_reads() {
    let scene = Scene::new();
    let finds = |by: &Visitor, word: &str| {
        let page = by.get(&format!("/inbox?queue=all&q={word}"));
        page.expect(200).body.contains(&scene.ticket.reference)
    };
    scene.note(&scene.lea, "Un sismogramme entre nous.", "").expect(303);
    assert!(!finds(&scene.marc, "enquetes"));
    let asked = scene.begin("consult", "Quelle licence pour un radargramme ?", "thread");
    assert!(finds(&scene.marc, "enquetes") && finds(&scene.marc, "radargramme"));
    assert!(!finds(&scene.marc, "sismogramme"));
    scene.answer(&scene.lea, &asked, "end", &[]).expect(303);
    assert!(!finds(&scene.marc, "enquetes") && !finds(&scene.marc, "radargramme"));

    scene.begin("share", "À deux", "");
    scene.note(&scene.lea, "Un spectrogramme pour tous.", "all").expect(303);
    scene.note(&scene.marc, "Un thermogramme chez nous.", "node").expect(303);

    for word in ["enquetes", "spectrogramme", "thermogramme"] {
        assert!(finds(&scene.marc, word), "{word}");
    }
    assert!(!finds(&scene.marc, "sismogramme") && !finds(&scene.marc, "radargramme"));
    for word in ["enquetes", "sismogramme", "spectrogramme", "radargramme"] {
        assert!(finds(&scene.lea, word), "{word}");
        assert!(!finds(&scene.zoe, word), "{word}");
    }
    assert!(!finds(&scene.lea, "thermogramme"));
    let page = scene.marc.get("/inbox?queue=together&q=spectrogramme");
    page.says("Publier des enquêtes").says_not("sismogramme");
}

#[test]
fn notes_are_found_by_a_node_that_was_asked_if_it_may_read_them() {
    let scene = Scene::new();
    let finds = |by: &Visitor, word: &str| {
        let page = by.get(&format!("/inbox?queue=all&q={word}"));
        page.expect(200).body.contains(&scene.ticket.reference)
    };
    let ask = |to: &str, reason: &str, sees: &str| {
        let form = [("kind", "consult"), ("to", to), ("reason", reason), ("sees", sees)];
        scene.lea.post(&format!("{}/handover", scene.page()), &form).expect(303);
        scene.last()
    };
    scene.note(&scene.lea, "Un sismogramme entre nous.", "").expect(303);
    scene.note(&scene.lea, "Un spectrogramme pour tous.", "all").expect(303);
    let first = ask(OTHER, "Un radargramme ?", "thread_and_notes");
    ask("pndb", "Un thermogramme ?", "thread");

    let page = scene.marc.get("/inbox?queue=all&q=sismogramme");
    page.says("Publier des enquêtes");
    assert!(page.body.contains("<mark>sismogramme</mark>"), "{}", page.body);
    for word in ["sismogramme", "spectrogramme", "radargramme"] {
        assert!(finds(&scene.lea, word) && finds(&scene.marc, word), "{word}");
        assert!(!finds(&scene.zoe, word), "{word}");
    }
    assert!(finds(&scene.lea, "thermogramme") && finds(&scene.zoe, "thermogramme"));
    assert!(!finds(&scene.marc, "thermogramme"), "what another node was asked");
    scene.answer(&scene.lea, &first, "end", &[]).expect(303);
    assert!(!finds(&scene.marc, "sismogramme") && !finds(&scene.marc, "spectrogramme"));
}

#[test]
fn a_colleague_is_meant_in_what_two_nodes_say_to_each_other() {
    let scene = Scene::new();
    let staff = &[("adoc-lorraine", NodeRole::Staff)];
    let ines = scene.app.account("Inès Martin", "ines@exemple.example", None, staff);
    let asked = scene.begin("consult", "Quelle licence ?", "thread");

    scene.note(&scene.lea, "Qu’en dit @Inès Martin ?", asked.id.as_str()).expect(303);

    assert!(scene.app.mail_to("ines@exemple.example").subject.contains("vous mentionne"));
    let reader = scene.app.sign_in(&ines);
    reader.get("/inbox?queue=mentions").says("Publier des enquêtes");
    reader.get(&scene.page()).says("Une note vous mentionne").says("Qu’en dit");
}

#[test]
fn a_reply_to_what_another_node_said_never_reaches_the_team() {
    let scene = Scene::new();
    let staff = &[("adoc-lorraine", NodeRole::Staff)];
    let ines = scene.app.account("Inès Martin", "ines@exemple.example", None, staff);
    let form = [("to", ines.id.as_str())];
    scene.lea.post(&format!("{}/assignment", scene.page()), &form).expect(303);
    scene.begin("consult", "Quelle licence ?", "thread");
    scene.app.later(TimeDelta::minutes(1));
    scene.note(&scene.marc, "Entre nous, la licence ouverte.", "").expect(303);
    let mail = scene.app.mail_to("ines@exemple.example");
    assert!(mail.text.contains("la licence ouverte"), "{}", mail.text);
    assert!(mail.text.contains("On ne répond pas à ce courriel"), "{}", mail.text);
    assert_eq!(header(&mail, "Reply-To"), "");
    let (before, id) = (scene.told_team(), header(&mail, "Message-ID"));

    let reply = letter("Ines <ines@exemple.example>", "Re", &[("In-Reply-To", &id)], "Merci !");
    let Receipt::Quarantined(held) = scene.app.deliver(reply) else { panic!("let in") };

    let release = format!("/admin/mail-in/{held}/release");
    scene.lea.post(&release, &[("as", "team")]).expect(404);
    scene.lea.post(&release, &[("as", "note")]).expect(303);
    assert_eq!(scene.told_team(), before);
    scene.app.visitor().get(&scene.follow()).says_not("Merci !");
    scene.app.later(TimeDelta::minutes(1));
    scene.team_says("Et nos données ?");
    let mail = scene.app.mail_to("ines@exemple.example");
    assert!(header(&mail, "Reply-To").contains(&format!("+{}.s", scene.ticket.reference)));
}

#[test]
fn who_works_for_several_nodes_tags_for_the_one_that_answers() {
    let scene = Scene::new();
    scene.begin("share", "À deux", "");
    let held = ["cdga", OTHER, "codatasorb"].map(|node| (node, NodeRole::Staff));
    let zora = scene.app.account("Zora", "zora@exemple.example", None, &held);
    let zora = scene.app.sign_in(&zora);

    zora.post(&format!("{}/tags", scene.page()), &[("label", "Mot à part")]).expect(303);

    zora.get(&scene.page()).says("Mot à part");
    scene.marc.get(&scene.page()).says("Mot à part");
    scene.lea.get(&scene.page()).says_not("Mot à part");
}
