//! Nothing that somebody typed or attached is lost when it cannot be done at once.

use maillage::accounts::NodeRole;
use maillage::tickets::queries::{Sight, attachments_of, messages_of};
use maillage::tickets::{State, Ticket, follow_key};

use crate::app::{Reply, TestApp, Visitor};
use crate::tickets::form_id;

const NODE: &str = "adoc-lorraine";
const PLAN: (&str, &str, &str, &[u8]) = ("files", "plan.pdf", "application/pdf", b"%PDF-1.7 plan");

fn staff(app: &TestApp, name: &str, role: NodeRole) -> Visitor {
    let email = format!("{}@exemple.example", name.to_lowercase());
    app.sign_in(&app.account(name, &email, None, &[(NODE, role)]))
}

fn at(ticket: &Ticket, rest: &str) -> String {
    format!("/tickets/{}{rest}", ticket.reference)
}

/// The names of the files of the last message.
fn files(app: &TestApp, ticket: &Ticket) -> Vec<String> {
    app.read(|conn| {
        let messages = messages_of(conn, &ticket.id, Sight::Everything, None, 100)?;
        let last = messages.last().unwrap();
        let files = attachments_of(conn, std::slice::from_ref(&last.id))?;
        Ok(files.into_iter().map(|file| file.name).collect())
    })
}

/// Sends the form that came back, with the files it kept.
fn again(visitor: &Visitor, path: &str, shown: &Reply, form: &[(&str, &str)]) {
    let (kept, id) = (shown.value_of("kept").unwrap(), shown.value_of("id").unwrap());
    let form = [&[("id", id.as_str()), ("kept", kept.as_str())], form].concat();
    visitor.post(path, &form).expect(303);
}

#[test]
fn the_files_of_an_answer_are_kept_when_somebody_answered_meanwhile() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let (lea, paul) = (staff(&app, "Léa", NodeRole::Staff), staff(&app, "Paul", NodeRole::Staff));
    let seen = lea.get(&at(&ticket, "")).value_of("seen").unwrap();
    app.later(chrono::TimeDelta::minutes(2));
    let paul_says = [("id", &*form_id()), ("seen", &*seen), ("body", "Réponse de Paul")];
    paul.post(&at(&ticket, "/answers"), &paul_says).expect(303);

    let mine = [("id", &*form_id()), ("seen", &*seen), ("body", "Voyez le plan joint.")];
    let warned = lea.post_files(&at(&ticket, "/answers"), &mine, &[PLAN]);
    warned.expect(409).says("Joint : plan.pdf").says("Voyez le plan joint.");
    let now_seen = warned.value_of("seen").unwrap();
    let mine = [("seen", now_seen.as_str()), ("body", "Voyez le plan joint.")];
    again(&lea, &at(&ticket, "/answers"), &warned, &mine);

    assert_eq!(files(&app, &ticket), ["plan.pdf"]);
    let page = lea.get(&at(&ticket, ""));
    let file = page.body.split('"').find(|part| part.contains("/attachments/")).unwrap();
    assert_eq!(lea.get(file).expect(200).bytes, PLAN.3);
}

/// The team writes while somebody has the page open, whose last message is answered.
fn written_over(app: &TestApp, lea: &Visitor, ticket: &Ticket) -> String {
    let seen = lea.get(&at(ticket, "")).value_of("seen").unwrap();
    app.later(chrono::TimeDelta::minutes(2));
    let key = follow_key(&app.app.signer, &app.again(ticket));
    let form = [("key", key.as_str()), ("id", &*form_id()), ("body", "Attendez, un détail.")];
    app.visitor().post(&at(ticket, "/replies"), &form).expect(303);
    seen
}

#[test]
fn nobody_closes_over_words_that_their_page_did_not_show() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let lea = staff(&app, "Léa", NodeRole::Staff);
    let closure = at(&ticket, "/closure");
    let seen = written_over(&app, &lea, &ticket);

    let warned = lea.post(&closure, &[("seen", &*seen), ("outcome", "not_in_scope")]);

    warned.expect(409).says("Attendez, un détail.").says("modifié cette demande entre-temps");
    assert!(warned.body.contains("value=\"not_in_scope\" required checked"));
    assert_ne!(app.state(&ticket), State::Closed);
    let seen = warned.value_of("seen").unwrap();
    lea.post(&closure, &[("seen", &*seen), ("outcome", "not_in_scope")]).expect(303);
    assert_eq!(app.state(&ticket), State::Closed);
}

