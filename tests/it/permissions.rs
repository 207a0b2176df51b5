//! Who may enter what: one row for each route, one column for each kind of visitor. A route without a row fails.

use std::collections::BTreeSet;

use actix_web::App;
use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use maillage::routes;
use maillage::web::RouteInfo;

use crate::app::{Reply, TestApp};
use crate::permissions_world::{Request, World};

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

/// How the visitor was met.
pub fn met(reply: &Reply) -> Meets {
    let api = reply.path.starts_with("/api/");
    match reply.status {
        303 if reply.location().starts_with("/sign-in?next=") => Meets::SignIn,
        401 if !api => Meets::SignIn,
        401 | 403 => Meets::Refused,
        404 => Meets::Nothing,
        400 | 429 | 500.. => Meets::Wrong(reply.status),
        _ => Meets::Open,
    }
}

/// Whether whatever fits the path `later` fits `earlier` too.
fn hides(earlier: &str, later: &str) -> bool {
    let fits = |earlier: &str, later: &str| match earlier.split_once('{') {
        None => earlier == later,
        Some((before, rest)) => {
            let after = rest.split_once('}').map_or("", |(_, after)| after);
            later.starts_with(before) && later.ends_with(after)
        }
    };
    earlier.split('/').count() == later.split('/').count()
        && earlier.split('/').zip(later.split('/')).all(|(earlier, later)| fits(earlier, later))
}

#[test]
fn no_path_hides_one_that_is_declared_later() {
    let mut paths: Vec<(&str, Vec<Method>)> = Vec::new();
    for route in routes_of_the_site() {
        match paths.iter_mut().find(|(path, _)| *path == route.path) {
            Some((_, methods)) => methods.push(route.method),
            None => paths.push((route.path, vec![route.method])),
        }
    }
    for (place, (later, methods)) in paths.iter().enumerate() {
        for (earlier, answered) in &paths[..place] {
            let both = methods.iter().any(|method| answered.contains(method));
            assert!(!(both && hides(earlier, later)), "{earlier} answers what {later} should");
        }
    }
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
        let reply = match route.method {
            Method::GET => visitor.get(&path),
            Method::DELETE => visitor.delete(&path),
            _ => visitor.post(&path, &[]),
        };
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
pub enum Meets {
    /// The page, a redirection after a change, or a form that says what is missing.
    Open,
    /// The way to the sign-in page.
    SignIn,
    /// No such page.
    Nothing,
    /// An API's refusal: no token, or one whose scope is too narrow.
    Refused,
    /// What no row may expect: a request that was not understood, or a fault of ours.
    Wrong(u16),
}
use Meets::{Nothing as No, Open as Ok_, Refused as Api, SignIn as In};

/// The columns of the table. The node is that of the ticket and of everything else that the addresses name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Stranger,
    /// Whoever asked the ticket: by its link on pages, by the token of their account in the API.
    Asker,
    /// An account without roles, whose own ticket is another.
    OtherTeam,
    StaffElsewhere,
    ManagerElsewhere,
    Staff,
    Manager,
    Coordinator,
    Admin,
    /// Whoever approves what is destroyed, and holds no role.
    Archivist,
}

pub const ROLES: [Role; 10] = [
    Role::Stranger,
    Role::Asker,
    Role::OtherTeam,
    Role::StaffElsewhere,
    Role::ManagerElsewhere,
    Role::Staff,
    Role::Manager,
    Role::Coordinator,
    Role::Admin,
    Role::Archivist,
];

type Cells = [Meets; 10];
/// Method, address as in `routes.rs`, who gets in.
type Row = (&'static str, &'static str, Cells);

const EVERYBODY: Cells = [Ok_; 10];
/// Open to everybody where it exists: the demo's mail, an operator's brand. Neither is configured here.
const ABSENT: Cells = [No; 10];
const SIGNED_IN: Cells = [In, In, Ok_, Ok_, Ok_, Ok_, Ok_, Ok_, Ok_, Ok_];
/// Whoever works for a node or steers the network.
const STAFF: Cells = [In, In, No, Ok_, Ok_, Ok_, Ok_, Ok_, Ok_, No];
const COORDINATORS: Cells = [In, In, No, No, No, No, No, Ok_, Ok_, No];
/// Admins, and the archivists.
const ARCHIVISTS: Cells = [In, In, No, No, No, No, No, No, Ok_, Ok_];
const ADMINS: Cells = [In, In, No, No, No, No, No, No, Ok_, No];
/// Whoever works for this node, and who steers the network.
const MEMBERS: Cells = [In, In, No, No, No, Ok_, Ok_, Ok_, Ok_, No];
/// The managers of this node, and admins.
const MANAGERS: Cells = [In, In, No, No, No, No, Ok_, No, Ok_, No];
/// Who leads a node or the network: managers of any node, and who steers the network.
const LEADERS: Cells = [In, In, No, No, Ok_, No, Ok_, Ok_, Ok_, No];
/// The managers of this node, and who steers the network.
const LEADS: Cells = [In, In, No, No, No, No, Ok_, Ok_, Ok_, No];
/// The staff of the ticket's node, and who steers the network.
const DESK: Cells = MEMBERS;
/// Only those who asked.
const TEAM: Cells = [No, Ok_, No, No, No, No, No, No, No, No];
/// Those who asked and those who answer.
const PARTIES: Cells = [No, Ok_, No, No, No, Ok_, Ok_, Ok_, Ok_, No];
/// The API, called with a token of the write scope.
const READ: Cells = [Api, Ok_, Ok_, Ok_, Ok_, Ok_, Ok_, Ok_, Ok_, Ok_];
const WRITE: Cells = READ;
/// Somebody else only: whom a colleague asked.
const NOBODY_ELSE: Cells = [In, In, No, No, No, No, No, No, No, No];
const API_MEMBERS: Cells = [Api, No, No, No, No, Ok_, Ok_, Ok_, Ok_, No];
/// Somebody else's account only.
const API_OWNER: Cells = [Api, No, No, No, No, No, No, No, No, No];
const API_PARTIES: Cells = [Api, Ok_, No, No, No, Ok_, Ok_, Ok_, Ok_, No];

