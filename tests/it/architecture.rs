//! Keeps the layers apart and the files small, by reading the source.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use maillage::config::Config;

use crate::database::TestDatabase;

/// Every file under some folders whose name ends so, with its text.
pub fn files_under(dirs: &[&str], endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    dirs.iter().for_each(|dir| collect(Path::new(dir), &mut found));
    found.sort();
    found
        .into_iter()
        .map(|path| (path.display().to_string(), path))
        .filter(|(name, _)| endings.iter().any(|ending| name.ends_with(ending)))
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect()
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
}

pub fn names_in(dir: &str) -> BTreeSet<String> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// Where the code stands: the base, which is a crate of its own, and all that stands on it.
pub const SOURCES: &[&str] = &["crates/base/src", "src"];

/// The names of all modules.
pub fn modules() -> BTreeSet<String> {
    SOURCES.iter().flat_map(|dir| modules_in(dir)).collect()
}

fn modules_in(dir: &str) -> BTreeSet<String> {
    names_in(dir).iter().map(|name| name.trim_end_matches(".rs").to_owned()).collect()
}

/// The path of a file below its source folder.
fn within(path: &str) -> &str {
    SOURCES.iter().find_map(|dir| path.strip_prefix(dir)?.strip_prefix('/')).unwrap_or(path)
}

