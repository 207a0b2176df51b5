//! One address is erased from everything: its tickets are anonymised, its account is nobody's, and whatever text is left
//! is searched for it. It may stop anywhere and be done again.

use chrono::NaiveDateTime;
use serde::Deserialize;
use serde_json::json;

use super::took_part::{Person, leave};
use super::{anonymise, network_word, overwrite, remove_files, terms, wait};
use crate::Result;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::enrolment;
use crate::history::{self, By};
use crate::mail_in::{self, Letter};
use crate::privacy::queries::{self, Reach};
use crate::privacy::rules::{self, NameScope, Traces};
use crate::privacy::{Found, Request};
use crate::secret::sha256_hex;
use crate::tickets::{self, State, TicketId};
use crate::{alerts, news};

const BATCH: i64 = 50;

pub(super) fn erase(app: &App, request: &Request, now: NaiveDateTime) -> Result<()> {
    let email = request.email.as_str();
    let (found, mut names) = app.db.read_now(|conn| {
        Ok((queries::found(conn, email)?, queries::names_of_address(conn, email)?))
    })?;
    // Since it was confirmed somebody may have been given a ticket.
    rules::check_erasure(&found)?;
    names.extend(noted_names(request));
    names.sort();
    names.dedup();
    app.db.write_now(|conn| Ok(queries::note_names(conn, &request.id, &names)?))?;
    while tickets_of(app, email, now)? > 0 {}
    while conversations_of(app, request, &names)? > 0 {}
    app.db.write_now(|conn| {
        alerts::ops::forget_address(conn, email)?;
        news::ops::forget_address(conn, email)?;
        enrolment::ops::forget_address(conn, email, &app.signer, now)
    })?;
    for (traces, scope, _) in app.db.read_now(|conn| looked_for(conn, request, &names))? {
        mails_that_name(app, &traces, scope)?;
    }
    let files = app.db.write_now(|conn| rest(conn, request, (&found, &names), now))?;
    remove_files(app, files)?;
    overwrite(app)
}

/// The names that an attempt before this one found.
fn noted_names(request: &Request) -> Vec<String> {
    #[derive(Deserialize)]
    struct Noted {
        names: Vec<String>,
    }
    serde_json::from_str::<Noted>(&request.found).map_or_else(|_| Vec::new(), |noted| noted.names)
}

/// Anonymises a batch of the tickets that the address asked; those that go on end. Answers how many.
fn tickets_of(app: &App, email: &str, now: NaiveDateTime) -> Result<usize> {
    let (count, files) = app.db.write_step(|conn| {
        let batch = queries::asked_tickets(conn, email, BATCH)?;
        for (id, state) in &batch {
            end(conn, id, *state, now)?;
        }
        let ids: Vec<TicketId> = batch.iter().map(|(id, _)| id.clone()).collect();
        let how = (terms(conn, &app.config.retention)?.text(), &By::System);
        let (_, files) = anonymise(conn, &ids, how, now)?;
        Ok((batch.len(), files))
    })?;
    remove_files(app, files)?;
    Ok(count)
}

/// Takes the address out of a batch of the conversations of others. Answers how many.
fn conversations_of(app: &App, request: &Request, names: &[String]) -> Result<usize> {
    let person = Person { email: &request.email, names, language: request.language };
    let (count, files) = app.db.write_step(|conn| {
        let how = (terms(conn, &app.config.retention)?.text(), BATCH);
        leave(conn, &person, how)
    })?;
    remove_files(app, files)?;
    Ok(count)
}

fn end(conn: &mut Conn, id: &TicketId, state: State, now: NaiveDateTime) -> Result<()> {
    match state {
        State::Unconfirmed => Ok(queries::delete_ticket(conn, id)?),
        State::Closed | State::Merged | State::Spam => Ok(()),
        State::New
        | State::Open
        | State::WaitingTeam
        | State::WaitingThirdParty
        | State::Snoozed => tickets::ops::end_for_erasure(conn, id, now),
    }
}

