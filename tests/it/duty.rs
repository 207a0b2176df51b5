//! Duty and absence: the rota, who stands in, what is left for the next, the mail of the morning.

use chrono::{NaiveDate, TimeDelta};
use maillage::accounts::{NodeRole, Scope};
use maillage::calendar;
use maillage::tickets::{Ticket, ops};
use serde_json::json;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::duty_cast::leaves;
use crate::tickets::form_id;
use crate::triage::{NODE, at, person};

const ROTA: &str = "/nodes/adoc-lorraine/rota";

struct Team {
    app: TestApp,
    lea: Account,
    paul: Account,
    manager: Visitor,
}

/// Léa and Paul, and who manages them, on Tuesday 3 March 2026.
fn team() -> Team {
    let app = TestApp::start();
    let (lea, paul) =
        (person(&app, "Léa Roy", NodeRole::Staff), person(&app, "Paul Petit", NodeRole::Staff));
    let manager = app.sign_in(&person(&app, "Zoé Zola", NodeRole::Manager));
    Team { lea, paul, manager, app }
}

impl Team {
    fn away(&self, who: &Account, days: (&str, &str), stand_in: Option<&Account>, note: &str) {
        let form = [
            ("away_from", days.0),
            ("away_to", days.1),
            ("stand_in", stand_in.map_or("", |account| account.id.as_str())),
            ("note", note),
        ];
        self.app.sign_in(who).post("/account/absences", &form).expect(303);
    }

    /// A ticket that somebody took.
    fn ticket_of(&self, who: &Account, subject: &str) -> Ticket {
        let (ticket, actor, now) = (self.app.ticket(subject), self.app.actor(who), self.app.now());
        self.app.write(|conn| ops::assign(conn, &actor, &ticket, &actor.id, now));
        self.app.again(&ticket)
    }

    fn put_on_duty(&self, who: &Account, from: &str, to: &str) {
        let form = [("account", who.id.as_str()), ("starts_on", from), ("ends_on", to)];
        self.manager.post("/nodes/adoc-lorraine/duties", &form).expect(303);
    }
}

fn subjects(app: &TestApp, who: &Account) -> Vec<String> {
    app.mails_to(&who.email).into_iter().map(|mail| mail.subject).collect()
}

fn audited(app: &TestApp, kind: &str, id: &str) -> Vec<String> {
    let found = app.read(|conn| maillage::history::of(conn, kind, id, 50));
    found.into_iter().map(|event| event.action).filter(|action| action.contains("duty")).collect()
}

#[test]
fn who_stands_in_sees_the_tickets_of_who_is_away_and_gets_their_mail() {
    let team = team();
    let (app, lea, paul) = (&team.app, &team.lea, &team.paul);
    let ticket = team.ticket_of(lea, "Où déposer ?");
    let paul_reads = app.sign_in(paul);
    paul_reads.get("/inbox").says_not("Je prends le relais");

    team.away(lea, ("2026-03-03", "2026-03-06"), Some(paul), "");
    let mail = app.mail_to(&paul.email);
    assert!(mail.subject.contains("Léa Roy"), "{}", mail.subject);
    paul_reads.get("/inbox").says("Je prends le relais");
    paul_reads.get("/inbox?queue=stand-in").says("Où déposer");
    paul_reads.get("/inbox?queue=stand-in&q=deposer").says("Où déposer");
    paul_reads.get("/").says("dont vous prenez le relais");
    team.manager.get("/inbox?queue=stand-in").says_not("Où déposer");

    let note = [("id", form_id()), ("note", "@Léa regarde ceci".to_owned())];
    let note: Vec<_> = note.iter().map(|(name, value)| (*name, value.as_str())).collect();
    team.manager.post_files(&at(&ticket, "/notes"), &note, &[]).expect(303);
    let told =
        |who: &Account| subjects(app, who).iter().filter(|s| s.contains("mentionne")).count();
    assert_eq!((told(lea), told(paul)), (1, 1));
    paul_reads.get("/inbox?queue=mentions").says("Où déposer");

    // When the days are over everything is as before.
    app.later(TimeDelta::days(4));
    paul_reads.get("/inbox").says_not("Je prends le relais");
    paul_reads.get("/inbox?queue=stand-in").says_not("Où déposer");
    assert_eq!(audited(app, "account", lea.id.as_str()), ["duty.away"]);
}