/// The module that a file is of.
fn module_of(path: &str) -> &str {
    within(path).split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// The code of a file: no comment lines, no tests at its foot.
pub fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap_or_default();
    body.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// A layer is a file (`rules.rs`) or a folder (`rules/`) of a capability; words its code must not hold.
const WALLS: &[(&str, &[&str])] = &[
    ("rules", &["diesel", "actix_web", "Conn", "Utc::now", "crate::web::Context"]),
    ("model", &["actix_web", "Utc::now"]),
    ("queries", &["actix_web", "crate::web::Context", "Utc::now", "outbox::queue"]),
    ("ops", &["actix_web", "crate::web::Context", "diesel", "Utc::now"]),
    ("pages", &["diesel", "schema::", "Utc::now"]),
    ("api", &["diesel", "schema::", "Utc::now"]),
    ("mail", &["actix_web", "diesel", "Utc::now"]),
    ("jobs", &["actix_web", "Utc::now"]),
];

/// Folders that are not capabilities.
const TOOLKIT: &[&str] = &["web/", "db/", "outbox/", "jobs/", "history/"];

#[test]
fn layers_keep_to_themselves() {
    let mut broken = Vec::new();
    for (path, text) in files_under(SOURCES, &[".rs"]) {
        if TOOLKIT.iter().any(|folder| within(&path).starts_with(folder)) {
            continue;
        }
        let code = code(&text);
        let parts: Vec<&str> = within(&path).trim_end_matches(".rs").split('/').skip(1).collect();
        for (layer, words) in WALLS.iter().filter(|(layer, _)| parts.first() == Some(layer)) {
            let found = words.iter().filter(|word| code.contains(**word));
            broken.extend(found.map(|word| format!("{path}: {word} in {layer}")));
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// What every capability stands on: the modules of the crate `maillage-base`, which compiles without any of the others.
const BASE: &[&str] = &[
    "actor",
    "app",
    "calendar",
    "clock",
    "config",
    "db",
    "error",
    "files",
    "history",
    "i18n",
    "identifiers",
    "imports",
    "jobs",
    "outbox",
    "print",
    "qr",
    "search",
    "secret",
    "sheets",
    "text",
    "times",
    "vocabularies",
    "web",
    "working_time",
];

/// Capabilities that others share, and that name none of these.
const SHARED: &[&str] = &["accounts", "questionnaires", "taxonomy"];

/// What puts the program together, and what shows all of it.
const TOP: &[&str] = &["admin", "cli", "demo", "lib", "main", "routes", "schedule", "site"];

fn layer_of(module: &str) -> usize {
    let place = [BASE, SHARED].iter().position(|layer| layer.contains(&module));
    place.unwrap_or(if TOP.contains(&module) { 3 } else { 2 })
}

/// The modules that some code names by `crate::`, alone or in braces.
fn named_in(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut named = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => named.extend(outermost(group).split(',').map(word)),
            None => {
                named.insert(word(after));
            }
        }
    }
    named
}

/// What stands in braces, without what stands in braces within.
fn outermost(group: &str) -> String {
    let (mut depth, mut kept) = (0, String::new());
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            letter if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

#[test]
fn a_module_names_none_that_stands_above_it() {
    let modules = modules();
    let known = [BASE, SHARED, TOP].concat();
    assert!(known.iter().all(|name| modules.contains(*name)));
    let base = modules_in("crates/base/src");
    assert_eq!(base.iter().filter(|name| *name != "lib").collect::<Vec<_>>(), BASE);

    let mut broken = Vec::new();
    for (path, text) in files_under(&["src"], &[".rs"]) {
        let module = module_of(&path);
        let above = named_in(&code(&text))
            .into_iter()
            .filter(|name| modules.contains(name) && layer_of(name) > layer_of(module));
        broken.extend(above.map(|name| format!("{path}: {name}")));
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// Capabilities that know themselves by way of others. What left this circle stays out of it; nothing new enters.
const CIRCLE: &[&str] = &[
    "alerts",
    "applications",
    "attendance",
    "bridge",
    "calls",
    "certification",
    "conventions",
    "courses",
    "deadlines",
    "decisions",
    "duty",
    "enrolment",
    "figures",
    "gaps",
    "governance",
    "institutions",
    "knowledge",
    "labels",
    "materials",
    "network",
    "news",
    "paths",
    "reviews",
    "spaces",
    "surveys",
    "tickets",
    "triage",
    "webhooks",
];

/// What each module names.
type Named = BTreeMap<String, BTreeSet<String>>;

/// All that a module knows, itself or through what it names.
fn known_to<'a>(module: &'a str, named: &'a Named) -> BTreeSet<&'a str> {
    let (mut known, mut next) = (BTreeSet::new(), vec![module]);
    while let Some(one) = next.pop() {
        let others = named.get(one).into_iter().flatten().map(String::as_str);
        next.extend(others.filter(|other| *other != one && known.insert(*other)));
    }
    known
}

#[test]
fn what_left_the_circle_of_capabilities_stays_out() {
    let (modules, mut named) = (modules(), Named::new());
    for (path, text) in files_under(&["src"], &[".rs"]) {
        let others = named_in(&code(&text)).into_iter().filter(|name| modules.contains(name));
        named.entry(module_of(&path).to_owned()).or_default().extend(others);
    }

    let of_itself = named.keys().filter(|one| known_to(one, &named).contains(one.as_str()));

    assert_eq!(of_itself.collect::<Vec<_>>(), CIRCLE);
}

#[test]
fn what_code_names_is_found_in_braces_too() {
    let code = "use crate::{Error, a::{b, c}, d};\nuse crate::e::f;\ncrate::g::h()";

    let named = named_in(code);

    assert_eq!(named.iter().map(String::as_str).collect::<Vec<_>>(), ["Error", "a", "d", "e", "g"]);
}

#[test]
fn only_the_database_module_asks_which_database_runs() {
    let words = ["Conn::Sqlite", "Conn::Postgres", "SqliteConnection", "PgConnection"];
    let mut broken = Vec::new();
    for (path, text) in files_under(SOURCES, &[".rs"]) {
        if !path.starts_with("crates/base/src/db/") {
            let found = words.iter().filter(|word| code(&text).contains(**word));
            broken.extend(found.map(|word| format!("{path}: {word}")));
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn files_stay_small() {
    let long: Vec<_> =
        files_under(&[SOURCES, &["tests/it", "templates"]].concat(), &[".rs", ".hbs"])
            .into_iter()
            .map(|(path, text)| (text.lines().count(), path))
            .filter(|(lines, path)| *lines > 400 && path != "crates/base/src/db/schema.rs")
            .collect();
    assert_eq!(long, vec![]);
}

#[test]
fn every_folder_of_templates_has_its_code() {
    let shared = ["layouts", "partials", "mail", "error.hbs"];
    let code = modules();
    let strays: Vec<_> = names_in("templates")
        .into_iter()
        .filter(|name| !shared.contains(&name.as_str()) && !code.contains(name))
        .collect();
    assert_eq!(strays, Vec::<String>::new());
}

#[test]
fn secrets_are_looked_at_in_few_places() {
    let may = ["crates/base/src/secret.rs", "src/cli", "crates/base/src/files/place.rs"];
    let looking: Vec<_> = files_under(SOURCES, &[".rs"])
        .into_iter()
        .filter(|(path, text)| {
            !may.iter().any(|p| path.starts_with(p)) && text.contains(".expose()")
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(looking, Vec::<String>::new());
}

#[test]
fn the_example_environment_names_every_variable() {
    let asked = RefCell::new(BTreeSet::new());
    let _ = Config::read(&|name| {
        asked.borrow_mut().insert(name.to_owned());
        None
    });
    let example = fs::read_to_string(".env.example").unwrap();
    let shown: BTreeSet<_> = example
        .lines()
        .filter_map(|line| line.trim_start_matches('#').split_once('='))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    assert_eq!(asked.into_inner(), shown);
}

/// Each table of the schema with its columns, as diesel's file declares them.
fn tables() -> Vec<(String, Vec<String>)> {
    let schema = fs::read_to_string("crates/base/src/db/schema.rs").unwrap();
    schema
        .split("diesel::table! {")
        .skip(1)
        .map(|block| {
            let mut lines = block.lines().map(str::trim).filter(|line| !line.is_empty());
            let name = lines.next().unwrap().split(' ').next().unwrap().to_owned();
            let columns = lines.take_while(|line| *line != "}");
            (name, columns.map(|line| line.split(' ').next().unwrap().to_owned()).collect())
        })
        .collect()
}

#[test]
fn every_column_the_program_knows_is_in_the_database() {
    let database = TestDatabase::take();
    let mut conn = database.conn();
    let tables = tables();
    assert!(tables.len() > 30);
    for (table, columns) in tables {
        let columns: Vec<_> = columns.iter().map(|column| format!("t.\"{column}\"")).collect();
        let query = format!("SELECT {} FROM {table} t LIMIT 0", columns.join(", "));
        conn.batch_execute(&query).unwrap_or_else(|error| panic!("{table}: {error}"));
    }
}
