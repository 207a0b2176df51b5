//! Every route of calls, as each of those who have to do with one: who applies, joins, reviews, sits, coordinates, steers.

use std::collections::BTreeMap;

use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::applications::{Partner, PartnerId, PartnerRole, PartnerState, queries};
use maillage::calls::Blind;
use maillage::db::schema::{audit_events, outbox};

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::applications_cast::joined;
use crate::permissions::{Meets, met, routes_of_the_site};
use crate::reviews_cast::{Reviewed, assigned, in_review, reviewer};
use crate::tickets::form_id;

/// The columns of the brief's matrix, and those who must find nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Owner,
    Partner,
    Reviewer,
    Committee,
    Chair,
    Secretary,
    Observer,
    Coordinator,
    Admin,
    OtherApplicant,
    OtherCoordinator,
    NodeManager,
}

use Who::{Admin, Chair, Committee, Coordinator, Observer, Owner, Reviewer, Secretary};

/// What begins an address, and who is let in there; the first that fits counts. Who is let in may still be refused one step,
/// or find nothing at a moment: what they do there is tested where it belongs.
const MATRIX: &[(&str, &[Who])] = &[
    ("/applications/{id}", &[Owner, Who::Partner]),
    ("/reviews/{id}", &[Reviewer]),
    ("/reviews/calls/{id}", &[Reviewer]),
    ("/admin/appeals", &[Admin]),
    ("/admin/labels", &[Admin]),
    ("/inbox/calls/{id}/emergencies", &[Coordinator, Chair, Admin]),
    ("/inbox/calls/{id}/reviews/rubric", &[Coordinator, Secretary, Admin]),
    ("/inbox/calls/{id}/reviews/", &[Coordinator, Secretary]),
    // Admins are led to where they may look into it, and find nothing else of it.
    ("/inbox/calls/{id}/reviews", &[Coordinator, Secretary, Admin]),
    ("/inbox/calls/{id}/decisions", SEATED),
    ("/inbox/calls/{id}/deliberation", SEATED),
    ("/inbox/calls/{id}/conclusion", SEATED),
    ("/inbox/calls/{id}/seats", SEATED),
    ("/inbox/calls/{id}/order", SEATED),
    ("/inbox/calls/{id}/sittings", SEATED),
    ("/inbox/calls/{id}/equality", SEATED),
    ("/inbox/calls/{id}/portfolio", SEATED),
    ("/inbox/calls/{id}/letters", SEATED),
    ("/inbox/calls/{id}/", &[Coordinator, Admin]),
    // Secretaries are led from there to the review.
    ("/inbox/calls/{id}", &[Coordinator, Admin, Secretary]),
];
const SEATED: &[Who] = &[Coordinator, Secretary, Chair, Committee, Observer];

/// A call in review, with everybody.
struct World {
    there: Reviewed,
    people: BTreeMap<Who, Visitor>,
    /// What the parts of addresses name.
    parts: BTreeMap<&'static str, String>,
}

impl World {
    fn prepare(app: &TestApp) -> Self {
        let there = in_review(app, &["Léa", "Max"], Blind::Single);
        let (lea, max) = (there.bids[0].1.clone(), there.bids[1].1.clone());
        let omar = app.account("Omar", "omar@partenaire.example", None, &[]);
        joined(app, there.bid(0), (&lea, &omar));
        let zoe = reviewer(app, &there, "Zoé Kermadec", None);
        let assignment = assigned(app, &there, 0, &zoe);
        let mut accounts =
            vec![(Owner, lea.clone()), (Who::Partner, omar), (Reviewer, zoe.clone())];
        accounts.push((Who::OtherApplicant, max));
        accounts.push((Coordinator, there.ada.clone()));
        for (who, role) in [
            (Chair, "chair"),
            (Committee, "committee"),
            (Secretary, "secretary"),
            (Observer, "observer"),
        ] {
            let account = app.account(role, &format!("{role}@comite.example"), None, &[]);
            let seat = [("email", account.email.as_str()), ("role", role)];
            let path = format!("/inbox/calls/{}/seats", there.call.id);
            there.desk.post(&path, &seat).expect(303);
            accounts.push((who, account));
        }
        let steers = |name: &str, role| {
            app.account(name, &format!("{name}@reseau.example"), Some(role), &[])
        };
        accounts.push((Admin, steers("root", NetworkRole::Admin)));
        accounts.push((Who::OtherCoordinator, steers("bea", NetworkRole::Coordinator)));
        let held = [("adoc-lorraine", NodeRole::Manager)];
        accounts.push((Who::NodeManager, app.account("Noé", "noe@noeud.example", None, &held)));
        let partner = with_partner(app, &there, &lea);
        let people = app.read(|conn| Ok(queries::people_of(conn, there.bid(0))?));
        let parts = [
            ("{application}", there.bid(0).to_string()),
            ("{assignment}", assignment.to_string()),
            ("{account}", zoe.id.to_string()),
            ("{kind}", "other".to_owned()),
            ("{partner}", partner.to_string()),
            ("{person}", people.last().unwrap().0.id.to_string()),
            ("{n}", "1".to_owned()),
        ];
        let people = accounts.into_iter().map(|(who, one)| (who, app.sign_in(&one))).collect();
        Self { there, people, parts: parts.into() }
    }

