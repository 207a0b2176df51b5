//! Full-text search through the pages and the API: what is found, by whom, in which order.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::tickets::mail::Tools;
use maillage::tickets::ops::{self, After};
use maillage::tickets::{MessageId, NewMessage, Ticket, Via, queries};
use serde_json::Value;

use crate::actors::Account;
use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::question;

const NODE: &str = "adoc-lorraine";

fn staff(app: &TestApp) -> Account {
    app.account("Léa", "lea@exemple.example", None, &[(NODE, NodeRole::Staff)])
}

fn message(body: &str) -> NewMessage {
    NewMessage { id: MessageId::new(), body: body.to_owned(), files: Vec::new(), via: Via::Page }
}

fn ask(app: &TestApp, subject: &str, body: &str) -> Ticket {
    app.later(TimeDelta::seconds(1));
    let mut asked = question(subject);
    asked.body = body.to_owned();
    app.ask(asked, true)
}

fn answer(app: &TestApp, by: &Account, ticket: &Ticket, body: &str) {
    app.later(TimeDelta::seconds(1));
    let (actor, shared, now, ticket) =
        (app.actor(by), app.app.clone(), app.now(), app.again(ticket));
    app.write(|conn| {
        let words = shared.vocabularies();
        let tools = Tools { signer: &shared.signer, words: &words };
        ops::answer(conn, &actor, &ticket, &message(body), (After::Theirs, None), tools, now)
    });
}

fn note(app: &TestApp, by: &Account, ticket: &Ticket, body: &str) {
    let (actor, now, ticket) = (app.actor(by), app.now(), app.again(ticket));
    app.write(|conn| ops::note(conn, &actor, &ticket, &message(body), now));
}