// Words that no row uses at present are words all the same.
const _: Cells = WRITE;

include!("permissions_table.rs");
include!("permissions_admin.rs");
include!("permissions_calls.rs");
include!("permissions_governing.rs");
include!("permissions_teaching.rs");
include!("permissions_materials.rs");
include!("permissions_spaces.rs");

fn all_rows() -> impl Iterator<Item = &'static Row> {
    let mine = SPACES.iter().chain(GOVERNING).chain(ADMINISTRATION);
    TABLE.iter().chain(TEACHING).chain(CALLS).chain(MATERIALS).chain(mine)
}

#[test]
fn every_route_has_its_row_and_its_door() {
    let name = |method: &str, path: &str| format!("{method} {path}");
    let rows: BTreeSet<_> = all_rows().map(|(m, p, _)| name(m, p)).collect();
    let table = routes_of_the_site();
    let routes: BTreeSet<_> = table.iter().map(|r| name(r.method.as_str(), r.path)).collect();
    let missing: Vec<_> = routes.difference(&rows).collect();
    let stale: Vec<_> = rows.difference(&routes).collect();
    assert!(missing.is_empty(), "routes without a row in permissions_table.rs: {missing:#?}");
    assert!(stale.is_empty(), "rows without a route: {stale:#?}");
    for (method, path, row) in all_rows() {
        let route = table.iter().find(|r| r.method.as_str() == *method && r.path == *path).unwrap();
        let open = matches!(route.door, "anyone" | "api: public");
        assert_eq!(open, !matches!(row[0], In | Api), "{method} {path}: {}", route.door);
    }
}

/// Sends every route of the table as every kind of visitor, in a world in which everything that the addresses name
/// exists. Whoever is not let in has changed nothing.
#[test]
fn every_visitor_meets_what_the_table_says() {
    let app = TestApp::start();
    let world = World::prepare(&app);
    let mut wrong = Vec::new();
    for (column, role) in ROLES.into_iter().enumerate() {
        for (method, path, row) in all_rows() {
            let expected = row[column];
            let (met, changed) = world.send(role, &request(method, path, expected == Ok_));
            if met != expected {
                wrong.push(format!("{role:?}, {method} {path}: {met:?}, not {expected:?}"));
            }
            if met != Ok_ && changed {
                wrong.push(format!("{role:?}, {method} {path}: {met:?}, and something changed"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A token that may not do it, whoever holds it, and tokens that are worth nothing any more.
#[test]
fn narrow_and_dead_tokens_open_nothing() {
    let app = TestApp::start();
    let world = World::prepare(&app);
    let (narrow, dead) = (world.reading_token(), world.dead_tokens());
    let mut wrong = Vec::new();
    for (method, path, row) in all_rows().filter(|(_, path, _)| path.starts_with("/api/")) {
        let request = request(method, path, false);
        for (kind, token) in &dead {
            let outcome = world.call(token, &request);
            if outcome != (Api, false) {
                wrong.push(format!("{kind}, {method} {path}: {outcome:?}"));
            }
        }
        // What tries writes nothing.
        let tries = *path == "/api/v1/routing/preview" || path.ends_with("/check");
        let writes = *method != "GET" && !tries;
        let expected = if writes { Api } else { row[8] };
        let outcome = world.call(&narrow, &request);
        if outcome != (expected, false) {
            wrong.push(format!("read scope, {method} {path}: {outcome:?}, not {expected:?}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

fn request<'a>(method: &'a str, path: &'a str, may: bool) -> Request<'a> {
    let form = FORMS
        .iter()
        .chain(TEACHING_FORMS)
        .chain(CALLS_FORMS)
        .chain(SPACES_FORMS)
        .chain(GOVERNING_FORMS)
        .find(|(of, _)| *of == path)
        .map_or("", |(_, form)| form);
    Request { method, path, form, may }
}
