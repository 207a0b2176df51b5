//! What the demo's world keeps of people: who read a sensitive question, what is old enough to be destroyed and waits for
//! the archivist, what people asked for.

use chrono::{Months, NaiveDateTime, TimeDelta};

use super::queries;
use crate::accounts::{self, Actor, Appointed, NetworkRole};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::i18n::Locale;
use crate::privacy::ops::Wish;
use crate::privacy::{self, Kind};
use crate::tickets::mail::Tools;
use crate::tickets::ops::{After, Closing};
use crate::tickets::{
    self, Door, Draft, MessageId, NewMessage, Outcome, Person, Question, Ticket, TicketId, Via,
};
use crate::{Error, Result};

/// Who approves what is destroyed.
pub const ARCHIVIST: (&str, &str) = ("Théodule Parchemine", "theodule.parchemine@maillage.example");

/// Questions from before the term of the archives, with who asked and what was answered.
const OLD: [(&str, &str, &str); 3] = [
    (
        "Ondine Valcombe",
        "Choisir une licence pour des relevés de terrain",
        "La licence ouverte d’Etalab convient : citez-la dans la notice du dépôt.",
    ),
    (
        "Lubin Castelnoir",
        "Faire attribuer un DOI à une série de mesures",
        "L’entrepôt l’attribue au dépôt ; votre unité n’a rien à demander.",
    ),
    (
        "Ysaline Perdrigeon",
        "Nommer les fichiers d’une enquête en plusieurs vagues",
        "Mettez l’année et la vague au début du nom, et gardez ce plan dans un fichier à part.",
    ),
];

/// Plays it; answers how many tickets that added.
pub fn play(app: &App, now: NaiveDateTime) -> anyhow::Result<usize> {
    let words = app.vocabularies();
    let tools = Tools { signer: &app.signer, words: &words };
    app.db.write_now(|conn| read(conn, now))?;
    let years = Months::new(12 * app.config.retention.years);
    let then = now.checked_sub_months(years).unwrap_or(now) - TimeDelta::days(60);
    for (place, story) in (0..).zip(&OLD) {
        let at = then + TimeDelta::days(9 * place);
        app.db.write_now(|conn| long_ago(conn, (story, tools), at))?;
    }
    app.db.write_now(|conn| appoint(conn, now - TimeDelta::days(90)))?;
    app.db.write_now(|conn| ask(conn, app, now))?;
    Ok(OLD.len())
}

/// Who read the sensitive question: its asker, and people of the node that has it.
fn read(conn: &mut Conn, now: NaiveDateTime) -> Result<()> {
    let ticket = queries::sensitive_ticket(conn)?;
    let staff = tickets::queries::staff(conn, &ticket.node_id, network_day(now))?;
    let note = |conn: &mut Conn, who, door, hours| {
        tickets::ops::note_reading(conn, &ticket, (who, door), now - TimeDelta::hours(hours))
    };
    note(conn, None, Door::Page, 40)?;
    for (person, hours) in staff.iter().zip([27, 22, 3]) {
        note(conn, Some(&person.id), Door::Page, hours)?;
    }
    note(conn, None, Door::Page, 2)
}

/// A question that was answered and closed.
fn long_ago(
    conn: &mut Conn,
    ((name, subject, answer), tools): (&(&str, &str, &str), Tools<'_>),
    at: NaiveDateTime,
) -> Result<()> {
    let actor = steering(conn, at)?;
    let address = crate::text::slug(name).replace('-', ".");
    let draft = Draft {
        id: TicketId::new(),
        question: question(subject),
        asker: Person {
            name: (*name).to_owned(),
            email: format!("{address}@labo-exemple.example"),
        },
        beneficiary: None,
        files: Vec::new(),
        proven: true,
    };
    let ticket = tickets::ops::ask(conn, &By::Team, &draft, tools, at)?.ticket;
    let again =
        |conn: &mut Conn| -> Result<Ticket> { Ok(tickets::queries::find(conn, &ticket.id)?) };
    let message = NewMessage {
        id: MessageId::new(),
        body: (*answer).to_owned(),
        files: Vec::new(),
        via: Via::Page,
    };
    let answered = at + TimeDelta::hours(6);
    let asked = again(conn)?;
    let after = (After::Theirs, None);
    tickets::ops::answer(conn, &actor, &asked, &message, after, tools, answered)?;
    let closing = Closing { outcome: Outcome::Answered, topic: None };
    let told = again(conn)?;
    tickets::ops::close(conn, &actor, &told, &closing, tools, answered + TimeDelta::days(2))
}

fn question(subject: &str) -> Question {
    Question {
        subject: subject.to_owned(),
        body: format!("Bonjour,\n\n{subject} : par où commencer ?\n\nMerci d’avance."),
        institutions: vec!["universite-de-lorraine".into()],
        laboratory: None,
        site: None,
        site_typed: None,
        region: None,
        disciplines: Vec::new(),
        topic: None,
        language: Locale::Fr,
        dataset_pid: None,
        dmp_url: None,
        deadline_on: None,
        deadline_for: None,
        sensitive: false,
        via: Via::Page,
    }
}

fn appoint(conn: &mut Conn, at: NaiveDateTime) -> Result<()> {
    let (name, email) = ARCHIVIST;
    let id = accounts::ops::create_user(conn, email, name, None, None, at)?;
    let admin = steering(conn, at)?;
    accounts::ops::set_archivist(conn, &admin, &id, Appointed::Yes, at)
}

/// Somebody wants a copy of their data and has confirmed it; somebody else has not opened the mail yet.
fn ask(conn: &mut Conn, app: &App, now: NaiveDateTime) -> Result<()> {
    let wish = |kind, email: &str| Wish {
        kind,
        email: email.to_owned(),
        language: Locale::Fr,
        reason: String::new(),
    };
    let email = queries::ticket_of(conn, "Baptistine Lagrenelle")?.asker_email;
    let at = now - TimeDelta::minutes(50);
    let id = privacy::ops::ask(conn, None, &wish(Kind::Export, &email), &app.signer, at)?;
    let request = privacy::queries::request(conn, &id)?;
    privacy::ops::confirm(conn, None, &request, at + TimeDelta::minutes(4))?;
    let other = queries::sensitive_ticket(conn)?.asker_email;
    let at = now - TimeDelta::minutes(20);
    privacy::ops::ask(conn, None, &wish(Kind::Export, &other), &app.signer, at).map(drop)
}

/// Whoever administers the network.
fn steering(conn: &mut Conn, at: NaiveDateTime) -> Result<Actor> {
    let account = queries::holder_of(conn, NetworkRole::Admin)?.ok_or(Error::NotFound)?;
    Ok(accounts::queries::actor(conn, account, None, network_day(at))?)
}
