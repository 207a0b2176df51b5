//! Everything that is kept of one address.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{Account, AccountId};
use crate::db::Conn;
use crate::db::schema::{
    accounts, api_tokens, archivists, bridges, captured_mail, course_alerts, digest_choices,
    digests, duties, duty_swaps, enrolments, first_steps, handover_note_readings, handover_notes,
    invitations, mail_choices, memberships, mentions, merge_carried, messages, news_subscriptions,
    nodes, outbox, presences, provider_accounts, received_mails, recovery_codes, rota_feeds,
    saved_views, second_steps, sessions, sign_in_links, staff_absences, ticket_colleagues,
    ticket_followers, tickets,
};
use crate::i18n::Locale;
use crate::privacy::Found;
use crate::tickets::{MessageKind, State, TicketId};

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
        followed: number(
            ticket_colleagues::table
                .filter(ticket_colleagues::email.eq(email))
                .count()
                .get_result(conn)?,
        ),
        wrote: number(
            messages::table
                .inner_join(tickets::table)
                .filter(messages::author_email.eq(email))
                .filter(messages::kind.ne(MessageKind::Event))
                .filter(tickets::asker_email.ne(email))
                .count()
                .get_result(conn)?,
        ),
        enrolled: number(
            enrolments::table.filter(enrolments::email.eq(email)).count().get_result(conn)?,
        ),
        alerts: number(
            course_alerts::table.filter(course_alerts::email.eq(email)).count().get_result(conn)?,
        ),
        news: news_subscriptions::table
            .filter(news_subscriptions::email.eq(email))
            .count()
            .get_result::<i64>(conn)?
            > 0,
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
    let follows: Vec<String> = ticket_colleagues::table
        .filter(ticket_colleagues::email.eq(email))
        .select(ticket_colleagues::name)
        .distinct()
        .load(conn)?;
    names.extend(asked.into_iter().chain(helped.into_iter().flatten()).chain(wrote).chain(invited));
    let enrolled: Vec<String> = enrolments::table
        .filter(enrolments::email.eq(email))
        .select(enrolments::name)
        .distinct()
        .load(conn)?;
    let said: Vec<String> = messages::table
        .filter(messages::author_email.eq(email))
        .select(messages::author_name)
        .distinct()
        .load(conn)?;
    names.extend(follows.into_iter().chain(enrolled).chain(said));
    names.extend(super::names_beside(conn, email)?);
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
    super::forget_beside(conn, email)?;
    let mut named: Vec<TicketId> =
        diesel::delete(ticket_colleagues::table.filter(ticket_colleagues::email.eq(email)))
            .returning(ticket_colleagues::ticket_id)
            .get_results(conn)?;
    let helped: Vec<TicketId> =
        diesel::update(tickets::table.filter(tickets::beneficiary_email.eq(email)))
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
    named.extend(helped);
    Ok((forget_mails(conn, &mails)?, named))
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

/// Takes away when somebody was to work and when they were away, what they left for the next, and their addresses of
/// calendars. Duties that are over stay: by whom, nobody can tell any more.
fn forget_duty(conn: &mut Conn, id: &AccountId, today: NaiveDate) -> QueryResult<()> {
    diesel::delete(staff_absences::table.filter(staff_absences::account_id.eq(id)))
        .execute(conn)?;
    diesel::update(staff_absences::table.filter(staff_absences::stand_in_id.eq(id)))
        .set(staff_absences::stand_in_id.eq(None::<AccountId>))
        .execute(conn)?;
    let read = handover_note_readings::account_id.eq(id);
    diesel::delete(handover_note_readings::table.filter(read)).execute(conn)?;
    diesel::delete(handover_notes::table.filter(handover_notes::author_id.eq(id))).execute(conn)?;
    let swaps = duty_swaps::asked_by.eq(id).or(duty_swaps::asked_of.eq(id));
    diesel::delete(duty_swaps::table.filter(swaps)).execute(conn)?;
    diesel::delete(rota_feeds::table.filter(rota_feeds::account_id.eq(id))).execute(conn)?;
    diesel::delete(digest_choices::table.filter(digest_choices::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(digests::table.filter(digests::account_id.eq(id))).execute(conn)?;
    let theirs = || duties::table.filter(duties::account_id.eq(id));
    diesel::delete(theirs().filter(duties::starts_on.gt(today))).execute(conn)?;
    diesel::update(theirs().filter(duties::ends_on.gt(today)))
        .set(duties::ends_on.eq(today))
        .execute(conn)
        .map(drop)
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
    diesel::delete(first_steps::table.filter(first_steps::account_id.eq(id))).execute(conn)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(second_steps::table.find(id)).execute(conn)?;
    diesel::delete(provider_accounts::table.filter(provider_accounts::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(saved_views::table.filter(saved_views::owner_id.eq(id))).execute(conn)?;
    diesel::delete(mail_choices::table.filter(mail_choices::account_id.eq(id))).execute(conn)?;
    diesel::delete(mentions::table.filter(mentions::account_id.eq(id))).execute(conn)?;
    diesel::delete(presences::table.filter(presences::account_id.eq(id))).execute(conn)?;
    diesel::delete(ticket_followers::table.filter(ticket_followers::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(merge_carried::table.filter(merge_carried::thing.eq(id.as_str())))
        .execute(conn)?;
    forget_duty(conn, id, today)?;
    diesel::delete(archivists::table.find(id)).execute(conn)?;
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
