//! From one ticket to the next, and many at once; and one of everything that triage's addresses name.

use chrono::TimeDelta;
use maillage::accounts::{Actor, NodeId, NodeRole};
use maillage::tickets::{State, Ticket, follow_key};
use maillage::triage::queries::{Prepared, StepWords};
use maillage::triage::{Shelf, StepId, TemplateId, ViewId, ops, queries};

use crate::app::TestApp;
use crate::tickets::{form_id, question};
use crate::triage::{at, person};

/// A new thing of a node, or of the network for a view, of the kind that stands before `{id}` in an address.
pub fn thing(app: &TestApp, (node, maker): (&NodeId, &Actor), kind: &str) -> String {
    let now = app.now();
    app.write(|conn| {
        Ok(match kind {
            "/inbox/views/" => {
                let id = ViewId::new();
                let what = (&id, &Shelf::Network, "Vue", "queue=ours");
                queries::insert_view(conn, what, &maker.id, now)?;
                id.to_string()
            }
            "/inbox/answers/" => {
                let id = TemplateId::new();
                let what = Prepared {
                    name: "Dépôt".into(),
                    topic: None,
                    body_fr: "Bonjour".into(),
                    body_en: String::new(),
                    variants: Vec::new(),
                };
                ops::add_template(conn, maker, (&id, Some(node)), &what, now)?;
                id.to_string()
            }
            "/inbox/checklists/" => {
                let id = StepId::new();
                let words = StepWords { fr: form_id(), en: form_id() };
                queries::insert_step(conn, (&id, Some(node), "eln"), &words, now)?;
                id.to_string()
            }
            _ => {
                let label = form_id();
                ops::add_tag(conn, maker, Some(node), &label, now)?;
                let made = queries::tag_named(conn, Some(node), &label)?;
                made.map(|tag| tag.id.to_string()).unwrap_or_default()
            }
        })
    })
}

#[test]
fn an_answer_can_close_and_lead_to_the_next_ticket() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let first = app.ticket("Première");
    app.later(TimeDelta::minutes(1));
    let second = app.ticket("Seconde");
    let id = form_id();
    let form = [
        ("id", id.as_str()),
        ("body", "Voilà."),
        ("go", "close"),
        ("from", "queue=ours&sort=oldest"),
    ];

    let reply = lea.post_files(&at(&first, "/answers"), &form, &[]);

    assert!(reply.location().starts_with(&at(&second, "?from=")), "{}", reply.location());
    assert_eq!((app.state(&first), app.state(&second)), (State::Closed, State::New));
}

#[test]
fn five_hundred_at_once_are_shown_first_and_three_forbidden_ones_are_left() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let ours: Vec<_> = (0..497).map(|n| app.ticket(&format!("Question {n}"))).collect();
    let mut elsewhere = question("Ailleurs");
    (elsewhere.institutions, elsewhere.site, elsewhere.region) = (vec![], None, Some("53".into()));
    let foreign: Vec<_> = (0..3).map(|_| app.ask(elsewhere.clone(), true)).collect();
    let mut form = vec![("event", "close"), ("outcome", "duplicate"), ("back", "queue=ours")];
    let chosen = ours.iter().chain(&foreign).map(|ticket| ("ticket", ticket.reference.as_str()));
    form.extend(chosen);

    let plan = lea.post("/inbox/bulk", &form);

    plan.expect(200).says("497 demandes seront closes").says("3 resteront").says_not("Ailleurs");
    assert_eq!(app.state(&ours[0]), State::New);
    form.push(("sure", "1"));
    let done = lea.post("/inbox/bulk", &form);
    done.expect(200).says("Les 497 autres sont traitées").says_not("Ailleurs");
    assert!(ours.iter().step_by(71).all(|ticket| app.state(ticket) == State::Closed));
    assert!(foreign.iter().all(|ticket| app.state(ticket) == State::New));
}

#[test]
fn several_tickets_are_tagged_and_untagged_at_once() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let (one, two) = (app.ticket("Une"), app.ticket("Deux"));
    let act = |event: &str, tag: &str| {
        let form = [
            ("event", event),
            ("tag", tag),
            ("back", "queue=all&tag=lot"),
            ("ticket", one.reference.as_str()),
            ("ticket", two.reference.as_str()),
        ];
        lea.post("/inbox/bulk", &form)
    };

    lea.follow(&act("tag", "lot")).says("Une").says("Deux");
    lea.follow(&act("untag", "Lot")).says("Rien ne correspond");
    act("tag", "").expect(200).says("Écrivez l’étiquette");
}

