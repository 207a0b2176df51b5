//! Triage: tags, views, prepared answers, checklists, time, following, being meant, being there. What is one node's is
//! nothing to another.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::history;
use maillage::tickets::Ticket;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::tickets::{form_id, question};

pub const NODE: &str = "adoc-lorraine";

pub fn person(app: &TestApp, name: &str, role: NodeRole) -> Account {
    let email = format!("{}@exemple.example", maillage::text::slug(name));
    app.account(name, &email, None, &[(NODE, role)])
}

pub fn outsider(app: &TestApp) -> Account {
    app.account("Max Ailleurs", "max@exemple.example", None, &[("adele", NodeRole::Manager)])
}

pub fn at(ticket: &Ticket, rest: &str) -> String {
    format!("/tickets/{}{rest}", ticket.reference)
}

fn topic(app: &TestApp) -> String {
    app.app.vocabularies().topics[0].code.clone()
}

/// A ticket about the first topic.
fn about_topic(app: &TestApp, subject: &str) -> Ticket {
    let mut asked = question(subject);
    asked.topic = Some(topic(app));
    app.ask(asked, true)
}

fn audited(app: &TestApp, ticket: &Ticket) -> Vec<String> {
    let mut found: Vec<_> = app
        .read(|conn| history::of(conn, "ticket", ticket.id.as_str(), 50))
        .into_iter()
        .map(|event| event.action)
        .collect();
    found.reverse();
    found
}

fn note(visitor: &Visitor, ticket: &Ticket, text: &str) {
    let form = [("id", form_id()), ("note", text.to_owned())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.post_files(&at(ticket, "/notes"), &form, &[]).expect(303);
}

#[test]
fn a_tag_is_put_on_found_by_and_taken_off() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let (tagged, other) = (app.ticket("Avec étiquette"), app.ticket("Sans étiquette"));

    for _ in 0..2 {
        lea.post(&at(&tagged, "/tags"), &[("label", " #Données  Santé ")]).expect(303);
    }
    let page = lea.get(&at(&tagged, ""));
    page.says("Données Santé");
    let list = lea.get("/inbox?queue=all&tag=donnees+sante");
    list.says("Avec étiquette").says_not("Sans étiquette").says("Données Santé");
    lea.post(&at(&other, "/tags"), &[("label", "  # ")]).expect(409).says("Écrivez un mot");
    let off = page.body.split("/tags/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    lea.post(&at(&tagged, &format!("/tags/{off}")), &[]).expect(303);

    lea.get("/inbox?queue=all&tag=donnees+sante").says_not("Avec étiquette");
    assert_eq!(
        audited(&app, &tagged).iter().filter(|a| a.contains("tag")).collect::<Vec<_>>(),
        ["ticket.tag", "ticket.untag"]
    );
}

#[test]
fn a_tag_of_another_node_is_not_there() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let max = outsider(&app);
    let stranger = app.sign_in(&max);
    let ticket = app.ticket("Secrète");
    lea.post(&at(&ticket, "/tags"), &[("label", "motconfidentiel")]).expect(303);
    let page = lea.get("/inbox/tags");
    let id = page.body.split("action=\"/inbox/tags/").nth(1).unwrap()[..36].to_owned();

    stranger.post(&at(&ticket, "/tags"), &[("label", "x")]).expect(404);
    stranger.post(&at(&ticket, &format!("/tags/{id}/removal")), &[]).expect(404);
    stranger.post(&format!("/inbox/tags/{id}"), &[("label", "volé")]).expect(404);
    stranger.post(&format!("/inbox/tags/{id}/removal"), &[]).expect(404);
    stranger.post("/inbox/tags", &[("label", "x"), ("shelf", "network")]).expect(404);
    let there = app.node_id(NODE).to_string();
    stranger.post("/inbox/tags", &[("label", "x"), ("shelf", &there)]).expect(404);
    stranger.get("/inbox/tags").says_not("motconfidentiel");
    stranger.get("/inbox?queue=all&tag=motconfidentiel").says_not("Secrète");
    let caller = app.caller(&app.token(&max, Scope::Read));
    let found = caller.get("/api/v1/tickets?tag=motconfidentiel").json();
    assert_eq!(found["items"], serde_json::json!([]));
    assert!(audited(&app, &ticket).iter().all(|action| action != "ticket.untag"));
}

