//! Every state and every way to write by mail: each cell tried through the entry of mails against tables that are written here
//! and nowhere else. The program's own rules are not asked.

use diesel::prelude::*;
use maillage::accounts::{self, AccountId, NodeRole};
use maillage::db::schema::bridges;
use maillage::mail_in::Receipt;
use maillage::outbox::{self, Party};
use maillage::tickets::{State, Ticket};

use crate::app::TestApp;
use crate::bridge::{Bridged, TEAM};
use crate::life::in_state;
use crate::life_cells::{STATES, Scene};
use crate::mail_in::letter;

/// For whom the reply address was signed that a mail comes to.
#[derive(Debug, Clone, Copy)]
enum To {
    Team,
    /// For the sender's own account.
    Own,
    /// For somebody else of the node's staff.
    Lea,
    /// For the mailbox of the node.
    Node,
}

const HELD: &str = "hhhhhhhhh";

/// Who writes, to which address, and where it leads from each state, in the order of [`STATES`]: a letter is the state it leads
/// to, `h` is a mail that waits for a person and changes nothing.
const TABLE: &[(&str, To, &str)] = &[
    // unowtzcms
    (TEAM, To::Team, "hnooooohh"),
    (TEAM, To::Lea, HELD),
    (TEAM, To::Node, HELD),
    ("ali@exemple.example", To::Team, HELD),
    ("ali@exemple.example", To::Lea, HELD),
    ("personne@ailleurs.example", To::Team, HELD),
    // Staff of the node, who steers the network, and staff of a node that answers too.
    ("ines@adoc.example", To::Own, "hwwwwwhhh"),
    ("ines@adoc.example", To::Lea, HELD),
    ("ines@adoc.example", To::Team, HELD),
    ("ines@adoc.example", To::Node, HELD),
    ("chef@adoc.example", To::Own, "hwwwwwhhh"),
    ("nora@exemple.example", To::Own, "hwwwwwhhh"),
    ("nora@exemple.example", To::Team, HELD),
    ("ada@exemple.example", To::Own, "hwwwwwhhh"),
    ("marc@adele.example", To::Own, "hwwwwwhhh"),
    ("marc@adele.example", To::Lea, HELD),
    // One that is asked, one that it is offered to, one that has nothing to do with it.
    ("zoe@lord.example", To::Own, HELD),
    ("zoe@lord.example", To::Team, HELD),
    ("max@ecodor.example", To::Own, HELD),
    ("max@ecodor.example", To::Lea, HELD),
    ("eve@ubfc.example", To::Own, HELD),
    ("eve@ubfc.example", To::Team, HELD),
];

/// What the helpdesk of the responsible node writes, and where it leads.
const WORDS: &[(&str, &str)] = &[
    // unowtzcms
    ("Voici.", "hwwwwwwhh"),
    ("#note\nVu avec Ana.", "hnowtnchs"),
    ("#prendre", "hoowtzhhh"),
    ("Je regarde.\n#prendre", "hoooooohh"),
    ("#en-attente DPO", "httttthhh"),
    ("#clos répondu", "hccccchhh"),
    ("#rouvrir", "hhhhhhohh"),
    ("#accepter", "hnowtzcms"),
    ("#refuser Ce n’est pas pour nous", "hnnnnnhhh"),
    ("#wqx\nBonjour", HELD),
];

fn account(app: &TestApp, email: &str) -> AccountId {
    let found = app.read(|conn| Ok(accounts::queries::by_email(conn, email)?));
    found.unwrap_or_else(|| panic!("no account {email}")).id
}

/// Hands a mail over; answers whether it waits, and the state afterwards.
fn delivered(
    app: &TestApp,
    ticket: &Ticket,
    party: &Party,
    (from, text): (&str, &str),
) -> (bool, State) {
    let tag = outbox::reply_tag(&app.app.signer, &ticket.reference, &party.text());
    let to = outbox::reply_address("aide@maillage.example", &tag);
    let receipt = app.deliver(letter(&format!("Quelqu’un <{from}>"), "Re", &[("To", &to)], text));
    (matches!(receipt, Receipt::Quarantined(_)), app.state(ticket))
}

/// What a cell says of a state.
fn expected(cells: &str, place: usize, state: State) -> (bool, State) {
    match cells.chars().nth(place).unwrap() {
        'h' => (true, state),
        letter => (false, STATES.iter().find(|(of, _)| *of == letter).unwrap().1),
    }
}

#[test]
fn every_cell_of_state_and_sender_is_as_the_table_says() {
    let scene = Scene::new();
    let (app, mut wrong) = (&scene.app, Vec::new());
    for (place, (_, state)) in STATES.into_iter().enumerate() {
        for (from, to, cells) in TABLE.iter().copied() {
            let (ticket, _) = scene.ticket(state, "");
            let party = match to {
                To::Team => Party::Team(app.again(&ticket).follow_version),
                To::Own => Party::Staff(account(app, from).to_string()),
                To::Lea => Party::Staff(scene.lea.id.to_string()),
                To::Node => Party::Node(ticket.node_id.to_string()),
            };
            let met = delivered(app, &ticket, &party, (from, "Voici."));
            if met != expected(cells, place, state) {
                wrong.push(format!("{state}, {from} to {to:?}: {met:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_cell_of_state_and_word_of_a_helpdesk_is_as_the_table_says() {
    let scene = Bridged::new();
    let app = &scene.app;
    let held = [("adoc-lorraine", NodeRole::Staff)];
    let lea = app.actor(&app.account("Lea", "lea@adoc.example", None, &held));
    let node = app.node_id("adoc-lorraine");
    let epoch: i32 =
        app.read(|conn| Ok(bridges::table.find(&node).select(bridges::epoch).first(conn)?));
    let party = Party::Bridge(node.to_string(), epoch);
    let mut wrong = Vec::new();
    let agent = "denis@univ.example";
    let by_others = [(TEAM, "Merci.", "hnooooohh"), ("eve@ailleurs.example", "Voici.", HELD)];
    let by_agent = WORDS.iter().map(|(text, cells)| (agent, *text, *cells));
    for (from, text, cells) in by_agent.chain(by_others) {
        for (place, (_, state)) in STATES.into_iter().enumerate() {
            let ticket = in_state(app, state, &lea);
            let met = delivered(app, &ticket, &party, (from, text));
            if met != expected(cells, place, state) {
                wrong.push(format!("{state}, {from}: {text}: {met:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
