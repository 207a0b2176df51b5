//! Writing an application: answer by answer, so that several people write at once and nobody's words are lost unawares.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::note;
use crate::accounts::Actor;
use crate::applications::access::{Opened, opened};
use crate::applications::{ApplicationId, queries, rules};
use crate::db::Conn;
use crate::questionnaires::pages::{Taken, mark};
use crate::questionnaires::{Kind, Meaning};
use crate::{Error, Result, reviews};

/// Somebody else changed an answer since the page was shown: what it says now, and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub key: String,
    pub row: String,
    pub theirs: Option<Value>,
    pub by: String,
}

/// What came of saving a section.
#[derive(Debug, Clone, Default)]
pub struct Saved {
    pub written: usize,
    pub clashes: Vec<Clash>,
}

/// Keeps the answers of a section that changed since the page was shown. One that somebody else changed meanwhile stays as
/// they wrote it and is told.
pub fn save(
    conn: &mut Conn,
    actor: &Actor,
    (id, section): (&ApplicationId, &str),
    taken: &[Taken],
    arrived: NaiveDateTime,
) -> Result<Saved> {
    let there = to_write(conn, actor, (id, section), arrived)?;
    conn.take_turn(id.as_str())?;
    let kept = queries::answers_of(conn, id)?;
    let mut saved = Saved::default();
    for one in taken {
        let Ok(value) = &one.value else { continue };
        let stored = kept.get(&one.key, &one.row);
        if one.reread && kept.is_unread(&one.key, &one.row) {
            queries::note_reread(conn, (id, &one.key, &one.row))?;
            saved.written += 1;
        }
        let (new, old) = (mark(value.as_ref()), mark(stored));
        if new == one.was || new == old {
            continue;
        }
        if old == one.was {
            let at = (id, one.key.as_str(), one.row.as_str());
            queries::put_answer(conn, at, value.as_ref(), (&actor.id, arrived))?;
            saved.written += 1;
        } else {
            saved.clashes.push(clash(conn, id, one, stored.cloned())?);
        }
    }
    if saved.written > 0 {
        keep_title(conn, &there)?;
        queries::touch(conn, id, (&actor.id, arrived))?;
        let detail = json!({ "section": section, "answers": saved.written });
        note(conn, &actor.id, ("application.write", id), &detail, arrived)?;
    }
    Ok(saved)
}

fn clash(conn: &mut Conn, id: &ApplicationId, one: &Taken, theirs: Option<Value>) -> Result<Clash> {
    let by = match queries::writer_of(conn, (id, &one.key, &one.row))? {
        Some(account) => queries::name_of(conn, &account)?,
        None => String::new(),
    };
    Ok(Clash { key: one.key.clone(), row: one.row.clone(), theirs, by })
}

/// An application whose section somebody may write now.
pub(super) fn to_write(
    conn: &mut Conn,
    actor: &Actor,
    (id, section): (&ApplicationId, &str),
    arrived: NaiveDateTime,
) -> Result<Opened> {
    if section == reviews::ops::COMPLETION {
        return reviews::ops::to_complete(conn, actor, id, arrived);
    }
    let there = opened(conn, actor, id)?;
    if there.version.definition.section(section).is_none() {
        return Err(Error::NotFound);
    }
    if !rules::may_edit(&there.person, section) {
        return Err(rules::NOT_YOURS.into());
    }
    rules::check_write(&there.application, (&there.call, there.granted), arrived)?;
    Ok(there)
}

/// The name that the future node is given is the application's title: the one that is kept, whatever a page still shows.
pub(super) fn keep_title(conn: &mut Conn, there: &Opened) -> Result<()> {
    let named =
        there.version.definition.walk().find(|(_, _, item)| item.maps_to == Some(Meaning::Name));
    let Some((_, _, item)) = named else { return Ok(()) };
    let kept = queries::answers_of(conn, &there.application.id)?;
    let title = kept.get(&item.key, "").and_then(Value::as_str).unwrap_or_default();
    let title: String = title.chars().take(200).collect();
    Ok(queries::set_title(conn, &there.application.id, &title)?)
}

/// What is done with the rows of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowStep {
    Add { block: String, row: String },
    Remove { row: String },
    Rise { row: String },
}

/// One step with the rows of a section's blocks. Rows keep their ids: two people who add one at once have two.
pub fn step_row(
    conn: &mut Conn,
    actor: &Actor,
    (id, section): (&ApplicationId, &str),
    step: &RowStep,
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = to_write(conn, actor, (id, section), arrived)?;
    conn.take_turn(id.as_str())?;
    let answers = queries::answers_of(conn, id)?;
    let section = there.version.definition.section(section).ok_or(Error::NotFound)?;
    let mut blocks = section.items.iter().filter(|item| item.kind == Kind::Block);
    let row = match step {
        RowStep::Add { row, .. } | RowStep::Remove { row } | RowStep::Rise { row } => row,
    };
    let block = match step {
        RowStep::Add { block, .. } => {
            blocks.find(|item| item.key == *block).ok_or(Error::NotFound)?
        }
        RowStep::Remove { .. } | RowStep::Rise { .. } => {
            match blocks.find(|item| answers.rows(&item.key).contains(row)) {
                Some(block) => block,
                // It went meanwhile.
                None => return Ok(()),
            }
        }
    };
    let (key, rows) = (block.key.as_str(), answers.rows(&block.key));
    let place = rows.iter().position(|known| known == row);
    match (step, place) {
        (RowStep::Add { .. }, None) => {
            if rows.len() >= block.most() {
                return Err(rules::TOO_MANY_ROWS.into());
            }
            // Places have gaps where rows went: they are numbered anew, and the newest comes last.
            for (number, known) in (0..).zip(rows) {
                queries::place_row(conn, (id, key, known), number)?;
            }
            let last = i32::try_from(rows.len()).unwrap_or_default();
            queries::add_row(conn, (id, key, row), last)?;
        }
        (RowStep::Remove { .. }, Some(_)) => {
            queries::remove_row(conn, (id, key, row))?;
            queries::remove_files_of_row(conn, (id, row), arrived)?;
        }
        (RowStep::Rise { .. }, Some(place)) if place > 0 => {
            let mut order = rows.to_vec();
            order.swap(place, place - 1);
            for (number, row) in (0..).zip(&order) {
                queries::place_row(conn, (id, key, row), number)?;
            }
        }
        (RowStep::Add { .. } | RowStep::Remove { .. } | RowStep::Rise { .. }, _) => return Ok(()),
    }
    queries::touch(conn, id, (&actor.id, arrived))?;
    note(conn, &actor.id, ("application.rows", id), &json!({ "block": key }), arrived)
}
