//! `maillage demo`: everything under one folder, nothing leaves the machine.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;

use super::{Failure, Outcome, serve};
use crate::accounts::{AccountId, NetworkRole, NodeRole, ops};
use crate::app::App;
use crate::config::Config;
use crate::db::Conn;
use crate::demo::kept::ARCHIVIST;
use crate::files::Place;
use crate::secret::{Secret, new_token};
use crate::{Error, network, web};

const PEOPLE: &str = include_str!("../../assets/demo/people.json");
/// Written when the world is complete: a start that was cut short begins anew.
const COMPLETE: &str = "complete";

#[derive(Args)]
pub struct Options {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Where to keep database, files and secret key
    #[arg(long, value_name = "DIR", default_value = "var/demo")]
    data: PathBuf,
    /// Forget what an earlier demonstration left there
    #[arg(long)]
    fresh: bool,
}

pub fn run(options: Options) -> Outcome {
    web::set_up_logging(false, "warn");
    let data = options.data;
    make_private(&data).map_err(|error| {
        Failure::configuration(format!("The folder {} cannot be used: {error}.", data.display()))
    })?;
    let listener = serve::listen(&options.listen)?;
    let address = listener.local_addr().map_or(options.listen, |address| address.to_string());
    let complete = data.join(COMPLETE);
    if options.fresh || !complete.exists() {
        forget(&data).map_err(failed)?;
    }
    let config = Config::demo(data.clone(), address, secret(&data).map_err(failed)?);
    let mut conn = super::open(&config)?;
    conn.migrate().map_err(|error| Failure::configuration(format!("{error:#}")))?;
    let app = if complete.exists() {
        super::build(config)?
    } else {
        println!("Making the demonstration's world…");
        let app = super::build(config)?;
        crate::demo::build(&app, super::now())
            .map_err(|error| Failure::TryAgain(format!("{error:#}")))?;
        fs::write(&complete, "").map_err(failed)?;
        app
    };
    let links = links(&mut conn, &app)?;
    drop(conn);
    serve::until_stopped(app.clone(), listener, move || greet(&app, &links))
}

fn failed(error: std::io::Error) -> Failure {
    Failure::TryAgain(error.to_string())
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Removes what a demonstration made, and nothing else that may lie in the folder.
fn forget(data: &Path) -> std::io::Result<()> {
    if !data.join("secret").exists() {
        return Ok(());
    }
    for name in [COMPLETE, "maillage.db", "maillage.db-wal", "maillage.db-shm"] {
        match fs::remove_file(data.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    match fs::remove_dir_all(data.join("files")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The secret key, made at the first start, readable by its owner only.
fn secret(data: &Path) -> std::io::Result<Secret> {
    let path = data.join("secret");
    if let Ok(found) = fs::read_to_string(&path)
        && found.len() >= 32
    {
        return Ok(Secret::new(found));
    }
    let key = new_token();
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(key.as_bytes())?;
    Ok(Secret::new(key))
}

#[derive(Deserialize)]
struct Cast {
    people: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    name: String,
    email: String,
    node: Option<String>,
    role: Option<NodeRole>,
    network_role: Option<NetworkRole>,
}

/// A role that a visitor may take, and whether a person of the demonstration holds it.
type Part = (&'static str, fn(&Person) -> bool);

const PARTS: [Part; 4] = [
    ("staff of a node", |p| p.role == Some(NodeRole::Staff) && p.network_role.is_none()),
    ("manager of a node", |p| p.role == Some(NodeRole::Manager) && p.network_role.is_none()),
    ("coordinator", |p| p.network_role == Some(NetworkRole::Coordinator)),
    ("admin", |p| p.network_role == Some(NetworkRole::Admin)),
];

struct Link {
    part: &'static str,
    name: String,
    path: String,
}

/// A fresh link for one person of each role.
fn links(conn: &mut Conn, app: &App) -> Result<Vec<Link>, Failure> {
    let cast: Cast =
        serde_json::from_str(PEOPLE).map_err(anyhow::Error::new).map_err(Error::from)?;
    let now = app.clock.now();
    let links = conn.transact(|conn| {
        let asker = ops::create_user(conn, ASKER.1, ASKER.0, None, None, now)?;
        let mut links = vec![link(conn, "researcher", ASKER.0, &asker, app)?];
        for (part, holds) in PARTS {
            let Some(person) = cast.people.iter().find(|person| holds(person)) else { continue };
            let account = engage(conn, person, app)?;
            links.push(link(conn, part, &person.name, &account, app)?);
        }
        let (name, email) = ARCHIVIST;
        let account = ops::create_user(conn, email, name, None, None, now)?;
        links.push(link(conn, "archivist", name, &account, app)?);
        Ok(links)
    })?;
    Ok(links)
}

/// Who asked the first question of the demonstration.
const ASKER: (&str, &str) = ("Baptistine Lagrenelle", "baptistine.lagrenelle@univ-exemple.example");

/// The person's account, with the roles that the demonstration gives.
fn engage(conn: &mut Conn, person: &Person, app: &App) -> crate::Result<AccountId> {
    let membership = match (&person.node, person.role) {
        (Some(slug), Some(role)) => Some((network::queries::by_slug(conn, slug)?.id, role)),
        _ => None,
    };
    let (email, now) = (&person.email, app.clock.now());
    ops::create_user(conn, email, &person.name, person.network_role, membership, now)
}

fn link(
    conn: &mut Conn,
    part: &'static str,
    name: &str,
    account: &AccountId,
    app: &App,
) -> crate::Result<Link> {
    let token = ops::sign_in_link(conn, account, app.clock.now())?;
    Ok(Link { part, name: name.to_owned(), path: format!("/sign-in/{token}") })
}

fn greet(app: &App, links: &[Link]) {
    let base = &app.config.base_url;
    println!("\n{} is ready: {base}\n", app.config.brand.name);
    println!("Sign in by one of these links; each works once, a new start prints new ones.");
    for link in links {
        println!("  {:<18}{:<24}{base}{}", link.part, link.name, link.path);
    }
    println!("\nMail is kept, never sent: {base}/dev/mail");
    if let Place::Folder(files) = &app.config.files {
        println!("Everything is under {}. Ctrl-C stops.", files.with_file_name("").display());
    }
    let _ = std::io::stdout().flush();
}
