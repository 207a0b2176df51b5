//! Every state, every event, every role: each cell tried through HTTP against a table that is written here and nowhere
//! else. The program's own rules are not asked.

use chrono::TimeDelta;
use maillage::accounts::{Actor, NetworkRole, NodeRole};
use maillage::tickets::mail::{colleague_path, follow_path};
use maillage::tickets::queries::{self, Author};
use maillage::tickets::{
    HandoverKind, MessageId, MessageKind, NewMessage, Person, Proposal, Sees, State, Ticket, Via,
};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::life::{in_state, next_week};
use crate::tickets::form_id;

/// How somebody stands to a ticket of ADOC Lorraine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The team, by its link.
    Link,
    /// The team, signed in.
    Asker,
    /// A colleague of the team who follows, by a link of their own.
    Colleague,
    OtherTeam,
    SignedOut,
    Staff,
    Manager,
    Coordinator,
    Admin,
    /// Staff of a node that answers too, that is asked, that it is offered to, that has nothing to do with it.
    Shared,
    Consulted,
    Offered,
    Elsewhere,
}

const ROLES: [Role; 13] = [
    Role::Link,
    Role::Asker,
    Role::Colleague,
    Role::OtherTeam,
    Role::SignedOut,
    Role::Staff,
    Role::Manager,
    Role::Coordinator,
    Role::Admin,
    Role::Shared,
    Role::Consulted,
    Role::Offered,
    Role::Elsewhere,
];

const TEAM: &[Role] = &[Role::Link, Role::Asker];
const WRITES: &[Role] = &[Role::Link, Role::Asker, Role::Colleague];
const BY_LINK: &[Role] = &[Role::Link];
const DESK: &[Role] = &[Role::Staff, Role::Manager, Role::Coordinator, Role::Admin];
const ANSWERS: &[Role] =
    &[Role::Staff, Role::Manager, Role::Coordinator, Role::Admin, Role::Shared];
const NOTES: &[Role] =
    &[Role::Staff, Role::Manager, Role::Coordinator, Role::Admin, Role::Shared, Role::Consulted];
const TAKES: &[Role] = &[Role::Coordinator, Role::Admin, Role::Offered];

/// An event: its address and form, who may cause it, and where it leads from each state, in the order of [`STATES`]. A letter
/// is the state it leads to, `.` leaves it as it is, `x` is refused; `-` is not there to be done. Everybody else finds nothing.
type Row = (&'static str, &'static str, &'static [Role], &'static str);

/// The letter of each state in a table's cells.
pub const STATES: [(char, State); 9] = [
    ('u', State::Unconfirmed),
    ('n', State::New),
    ('o', State::Open),
    ('w', State::WaitingTeam),
    ('t', State::WaitingThirdParty),
    ('z', State::Snoozed),
    ('c', State::Closed),
    ('m', State::Merged),
    ('s', State::Spam),
];

/// What only those who steer the network do to an independent node.
const PLACE: &str = "kind=place&to=cdga&reason=Chez+vous";
/// While nothing is offered.
const REFER: &str = "kind=refer&to=cdga&reason=Pour+vous";

const TABLE: &[Row] = &[
    // unowtzcms
    ("confirmation", "", BY_LINK, "n......--"),
    ("replies", "body=Merci", WRITES, "xnoooooxx"),
    ("settlement", "", TEAM, "xccccc.xx"),
    ("assignment", "to={colleague}", DESK, "-oowtzxxx"),
    ("release", "", DESK, "-.....x.."),
    ("answers", "body=Voici", ANSWERS, "-wwwwwxxx"),
    ("answers", "body=Voici&then=keep", ANSWERS, "-oooooxxx"),
    ("notes", "note=Entre+nous", NOTES, "-....n.x."),
    ("pause", "kind=third_party&who=La+DPO&until={day}", DESK, "-tttttxxx"),
    ("pause", "kind=later&until={day}", DESK, "-zzzzzxxx"),
    ("waking", "", DESK, "-xxxonxxx"),
    ("closure", "outcome=answered", DESK, "-cccccxxx"),
    ("reopening", "", DESK, "-xxxxxoxx"),
    ("merge", "into={other}", DESK, "-mmmmmxxx"),
    ("merge/undo", "", DESK, "-xxxxxxnx"),
    ("split", "message={said}&subject=A+part", DESK, "-.....xxx"),
    ("spam", "", DESK, "-sssssxxx"),
    ("not-spam", "", DESK, "-xxxxxxxn"),
    ("relations", "other={other}&kind=related", DESK, "-........"),
    ("handover", REFER, DESK, "-.....xxx"),
    ("handover", "kind=consult&to=cdga&reason=Votre+avis", DESK, "-.....xxx"),
    ("handover", "kind=share&to=cdga&reason=Ensemble", DESK, "-.....xxx"),
    ("handover", PLACE, DESK, "-nnnnnxxx"),
    ("handovers/{offer}/acceptance", "", TAKES, "-nnnnn---"),
    ("handovers/{offer}/refusal", "reason=Non", TAKES, "-.....---"),
    ("handovers/{offer}/end", "", DESK, "-.....---"),
    // What changes no state, and each node does for itself.
    ("tags", "label=Urgent", NOTES, "-........"),
    ("time", "minutes=10", NOTES, "-........"),
    ("following", "follow=1", ANSWERS, "-........"),
    ("mentions", "", ANSWERS, "-........"),
];

