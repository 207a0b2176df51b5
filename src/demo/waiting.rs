//! Who waits for a session of the demo's world: some have said that the address is theirs, somebody has just been asked.

use chrono::{NaiveDateTime, TimeDelta};

use crate::alerts::{AlertId, Wanted, ops};
use crate::app::App;
use crate::courses::{CourseId, queries as courses};
use crate::db::Conn;
use crate::history::By;
use crate::i18n::Locale;
use crate::{Error, Result};

/// How many wait in which region, and how many of them would take part from afar.
const WAIT: &[(&str, usize, usize)] = &[("53", 7, 3), ("44", 5, 1), ("04", 2, 2)];

/// People who wait for a session of a course, and one who asks at this moment.
pub fn wait(conn: &mut Conn, app: &App, course: &CourseId, now: NaiveDateTime) -> Result<()> {
    let course = courses::find(conn, course)?;
    let ask = |conn: &mut Conn, email: String, (region, online): (&str, bool), at| {
        let wanted = Wanted {
            form_id: AlertId::random(),
            email,
            language: Locale::Fr,
            region: Some(region.to_owned()),
            online,
        };
        ops::ask(conn, None, (&course, &wanted), &app.signer, at)
    };
    let before = now - TimeDelta::days(9);
    for (region, people, afar) in WAIT {
        for n in 0..*people {
            let email = format!("attente-{region}-{n}@exemple.example");
            let id = ask(conn, email, (region, n < *afar), before)?;
            ops::confirm(conn, &By::Team, (&id, Locale::Fr), before)?;
        }
    }
    let asker = super::queries::ticket_of(conn, "Baptistine Lagrenelle")?;
    if asker.asker_email.is_empty() {
        return Err(Error::NotFound);
    }
    ask(conn, asker.asker_email, ("44", true), now).map(drop)
}
