//! What goes along when tickets become one or one becomes two, and what comes back.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NodeRole, Scope};
use maillage::db::schema::{ticket_links, ticket_tags, tickets, time_notes};
use maillage::tickets::mail::follow_path;
use maillage::tickets::{State, Ticket, queries};
use maillage::triage;
use serde_json::{Value, json};

use crate::app::{Reply, TestApp, Visitor};
use crate::bridge::open;
use crate::tickets::{form_id, question};

struct Desk {
    app: TestApp,
    lea: Visitor,
    paul: Visitor,
}

impl Desk {
    fn new() -> Self {
        let app = TestApp::start();
        let [lea, paul] = ["Lea", "Paul"].map(|name| {
            let email = format!("{}@adoc.example", name.to_lowercase());
            app.sign_in(&app.account(name, &email, None, &[("adoc-lorraine", NodeRole::Staff)]))
        });
        Self { app, lea, paul }
    }

    fn post(&self, by: &Visitor, ticket: &Ticket, deed: &str, form: &[(&str, &str)]) -> Reply {
        by.post(&format!("/tickets/{}/{deed}", ticket.reference), form)
    }

    fn says(&self, ticket: &Ticket, body: &str) -> String {
        let path = follow_path(&self.app.app.signer, &self.app.again(ticket));
        let key = path.split("key=").nth(1).unwrap().to_owned();
        let id = form_id();
        let form = [("key", key.as_str()), ("id", &*id), ("body", body)];
        let to = format!("/tickets/{}/replies", ticket.reference);
        self.app.later(TimeDelta::minutes(1));
        self.app.visitor().post(&to, &form).expect(303);
        id
    }

    /// Tags, done steps, minutes, followers, links and the mark of a ticket.
    fn stands(&self, ticket: &Ticket) -> (Vec<String>, usize, Vec<i32>, Vec<String>, usize, bool) {
        self.app.read(|conn| {
            let scope = queries::inbox::Scope::Network;
            let tags = triage::queries::tags_on(conn, &ticket.id, &scope)?;
            let fresh = queries::find(conn, &ticket.id)?;
            let steps = triage::queries::steps_on(conn, &fresh)?;
            let minutes = time_notes::table
                .filter(time_notes::ticket_id.eq(&ticket.id))
                .order(time_notes::minutes)
                .select(time_notes::minutes)
                .load(conn)?;
            let followers = triage::queries::followers(conn, &ticket.id)?;
            let ends =
                ticket_links::from_ticket.eq(&ticket.id).or(ticket_links::to_ticket.eq(&ticket.id));
            let links: i64 = ticket_links::table.filter(ends).count().get_result(conn)?;
            Ok((
                tags.into_iter().map(|tag| tag.label).collect(),
                steps.iter().filter(|step| step.done.is_some()).count(),
                minutes,
                followers.into_iter().map(|(_, name)| name).collect(),
                usize::try_from(links).unwrap(),
                fresh.sensitive,
            ))
        })
    }
}

#[test]
fn a_merge_carries_what_belongs_to_a_ticket_and_undoing_it_takes_just_that_back() {
    let desk = Desk::new();
    let mut asked = question("La même");
    asked.topic = Some("eln".into());
    let [first, second] = [asked.clone(), asked].map(|question| desk.app.ask(question, true));
    let third = desk.app.ticket("Une voisine");
    let step = crate::triage_bulk::thing(
        &desk.app,
        (&desk.app.node_id("adoc-lorraine"), &desk.app.actor(&admin(&desk.app))),
        "/inbox/checklists/",
    );
    for (ticket, label) in [(&first, "cohorte"), (&second, "cohorte"), (&second, "urgent")] {
        desk.post(&desk.lea, ticket, "tags", &[("label", label)]).expect(303);
    }
    desk.post(&desk.lea, &second, "steps", &[("step", &step), ("done", "1")]).expect(303);
    desk.post(&desk.lea, &first, "time", &[("id", &form_id()), ("minutes", "10")]).expect(303);
    desk.post(&desk.lea, &second, "time", &[("id", &form_id()), ("minutes", "20")]).expect(303);
    desk.post(&desk.paul, &second, "following", &[("follow", "1")]).expect(303);
    desk.post(&desk.lea, &second, "relations", &[("other", &third.reference)]).expect(303);
    desk.post(&desk.lea, &second, "sensitivity", &[("on", "1")]).expect(303);
    let before = (desk.stands(&first), desk.stands(&second));

    desk.post(&desk.lea, &second, "merge", &[("into", &first.reference)]).expect(303);

    let (tags, steps, minutes, followers, links, sensitive) = desk.stands(&first);
    assert_eq!(tags, ["cohorte", "urgent"]);
    assert_eq!((steps, minutes, followers), (1, vec![10, 20], vec!["Paul".to_owned()]));
    assert_eq!((links, sensitive), (1, true));
    // What comes later stays.
    desk.post(&desk.lea, &first, "tags", &[("label", "après")]).expect(303);
    desk.post(&desk.lea, &second, "merge/undo", &[]).expect(303);
    let (mut tags, after) = (desk.stands(&first).0, (desk.stands(&first), desk.stands(&second)));
    tags.retain(|tag| tag != "après");
    assert_eq!(tags, before.0.0);
    assert_eq!(
        (after.0.1, after.0.2, after.0.3, after.0.4, after.0.5),
        (before.0.1, before.0.2, before.0.3, before.0.4, before.0.5)
    );
    assert_eq!(after.1, before.1);
}