#[test]
fn giving_a_ticket_to_who_is_away_warns_and_tells_the_stand_in() {
    let team = team();
    let (app, lea, paul) = (&team.app, &team.lea, &team.paul);
    team.away(lea, ("2026-03-03", "2026-03-06"), Some(paul), "");
    let (one, two) = (app.ticket("Une"), app.ticket("Deux"));

    team.manager.get(&at(&one, "")).says("Léa Roy (absence en cours)");
    let given = team.manager.post(&at(&one, "/assignment"), &[("to", lea.id.as_str())]);
    let page = team.manager.follow(given.expect(303));
    page.says("cette personne est en absence").says("Absence jusqu’au").says("Relais : Paul Petit");
    let bulk = [
        ("event", "give"),
        ("sure", "1"),
        ("to", lea.id.as_str()),
        ("ticket", two.reference.as_str()),
    ];
    let given = team.manager.post("/inbox/bulk", &bulk);
    team.manager.follow(given.expect(303)).says("cette personne est en absence");

    for who in [lea, paul] {
        let of_it = |s: &&String| s.contains(&one.reference) || s.contains(&two.reference);
        let told: Vec<_> = subjects(app, who);
        assert_eq!(
            told.iter().filter(of_it).filter(|s| !s.contains("Nouvelle")).count(),
            2,
            "{told:?}"
        );
    }
}

#[test]
fn an_absence_says_what_is_wrong_with_it_and_can_be_called_off() {
    let team = team();
    let (app, lea, paul) = (&team.app, &team.lea, &team.paul);
    let elsewhere = app.account("Max", "max@example.org", None, &[("adele", NodeRole::Manager)]);
    let visitor = app.sign_in(lea);
    let ask = |from: &str, to: &str, stand_in: &str| {
        let form =
            [("away_from", from), ("away_to", to), ("stand_in", stand_in), ("note", "Gardé")];
        visitor.post("/account/absences", &form)
    };

    ask("bientôt", "2026-03-09", "").expect(422).says("Gardé");
    ask("2026-03-09", "2026-03-08", "").expect(422).says("finit après son début");
    ask("2026-03-09", "2026-03-10", lea.id.as_str()).expect(422).says("quelqu’un d’autre");
    ask("2026-03-09", "2026-03-10", elsewhere.id.as_str()).expect(422).says("même dispositif");
    let ida = person(app, "Ida Ros", NodeRole::Staff);
    leaves(app, &ida, "2026-03-09");
    ask("2026-03-09", "2026-03-10", ida.id.as_str()).expect(422).says("même dispositif");
    team.away(paul, ("2026-03-10", "2026-03-12"), None, "");
    ask("2026-03-09", "2026-03-10", paul.id.as_str()).expect(422).says("est en absence");
    for _ in 0..2 {
        ask("2026-03-09", "2026-03-10", "").expect(303);
    }
    ask("2026-03-10", "2026-03-11", "").expect(422).says("déjà annoncée");

    let page = visitor.get("/account/absences?lang=fr");
    assert_eq!(page.body.matches("/end\"").count(), 1);
    let end = page.body.split('"').find(|part| part.ends_with("/end")).unwrap().to_owned();
    app.sign_in(paul).post(&end, &[]).expect(404);
    app.sign_in(&elsewhere).post(&end, &[]).expect(404);
    team.manager.post(&end, &[("back", NODE)]).expect(303);
    visitor.get("/account/absences").says("Aucune absence prévue");
    assert_eq!(audited(app, "account", lea.id.as_str()).len(), 2);
}

