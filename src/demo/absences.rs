//! Who is away in the demo's world, and what is left for the next.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};

use super::queries;
use crate::Result;
use crate::accounts::{self, AccountId, NodeId, NodeRole};
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty::ops::{self, Said};
use crate::duty::{NoteId, rules};

const NOTES: [&str; 3] = [
    "Le laboratoire qui prépare son dépôt de spectres rappellera jeudi : les fichiers sont prêts, il ne manque que la licence.",
    "Deux équipes attendent la réponse du juriste sur les entretiens. Je l’ai relancé hier ; ne rien promettre avant mardi.",
    "La formation du 12 est complète. Pour les demandes qui arrivent encore, proposer la session suivante.",
];

/// At nodes of three people or more one is away for some days and another stands in; each manager leaves a note.
pub fn plan(conn: &mut Conn, now: NaiveDateTime) -> Result<()> {
    let today = network_day(now);
    let mut teams: BTreeMap<NodeId, Vec<(AccountId, NodeRole)>> = BTreeMap::new();
    for (node, account, role) in queries::members(conn, today)? {
        teams.entry(node).or_default().push((account, role));
    }
    for ((node, team), text) in teams.into_iter().zip(NOTES.into_iter().cycle()) {
        let Some((manager, _)) = team.iter().find(|(_, role)| *role == NodeRole::Manager) else {
            continue;
        };
        let account = accounts::queries::find(conn, manager)?;
        let manager = accounts::queries::actor(conn, account, None, today)?;
        let note = (&NoteId::new(), &node);
        ops::leave_note(conn, &manager, note, (text, today + rules::NOTE_LIFE), now)?;
        let others: Vec<_> =
            team.iter().map(|(id, _)| id).filter(|id| **id != manager.id).collect();
        let [stand_in, .., away] = others.as_slice() else { continue };
        let planned = ops::be_away(
            conn,
            &manager,
            (away, (today, today + TimeDelta::days(5))),
            &Said { stand_in: Some((*stand_in).clone()), note: String::new() },
            now,
        );
        // Somebody of two nodes may be away already.
        match planned {
            Ok(_) | Err(crate::Error::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