#[test]
fn nobody_puts_aside_as_spam_over_words_that_their_page_did_not_show() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let lea = staff(&app, "Léa", NodeRole::Staff);
    let seen = written_over(&app, &lea, &ticket);

    let warned = lea.post(&at(&ticket, "/spam"), &[("seen", &*seen)]);

    warned.expect(409).says("Attendez, un détail.").says("modifié cette demande entre-temps");
    assert_ne!(app.state(&ticket), State::Spam);
    let seen = warned.value_of("seen").unwrap();
    lea.post(&at(&ticket, "/spam"), &[("seen", &*seen)]).expect(303);
    assert_eq!(app.state(&ticket), State::Spam);
}

#[test]
fn nobody_puts_off_over_words_that_their_page_did_not_show() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let lea = staff(&app, "Léa", NodeRole::Staff);
    let until = (app.today() + chrono::TimeDelta::days(3)).to_string();
    let (first, second) = (form_id(), form_id());
    let form = |id, seen| {
        let (until, note) = (until.as_str(), "Relancée mardi.");
        [("kind", "later"), ("until", until), ("note", note), ("id", id), ("seen", seen)]
    };
    let seen = written_over(&app, &lea, &ticket);

    let warned = lea.post(&at(&ticket, "/pause"), &form(&*first, &*seen));

    warned.expect(409).says("Attendez, un détail.").says("modifié cette demande entre-temps");
    warned.says("Relancée mardi.");
    assert!(warned.body.contains(&format!("value=\"{until}\"")));
    assert_ne!(app.state(&ticket), State::Snoozed);
    let page = warned.body.split("/pause\"").nth(1).unwrap();
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    lea.post(&at(&ticket, "/pause"), &form(&*second, seen)).expect(303);
    assert_eq!(app.state(&ticket), State::Snoozed);
}

#[test]
fn the_files_of_an_answer_and_of_a_note_are_kept_when_the_text_is_missing() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let lea = staff(&app, "Léa", NodeRole::Staff);
    let program = [b"MZ".as_slice(), &[0; 400]].concat();
    let program = ("files", "outil.exe", "application/pdf", program.as_slice());

    let empty = [("id", &*form_id()), ("body", " ")];
    let refused = lea.post_files(&at(&ticket, "/answers"), &empty, &[PLAN, program]);
    refused.expect(422).says("Joint : plan.pdf").says("Non joint : outil.exe");
    again(&lea, &at(&ticket, "/answers"), &refused, &[("body", "Voici.")]);
    assert_eq!(files(&app, &ticket), ["plan.pdf"]);

    let id = form_id();
    let refused = lea.post_files(&at(&ticket, "/notes"), &[("id", &*id), ("note", "")], &[PLAN]);
    refused.expect(422).says("Joint : plan.pdf");
    let kept = refused.value_of("kept").unwrap();
    let note_form = refused.body.split("/notes\"").nth(1).unwrap();
    let id = note_form.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let note = [("id", id), ("kept", kept.as_str()), ("note", "À relire.")];
    lea.post(&at(&ticket, "/notes"), &note).expect(303);
    assert_eq!(files(&app, &ticket), ["plan.pdf"]);
}

#[test]
fn the_files_of_an_answer_are_kept_while_one_signs_in_again() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let lea = staff(&app, "Léa", NodeRole::Staff);
    let form = [("id", &*form_id()), ("body", "Voyez le plan joint.")];

    let kept = app.visitor().post_files(&at(&ticket, "/answers"), &form, &[PLAN]);
    kept.expect(401).says("Joint : plan.pdf").says("Voyez le plan joint.");
    again(&lea, &at(&ticket, "/answers"), &kept, &[("body", "Voyez le plan joint.")]);

    assert_eq!(files(&app, &ticket), ["plan.pdf"]);
}

#[test]
fn a_stranger_cannot_bring_files_to_a_ticket_they_may_not_see() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let other = app.account("Zoé", "zoe@exemple.example", None, &[("adele", NodeRole::Staff)]);
    let other = app.sign_in(&other);

    let form = [("id", &*form_id()), ("body", " ")];
    other.post_files(&at(&ticket, "/answers"), &form, &[PLAN]).expect(404).says_not("plan.pdf");

    app.visitor().get("/tickets/new").expect(200);
}