/// Mails as they came name people in their headers and in what is encoded in them: those of others too.
fn mails_that_name(app: &App, traces: &Traces, scope: NameScope) -> Result<()> {
    let mut after = String::new();
    loop {
        let batch = app.db.read_now(|conn| Ok(queries::mails_after(conn, &after, 200)?))?;
        let Some((last, _)) = batch.last() else { return Ok(()) };
        after.clone_from(last);
        let (mut naming, mut enclosed) = (Vec::new(), Vec::new());
        for (id, sha256) in &batch {
            let content = wait(app.files.get(sha256))?;
            let letter = wait(mail_in::read(content.clone()))?;
            if names(&content, &letter, (traces, scope)) {
                naming.push(id.clone());
                enclosed.extend(letter.files.iter().map(|file| sha256_hex(&file.content)));
            }
        }
        let files = app.db.write_step(|conn| Ok(queries::forget_mails(conn, &naming)?))?;
        remove_files(app, files.into_iter().chain(enclosed).collect())?;
    }
}

fn names(content: &[u8], letter: &Letter, (traces, scope): (&Traces, NameScope)) -> bool {
    let found = |text: &str| traces.without(text, scope).is_some();
    found(&String::from_utf8_lossy(content))
        || found(&letter.subject)
        || found(&letter.text)
        || letter.senders.iter().any(|sender| found(&sender.name))
        || letter.files.iter().any(|file| found(&file.name))
}

/// By what the person is looked for in all that is left. A name that only the person gave is looked for with care:
/// whoever calls themselves as a service is called must not take that out of the network.
fn looked_for(
    conn: &mut Conn,
    request: &Request,
    names: &[String],
) -> Result<Vec<(Traces, NameScope, Reach)>> {
    let email = request.email.as_str();
    let scope = match queries::has_namesake(conn, names, email)? {
        true => NameScope::Address,
        false => NameScope::WholeName,
    };
    let account = queries::account_of(conn, email)?;
    let own = |name: &String| account.as_ref().is_some_and(|account| account.name == *name);
    let known = |name: &&String| request.made_by.is_some() || own(name);
    let (known, claimed): (Vec<&String>, Vec<&String>) = names.iter().partition(known);
    let mut sure = Traces::of(known.iter().map(|name| (name.as_str(), email)));
    sure.add("", email);
    if let Some(account) = &account {
        queries::orcids_of(conn, &account.id)?.iter().for_each(|orcid| sure.add_mark(orcid));
    }
    let mut all = vec![(sure, scope, Reach::Everywhere)];
    for name in claimed.into_iter().filter(|name| rules::looks_like_a_name(name)) {
        let traces = Traces::of([(name.as_str(), "")]);
        let limit = rules::TEXTS_OF_A_NAME;
        let texts = queries::count_texts(conn, (&traces, scope), Reach::Conversations, limit)?;
        if scope == NameScope::WholeName && texts <= limit {
            all.push((traces, scope, Reach::Conversations));
        }
    }
    Ok(all)
}

/// All that is not a ticket of theirs, in one transaction, with the last word about the request.
fn rest(
    conn: &mut Conn,
    request: &Request,
    (found, names): (&Found, &[String]),
    now: NaiveDateTime,
) -> Result<Vec<String>> {
    let email = request.email.as_str();
    let sought = looked_for(conn, request, names)?;
    let account = queries::account_of(conn, email)?;
    if let Some(account) = &account {
        let orcids = queries::orcids_of(conn, &account.id)?;
        queries::forget_orcids(conn, &orcids)?;
        let today = network_day(now);
        queries::forget_account(conn, account, (&network_word, today), now)?;
    }
    let (mut files, helped) = queries::forget_address(conn, email)?;
    let counts = json!(found).to_string();
    queries::finish_request(conn, &request.id, (None, &counts), now)?;
    files.extend(queries::forget_requester(conn, email)?);
    let (mut places, mut touched) = (0, helped);
    for (traces, scope, reach) in &sought {
        let (count, tickets) = queries::redact(conn, (traces, *scope), *reach, now)?;
        places += count;
        touched.extend(tickets);
    }
    touched.sort();
    touched.dedup();
    for part in touched.chunks(100) {
        tickets::queries::search::index(conn, part)?;
    }
    let words: Vec<String> = names
        .iter()
        .map(String::as_str)
        .chain([email])
        .flat_map(|text| crate::search::terms(text, request.language))
        .collect();
    queries::forget_words(conn, &words)?;
    let detail = json!({ "asked": found.asked, "places": places, "account": account.is_some() });
    let subject = ("request", request.id.as_str());
    history::record(conn, &By::System, "privacy.erase", subject, &detail, now)?;
    Ok(files)
}