fn admin(app: &TestApp) -> crate::actors::Account {
    let role = Some(maillage::accounts::NetworkRole::Admin);
    app.account("Ada", "ada@exemple.example", role, &[])
}

#[test]
fn the_earlier_deadline_holds_after_a_merge() {
    let desk = Desk::new();
    let first = desk.app.ticket("La même");
    desk.app.later(TimeDelta::days(1));
    let second = desk.app.ticket("Encore");
    let due = |ticket: &Ticket| desk.app.again(ticket).next_due_at;
    let earlier = due(&first);
    assert!(earlier < due(&second));

    desk.post(&desk.lea, &first, "merge", &[("into", &second.reference)]).expect(303);

    assert_eq!(due(&second), earlier);
    // And one that waited for the team is owed an answer again.
    let third = desk.app.ticket("Une troisième");
    let answer = [("id", &*form_id()), ("body", "Voici.")];
    desk.post(&desk.lea, &third, "answers", &answer).expect(303);
    assert_eq!((desk.app.state(&third), due(&third)), (State::WaitingTeam, None));
    desk.post(&desk.lea, &second, "merge", &[("into", &third.reference)]).expect(409);
    let fourth = desk.app.ticket("Une quatrième");
    desk.post(&desk.lea, &fourth, "merge", &[("into", &third.reference)]).expect(303);
    assert_eq!(desk.app.state(&third), State::Open);
    assert!(due(&third).is_some());
}

#[test]
fn who_is_meant_in_a_note_finds_it_where_it_went() {
    let desk = Desk::new();
    let (first, second) = (desk.app.ticket("Une"), desk.app.ticket("Deux"));
    let note = [("id", &*form_id()), ("note", "@Paul, tu vois ?")];
    desk.post(&desk.lea, &second, "notes", &note).expect(303);
    desk.post(&desk.lea, &second, "merge", &[("into", &first.reference)]).expect(303);
    desk.paul.get("/inbox?queue=mentions").expect(200).says("Une").says_not("Deux");
    desk.post(&desk.lea, &second, "merge/undo", &[]).expect(303);
    desk.paul.get("/inbox?queue=mentions").expect(200).says("Deux");
}

#[test]
fn a_split_reaches_a_helpdesk_at_once_and_is_undone_for_a_day() {
    let desk = Desk::new();
    open(&desk.app, "adoc-lorraine", "helpdesk@univ.example");
    let ticket = desk.app.ticket("Une question");
    desk.post(&desk.paul, &ticket, "following", &[("follow", "1")]).expect(303);
    let message = desk.says(&ticket, "Autre chose : où stocker ?");
    let form = [("message", message.as_str()), ("subject", "Le stockage"), ("from", "queue=ours")];

    let made = desk.post(&desk.lea, &ticket, "split", &form);

    let location = made.expect(303).location().to_owned();
    assert!(location.ends_with("?from=queue%3Dours"), "{location}");
    let reference = location.split(['/', '?']).nth(2).unwrap().to_owned();
    let mail = desk.app.mail_to("helpdesk@univ.example");
    assert!(mail.subject.contains(&reference) && mail.subject.contains("Le stockage"));
    assert!(mail.text.contains("où stocker"), "{}", mail.text);
    let made = desk.app.read(|conn| Ok(queries::by_reference(conn, &reference)?));
    assert!(made.next_due_at.is_some());
    assert_eq!(desk.stands(&made).3, ["Paul"]);

    let page = desk.lea.get(&format!("/tickets/{reference}/relations"));
    page.expect(200).says("Annuler la séparation");
    desk.post(&desk.lea, &made, "merge", &[("into", &ticket.reference)]).expect(303);
    assert_eq!(desk.app.state(&made), State::Merged);
    desk.lea.get(&format!("/tickets/{}", ticket.reference)).says("où stocker");
    let again = desk.post(&desk.lea, &ticket, "split", &form).expect(303).location().to_owned();
    assert!(!again.contains(&reference), "it may be split again");
    desk.app.later(TimeDelta::hours(25));
    let late = again.split('?').next().unwrap().to_owned();
    desk.lea.get(&format!("{late}/relations")).expect(200).says_not("Annuler la séparation");
}