#[test]
fn a_note_is_shown_at_the_top_of_the_inbox_until_it_is_read() {
    let team = team();
    let (app, lea, paul) = (&team.app, &team.lea, &team.paul);
    let (lea_reads, paul_reads) = (app.sign_in(lea), app.sign_in(paul));
    let form =
        [("id", form_id()), ("body", "Rappeler M. Durand.".to_owned()), ("until", String::new())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let leave = format!("{ROTA}/notes");
    lea_reads.post(&leave, &[("body", " ")]).expect(422).says("Écrivez la consigne");
    for _ in 0..2 {
        lea_reads.post(&leave, &form).expect(303);
    }

    lea_reads.get("/inbox").says_not("Rappeler M. Durand");
    let inbox = paul_reads.get("/inbox");
    inbox.says("Rappeler M. Durand").says("Léa Roy");
    let read = inbox.body.split('"').find(|part| part.ends_with("/reading")).unwrap().to_owned();
    for _ in 0..2 {
        let done = paul_reads.post(&read, &[("back", "inbox")]);
        paul_reads.follow(done.expect(303)).says_not("Rappeler M. Durand");
    }
    lea_reads.get(ROTA).says("Lue par Paul Petit");
    team.manager.get("/inbox").says("Rappeler M. Durand");

    app.later(TimeDelta::days(16));
    team.manager.get("/inbox").says_not("Rappeler M. Durand");
    let node = app.node_id(NODE);
    assert_eq!(audited(app, "node", node.as_str()), ["duty.note_read", "duty.note_left"]);
}

#[test]
fn who_goes_away_leaves_their_note_at_their_node() {
    let team = team();
    team.away(&team.lea, ("2026-03-04", "2026-03-10"), Some(&team.paul), "Le dépôt 12 attend.");
    team.app.sign_in(&team.paul).get("/inbox").says("Le dépôt 12 attend");
    assert!(team.app.mail_to(&team.paul.email).text.contains("Le dépôt 12 attend"));
    team.app.sign_in(&team.lea).get("/inbox").says_not("Le dépôt 12 attend");
}

#[test]
fn an_absence_that_is_called_off_leaves_nothing_to_stand_in_for() {
    let team = team();
    let (app, lea, paul) = (&team.app, &team.lea, &team.paul);
    let (lea_reads, paul_reads) = (app.sign_in(lea), app.sign_in(paul));
    let form = [("id", &*form_id()), ("body", "Le portail est en panne."), ("until", "")];
    lea_reads.post(&format!("{ROTA}/notes"), &form).expect(303);
    app.later(TimeDelta::minutes(1));
    team.away(lea, ("2026-03-04", "2026-03-10"), Some(paul), "Le dépôt 12 attend.");
    paul_reads.get("/inbox").says("Le dépôt 12 attend").says("Le portail est en panne");

    let page = lea_reads.get("/account/absences");
    let end = page.body.split('"').find(|part| part.ends_with("/end")).unwrap().to_owned();
    for _ in 0..2 {
        lea_reads.post(&end, &[]).expect(303);
    }

    let inbox = paul_reads.get("/inbox");
    inbox.says_not("Le dépôt 12 attend").says("Le portail est en panne");
    let told = subjects(app, paul);
    assert_eq!(told.len(), 2, "{told:?}");
    let mail = app.mail_to(&paul.email);
    assert_eq!(mail.subject, "Vous ne remplacez plus Léa Roy du 04/03/2026 au 10/03/2026");
    assert!(mail.text.contains("Cette absence est annulée"), "{}", mail.text);
    let node = app.node_id(NODE);
    let noted = ["duty.note_withdrawn", "duty.note_left", "duty.note_left"];
    assert_eq!(audited(app, "node", node.as_str()), noted);
    // Whoever stands in and calls it off knows.
    team.away(lea, ("2026-03-16", "2026-03-17"), Some(paul), "");
    let stands = app.sign_in(lea).get("/account/absences");
    let end = stands.body.split('"').find(|part| part.ends_with("/end")).unwrap().to_owned();
    team.manager.post(&end, &[("back", NODE)]).expect(303);
    assert_eq!(subjects(app, paul).len(), 4);
}

#[test]
fn a_rota_is_filled_in_turn_and_shows_what_stays_open() {
    let team = team();
    let (lea, paul) = (&team.lea, &team.paul);
    let page = team.manager.get(ROTA);
    page.expect(200).says("12 semaines ont des jours ouvrés où personne ne répond");
    team.away(paul, ("2026-03-09", "2026-03-15"), None, "");
    let fill = |people: &[&Account]| {
        let mut form = vec![("each", "1"), ("first_week", "2026-03-03"), ("weeks", "4")];
        form.extend(people.iter().map(|account| ("people", account.id.as_str())));
        form.push(("begin", lea.id.as_str()));
        team.manager.post(ROTA, &form)
    };
    fill(&[]).expect(422).says("au moins une personne");

    let done = fill(&[lea, paul]);
    team.manager.follow(done.expect(303)).says("8 semaines ont des jours ouvrés");
    let told = fill(&[lea, paul]);
    team.manager.follow(told.expect(303)).says("Rien à remplir");
    let caller = team.app.caller(&team.app.token(lea, Scope::Read));
    let rota = caller.get("/api/v1/nodes/adoc-lorraine/duty?weeks=5").expect(200).json();
    let names: Vec<_> = rota["weeks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|week| week["on_duty"][0]["name"].as_str().unwrap_or("–").to_owned())
        .collect();
    assert_eq!(names, ["Léa Roy", "Léa Roy", "Léa Roy", "Paul Petit", "–"]);
    assert_eq!(rota["weeks"][4]["gaps"], json!([{ "from": "2026-03-30", "to": "2026-04-03" }]));
    let outside = team.app.account("Max", "max@example.org", None, &[("adele", NodeRole::Manager)]);
    let outside = team.app.caller(&team.app.token(&outside, Scope::Read));
    outside.get("/api/v1/nodes/adoc-lorraine/duty").expect(404);
}

#[test]
fn two_people_swap_their_duties_when_both_agree() {
    let team = team();
    let (app, lea, paul) = (&team.app, &team.lea, &team.paul);
    team.put_on_duty(lea, "2026-03-09", "2026-03-15");
    team.put_on_duty(paul, "2026-03-16", "2026-03-22");
    let (lea_reads, paul_reads) = (app.sign_in(lea), app.sign_in(paul));
    let page = lea_reads.get(ROTA);
    let option = |field: &str, name: &str| {
        let (_, rest) = page.body.split_once(&format!("name=\"{field}\"")).unwrap();
        let (select, _) = rest.split_once("</select>").unwrap();
        let option = select.split("<option").find(|option| option.contains(name)).unwrap();
        option.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let (mine, theirs) = (option("duty", "2026"), option("in_return", "Paul"));
    let form = [("duty", &*mine), ("colleague", paul.id.as_str()), ("in_return", &*theirs)];
    lea_reads.post(&format!("{ROTA}/swaps"), &form[..1]).expect(422);
    lea_reads.post(&format!("{ROTA}/swaps"), &form).expect(303);
    lea_reads.post(&format!("{ROTA}/swaps"), &form).expect(303);
    assert_eq!(app.mails_to(&paul.email).len(), 1);

    let page = paul_reads.get(ROTA);
    page.says("vous demande de prendre sa permanence");
    let answer = page
        .body
        .split('"')
        .find(|part| part.starts_with(&format!("{ROTA}/swaps/")))
        .unwrap()
        .to_owned();
    team.manager.post(&answer, &[("answer", "accept")]).expect(404);
    for _ in 0..2 {
        paul_reads.post(&answer, &[("answer", "accept")]).expect(303);
    }
    paul_reads.post(&answer, &[("answer", "decline")]).expect(422).says("déjà reçu une réponse");

    let node = app.node_id(NODE);
    let from = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    let duties = app.read(|conn| Ok(maillage::accounts::ops::duties_of(conn, &node, from)?));
    let names: Vec<_> = duties.iter().map(|duty| duty.name.as_str()).collect();
    assert_eq!(names, ["Paul Petit", "Léa Roy"]);
    assert!(app.mail_to(&lea.email).subject.contains("prend votre permanence"));
    assert_eq!(app.mails_to(&lea.email).len(), 1);
}

#[test]
fn a_secret_address_gives_the_rota_to_a_calendar_while_its_owner_may_see_it() {
    let team = team();
    let (app, lea) = (&team.app, &team.lea);
    team.put_on_duty(&team.paul, "2026-03-09", "2026-03-15");
    let address = format!("/rota/{}", crate::duty_cast::feed(app, lea));

    let file = app.visitor().get(&address);
    let entries = calendar::read(&file.expect(200).bytes).unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].starts.as_str(), entries[0].ends.as_str()), ("20260309", "20260316"));
    assert!(entries[0].summary.starts_with("Paul Petit"), "{}", entries[0].summary);
    app.visitor().get(&address.replace(".ics", "x.ics")).expect(404);

    let newer = format!("/rota/{}", crate::duty_cast::feed(app, lea));
    app.visitor().get(&address).expect(404);
    app.visitor().get(&newer).expect(200);
    let members = team.manager.get("/nodes/adoc-lorraine/members");
    let (_, after) = members.body.split_once("Léa Roy").unwrap();
    let member = after.split('"').find(|part| part.contains("/members/")).unwrap().to_owned();
    team.manager.post(&member, &[("ends_on", "2026-03-02")]).expect(303);
    app.visitor().get(&newer).expect(404);
}