#[test]
fn the_api_says_and_finds_tags() {
    let app = TestApp::start();
    let account = person(&app, "Léa Roy", NodeRole::Staff);
    let lea = app.sign_in(&account);
    let (ticket, _) = (app.ticket("Étiquetée"), app.ticket("Autre"));
    lea.post(&at(&ticket, "/tags"), &[("label", "urgent")]).expect(303);
    let caller = app.caller(&app.token(&account, Scope::Read));

    let list = caller.get("/api/v1/tickets?tag=Urgent").json();
    let one = caller.get(&format!("/api/v1/tickets/{}", ticket.reference)).json();

    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["tags"], serde_json::json!(["urgent"]));
    assert_eq!(one["tags"], serde_json::json!(["urgent"]));
}

#[test]
fn a_shared_view_shows_each_reader_only_what_is_theirs() {
    let app = TestApp::start();
    let boss = app.account("Ada", "ada@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let (boss, lea) = (app.sign_in(&boss), app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff)));
    let max = app.sign_in(&outsider(&app));
    app.ticket("Visible en Lorraine");
    let form = [
        ("name", "Tout ce qui dort"),
        ("shelf", "network"),
        ("query", "queue=all&scope=network&q=visible&more=1&after=x&nonsense=1"),
    ];

    let kept = boss.post("/inbox/views", &form);

    assert_eq!(kept.location(), "/inbox?queue=all&scope=network&q=visible");
    max.post("/inbox/views", &form).expect(404);
    let view = |visitor: &Visitor| {
        let page = visitor.get("/inbox?queue=all&scope=network&q=visible");
        let count = page.body.split("Tout ce qui dort</span>").nth(1).unwrap();
        let count = count.split("</a>").next().unwrap();
        (page.text().contains("Visible en Lorraine"), count.contains(">1<"))
    };
    assert_eq!(view(&boss), (true, true));
    assert_eq!(view(&lea), (true, true));
    assert_eq!(view(&max), (false, false));
}

#[test]
fn views_are_renamed_ordered_and_deleted_by_those_whose_they_are() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let paul = app.sign_in(&person(&app, "Paul Roy", NodeRole::Staff));
    for name in ["Une", "Deux"] {
        let query = format!("queue=ours&q={name}");
        lea.post("/inbox/views", &[("name", name), ("shelf", "own"), ("query", &query)])
            .expect(303);
    }
    let page = lea.get("/inbox/views");
    let second = page.body.split("/rise\"").next().unwrap();
    let second = second[second.len() - 36..].to_owned();

    paul.get("/inbox/views").says_not("Deux");
    paul.post(&format!("/inbox/views/{second}"), &[("name", "x")]).expect(404);
    paul.post(&format!("/inbox/views/{second}/removal"), &[]).expect(404);
    lea.post(&format!("/inbox/views/{second}"), &[("name", "Trois")]).expect(303);
    lea.post(&format!("/inbox/views/{second}/rise"), &[]).expect(303);
    let text = lea.get("/inbox/views").text();
    assert!(text.contains("Monter Une") && !text.contains("Monter Trois"), "{text}");
    lea.post(&format!("/inbox/views/{second}/removal"), &[]).expect(303);
    lea.get("/inbox/views").says_not("Trois");
    let empty = [("name", "x"), ("shelf", "own"), ("query", "more=1")];
    lea.post("/inbox/views", &empty).expect(422).says("Rien n’est filtré");
}

pub fn answer<'a>(node: &'a str, body: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("name", "Où déposer"),
        ("shelf", node),
        ("body_fr", body),
        ("body_en", "Hello {{asker}}"),
        ("employer", "universite-de-lorraine"),
        ("variant_fr", "Ici, chez {{institution}} : {{subject}}"),
        ("variant_en", ""),
    ]
}

#[test]
fn an_unknown_placeholder_is_named_and_nothing_typed_is_lost() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let node = app.node_id(NODE).to_string();

    let form = answer(&node, "Bonjour {{prenom}}, voici");
    let reply = lea.post("/inbox/answers", &form);

    reply.expect(422).says("« {{prenom}} » ne veut rien dire ici");
    assert!(reply.body.contains("Bonjour {{prenom}}, voici"));
    lea.get("/inbox/answers").says("Aucune réponse type");
}

