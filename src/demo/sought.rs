//! A session of the demo's world that lacks a trainer, who offers to come, and what its people were written.

use chrono::{NaiveDateTime, TimeDelta};

use super::programs::manager;
use super::queries as demo;
use crate::accounts::Actor;
use crate::app::App;
use crate::courses::SessionId;
use crate::db::Conn;
use crate::enrolment::{FormId, Letter, Readers, TrainerCall, ops};
use crate::{Error, Result};

/// Whose manager offers to come.
const NEIGHBOUR: &str = "adoc-lorraine";

pub fn seek(
    conn: &mut Conn,
    app: &App,
    (writer, session): (&Actor, &SessionId),
    at: NaiveDateTime,
) -> Result<()> {
    let call = TrainerCall {
        wanted: 1,
        note: "Pour l’atelier de l’après-midi : savoir montrer un dépôt du début à la fin.".into(),
    };
    ops::call_trainers(conn, writer, (session, &call), at)?;
    let nodes = demo::nodes_by_slug(conn)?;
    let node = nodes.get(NEIGHBOUR).ok_or(Error::NotFound)?;
    let offers = manager(conn, node, at)?;
    let said = "Je donne cet atelier chez nous chaque printemps, et je serai sur place ce jour-là.";
    ops::offer(conn, &offers, (session, said), at + TimeDelta::hours(3))?;
    for (place, letter) in (0..).zip(letters()) {
        let (form, when) = (FormId::random(), at + TimeDelta::hours(4 + 20 * place));
        let what = (&letter, Readers::Confirmed);
        ops::write(conn, writer, (session, &form), what, &app.signer, when)?;
    }
    Ok(())
}

/// What is written to those who take part, one after the other.
fn letters() -> [Letter; 2] {
    [
        Letter {
            subject_fr: "Avant la session : installez l’outil".into(),
            body_fr: "Bonjour,\n\nApportez votre ordinateur, avec l’outil installé. Un exemple vous sera fourni.".into(),
            subject_en: "Before the session: install the tool".into(),
            body_en: "Hello,\n\nBring your computer with the tool installed. You will be given an example.".into(),
        },
        Letter {
            subject_fr: "La salle est au rez-de-chaussée".into(),
            body_fr: "Bonjour,\n\nL’accueil commence un quart d’heure avant, au rez-de-chaussée.".into(),
            ..Letter::default()
        },
    ]
}
