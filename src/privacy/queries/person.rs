//! Everything that is kept of one address.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{Account, AccountId};
use crate::db::schema::{
    accounts, api_tokens, bridges, captured_mail, invitations, mail_choices, memberships, mentions,
    messages, nodes, outbox, presences, received_mails, saved_views, sessions, sign_in_links,
    ticket_followers, tickets,
};
use crate::db::{Conn, search, texts};
use crate::i18n::Locale;
use crate::knowledge::queries::INDEX as ARTICLES;
use crate::privacy::Found;
use crate::privacy::rules::{NameScope, Traces};
use crate::tickets::{State, TicketId};

/// States in which somebody still waits for something.
const GOING_ON: [State; 6] = [
    State::Unconfirmed,
    State::New,
    State::Open,
    State::WaitingTeam,
    State::WaitingThirdParty,
    State::Snoozed,
];

pub fn account_of(conn: &mut Conn, email: &str) -> QueryResult<Option<Account>> {
    accounts::table
        .filter(accounts::email.eq(email))
        .select(Account::as_select())
        .first(conn)
        .optional()
}

fn number(counted: i64) -> usize {
    usize::try_from(counted).unwrap_or_default()
}

/// How much there is of an address.
pub fn found(conn: &mut Conn, email: &str) -> QueryResult<Found> {
    let asked = || tickets::table.filter(tickets::asker_email.eq(email));
    let account = account_of(conn, email)?;
    let holds = match &account {
        Some(account) => tickets::table
            .filter(tickets::assignee_id.eq(&account.id))
            .filter(tickets::state.eq_any(GOING_ON))
            .count()
            .get_result(conn)?,
        None => 0,
    };
    let last_admin = match &account {
        Some(account) if account.network_role.is_some_and(|role| role.as_str() == "admin") => {
            !crate::accounts::queries::another_admin_exists(conn, &account.id)?
        }
        _ => false,
    };
    let bridge = bridges::table
        .filter(bridges::email.eq(email).or(bridges::proposed_email.eq(email)))
        .select(bridges::node_id)
        .first::<String>(conn)
        .optional()?;
    Ok(Found {
        asked: number(asked().count().get_result(conn)?),
        open: number(asked().filter(tickets::state.eq_any(GOING_ON)).count().get_result(conn)?),
        beneficiary: number(
            tickets::table
                .filter(tickets::beneficiary_email.eq(email))
                .filter(tickets::asker_email.ne(email))
                .count()
                .get_result(conn)?,
        ),
        mails_received: number(
            received_mails::table
                .filter(received_mails::from_email.eq(email))
                .count()
                .get_result(conn)?,
        ),
        mails_sent: number(
            outbox::table.filter(outbox::to_email.eq(email)).count().get_result(conn)?,
        ),
        invitations: number(
            invitations::table.filter(invitations::email.eq(email)).count().get_result(conn)?,
        ),
        account: account.is_some(),
        holds: number(holds),
        last_admin,
        mailbox: bridge.is_some()
            || diesel::select(diesel::dsl::exists(
                nodes::table.filter(nodes::help_email.eq(email)),
            ))
            .get_result(conn)?,
    })
}

/// Under which names an address is known.
pub fn names_of_address(conn: &mut Conn, email: &str) -> QueryResult<Vec<String>> {
    let mut names: Vec<String> =
        accounts::table.filter(accounts::email.eq(email)).select(accounts::name).load(conn)?;
    let asked: Vec<String> = tickets::table
        .filter(tickets::asker_email.eq(email))
        .select(tickets::asker_name)
        .distinct()
        .load(conn)?;
    let helped: Vec<Option<String>> = tickets::table
        .filter(tickets::beneficiary_email.eq(email))
        .select(tickets::beneficiary_name)
        .distinct()
        .load(conn)?;
    let wrote: Vec<String> = received_mails::table
        .filter(received_mails::from_email.eq(email))
        .select(received_mails::from_name)
        .distinct()
        .load(conn)?;
    let invited: Vec<String> = invitations::table
        .filter(invitations::email.eq(email))
        .select(invitations::name)
        .distinct()
        .load(conn)?;
    names.extend(asked.into_iter().chain(helped.into_iter().flatten()).chain(wrote).chain(invited));
    names.retain(|name| !name.trim().is_empty() && name != email);
    names.sort();
    names.dedup();
    Ok(names)
}