#[test]
fn a_prepared_answer_is_inserted_with_the_employers_variant_and_markup_stays_text() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let node = app.node_id(NODE).to_string();
    lea.post("/inbox/answers", &answer(&node, "Bonjour {{asker}}")).expect(303);
    let ticket = app.ticket("<b>gras</b> [lien](javascript:alert(1))");
    let page = lea.get(&at(&ticket, ""));
    let id = page.body.split("<select class=\"form-select form-select-sm\" id=\"template\"").nth(1);
    let id = id.unwrap().split("value=\"").nth(2).unwrap()[..36].to_owned();

    let form = [("template", id.as_str()), ("body", "Déjà écrit")];
    let whole = lea.post_files(&at(&ticket, "/insertion"), &form, &[]);
    let alone = lea.post_with(
        &at(&ticket, "/insertion"),
        &form,
        &[("sec-fetch-site", "same-origin"), ("x-insert", "1")],
    );

    whole.expect(200).says("Déjà écrit").says("Ici, chez Université de Lorraine");
    assert!(alone.body.contains(r"\<b\>gras\</b\> \[lien\](javascript"), "{}", alone.body);
    lea.get("/inbox/answers").says("2 fois utilisée");
    let stranger = app.sign_in(&outsider(&app));
    stranger.post(&at(&ticket, "/insertion"), &form).expect(404);
    stranger.get(&format!("/inbox/answers/{id}")).expect(404);
    stranger.post(&format!("/inbox/answers/{id}/removal"), &[]).expect(404);
    stranger.get("/inbox/answers").says_not("Où déposer");
}

#[test]
fn a_prepared_answer_has_the_variant_of_the_body_above_an_employer() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let node = app.node_id(NODE).to_string();
    let words = app.app.vocabularies();
    let below = words.institutions.iter().find(|one| words.institution_line(&one.slug).len() > 1);
    let below = below.expect("an institution below another").slug.clone();
    let above = words.institution_line(&below)[1].clone();
    let mut form = answer(&node, "Bonjour");
    (form[4].1, form[5].1) = (above.as_str(), "Pour ceux d’en dessous");
    lea.post("/inbox/answers", &form).expect(303);
    let mut asked = question("Où déposer ?");
    asked.institutions = vec![below];
    let ticket = app.ask(asked, true);
    app.write(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::tickets;
        let here = maillage::tickets::queries::node_id_of_slug(conn, NODE)?.unwrap();
        Ok(diesel::update(tickets::table.find(&ticket.id))
            .set(tickets::node_id.eq(here))
            .execute(conn)?)
    });
    let page = lea.get(&at(&ticket, ""));
    let id = page.body.split("<select class=\"form-select form-select-sm\" id=\"template\"").nth(1);
    let id = id.unwrap().split("value=\"").nth(2).unwrap()[..36].to_owned();

    let inserted = lea.post_files(&at(&ticket, "/insertion"), &[("template", id.as_str())], &[]);

    inserted.expect(200).says("Pour ceux d’en dessous");
}

#[test]
fn steps_of_the_topic_are_ticked_and_the_list_says_how_far() {
    let app = TestApp::start();
    let boss = app.sign_in(&person(&app, "Nadia Chef", NodeRole::Manager));
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let (node, topic) = (app.node_id(NODE).to_string(), topic(&app));
    for (fr, en) in [("Vérifier la licence", "Check the licence"), ("Citer", "Cite")] {
        let form = [("shelf", node.as_str()), ("topic", &topic), ("fr", fr), ("en", en)];
        boss.post("/inbox/checklists", &form).expect(303);
        lea.post("/inbox/checklists", &form).expect(404);
    }
    let ticket = about_topic(&app, "À vérifier");
    let page = lea.get(&at(&ticket, ""));
    page.says("Vérifier la licence").says("0/2");
    let step = page.body.split("name=\"step\" value=\"").nth(1).unwrap()[..36].to_owned();

    for _ in 0..2 {
        lea.post(&at(&ticket, "/steps"), &[("step", &step), ("done", "1")]).expect(303);
    }

    lea.get(&at(&ticket, "")).says("1/2").says("Léa Roy");
    lea.get("/inbox?queue=all").says("1/2");
    let elsewhere = app.ticket("Sans sujet");
    lea.post(&at(&elsewhere, "/steps"), &[("step", &step), ("done", "1")]).expect(409);
    let ticks: Vec<_> = audited(&app, &ticket).into_iter().filter(|a| a == "ticket.tick").collect();
    assert_eq!(ticks.len(), 1);
}

