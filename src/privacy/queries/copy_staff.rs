//! What a copy holds of somebody who answers for a node: days, notes, views, and what they wrote for everybody.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use serde_json::{Map, Value, json};

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    answer_templates, archivists, article_versions, article_writers, articles,
    certification_interests, certification_reviews, digest_choices, digests, duties, duty_swaps,
    handover_note_readings, handover_notes, handovers, mail_choices, material_uses,
    material_versions, materials, mentions, nodes, privacy_requests, provider_accounts,
    recovery_codes, rota_feeds, saved_views, second_steps, staff_absences, ticket_followers,
    tickets, webhooks,
};
use crate::privacy::Kind;

/// Requests that were made for an address, by whomever.
pub fn requests_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<Value>> {
    let rows: Vec<(Kind, NaiveDateTime, String, bool)> = privacy_requests::table
        .filter(privacy_requests::email.eq(email))
        .order(privacy_requests::made_at)
        .select((
            privacy_requests::kind,
            privacy_requests::made_at,
            privacy_requests::reason,
            privacy_requests::made_by.is_not_null(),
        ))
        .load(conn)?;
    let line = |(kind, at, reason, by_admin)| json!({ "kind": kind, "at": at, "reason": reason, "by_administration": by_admin });
    Ok(rows.into_iter().map(line).collect())
}

/// Each kind of thing under its name.
pub fn staff_life(conn: &mut Conn, id: &AccountId) -> QueryResult<Map<String, Value>> {
    let mut all = Map::new();
    days(conn, id, &mut all)?;
    notes(conn, id, &mut all)?;
    choices(conn, id, &mut all)?;
    tickets_of_staff(conn, id, &mut all)?;
    made(conn, id, &mut all)?;
    super::copy_courses::of_courses(conn, id, &mut all)?;
    super::copy_calls::of_calls(conn, id, &mut all)?;
    super::copy_reviews::of_reviews(conn, id, &mut all)?;
    super::copy_spaces::of_spaces(conn, id, &mut all)?;
    super::copy_governance::of_governance(conn, id, &mut all)?;
    super::copy_written::of_written(conn, id, &mut all)?;
    Ok(all)
}

fn put<T>(all: &mut Map<String, Value>, name: &str, rows: Vec<T>, line: impl Fn(T) -> Value) {
    all.insert(name.to_owned(), rows.into_iter().map(line).collect());
}

type Days = (NaiveDate, NaiveDate);

fn days(conn: &mut Conn, id: &AccountId, all: &mut Map<String, Value>) -> QueryResult<()> {
    let absences = staff_absences::table
        .filter(staff_absences::account_id.eq(id))
        .order(staff_absences::starts_on)
        .select((
            (staff_absences::starts_on, staff_absences::ends_on),
            staff_absences::announced_at,
            staff_absences::cancelled_at,
        ))
        .load::<(Days, NaiveDateTime, Option<NaiveDateTime>)>(conn)?;
    put(
        all,
        "absences",
        absences,
        |((from, to), announced, cancelled)| json!({ "from": from, "to": to, "announced_at": announced, "cancelled_at": cancelled }),
    );
    let stood_in = staff_absences::table
        .filter(staff_absences::stand_in_id.eq(id))
        .order(staff_absences::starts_on)
        .select((staff_absences::starts_on, staff_absences::ends_on))
        .load::<Days>(conn)?;
    put(all, "stood_in", stood_in, |(from, to)| json!({ "from": from, "to": to }));
    let on_duty = duties::table
        .inner_join(nodes::table)
        .filter(duties::account_id.eq(id))
        .order(duties::starts_on)
        .select((nodes::short_name, (duties::starts_on, duties::ends_on)))
        .load::<(String, Days)>(conn)?;
    put(
        all,
        "duties",
        on_duty,
        |(node, (from, to))| json!({ "node": node, "from": from, "to": to }),
    );
    let swaps = duty_swaps::table
        .filter(duty_swaps::asked_by.eq(id).or(duty_swaps::asked_of.eq(id)))
        .order(duty_swaps::asked_at)
        .select((duty_swaps::asked_by.eq(id), duty_swaps::asked_at, duty_swaps::answer))
        .load::<(bool, NaiveDateTime, Option<String>)>(conn)?;
    put(
        all,
        "duty_swaps",
        swaps,
        |(own, at, answer)| json!({ "asked_by_you": own, "at": at, "answer": answer }),
    );
    Ok(())
}