/// Whether somebody with another address bears one of these names.
pub fn has_namesake(conn: &mut Conn, names: &[String], email: &str) -> QueryResult<bool> {
    let account = accounts::table
        .filter(accounts::name.eq_any(names))
        .filter(accounts::email.ne(email))
        .select(accounts::id)
        .first::<AccountId>(conn)
        .optional()?;
    let asker = tickets::table
        .filter(tickets::asker_name.eq_any(names))
        .filter(tickets::asker_email.ne(email))
        .filter(tickets::anonymised_at.is_null())
        .select(tickets::id)
        .first::<TicketId>(conn)
        .optional()?;
    Ok(account.is_some() || asker.is_some())
}

/// Tickets that an address asked and that still say so.
pub fn asked_tickets(
    conn: &mut Conn,
    email: &str,
    limit: i64,
) -> QueryResult<Vec<(TicketId, State)>> {
    tickets::table
        .filter(tickets::asker_email.eq(email))
        .order(tickets::id)
        .limit(limit)
        .select((tickets::id, tickets::state))
        .load(conn)
}

pub fn delete_ticket(conn: &mut Conn, id: &TicketId) -> QueryResult<()> {
    diesel::delete(tickets::table.find(id)).execute(conn).map(drop)
}

/// Takes away what was mailed to and by an address, what it was invited to, and whom others asked for. Answers the files
/// on which nothing may hang any more, and the tickets in which the person was named.
pub fn forget_address(conn: &mut Conn, email: &str) -> QueryResult<(Vec<String>, Vec<TicketId>)> {
    diesel::delete(invitations::table.filter(invitations::email.eq(email))).execute(conn)?;
    diesel::delete(outbox::table.filter(outbox::to_email.eq(email))).execute(conn)?;
    diesel::delete(captured_mail::table.filter(captured_mail::to_email.eq(email))).execute(conn)?;
    let helped = diesel::update(tickets::table.filter(tickets::beneficiary_email.eq(email)))
        .set((
            tickets::beneficiary_name.eq(None::<String>),
            tickets::beneficiary_email.eq(None::<String>),
        ))
        .returning(tickets::id)
        .get_results(conn)?;
    let mails: Vec<String> = received_mails::table
        .filter(received_mails::from_email.eq(email))
        .select(received_mails::id)
        .load(conn)?;
    Ok((forget_mails(conn, &mails)?, helped))
}

/// Takes received mails away. Answers their files.
pub fn forget_mails(conn: &mut Conn, ids: &[String]) -> QueryResult<Vec<String>> {
    diesel::update(messages::table.filter(messages::mail_id.eq_any(ids)))
        .set((messages::mail_id.eq(None::<String>), messages::quoted.eq(None::<String>)))
        .execute(conn)?;
    diesel::delete(received_mails::table.filter(received_mails::id.eq_any(ids)))
        .returning(received_mails::sha256)
        .get_results(conn)
}

/// Received mails with the hash of their bytes, after one.
pub fn mails_after(conn: &mut Conn, after: &str, limit: i64) -> QueryResult<Vec<(String, String)>> {
    received_mails::table
        .filter(received_mails::id.gt(after.to_owned()))
        .order(received_mails::id)
        .limit(limit)
        .select((received_mails::id, received_mails::sha256))
        .load(conn)
}

