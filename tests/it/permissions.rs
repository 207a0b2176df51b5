//! Who may enter what: one row for each route, one column for each kind of visitor. A route without a row fails.

use std::collections::BTreeSet;

use actix_web::App;
use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::routes;
use maillage::web::RouteInfo;

use crate::app::{TestApp, Visitor};

pub fn routes_of_the_site() -> Vec<RouteInfo> {
    let mut table = Vec::new();
    let _ = App::new().configure(|config: &mut ServiceConfig| table = routes::declare(config));
    assert!(!table.is_empty());
    table
}

/// An address that fits a route's pattern and names nothing that exists.
fn some_address(pattern: &str) -> String {
    let mut path = String::new();
    for part in pattern.split('/').skip(1) {
        path.push('/');
        path.push_str(if part.starts_with('{') { "none" } else { part });
    }
    path
}

#[test]
fn closed_doors_send_strangers_to_sign_in() {
    let app = TestApp::start();
    let mut wrong = Vec::new();
    for route in routes_of_the_site() {
        let path = some_address(route.path);
        let (get, closed) = (route.method == Method::GET, route.door != "anyone");
        if !closed || route.door == "api: public" {
            continue;
        }
        let visitor = app.visitor();
        let reply = if get { visitor.get(&path) } else { visitor.post(&path, &[]) };
        let right = if route.door.starts_with("api:") {
            reply.status == 401 && reply.header("content-type") == Some("application/problem+json")
        } else if get {
            reply.status == 303
                && reply.header("location").is_some_and(|to| to.starts_with("/sign-in?next=%2F"))
        } else {
            reply.status == 401
        };
        if !right {
            wrong.push(format!("{} {path} answered {}", route.method, reply.status));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// What a visitor meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meets {
    /// The page, a redirection after a change, or a form that says what is missing.
    Open,
    /// The way to the sign-in page.
    SignIn,
    /// No such page.
    Nothing,
    /// An API's refusal: no token, or one whose scope is too narrow.
    Refused,
}
use Meets::{Nothing as No, Open as Ok_, Refused as Api, SignIn as In};

/// stranger, researcher (an account without roles), staff, manager, coordinator, admin
type Row = (&'static str, &'static str, [Meets; 6]);

const EVERYBODY: [Meets; 6] = [Ok_; 6];
/// Open to everybody where it exists: the demo's mail, an operator's brand. Neither is configured here.
const ABSENT: [Meets; 6] = [No; 6];
const SIGNED_IN: [Meets; 6] = [In, Ok_, Ok_, Ok_, Ok_, Ok_];
const STAFF: [Meets; 6] = [In, No, Ok_, Ok_, Ok_, Ok_];
const COORDINATORS: [Meets; 6] = [In, No, No, No, Ok_, Ok_];
const ADMINS: [Meets; 6] = [In, No, No, No, No, Ok_];
/// The API, called with a token of the read scope.
const READ: [Meets; 6] = [Api, Ok_, Ok_, Ok_, Ok_, Ok_];
/// The API, called with a token of the write scope.
const WRITE: [Meets; 6] = READ;

/// The door a row stands for: every route must be declared with the door its row says.
fn door(row: &[Meets; 6], api: bool) -> &'static str {
    match (api, row) {
        (true, r) if *r == EVERYBODY => "api: public",
        (true, _) => "api",
        (_, r) if *r == EVERYBODY || *r == ABSENT => "anyone",
        (_, r) if *r == SIGNED_IN => "signed in",
        (_, r) if *r == STAFF => "staff",
        (_, r) if *r == COORDINATORS => "coordinator",
        (_, r) if *r == ADMINS => "admin",
        _ => "no door",
    }
}

include!("permissions_table.rs");

#[test]
fn every_route_has_its_row_and_its_door() {
    let name = |method: &str, path: &str| format!("{method} {path}");
    let rows: BTreeSet<_> = TABLE.iter().map(|(m, p, _)| name(m, p)).collect();
    let table = routes_of_the_site();
    let routes: BTreeSet<_> = table.iter().map(|r| name(r.method.as_str(), r.path)).collect();
    let missing: Vec<_> = routes.difference(&rows).collect();
    let stale: Vec<_> = rows.difference(&routes).collect();
    assert!(missing.is_empty(), "routes without a row in permissions_table.rs: {missing:#?}");
    assert!(stale.is_empty(), "rows without a route: {stale:#?}");
    for (method, path, row) in TABLE {
        let route = table.iter().find(|r| r.method.as_str() == *method && r.path == *path).unwrap();
        let api = route.door.starts_with("api");
        assert!(route.door.starts_with(door(row, api)), "{method} {path}: {}", route.door);
    }
}

/// Sends every GET of the table as every kind of visitor. Behind an open door there may be nothing of that name, so
/// only what the door itself decides is compared: addresses with `{…}` are answered by their capability's own stories.
#[test]
fn every_visitor_meets_what_the_table_says() {
    let app = TestApp::start();
    app.make_node("door-node");
    let visitors = cast(&app);
    let mut wrong = Vec::new();
    for (method, path, row) in TABLE {
        if *method != "GET" || path.contains('{') {
            continue;
        }
        for ((kind, browser, caller), expected) in visitors.iter().zip(row) {
            let visitor = if path.starts_with("/api/") { caller } else { browser };
            let met = meets(visitor, path);
            if met != *expected {
                wrong.push(format!("{kind} at {path}: {met:?}, not {expected:?}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

fn meets(visitor: &Visitor, path: &str) -> Meets {
    let reply = visitor.get(path);
    match reply.status {
        303 if reply.location().starts_with("/sign-in?next=") => In,
        401 | 403 => Api,
        404 => No,
        _ => Ok_,
    }
}

fn cast(app: &TestApp) -> Vec<(&'static str, Visitor, Visitor)> {
    let node = "door-node";
    let people = [
        ("researcher", None, None),
        ("staff", None, Some(NodeRole::Staff)),
        ("manager", None, Some(NodeRole::Manager)),
        ("coordinator", Some(NetworkRole::Coordinator), None),
        ("admin", Some(NetworkRole::Admin), None),
    ];
    let mut visitors = vec![("stranger", app.visitor(), app.visitor())];
    for (kind, network, held) in people {
        let held: Vec<_> = held.into_iter().map(|role| (node, role)).collect();
        let account = app.account(kind, &format!("{kind}@example.org"), network, &held);
        let caller = app.caller(&app.token(&account, Scope::Write));
        visitors.push((kind, app.sign_in(&account), caller));
    }
    visitors
}