fn notes(conn: &mut Conn, id: &AccountId, all: &mut Map<String, Value>) -> QueryResult<()> {
    let written = handover_notes::table
        .filter(handover_notes::author_id.eq(id))
        .order(handover_notes::written_at)
        .select((handover_notes::written_at, handover_notes::body))
        .load::<(NaiveDateTime, String)>(conn)?;
    put(all, "handover_notes", written, |(at, body)| json!({ "at": at, "body": body }));
    let read = handover_note_readings::table
        .filter(handover_note_readings::account_id.eq(id))
        .order(handover_note_readings::read_at)
        .select(handover_note_readings::read_at)
        .load::<NaiveDateTime>(conn)?;
    put(all, "handover_notes_read", read, |at| json!({ "at": at }));
    Ok(())
}

fn choices(conn: &mut Conn, id: &AccountId, all: &mut Map<String, Value>) -> QueryResult<()> {
    let mail = mail_choices::table
        .find(id)
        .select((mail_choices::mentions, mail_choices::followed))
        .load::<(bool, bool)>(conn)?;
    put(
        all,
        "mail_choices",
        mail,
        |(mentions, followed)| json!({ "mentions": mentions, "followed": followed }),
    );
    let digest =
        digest_choices::table.find(id).select(digest_choices::from_hour).load::<i32>(conn)?;
    put(all, "digest_choices", digest, |hour| json!({ "from_hour": hour }));
    let sent = digests::table
        .filter(digests::account_id.eq(id))
        .order(digests::day)
        .select(digests::day)
        .load::<NaiveDate>(conn)?;
    put(all, "digests", sent, |day| json!({ "day": day }));
    let feeds = rota_feeds::table
        .filter(rota_feeds::account_id.eq(id))
        .order(rota_feeds::made_at)
        .select((rota_feeds::made_at, rota_feeds::revoked_at))
        .load::<(NaiveDateTime, Option<NaiveDateTime>)>(conn)?;
    put(
        all,
        "calendar_addresses",
        feeds,
        |(made, revoked)| json!({ "made_at": made, "revoked_at": revoked }),
    );
    let step =
        second_steps::table.find(id).select(second_steps::set_at).load::<NaiveDateTime>(conn)?;
    put(all, "second_step", step, |since| json!({ "since": since }));
    let codes = recovery_codes::table
        .filter(recovery_codes::account_id.eq(id))
        .order(recovery_codes::made_at)
        .select((recovery_codes::made_at, recovery_codes::used_at))
        .load::<(NaiveDateTime, Option<NaiveDateTime>)>(conn)?;
    put(all, "recovery_codes", codes, |(made, used)| json!({ "made_at": made, "used_at": used }));
    let tied = provider_accounts::table
        .filter(provider_accounts::account_id.eq(id))
        .order(provider_accounts::linked_at)
        .select((
            provider_accounts::issuer,
            provider_accounts::subject,
            provider_accounts::orcid,
            provider_accounts::linked_at,
        ))
        .load::<(String, String, Option<String>, NaiveDateTime)>(conn)?;
    put(
        all,
        "provider",
        tied,
        |(issuer, subject, orcid, since)| json!({ "issuer": issuer, "subject": subject, "orcid": orcid, "since": since }),
    );
    let approves =
        archivists::table.find(id).select(archivists::given_at).load::<NaiveDateTime>(conn)?;
    put(all, "archivist", approves, |since| json!({ "since": since }));
    let views = saved_views::table
        .filter(saved_views::owner_id.eq(id).or(saved_views::created_by.eq(id).nullable()))
        .order(saved_views::created_at)
        .select((saved_views::name, saved_views::query))
        .load::<(String, String)>(conn)?;
    put(all, "saved_views", views, |(name, query)| json!({ "name": name, "query": query }));
    Ok(())
}

fn tickets_of_staff(
    conn: &mut Conn,
    id: &AccountId,
    all: &mut Map<String, Value>,
) -> QueryResult<()> {
    let followed = ticket_followers::table
        .inner_join(tickets::table.on(tickets::id.eq(ticket_followers::ticket_id)))
        .filter(ticket_followers::account_id.eq(id))
        .order(ticket_followers::since)
        .select((tickets::reference, ticket_followers::follows, ticket_followers::since))
        .load::<(String, bool, NaiveDateTime)>(conn)?;
    put(
        all,
        "followed",
        followed,
        |(ticket, follows, since)| json!({ "ticket": ticket, "follows": follows, "since": since }),
    );
    let mentioned = mentions::table
        .inner_join(tickets::table.on(tickets::id.eq(mentions::ticket_id)))
        .filter(mentions::account_id.eq(id))
        .order(mentions::created_at)
        .select((tickets::reference, mentions::created_at, mentions::seen_at))
        .load::<(String, NaiveDateTime, Option<NaiveDateTime>)>(conn)?;
    put(
        all,
        "mentions",
        mentioned,
        |(ticket, at, seen)| json!({ "ticket": ticket, "at": at, "seen_at": seen }),
    );
    let handed = handovers::table
        .inner_join(tickets::table.on(tickets::id.eq(handovers::ticket_id)))
        .filter(handovers::begun_by.eq(id.as_str()))
        .order(handovers::begun_at)
        .select((tickets::reference, handovers::kind, handovers::begun_at, handovers::reason))
        .load::<(String, String, NaiveDateTime, String)>(conn)?;
    put(
        all,
        "handovers",
        handed,
        |(ticket, kind, at, reason)| json!({ "ticket": ticket, "kind": kind, "at": at, "reason": reason }),
    );
    Ok(())
}