/// Makes an account nobody's: what it did stays, by whom does not.
pub fn forget_account(
    conn: &mut Conn,
    account: &Account,
    (word, today): (&dyn Fn(Locale) -> String, NaiveDate),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let id = &account.id;
    diesel::delete(sessions::table.filter(sessions::account_id.eq(id))).execute(conn)?;
    diesel::delete(sign_in_links::table.filter(sign_in_links::account_id.eq(id))).execute(conn)?;
    diesel::delete(api_tokens::table.filter(api_tokens::account_id.eq(id))).execute(conn)?;
    diesel::delete(saved_views::table.filter(saved_views::owner_id.eq(id))).execute(conn)?;
    diesel::delete(mail_choices::table.filter(mail_choices::account_id.eq(id))).execute(conn)?;
    diesel::delete(mentions::table.filter(mentions::account_id.eq(id))).execute(conn)?;
    diesel::delete(presences::table.filter(presences::account_id.eq(id))).execute(conn)?;
    diesel::delete(ticket_followers::table.filter(ticket_followers::account_id.eq(id)))
        .execute(conn)?;
    let open = memberships::table
        .filter(memberships::account_id.eq(id))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.gt(today)));
    diesel::update(open).set(memberships::ends_on.eq(today)).execute(conn)?;
    for locale in [Locale::Fr, Locale::En] {
        let of_language = tickets::table.filter(tickets::language.eq(locale)).select(tickets::id);
        let theirs = messages::table
            .filter(messages::author_id.eq(id))
            .filter(messages::ticket_id.eq_any(of_language));
        diesel::update(theirs).set(messages::author_name.eq(word(locale))).execute(conn)?;
    }
    diesel::update(accounts::table.find(id))
        .set((
            accounts::email.eq(format!("{id}@erased.invalid")),
            accounts::name.eq(word(account.language)),
            accounts::password_hash.eq(None::<String>),
            accounts::network_role.eq(None::<String>),
            accounts::disabled_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Tables that hold nothing that a person typed about another one.
const OF_NOBODY: &[&str] = &[
    "regions",
    "disciplines",
    "topics",
    "services",
    "institutions",
    "institution_regions",
    "sites",
    "laboratories",
    "laboratory_institutions",
    "vocabulary_terms",
    "tally_changes",
    "tallies",
    "sweeps",
    "stored_files",
    "ticket_search",
];

/// Takes a person out of every text that is left, whatever table it is in. Answers in how many places they stood, and in
/// the words of which tickets.
pub fn redact_everywhere(
    conn: &mut Conn,
    traces: &Traces,
    scope: NameScope,
) -> QueryResult<(usize, Vec<TicketId>)> {
    let sought = traces.sought(scope);
    let mut touched = texts::keys(conn, ("messages", "ticket_id", "body"), &sought)?;
    touched.extend(texts::keys(conn, ("tickets", "id", "subject"), &sought)?);
    touched.sort();
    touched.dedup();
    // Published answers are indexed anew by their own sweep, from what is left of them.
    for column in ["title_fr", "body_fr", "title_en", "body_en"] {
        for id in texts::keys(conn, ("article_versions", "article_id", column), &sought)? {
            search::remove(conn, ARTICLES, &id)?;
        }
    }
    // A mail that was captured holds its own bytes, in which nobody is found: it goes whole.
    let mut captured = Vec::new();
    for column in ["subject", "body_text", "body_html"] {
        captured.extend(texts::keys(conn, ("captured_mail", "id", column), &sought)?);
    }
    diesel::delete(captured_mail::table.filter(captured_mail::id.eq_any(captured)))
        .execute(conn)?;
    let mut places = 0;
    for table in texts::tables(conn)? {
        if OF_NOBODY.contains(&table.name.as_str()) || !texts::holds(conn, &table, &sought)? {
            continue;
        }
        for column in &table.columns {
            let found = texts::rows(conn, &table.name, column, &sought)?;
            for (place, text) in found {
                if let Some(without) = traces.without(&text, scope) {
                    texts::put(conn, (&table.name, column), &place, &without)?;
                    places += 1;
                }
            }
        }
    }
    Ok((places, touched.iter().filter_map(|id| id.parse().ok()).collect()))
}

/// Forgets words that nobody bears any more, in the indexes of tickets and of published answers.
pub fn forget_words(conn: &mut Conn, words: &[String]) -> QueryResult<()> {
    search::forget_words(conn, ARTICLES, words)?;
    crate::tickets::queries::search::forget_words(conn, words)
}