#[test]
fn the_mail_of_the_morning_comes_once_on_working_days_to_those_who_want_it() {
    let team = team();
    let (app, lea, paul) = (&team.app, &team.lea, &team.paul);
    let digests = |who: &Account| {
        subjects(app, who).into_iter().filter(|subject| subject.contains("matinée")).count()
    };
    team.ticket_of(lea, "Où déposer ?");
    app.sign_in(lea).post("/account/digest", &[("wanted", "on"), ("hour", "8")]).expect(303);
    app.sign_in(paul).post("/account/digest", &[("hour", "8")]).expect(303);
    app.sign_in(lea).get("/account").says("Message du matin");

    // Ten o'clock on a Tuesday.
    for _ in 0..2 {
        app.run_jobs();
        app.later(TimeDelta::minutes(11));
    }
    assert_eq!((digests(lea), digests(paul)), (1, 0));
    let mail = app.mail_to(&lea.email);
    assert!(mail.text.contains("Où déposer ?") && mail.text.contains("À vous de répondre"));
    app.later(TimeDelta::hours(8));
    app.run_jobs();
    assert_eq!(digests(lea), 1);
    app.later(TimeDelta::hours(15));
    app.run_jobs();
    assert_eq!(digests(lea), 2);

    // On Saturday nobody works; on Monday Léa is away.
    app.later(TimeDelta::days(3));
    app.run_jobs();
    team.away(lea, ("2026-03-09", "2026-03-09"), None, "");
    app.later(TimeDelta::days(2));
    app.run_jobs();
    assert_eq!(digests(lea), 2);
    app.sign_in(lea).post("/account/digest", &[]).expect(303);
    app.later(TimeDelta::days(1));
    app.run_jobs();
    assert_eq!(digests(lea), 2);
}

#[test]
fn new_questions_reach_who_stands_in_for_who_is_on_duty() {
    let team = team();
    let (app, lea, paul) = (&team.app, &team.lea, &team.paul);
    team.put_on_duty(lea, "2026-03-02", "2026-03-08");
    team.away(lea, ("2026-03-03", "2026-03-04"), Some(paul), "");
    let before = (app.mails_to(&lea.email).len(), app.mails_to(&paul.email).len());
    app.ticket("Une question neuve");

    let after = (app.mails_to(&lea.email).len(), app.mails_to(&paul.email).len());
    assert_eq!((after.0 - before.0, after.1 - before.1), (0, 1));
    app.sign_in(paul)
        .get("/inbox")
        .says("de permanence cette semaine : Paul Petit")
        .says("Ma permanence");
    app.sign_in(lea).get(ROTA).says("Relais : Paul Petit");
}