#[test]
fn settings_that_do_not_pass_are_shown_as_they_were_typed() {
    let app = TestApp::start();
    let manager = staff(&app, "Nora", NodeRole::Manager);
    let topic = app.app.vocabularies().topics[0].code.clone();
    let form = [
        ("opens", "08:15"),
        ("closes", "07:00"),
        ("observance", "alsace_moselle"),
        ("topic", ""),
        ("first", "9"),
        ("next", "17"),
        ("topic", topic.as_str()),
        ("first", "33"),
        ("next", "deux"),
    ];

    let shown = manager.post(&format!("/nodes/{NODE}/deadlines"), &form);

    shown.expect(422);
    for typed in ["08:15", "07:00", "9", "17", "33", "deux"] {
        assert!(shown.body.contains(&format!("value=\"{typed}\"")), "{typed}: {}", shown.body);
    }
    let without_topic = [
        ("opens", "08:15"),
        ("closes", "17:00"),
        ("observance", ""),
        ("topic", ""),
        ("first", "9"),
        ("next", "17"),
        ("topic", ""),
        ("first", "41"),
        ("next", "42"),
    ];
    let shown = manager.post(&format!("/nodes/{NODE}/deadlines"), &without_topic);
    shown.expect(422);
    assert!(shown.body.contains("value=\"41\""), "hours without a topic are said, not dropped");
}

#[test]
fn names_that_do_not_pass_are_shown_as_they_were_typed() {
    let app = TestApp::start();
    let manager = staff(&app, "Nora", NodeRole::Manager);
    let long = "Questions de la semaine ".repeat(5);
    let view = [("name", long.as_str()), ("shelf", "own"), ("query", "queue=mine")];
    let shown = manager.post("/inbox/views", &view);
    shown.expect(422);
    assert_eq!(shown.value_of("name").as_deref(), Some(long.as_str()));
    assert_eq!(shown.value_of("query").as_deref(), Some("queue=mine"));

    let view = [("name", "À moi"), ("shelf", "own"), ("query", "queue=mine")];
    manager.post("/inbox/views", &view).expect(303);
    let page = manager.get("/inbox/views");
    let removal = page.body.split('"').find(|part| part.ends_with("/removal")).unwrap();
    let rename = removal.trim_end_matches("/removal");
    let shown = manager.post(rename, &[("name", long.as_str())]);
    shown.expect(422);
    assert!(shown.body.contains("<details class=\"menu\" open>"), "{}", shown.body);
    assert_eq!(shown.value_of("name").as_deref(), Some(long.as_str()));
}

#[test]
fn a_comment_that_is_too_long_is_not_cut() {
    let app = TestApp::start();
    let ticket = app.ticket("Cahier de laboratoire");
    let lea = staff(&app, "Léa", NodeRole::Staff);
    let answer = [("id", &*form_id()), ("body", "Voici."), ("go", "close")];
    lea.post(&at(&ticket, "/answers"), &answer).expect(303);
    let link = app.mail_to(&ticket.asker_email).link("/tickets/");
    let key = crate::following::key(&link);
    let comment = "Très utile. ".repeat(200);

    let said = [("key", key), ("score", "4"), ("comment", &comment)];
    let shown = app.visitor().post(&at(&ticket, "/satisfaction"), &said);

    shown.expect(422).says("Deux mille caractères au plus").says(comment.trim());
}

/// Files come without end from one address: what was written with them stays, and goes without them.
#[test]
fn words_stay_when_too_many_files_came_from_an_address() {
    let app = TestApp::start();
    let ticket = app.ticket("Relevés de terrain");
    let key = follow_key(&app.app.signer, &ticket);
    let team = app.visitor();
    let replies = at(&ticket, "/replies");
    let page = team.get(&at(&ticket, &format!("?key={key}")));
    let id = page.expect(200).value_of("id").unwrap();
    let form = |body| [("key", key.as_str()), ("id", id.as_str()), ("body", body)];
    for _ in 0..60 {
        team.post_files(&replies, &form(""), &[PLAN]).expect(422);
    }

    let late = team.post_files(&replies, &form("UN-MOT-DE-PLUS"), &[PLAN]);

    late.expect(429).says("UN-MOT-DE-PLUS").says("ceux-ci n’ont pas été joints");
    late.says("Non joint : plan.pdf");
    let wait: u64 = late.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    team.post(&replies, &form("UN-MOT-DE-PLUS")).expect(303);
    team.get(&at(&ticket, &format!("?key={key}"))).says("UN-MOT-DE-PLUS");
    // The asking form keeps what was typed as well.
    let asked = team.post_files("/tickets/new", &[("body", "UNE-QUESTION")], &[PLAN]);
    asked.expect(429).says("UNE-QUESTION").says("ceux-ci n’ont pas été joints");
    assert!(asked.header("retry-after").is_some());
    app.later(chrono::TimeDelta::hours(1));
    team.post_files(&replies, &form(""), &[PLAN]).expect(422).says("Joint : plan.pdf");
}