#[test]
fn time_is_summed_for_managers_and_never_shown_to_the_team() {
    let app = TestApp::start();
    let boss = app.sign_in(&person(&app, "Nadia Chef", NodeRole::Manager));
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let ticket = about_topic(&app, "Longue");
    let id = maillage::triage::TimeNoteId::new().to_string();

    for _ in 0..2 {
        let form = [("id", id.as_str()), ("minutes", "1h30"), ("word", "relecture du plan")];
        lea.post(&at(&ticket, "/time"), &form).expect(303);
    }

    lea.get(&at(&ticket, "")).says("1 h 30").says("relecture du plan");
    boss.get("/inbox/time").says("1 h 30").says("mars 2026");
    lea.get("/inbox/time").expect(404);
    let key = maillage::tickets::follow_key(&app.app.signer, &ticket);
    let team = app.visitor().get(&at(&ticket, &format!("?key={key}")));
    team.expect(200).says_not("relecture du plan").says_not("1 h 30");
    lea.post(&at(&ticket, "/time"), &[("minutes", "rien")]).expect(409).says("Écrivez une durée");
    boss.post(&at(&ticket, &format!("/time/{id}/removal")), &[]).expect(303);
    boss.get("/inbox/time").says("1 h 30");
    lea.post(&at(&ticket, &format!("/time/{id}/removal")), &[]).expect(303);
    boss.get("/inbox/time").says_not("1 h 30");
}

#[test]
fn a_mention_reaches_only_those_who_may_see_the_ticket() {
    let app = TestApp::start();
    let (lea, ines) =
        (person(&app, "Léa Roy", NodeRole::Staff), person(&app, "Inès Martin", NodeRole::Staff));
    let max = outsider(&app);
    let ticket = app.ticket("Qui sait ?");
    let before = app.mails().len();

    note(&app.sign_in(&lea), &ticket, "@Inès Martin et @Max Ailleurs, motdelanote ?");

    let mails: Vec<_> = app.mails().split_off(before);
    let to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, [ines.email.as_str()]);
    assert!(mails[0].subject.contains("vous mentionne"), "{}", mails[0].subject);
    assert!(!mails[0].raw.contains("motdelanote"), "a note is never mailed");
    let reader = app.sign_in(&ines);
    reader.get("/inbox?queue=mentions").says("Qui sait ?");
    reader.get(&at(&ticket, "")).says("Une note vous mentionne");
    let stranger = app.sign_in(&max);
    stranger.get("/inbox?queue=mentions").says_not("Qui sait ?");
    stranger.post(&at(&ticket, "/mentions"), &[]).expect(404);
    reader.post(&at(&ticket, "/mentions"), &[]).expect(303);
    reader.get("/inbox?queue=mentions").says_not("Qui sait ?");
}

#[test]
fn who_follows_is_told_unless_they_chose_otherwise_or_left() {
    let app = TestApp::start();
    let (lea, ines) =
        (person(&app, "Léa Roy", NodeRole::Staff), person(&app, "Inès Martin", NodeRole::Staff));
    let (writer, reader) = (app.sign_in(&lea), app.sign_in(&ines));
    let ticket = app.ticket("Suivie");
    reader.post(&at(&ticket, "/following"), &[("follow", "1")]).expect(303);
    let told = |text: &str| {
        let before = app.mails_to(&ines.email).len();
        note(&writer, &ticket, text);
        app.mails_to(&ines.email).len() - before
    };

    assert_eq!(told("Première"), 1);
    reader.post("/account/mails", &[("mentions", "on")]).expect(303);
    assert_eq!(told("Deuxième"), 0);
    assert_eq!(told("@Inès Martin ?"), 1);
    reader.post("/account/mails", &[("mentions", "on"), ("followed", "on")]).expect(303);
    assert_eq!(told("Troisième"), 1);
    reader.post(&at(&ticket, "/following"), &[("follow", "0")]).expect(303);
    note(&reader, &ticket, "J’écris sans suivre");
    assert_eq!(told("Quatrième"), 0, "writing does not undo the choice to stop");
}

#[test]
fn who_is_there_is_seen_for_a_minute() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let ines = app.sign_in(&person(&app, "Inès Martin", NodeRole::Staff));
    let ticket = app.ticket("Regardée");
    let beat = |visitor: &Visitor, doing: &str| {
        visitor.post(&at(&ticket, "/presence"), &[("doing", doing)]).expect(200).body.clone()
    };

    assert_eq!(beat(&ines, "writing"), "");
    assert_eq!(beat(&lea, "looking"), "Inès Martin répond.");
    lea.get(&at(&ticket, "")).says("Inès Martin répond.");
    lea.get("/inbox?queue=all").says("Inès Martin répond.");
    app.sign_in(&outsider(&app)).post(&at(&ticket, "/presence"), &[]).expect(404);
    app.later(TimeDelta::seconds(61));
    assert_eq!(beat(&lea, "looking"), "");
    beat(&ines, "looking");
    beat(&ines, "left");
    assert_eq!(beat(&lea, "looking"), "");
}