/// Tickets of ADOC Lorraine and everybody who may have to do with them.
pub struct Scene {
    pub app: TestApp,
    pub lea: Actor,
    colleague: Account,
    visitors: Vec<(Role, Visitor)>,
}

impl Scene {
    pub fn new() -> Self {
        let app = TestApp::start();
        let desk = |name: &str, role| {
            let email = format!("{}@adoc.example", name.to_lowercase());
            app.account(name, &email, None, &[("adoc-lorraine", role)])
        };
        let (lea, colleague) = (desk("Lea", NodeRole::Staff), desk("Paul", NodeRole::Staff));
        let (ines, manager) = (desk("Ines", NodeRole::Staff), desk("Chef", NodeRole::Manager));
        let person = |name: &str, email: &str, network, node: Option<&str>| {
            let held: Vec<_> = node.map(|node| (node, NodeRole::Staff)).into_iter().collect();
            app.account(name, email, network, &held)
        };
        let coordinator = Some(NetworkRole::Coordinator);
        let accounts = [
            (Role::Asker, person("Lucie", "lucie@exemple.example", None, None)),
            (Role::OtherTeam, person("Ali", "ali@exemple.example", None, None)),
            (Role::Staff, ines),
            (Role::Manager, manager),
            (Role::Coordinator, person("Nora", "nora@exemple.example", coordinator, None)),
            (Role::Admin, person("Ada", "ada@exemple.example", Some(NetworkRole::Admin), None)),
            (Role::Shared, person("Marc", "marc@adele.example", None, Some("adele"))),
            (Role::Consulted, person("Zoe", "zoe@lord.example", None, Some("lord"))),
            (Role::Offered, person("Max", "max@ecodor.example", None, Some("ecodor"))),
            (Role::Elsewhere, person("Eve", "eve@ubfc.example", None, Some("dat-ubfc"))),
        ];
        let mut visitors: Vec<_> =
            accounts.iter().map(|(role, account)| (*role, app.sign_in(account))).collect();
        visitors.push((Role::Link, app.visitor()));
        visitors.push((Role::Colleague, app.visitor()));
        visitors.push((Role::SignedOut, app.visitor()));
        Self { lea: app.actor(&lea), colleague, visitors, app }
    }

    /// A ticket in a state, shared with one node, with a question to another, offered to a third, as far as that can be.
    pub fn ticket(&self, state: State, form: &str) -> (Ticket, String) {
        let ticket = in_state(&self.app, state, &self.lea);
        let going_on: &[(HandoverKind, &str)] = match state {
            State::Unconfirmed | State::Merged | State::Spam => &[],
            State::Closed => &[(HandoverKind::Share, "adele")],
            State::New
            | State::Open
            | State::WaitingTeam
            | State::WaitingThirdParty
            | State::Snoozed => &[
                (HandoverKind::Share, "adele"),
                (HandoverKind::Consultation, "lord"),
                (HandoverKind::Referral, "ecodor"),
            ],
        };
        let mut offer = form_id();
        for (kind, node) in going_on.iter().copied() {
            if kind == HandoverKind::Referral && form == REFER {
                continue;
            }
            let to = self.app.node_id(node);
            let proposal = Proposal { kind, to, sees: Sees::Thread, reason: "Parce que".into() };
            let due = (kind == HandoverKind::Referral).then(|| next_week(&self.app));
            let place = (&ticket.id, &ticket.node_id);
            let (by, now) = (&self.lea.id, self.app.now());
            let id = self
                .app
                .write(|conn| Ok(queries::insert_handover(conn, place, &proposal, by, due, now)?));
            if kind == HandoverKind::Referral {
                offer = id.to_string();
            }
        }
        (ticket, offer)
    }

    fn visitor(&self, role: Role) -> &Visitor {
        &self.visitors.iter().find(|(of, _)| *of == role).unwrap().1
    }

    /// By which somebody without an account comes to a ticket.
    fn link(&self, role: Role, ticket: &Ticket) -> Option<String> {
        let (signer, now) = (&self.app.app.signer, self.app.now());
        match role {
            Role::Link => Some(follow_path(signer, &self.app.again(ticket))),
            Role::Colleague => {
                let ida = Person { name: "Ida".into(), email: "ida@exemple.example".into() };
                let added = self.app.write(|conn| {
                    let (added, _) = queries::put_added(conn, &ticket.id, &ida, now)?;
                    queries::set_follows(conn, &added.id, now)?;
                    Ok(added)
                });
                Some(colleague_path(signer, &self.app.again(ticket), &added.id))
            }
            _ => None,
        }
    }