fn listed(reply: &Reply) -> Vec<String> {
    let values = reply.body.split("name=\"ticket\" value=\"").skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// What somebody finds, in order, as places in `all`.
fn found(visitor: &Visitor, all: &[Ticket], typed: &str) -> Vec<usize> {
    let encoded: String = url(typed);
    let reply = visitor.get(&format!("/inbox?queue=all&q={encoded}"));
    reply.expect(200);
    let place = |reference: &String| all.iter().position(|t| t.reference == *reference).unwrap();
    listed(&reply).iter().map(place).collect()
}

fn url(typed: &str) -> String {
    typed.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn api_found(caller: &Visitor, typed: &str, more: &str) -> Vec<String> {
    let reply = caller.get(&format!("/api/v1/tickets?q={}{more}", url(typed)));
    reply.expect(200);
    let page: Value = serde_json::from_str(&reply.body).unwrap();
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["reference"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn words_are_found_whatever_their_form_and_wherever_they_stand() {
    let app = TestApp::start();
    let lea = staff(&app);
    let visitor = app.sign_in(&lea);
    let all = [
        ask(&app, "Dépôt de données à Vandœuvre", "Bonjour, où déposer nos journaux d’enquête ?"),
        ask(&app, "Sharing datasets", "How are the datasets of our team shared with others?"),
        ask(&app, "Plan de gestion", "Faut-il un embargo de douze mois ?"),
    ];
    answer(&app, &lea, &all[2], "L’embargo se décide avec l’éditeur, voyez 10.5281/zenodo.4217.");

    for (typed, expected) in [
        ("deposees ", &[0][..]),
        ("JOURNAL ", &[0]),
        ("vandoeuvre", &[0]),
        ("l'enquête", &[0]),
        ("share ", &[1]),
        ("dataset team", &[1]),
        ("embargo éditeurs", &[2]),
        ("edit", &[2]),
        ("10.5281/zenodo.4217", &[2]),
        ("\"plan de gestion\"", &[2]),
        ("\"gestion plan\"", &[]),
        ("\"douze mois\"", &[2]),
        ("lucie", &[2, 1, 0]),
        ("lucie -embargo", &[1, 0]),
        ("-embargo", &[1, 0]),
        ("from:marchal ", &[2, 1, 0]),
        ("de:personne ", &[]),
        ("from:embargo ", &[]),
        ("state:attente ", &[2]),
        ("lucie -state:waiting", &[1, 0]),
        ("node:adoc-lorraine lucie", &[2, 1, 0]),
        ("node:adele lucie", &[]),
        ("state:nonsense", &[]),
        ("inexistant", &[]),
    ] {
        assert_eq!(found(&visitor, &all, typed), expected, "{typed}");
    }
    let number = all[0].reference.split_once('-').unwrap().1.trim_start_matches('0').to_owned();
    assert_eq!(found(&visitor, &all, &number), [0]);
    assert_eq!(found(&visitor, &all, &all[1].reference), [1]);
}

#[test]
fn words_of_the_other_language_are_found_by_all_their_forms() {
    let app = TestApp::start();
    let visitor = app.sign_in(&staff(&app));
    let all = [
        ask(
            &app,
            "Politiques de partage",
            "Bonjour, l’éditeur nous demande une « data sharing policy » : qui en a écrit une ?",
        ),
        ask(
            &app,
            "Journal policies",
            "We have asked for what is called “données déposées” and “journaux” in your form.",
        ),
    ];
    for (typed, expected) in [
        ("shared ", &[0][..]),
        ("policies ", &[1, 0]),
        ("\"sharing policy\"", &[0]),
        ("\"policy sharing\"", &[]),
        ("politique ", &[0]),
        ("déposer ", &[1]),
        ("journal ", &[1]),
        ("-déposer shared ", &[0]),
    ] {
        assert_eq!(found(&visitor, &all, typed), expected, "{typed}");
    }
}

#[test]
fn no_input_is_an_error_and_stop_words_alone_narrow_nothing() {
    let app = TestApp::start();
    let visitor = app.sign_in(&staff(&app));
    let all = [ask(&app, "Une question", "Bonjour"), ask(&app, "Une autre", "Bonsoir")];

    for typed in ["de la", "le", "the", "'", "\"", "-", "☃", "l’"] {
        assert_eq!(found(&visitor, &all, typed), [1, 0], "{typed}");
    }
    assert_eq!(found(&visitor, &all, "la question de"), [0]);
    let everything = "a'b\" OR 1 NEAR(x y) * ^ { } : & | ! <-> \\ _s_x __sspam \0 ' -- ; DROP";
    for typed in
        [everything, "-\"", "question -", "\"question", "(((", "--question", "AND", "NOT x"]
    {
        found(&visitor, &all, typed);
    }
    for sign in everything.split(' ').chain(["%", "_", "__", "__sspam", "_question"]) {
        found(&visitor, &all, &format!("question {sign}"));
    }
}

#[test]
fn what_changes_is_found_as_it_is_now() {
    let app = TestApp::start();
    let lea = staff(&app);
    let visitor = app.sign_in(&lea);
    let all = [ask(&app, "Spectres", "premier"), ask(&app, "Spectres", "second")];
    assert_eq!(found(&visitor, &all, "spectre"), [1, 0]);

    answer(&app, &lea, &all[0], "Voici");

    assert_eq!(found(&visitor, &all, "spectre"), [0, 1], "newest first is by what happened last");
    let unconfirmed = app.ask(question("Spectres encore"), false);
    assert_eq!(found(&visitor, &all, "spectre"), [0, 1], "nobody finds what nobody confirmed");
    app.later(TimeDelta::seconds(1));
    let (shared, now, actor) = (app.app.clone(), app.now(), app.actor(&lea));
    app.write(|conn| {
        let words = shared.vocabularies();
        let tools = Tools { signer: &shared.signer, words: &words };
        ops::confirm(conn, &unconfirmed, tools, now)?;
        ops::spam(conn, &actor, &app.again(&all[1]), true, now)
    });
    let seen = listed(&visitor.get("/inbox?queue=all&q=spectres"));
    assert_eq!(seen, [unconfirmed.reference, all[0].reference.clone()]);
    assert_eq!(listed(&visitor.get("/inbox?queue=spam&q=spectres")), [all[1].reference.clone()]);
    assert_eq!(listed(&visitor.get("/inbox?queue=theirs&q=spectres")), [all[0].reference.clone()]);
}

#[test]
fn notes_are_found_by_staff_and_by_nobody_else() {
    let app = TestApp::start();
    let lea = staff(&app);
    let lucie = app.account("Lucie", "lucie@exemple.example", None, &[]);
    let max = app.account("Max", "max@exemple.example", None, &[("adele", NodeRole::Staff)]);
    let boss = app.account("Ada", "ada@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let ticket = ask(&app, "Cytométrie", "Une question");
    note(&app, &lea, &ticket, "Il est brouillon, dit un confrère.");
    let finds = |who: &Account, typed: &str| {
        let caller = app.caller(&app.token(who, Scope::Read));
        api_found(&caller, typed, "") == [ticket.reference.as_str()]
    };

    for word in ["brouillons ", "brouill", "\"brouillon dit\"", "cytometrie confrere"] {
        assert!(finds(&lea, word) && finds(&boss, word), "{word}");
        assert!(!finds(&lucie, word), "the team's own search finds {word} in a note");
        assert!(!finds(&max, word), "another node finds {word}");
    }
    assert!(finds(&lea, "cytométrie") && finds(&lucie, "cytométrie") && !finds(&max, "cytométrie"));
    assert!(finds(&lucie, "cytometrie -brouillon"), "what is excluded by a note would tell of it");
    assert!(!finds(&lea, "cytometrie -brouillon"));
}

#[test]
fn whoever_a_question_was_asked_for_finds_it() {
    use diesel::prelude::*;
    use maillage::db::schema::tickets::dsl;
    let app = TestApp::start();
    let ida = app.account("Ida", "ida@exemple.example", None, &[]);
    let caller = app.caller(&app.token(&ida, Scope::Read));
    let ticket = ask(&app, "Cytométrie", "Une question");
    assert_eq!(api_found(&caller, "cytométrie", ""), Vec::<String>::new());

    let theirs = dsl::beneficiary_email.eq("ida@exemple.example");
    app.write(|conn| {
        Ok(diesel::update(dsl::tickets.find(&ticket.id)).set(theirs).execute(conn)?)
    });

    assert_eq!(api_found(&caller, "cytométrie", ""), [ticket.reference.as_str()]);
}

#[test]
fn pages_of_a_search_follow_one_another_in_every_order() {
    let app = TestApp::start();
    let lea = staff(&app);
    let mut all: Vec<_> = (0..31).map(|n| app.ticket(&format!("Élevage {n}"))).collect();
    app.later(TimeDelta::seconds(1));
    all.extend((0..9).map(|n| ask(&app, &format!("Autre {n}"), "On y parle d’élevage.")));
    app.later(TimeDelta::seconds(1));
    all.extend((0..9).map(|n| app.ticket(&format!("Élevages, suite {n}"))));
    ask(&app, "Rien", "du tout");
    let caller = app.caller(&app.token(&lea, Scope::Read));
    let walk = |sort: &str| {
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/tickets?q=elevage&limit=4&sort={sort}{next}");
            let page: Value = serde_json::from_str(&caller.get(&path).body).unwrap();
            let items = page["items"].as_array().unwrap().iter();
            seen.extend(items.map(|item| item["subject"].as_str().unwrap().to_owned()));
            let Some(cursor) = page["next"].as_str() else { return seen };
            next = format!("&cursor={cursor}");
        }
    };

    let (newest, oldest, best) =
        (walk("-last_activity_at"), walk("last_activity_at"), walk("best"));

    assert_eq!(newest.len(), 49);
    assert_eq!(oldest, newest.iter().rev().cloned().collect::<Vec<_>>());
    assert!(newest[..9].iter().all(|subject| subject.starts_with("Élevages, suite")), "{newest:?}");
    assert!(newest[9..18].iter().all(|subject| subject.starts_with("Autre")), "{newest:?}");
    assert!(best[40..].iter().all(|subject| subject.starts_with("Autre")), "{best:?}");
    let (mut sorted, mut expected) = (best, newest);
    sorted.sort();
    expected.sort();
    assert_eq!(sorted, expected, "each once");
}

#[test]
fn filters_and_rights_hold_under_a_search() {
    let app = TestApp::start();
    let lea = staff(&app);
    let visitor = app.sign_in(&lea);
    let topic = app.app.vocabularies().topics[0].code.clone();
    let mut asked = question("Élevage");
    (asked.topic, asked.disciplines) = (Some(topic.clone()), vec!["2.1".to_owned()]);
    let wanted = app.ask(asked, true);
    ask(&app, "Élevage ailleurs", "…");
    let here = |query: &str| listed(&visitor.get(&format!("/inbox?q=elevage&{query}")));

    assert_eq!(here("queue=all").len(), 2);
    assert_eq!(here(&format!("queue=ours&topic={topic}")), [wanted.reference.as_str()]);
    assert_eq!(here("queue=ours&discipline=2.1"), [wanted.reference.as_str()]);
    assert_eq!(here("queue=ours&discipline=2.10").len(), 0);
    assert_eq!(here("queue=all&region=44&institution=universite-de-lorraine").len(), 2);
    assert_eq!(here("queue=all&state=new&node=adoc-lorraine").len(), 2);
    assert_eq!(here("queue=mine").len() + here("queue=closed").len() + here("queue=duty").len(), 0);
    assert_eq!(here("queue=unassigned").len(), 2);
    assert_eq!(here(&format!("queue=all&assignee={}", lea.id)).len(), 0);
    let (actor, now) = (app.actor(&lea), app.now());
    app.write(|conn| ops::assign(conn, &actor, &wanted, &actor.id, now));
    assert_eq!(here("queue=mine"), [wanted.reference.as_str()]);
    assert_eq!(here("queue=all&assignee=me"), [wanted.reference.as_str()]);
}

#[test]
fn what_the_index_does_not_know_narrows_a_search_and_ends_no_list() {
    let app = TestApp::start();
    let lea = app.sign_in(&staff(&app));
    let old = ask(&app, "La plus ancienne", "Pollen");
    lea.post(&format!("/tickets/{}/tags", old.reference), &[("label", "Très urgent")]).expect(303);
    app.later(TimeDelta::seconds(1));
    let mut all: Vec<_> = (0..120).map(|n| app.ticket(&format!("Pollen {n}"))).collect();
    all.push(old);
    let told = |query: &str| listed(&lea.get(&format!("/inbox?queue=all&{query}")));

    let tagged = told("q=pollen&tag=tres+urgent");

    assert_eq!(tagged, [all[120].reference.as_str()], "120 newer ones have the word, none the tag");
    assert_eq!(found(&lea, &all, "pollen étiquette:\"très urgent\""), [120]);
    assert_eq!(found(&lea, &all, "tag:absent pollen"), Vec::<usize>::new());
    assert_eq!(told("q=pollen+-tag:%22tres+urgent%22").len(), 25, "a full page without it");
}

#[test]
fn the_index_can_be_built_anew() {
    let app = TestApp::start();
    let visitor = app.sign_in(&staff(&app));
    let all: Vec<_> = (0..5).map(|n| ask(&app, &format!("Question {n}"), "Pollen")).collect();
    app.write(|conn| Ok(queries::search::forget_all(conn)?));
    assert_eq!(found(&visitor, &all, "pollen"), Vec::<usize>::new());

    app.run_jobs();

    assert_eq!(found(&visitor, &all, "pollen"), [4, 3, 2, 1, 0]);
    assert_eq!(app.read(|conn| Ok(queries::search::unindexed(conn, None, 9)?)), []);
}

#[test]
fn lines_that_an_earlier_program_wrote_are_written_anew() {
    let app = TestApp::start();
    let visitor = app.sign_in(&staff(&app));
    let all: Vec<_> = (0..3).map(|n| ask(&app, &format!("Question {n}"), "Pollen")).collect();
    app.run_jobs();
    let mut conn = app.database.conn();
    if !conn.is_sqlite() {
        return;
    }
    conn.batch_execute("PRAGMA user_version = 0").unwrap();
    conn.migrate().unwrap();
    assert_eq!(found(&visitor, &all, "pollen"), Vec::<usize>::new());

    app.run_jobs();

    assert_eq!(found(&visitor, &all, "pollen"), [2, 1, 0]);
    conn.migrate().unwrap();
    assert_eq!(found(&visitor, &all, "pollen"), [2, 1, 0], "once");
}

#[test]
fn rows_show_where_the_words_were_found_and_escape_the_text() {
    let app = TestApp::start();
    let lea = staff(&app);
    let visitor = app.sign_in(&lea);
    let ticket =
        ask(&app, "Sondes <b>pH</b>", "Les <script>alert(1)</script> électrodes dérivent.");
    note(&app, &lea, &ticket, "Vu avec l’atelier : étalonnage.");

    let body = visitor.get(&format!("/inbox?queue=all&q={}", url("sonde électrode"))).body;
    assert!(body.contains("<mark>Sondes</mark> &lt;b&gt;pH"), "{body}");
    assert!(body.contains("alert(1)&lt;/script&gt; <mark>électrodes</mark> dérivent."), "{body}");
    assert!(!body.contains("<script>alert"));
    let body = visitor.get("/inbox?queue=all&q=etalonnage").body;
    assert!(body.contains("<mark>étalonnage</mark>"), "{body}");
    let part = visitor.get_with("/inbox?queue=all&q=etalonnage", &[("hx-request", "true")]);
    assert!(
        part.body.trim_start().starts_with("<div class=\"inbox\"") && part.body.contains("<mark>")
    );
    assert!(!visitor.get("/inbox?queue=all").body.contains("<mark>"));
}

#[test]
fn what_a_sensitive_ticket_says_is_read_on_its_page_only() {
    let app = TestApp::start();
    let lea = staff(&app);
    let visitor = app.sign_in(&lea);
    let ticket = ask(&app, "Sondes", "Les électrodes d’un patient dérivent.");
    let list = "/inbox?queue=all&q=electrodes";
    visitor.get(list).says("d’un patient");
    let (actor, now) = (app.actor(&lea), app.now());

    app.write(|conn| ops::mark_sensitive(conn, &actor, &ticket, true, now));

    visitor.get(list).says("Sondes").says_not("patient");
}