#[test]
fn a_subject_that_is_too_long_comes_back_with_a_sentence() {
    let desk = Desk::new();
    let ticket = desk.app.ticket("Une question");
    let message = desk.says(&ticket, "Autre chose");
    let long = "mot ".repeat(60);
    let form = [("message", message.as_str()), ("subject", long.as_str())];

    let back = desk.post(&desk.lea, &ticket, "split", &form);

    back.expect(422).says("160 caractères au plus");
    assert!(back.body.contains(long.trim()));
}

#[test]
fn programs_split_and_link_as_people_do() {
    let desk = Desk::new();
    let staff =
        desk.app.account("Ines", "ines@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let elsewhere = desk.app.account("Eve", "eve@lord.example", None, &[("lord", NodeRole::Staff)]);
    let caller = desk.app.caller(&desk.app.token(&staff, Scope::Write));
    let stranger = desk.app.caller(&desk.app.token(&elsewhere, Scope::Write));
    let (one, two) = (desk.app.ticket("Une"), desk.app.ticket("Deux"));
    let message = desk.says(&one, "Autre chose");
    let at = |ticket: &Ticket, what: &str| format!("/api/v1/tickets/{}/{what}", ticket.reference);
    let kinds = |told: &Value| -> Vec<(String, String)> {
        let all = told["links"].as_array().unwrap().iter();
        all.map(|one| (one["reference"].to_string(), one["direction"].to_string())).collect()
    };

    let bad = caller.post_json(&at(&one, "splits"), &json!({ "message": "x" }));
    bad.expect(422);
    let question = desk
        .app
        .read(|conn| Ok(queries::messages_of(conn, &one.id, queries::Sight::Public, None, 50)?));
    let first = json!({ "message": question[0].id });
    caller.post_json(&at(&one, "splits"), &first).expect(409);
    let body = json!({ "message": message, "subject": "À part" });
    stranger.post_json(&at(&one, "splits"), &body).expect(404);
    let made = caller.post_json(&at(&one, "splits"), &body).expect(201).json();
    assert_eq!((made["subject"].as_str(), made["state"].as_str()), (Some("À part"), Some("new")));
    assert_eq!(kinds(&made), [(format!("\"{}\"", one.reference), "\"to\"".to_owned())]);
    let again = caller.post_json(&at(&one, "splits"), &body).expect(201).json();
    assert_eq!(again["reference"], made["reference"]);

    let link = json!({ "to": two.reference, "kind": "duplicate" });
    let linked = caller.post_json(&at(&one, "links"), &link).expect(200).json();
    assert!(kinds(&linked).contains(&(format!("\"{}\"", two.reference), "\"to\"".to_owned())));
    caller.post_json(&at(&one, "links"), &json!({ "to": "2026-999999" })).expect(409);
    caller.post_json(&at(&one, "links"), &json!({ "to": two.reference, "kind": "x" })).expect(422);
    let gone = format!("links/{}/removal", two.reference);
    let unlinked = caller.post_json(&at(&one, &gone), &json!({})).expect(200).json();
    assert!(!unlinked["links"].to_string().contains(&two.reference));
    stranger.post_json(&at(&one, &gone), &json!({})).expect(404);
}

#[test]
fn programs_read_when_answers_are_owed() {
    let desk = Desk::new();
    let staff =
        desk.app.account("Ines", "ines@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let asker = desk.app.account("Lucie", "lucie@exemple.example", None, &[]);
    let caller = desk.app.caller(&desk.app.token(&staff, Scope::Write));
    let team = desk.app.caller(&desk.app.token(&asker, Scope::Read));
    let ticket = desk.app.ticket("Une question");
    let path = format!("/api/v1/tickets/{}", ticket.reference);
    let state = |told: &Value| told["due"]["state"].as_str().unwrap().to_owned();

    let told = caller.get(&path).expect(200).json();
    assert_eq!(state(&told), "running");
    assert!(
        told["due"]["next_answer_at"].is_string() && told["due"]["first_answer_at"].is_string()
    );
    assert_eq!(team.get(&path).expect(200).json()["due"], Value::Null);
    let list = caller.get("/api/v1/tickets").expect(200).json();
    assert!(list["items"][0]["next_answer_due_at"].is_string());
    assert_eq!(team.get("/api/v1/tickets").json()["items"][0]["next_answer_due_at"], Value::Null);
    let until = crate::life::next_week(&desk.app).to_string();
    let wait = json!({ "event": "wait_third_party", "who": "La DPO", "until": until });
    let told = caller.post_json(&format!("{path}/transitions"), &wait).expect(200).json();
    assert_eq!(state(&told), "paused");
    assert!(told["due"]["minutes_left"].is_number());
    caller.post_json(&format!("{path}/transitions"), &json!({ "event": "wake" })).expect(200);
    desk.app.later(TimeDelta::days(20));
    assert_eq!(state(&caller.get(&path).expect(200).json()), "late");
}

/// A node that answers too, or is asked, tags and counts its time for itself; nobody else sees it.
#[test]
fn each_node_on_a_ticket_has_tags_and_time_of_its_own() {
    let desk = Desk::new();
    let marc = desk.app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    let marc = desk.app.sign_in(&marc);
    let ticket = desk.app.ticket("Une question");
    let page = format!("/tickets/{}", ticket.reference);
    desk.post(&desk.lea, &ticket, "tags", &[("label", "À NOUS")]).expect(303);
    desk.post(
        &desk.lea,
        &ticket,
        "time",
        &[("id", &form_id()), ("minutes", "7"), ("word", "NOTRE-TEMPS")],
    )
    .expect(303);
    desk.post(&marc, &ticket, "tags", &[("label", "chez lord")]).expect(404);

    for kind in ["refer", "consult", "share"] {
        let form = [("kind", kind), ("to", "lord"), ("reason", "Pour vous")];
        desk.app.later(TimeDelta::minutes(1));
        desk.post(&desk.lea, &ticket, "handover", &form).expect(303);
        let going_on = desk.app.read(|conn| Ok(queries::going_on(conn, &ticket.id)?));
        let id = going_on.last().unwrap().id.clone();
        let met = if kind == "refer" { 404 } else { 303 };
        desk.post(&marc, &ticket, "tags", &[("label", "chez lord")]).expect(met);
        let time = [("id", &*form_id()), ("minutes", "5"), ("word", "LEUR-TEMPS")];
        desk.post(&marc, &ticket, "time", &time).expect(met);
        desk.post(&marc, &ticket, "presence", &[]).expect(if kind == "share" { 200 } else { 404 });
        let follows = if kind == "share" { 303 } else { 404 };
        desk.post(&marc, &ticket, "following", &[("follow", "1")]).expect(follows);
        let shown = marc.get(&page);
        shown.expect(200).says_not("À NOUS").says_not("NOTRE-TEMPS");
        if kind != "refer" {
            shown.says("chez lord").says("LEUR-TEMPS").says("lui seul les voit");
        }
        desk.post(&desk.lea, &ticket, &format!("handovers/{id}/end"), &[]).expect(303);
        marc.get(&page).expect(404);
    }

    desk.lea.get(&page).expect(200).says("À NOUS").says_not("chez lord");
    let nodes: Vec<(String, i32)> = desk.app.read(|conn| {
        Ok(time_notes::table
            .order(time_notes::minutes)
            .select((time_notes::node_id, time_notes::minutes))
            .load(conn)?)
    });
    let (ours, theirs) = (desk.app.node_id("adoc-lorraine"), desk.app.node_id("lord"));
    let theirs = (theirs.to_string(), 5);
    assert_eq!(nodes, [theirs.clone(), theirs, (ours.to_string(), 7)]);
    let tags: i64 = desk.app.read(|conn| Ok(ticket_tags::table.count().get_result(conn)?));
    assert_eq!(tags, 2);
    let count: i64 = desk.app.read(|conn| Ok(tickets::table.count().get_result(conn)?));
    assert_eq!(count, 1);
}
