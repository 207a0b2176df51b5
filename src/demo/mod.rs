//! The demo's world: the real public network, invented people and traffic, built through the same ops as real life;
//! and synthetic volume for measuring.

mod absences;
mod articles;
mod attended;
mod between;
mod bid;
mod calls;
mod decided;
mod desks;
mod freshness;
mod governance;
pub mod kept;
mod labels;
mod material;
mod materials;
mod news;
mod package;
mod papers;
mod paths;
mod people;
mod programs;
mod queries;
mod review;
pub mod seed;
pub mod seed_materials;
mod seed_rows;
pub mod seed_sessions;
mod sought;
mod spaces;
mod traffic;
mod training;
mod uses;
mod waiting;

use chrono::{NaiveDateTime, TimeDelta};

use crate::Result;
use crate::app::App;
use crate::network;

/// Since when the invented people work in the network.
const SINCE: TimeDelta = TimeDelta::days(400);

/// Fills an empty database with the demo's world, as of `now`; answers how many tickets it holds.
pub fn build(app: &App, now: NaiveDateTime) -> anyhow::Result<usize> {
    app.db.write_now(|conn| network::ops::load_embedded(conn, now - SINCE))?;
    app.shelf().refresh(&app.db)?;
    let people = material::people()?;
    app.db.write_now(|conn| people::hire(conn, &people, now - SINCE))?;
    app.db.write_now(|conn| people::share_duties(conn, now))?;
    app.db.write_now(|conn| people::equip(conn, now))?;
    let told = traffic::replay(app, &material::tickets()?, now)?;
    let told = told + between::play(app, now)? + programs::play(app, now)?;
    let told = told + kept::play(app, now)?;
    app.db.write_now(|conn| absences::plan(conn, now))?;
    articles::write(app, now)?;
    let made = materials::write(app, now)?;
    paths::write(app, &made, now)?;
    uses::tell(app, &made, now)?;
    labels::give(app, now)?;
    training::write(app, &made, now)?;
    calls::write(app, now)?;
    spaces::write(app, now)?;
    freshness::confirm(app, now)?;
    governance::hold(app, now)?;
    news::write(app, now)?;
    freshness::count(app, now)?;
    desks::lay(app, now)?;
    Ok(told)
}

/// Waits for what is asynchronous in real life, whoever builds the world.
fn awaited<T: Send>(work: impl Future<Output = Result<T>> + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let alone = scope.spawn(|| actix_web::rt::System::new().block_on(work));
        alone.join().map_err(|_| anyhow::anyhow!("the demo's world panicked"))?
    })
}

/// Whether the database already holds a world.
pub fn is_built(app: &App) -> Result<bool> {
    app.db.read_now(|conn| Ok(queries::has_nodes(conn)?))
}