#[test]
fn several_tickets_are_offered_to_another_node_and_the_others_named() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let [one, two, closed, offered] =
        ["Une", "Deux", "Déjà close", "Déjà proposée"].map(|s| app.ticket(s));
    lea.post(&at(&closed, "/closure"), &[("outcome", "duplicate")]).expect(303);
    let refer = [("kind", "refer"), ("to", "lord"), ("reason", "Pour vous")];
    lea.post(&at(&offered, "/handover"), &refer).expect(303);
    let mut form = vec![("event", "refer"), ("back", "queue=ours")];
    form.extend([&one, &two, &closed, &offered].map(|t| ("ticket", t.reference.as_str())));
    let waiting = |ticket: &Ticket| {
        app.read(|conn| Ok(maillage::tickets::queries::going_on(conn, &ticket.id)?))
    };

    let plan = lea.post("/inbox/bulk", &form);

    plan.expect(200).says("2 demandes peuvent être proposées").says("2 resteront");
    plan.says("Déjà close")
        .says("déjà proposée à un dispositif")
        .says_not("Choisissez un dispositif.");
    form.extend([("sure", "1"), ("node", "adele")]);
    let unsaid = lea.post("/inbox/bulk", &form);
    unsaid.expect(200).says("Dites pourquoi");
    assert!(unsaid.body.contains("value=\"adele\" selected"));
    assert_eq!(waiting(&one), vec![]);
    form.push(("reason", "Leur discipline"));
    let done = lea.post("/inbox/bulk", &form);
    done.expect(200).says("Déjà close").says("Les 2 autres sont traitées");
    for ticket in [&one, &two] {
        let found = waiting(ticket);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].reason.as_str(), &found[0].to_node),
            ("Leur discipline", &app.node_id("adele"))
        );
    }
    assert_eq!(waiting(&offered)[0].to_node, app.node_id("lord"));
    // Who is offered it sees it in a list, and is told why it stays.
    let marc = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    let form = [("event", "tag"), ("tag", "lot"), ("back", ""), ("ticket", &*offered.reference)];
    let left = app.sign_in(&marc).post("/inbox/bulk", &form);
    left.expect(200).says("Déjà proposée").says("est à un autre dispositif");
}

#[test]
fn giving_several_to_a_colleague_says_first_what_will_happen() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let paul = person(&app, "Paul Roy", NodeRole::Staff);
    let stranger = app.account("Eve", "eve@lord.example", None, &[("lord", NodeRole::Staff)]);
    let (one, closed) = (app.ticket("Une"), app.ticket("Déjà close"));
    lea.post(&at(&closed, "/closure"), &[("outcome", "duplicate")]).expect(303);
    let form = |to: &str, sure: &str| {
        let form = [
            ("event", "give"),
            ("to", to),
            ("sure", sure),
            ("back", "queue=all"),
            ("ticket", one.reference.as_str()),
            ("ticket", closed.reference.as_str()),
        ];
        lea.post("/inbox/bulk", &form)
    };

    let plan = form(paul.id.as_str(), "");

    plan.expect(200).says("1 demande sera confiée à Paul Roy").says("Déjà close");
    assert_eq!(app.again(&one).assignee_id, None);
    form(stranger.id.as_str(), "").expect(200).says("0 demande sera confiée");
    form(paul.id.as_str(), "1").expect(200);
    assert_eq!(app.again(&one).assignee_id, Some(paul.id));
}

/// The team writes by its link, two minutes later.
fn writes(app: &TestApp, ticket: &Ticket) {
    app.later(TimeDelta::minutes(2));
    let key = follow_key(&app.app.signer, &app.again(ticket));
    let form = [("key", key.as_str()), ("id", &*form_id()), ("body", "Attendez, un détail.")];
    app.visitor().post(&at(ticket, "/replies"), &form).expect(303);
}

#[test]
fn many_are_closed_from_a_list_but_those_whose_team_wrote_since() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let (one, two, three) = (app.ticket("Une"), app.ticket("Deux"), app.ticket("Trois"));
    let act = |event: &str, shown: &str, sure: &str| {
        let mut form = vec![("event", event), ("outcome", "duplicate"), ("back", "queue=ours")];
        form.extend([("shown", shown), ("sure", sure)]);
        form.extend([&one, &two, &three].map(|ticket| ("ticket", ticket.reference.as_str())));
        lea.post("/inbox/bulk", &form)
    };
    let list = lea.get("/inbox?queue=ours").expect(200).value_of("shown").unwrap();
    writes(&app, &one);

    let plan = act("close", &list, "");
    plan.expect(200).says("2 demandes seront closes").says("l’équipe a écrit depuis");
    let shown = plan.value_of("shown").unwrap();
    writes(&app, &two);
    act("close", &shown, "1").expect(200).says("l’équipe a écrit depuis");

    let states = || [&one, &two, &three].map(|ticket| app.state(ticket));
    assert_eq!(states(), [State::Closed, State::New, State::Closed]);
    // Nor is anything put aside as spam; what ends nothing is done.
    act("spam", &shown, "1").expect(200).says("l’équipe a écrit depuis");
    act("assign", &list, "").expect(303);
    assert_eq!(states(), [State::Closed, State::Open, State::Closed]);
    act("close", &lea.get("/inbox?queue=ours").value_of("shown").unwrap(), "1");
    assert_eq!(states(), [State::Closed; 3]);
}