    /// A further message of the team, which changes nothing else of the ticket; its id.
    fn said(&self, ticket: &Ticket) -> String {
        let at = self.app.now() + TimeDelta::seconds(1);
        let message = NewMessage {
            id: MessageId::new(),
            body: "Autre chose : où stocker ?".into(),
            files: Vec::new(),
            via: Via::Page,
        };
        let team = Author::team(("Lucie", "lucie@exemple.example"));
        self.app.write(|conn| {
            let kind = MessageKind::Public;
            Ok(queries::insert_message(conn, &ticket.id, kind, &team, &message, at)?)
        });
        message.id.to_string()
    }

    /// Does it; answers the status and the state afterwards.
    fn act(&self, role: Role, row: &Row, (ticket, offer): &(Ticket, String)) -> (u16, State) {
        let (deed, form, _, _) = row;
        let other = if form.contains("{other}") {
            self.app.ticket("Une autre").reference
        } else {
            form_id()
        };
        let said = if form.contains("{said}") { self.said(ticket) } else { form_id() };
        let form = form
            .replace("{colleague}", self.colleague.id.as_str())
            .replace("{said}", &said)
            .replace("{day}", &next_week(&self.app).to_string())
            .replace("{other}", &other)
            .replace('+', " ");
        let mut fields: Vec<(String, String)> = form
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        fields.push(("id".into(), form_id()));
        if let Some(link) = self.link(role, ticket) {
            fields.push(("key".into(), link.split("key=").nth(1).unwrap().to_owned()));
        }
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let path = format!("/tickets/{}/{}", ticket.reference, deed.replace("{offer}", offer));
        let reply = self.visitor(role).post(&path, &fields);
        (reply.status, self.app.state(ticket))
    }
}

/// The team's own addresses: no account is needed there, but the key of the link.
const OPEN: [&str; 3] = ["confirmation", "replies", "settlement"];

/// What stands in the table, for a role that may and one that may not.
fn expected(cell: char, may: bool, role: Role, deed: &str, state: State) -> (Vec<u16>, State) {
    // The team's own addresses are open to everybody: who shows no key finds nothing there.
    let open = OPEN.contains(&deed);
    if !may {
        let stranger = matches!(role, Role::SignedOut | Role::Link | Role::Colleague);
        let status = if stranger && !open { 401 } else { 404 };
        return (vec![status], state);
    }
    match cell {
        '-' => (vec![404, 303], state),
        '.' => (vec![303], state),
        // A link to a merged ticket leads on, one to spam opens nothing, one to an unconfirmed one asks to confirm.
        'x' if open => (vec![303, 404, 409], state),
        'x' => (vec![409], state),
        letter => {
            let to = STATES.iter().find(|(of, _)| *of == letter).unwrap().1;
            (vec![303], to)
        }
    }
}

#[test]
fn every_cell_of_state_event_and_role_is_as_the_table_says() {
    let scene = Scene::new();
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (place, (_, state)) in STATES.into_iter().enumerate() {
        for role in ROLES {
            let mut ticket = scene.ticket(state, "");
            for row in TABLE {
                let (deed, form, who, cells) = *row;
                if form == REFER {
                    ticket = scene.ticket(state, form);
                }
                let cell = cells.chars().nth(place).unwrap();
                // What goes on between nodes ends with the ticket: then they see it no more.
                let sees = match role {
                    Role::Shared => {
                        !matches!(state, State::Unconfirmed | State::Merged | State::Spam)
                    }
                    Role::Consulted | Role::Offered => {
                        state != State::Closed
                            && !matches!(state, State::Unconfirmed | State::Merged | State::Spam)
                    }
                    _ => true,
                };
                // Nobody of the network knows of a question that is not confirmed.
                let known = state != State::Unconfirmed || OPEN.contains(&deed);
                let may = who.contains(&role) && sees && known;
                let steers = matches!(role, Role::Coordinator | Role::Admin);
                let cell = if form == PLACE && !steers { 'x' } else { cell };
                let (statuses, to) = expected(cell, may, role, deed, state);
                let met = scene.act(role, row, &ticket);
                tried += 1;
                if !statuses.contains(&met.0) || met.1 != to {
                    wrong.push(format!(
                        "{state}, {deed} {form}, {role:?}: {met:?}, not {statuses:?} {to}"
                    ));
                }
                if met.0 == 303 || form == REFER {
                    ticket = scene.ticket(state, "");
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(tried, STATES.len() * ROLES.len() * TABLE.len());
}