    /// An address in which everything is named that can be.
    fn fill(&self, path: &str) -> String {
        let id = match path {
            _ if path.starts_with("/inbox/calls/") || path.starts_with("/reviews/calls/") => {
                self.there.call.id.to_string()
            }
            _ if path.starts_with("/reviews/") => self.parts["{assignment}"].clone(),
            _ if path.contains("applications/{id}") => self.parts["{application}"].clone(),
            _ => form_id(),
        };
        let named = |part: &str| match part {
            "{id}" => id.clone(),
            "{key}" if path.contains("/sections/") => "projet".to_owned(),
            "{key}" => "nom".to_owned(),
            part if part.starts_with('{') => self.parts.get(part).cloned().unwrap_or_else(form_id),
            part => part.to_owned(),
        };
        path.split('/').map(named).collect::<Vec<_>>().join("/")
    }
}

fn with_partner(app: &TestApp, there: &Reviewed, lea: &Account) -> PartnerId {
    let partner = Partner {
        id: PartnerId::new(),
        application_id: there.bid(0).clone(),
        institution: "inrae".into(),
        role: PartnerRole::Partner,
        state: PartnerState::Confirmed,
        fte: None,
        commitments: String::new(),
    };
    let now = app.now();
    app.write(|conn| Ok(queries::insert_partner(conn, &partner, (&lea.id, now))?));
    partner.id
}

fn happenings(app: &TestApp) -> (i64, i64) {
    app.read(|conn| {
        let events = audit_events::table.count().get_result(conn)?;
        Ok((events, outbox::table.count().get_result(conn)?))
    })
}

/// What most forms ask for: nobody is refused for what they did not type.
fn typed() -> Vec<(&'static str, &'static str)> {
    vec![
        ("reason", "Une raison qui est assez longue."),
        ("why", "Nous avons publié ensemble."),
        ("outcome", "eligible"),
        ("kind", "other"),
        ("role", "viewer"),
        ("to", "cleared"),
        ("email", "omar@partenaire.example"),
        ("body", "Bonjour"),
        ("answer", "yes"),
        ("sha256", "x"),
        ("format", "csv"),
        ("quorum", "1"),
        ("vote", "for"),
        ("closes", "2027-01-01T12:00"),
        ("due", "2027-01-01"),
    ]
}

/// "Must show" 6, for the roles that a call gives: the other ten kinds of visitors are in `permissions.rs`.
#[test]
fn every_route_of_calls_lets_in_those_whom_the_matrix_names_and_nobody_else() {
    let app = TestApp::start();
    let world = World::prepare(&app);
    let mut wrong = Vec::new();
    let mut opened: BTreeMap<Who, usize> = BTreeMap::new();
    let mut walked = 0;
    for route in routes_of_the_site() {
        let row = MATRIX.iter().find(|(begins, _)| route.path.starts_with(begins));
        let Some((_, let_in)) = row else { continue };
        walked += 1;
        let (path, gets) = (world.fill(route.path), route.method.as_str() == "GET");
        for (who, browser) in &world.people {
            let may = let_in.contains(who);
            if may && !gets {
                continue;
            }
            let before = happenings(&app);
            let reply = if gets { browser.get(&path) } else { browser.post(&path, &typed()) };
            let nothing = matches!(met(&reply), Meets::Nothing | Meets::Refused)
                || met(&reply) == Meets::Wrong(400);
            if may {
                *opened.entry(*who).or_default() += usize::from(met(&reply) == Meets::Open);
            } else if !nothing || happenings(&app) != before {
                wrong.push(format!("{who:?}, {} {}: {}", route.method, route.path, reply.status));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(walked > 120, "{walked}");
    for (who, least) in [
        (Owner, 6),
        (Who::Partner, 5),
        (Reviewer, 3),
        (Committee, 4),
        (Chair, 4),
        (Secretary, 8),
        (Observer, 3),
        (Coordinator, 15),
        (Admin, 6),
    ] {
        assert!(opened.get(&who).copied().unwrap_or_default() >= least, "{who:?}: {opened:?}");
    }
}