fn made(conn: &mut Conn, id: &AccountId, all: &mut Map<String, Value>) -> QueryResult<()> {
    let templates = answer_templates::table
        .filter(answer_templates::created_by.eq(id))
        .order(answer_templates::created_at)
        .select((answer_templates::name, answer_templates::body_fr, answer_templates::body_en))
        .load::<(String, String, String)>(conn)?;
    put(
        all,
        "answer_templates",
        templates,
        |(name, fr, en)| json!({ "name": name, "body_fr": fr, "body_en": en }),
    );
    let written = article_versions::table
        .inner_join(articles::table.on(articles::id.eq(article_versions::article_id)))
        .filter(
            article_versions::author_id.eq(id).or(article_versions::id.eq_any(
                article_writers::table
                    .filter(article_writers::account_id.eq(id))
                    .select(article_writers::version_id),
            )),
        )
        .order((article_versions::article_id, article_versions::number))
        .select((
            (articles::slug, article_versions::number, article_versions::state),
            (article_versions::title_fr, article_versions::body_fr),
            (article_versions::title_en, article_versions::body_en),
        ))
        .load::<((Option<String>, i32, String), (String, String), (String, String))>(conn)?;
    put(all, "article_versions", written, |((slug, number, state), fr, en)| {
        json!({ "article": slug, "number": number, "state": state,
                "title_fr": fr.0, "body_fr": fr.1, "title_en": en.0, "body_en": en.1 })
    });
    let taught = material_versions::table
        .inner_join(materials::table)
        .filter(material_versions::author_id.eq(id).or(material_versions::published_by.eq(id)))
        .order((material_versions::material_id, material_versions::number))
        .select((
            (materials::slug, material_versions::number, material_versions::state),
            (material_versions::title, material_versions::summary),
        ))
        .load::<((Option<String>, i32, String), (String, String))>(conn)?;
    put(
        all,
        "material_versions",
        taught,
        |((slug, number, state), (title, summary))| json!({ "material": slug, "number": number, "state": state, "title": title, "summary": summary }),
    );
    let told = material_uses::table
        .inner_join(materials::table.on(materials::id.eq(material_uses::material_id)))
        .filter(material_uses::told_by.eq(id))
        .order(material_uses::told_at)
        .select((
            (materials::slug, material_uses::used_on, material_uses::people),
            (material_uses::worked, material_uses::to_change),
        ))
        .load::<((Option<String>, NaiveDate, i32), (String, String))>(conn)?;
    put(
        all,
        "material_uses",
        told,
        |((slug, day, people), (worked, change))| json!({ "material": slug, "used_on": day, "people": people, "worked": worked, "to_change": change }),
    );
    let reviewed = certification_reviews::table
        .filter(certification_reviews::reviewer_id.eq(id))
        .order(certification_reviews::taken_at)
        .select((
            certification_reviews::certification_id,
            certification_reviews::verdict,
            certification_reviews::comment,
        ))
        .load::<(String, Option<String>, String)>(conn)?;
    put(
        all,
        "certification_reviews",
        reviewed,
        |(one, verdict, comment)| json!({ "certification": one, "verdict": verdict, "comment": comment }),
    );
    let stands = certification_interests::table
        .filter(certification_interests::account_id.eq(id))
        .order(certification_interests::said_at)
        .select((
            certification_interests::certification_id,
            certification_interests::conflict,
            certification_interests::said_at,
        ))
        .load::<(String, bool, NaiveDateTime)>(conn)?;
    put(
        all,
        "certification_interests",
        stands,
        |(one, conflict, at)| json!({ "certification": one, "conflict": conflict, "said_at": at }),
    );
    let hooks = webhooks::table
        .filter(webhooks::made_by.eq(id))
        .order(webhooks::made_at)
        .select((webhooks::name, webhooks::url, webhooks::made_at))
        .load::<(String, String, NaiveDateTime)>(conn)?;
    put(all, "webhooks", hooks, |(name, url, at)| json!({ "name": name, "url": url, "at": at }));
    Ok(())
}
