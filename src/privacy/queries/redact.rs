//! A person is taken out of whatever text is left, in whatever table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{
    article_versions, articles, captured_mail, material_versions, resolutions,
};
use crate::db::{Conn, search, texts};
use crate::governance::queries::INDEX as RESOLUTIONS;
use crate::knowledge::queries::INDEX as ARTICLES;
use crate::materials::queries::INDEX as MATERIALS;
use crate::privacy::RequestId;
use crate::privacy::rules::{GONE, NameScope, Traces};
use crate::tickets::TicketId;

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
    "audit_seals",
    "application_reminders",
    "questionnaire_files",
    "submission_redactions",
    "ticket_search",
    "free_pages",
    "session_imports",
    "material_imports",
    "material_search",
    "material_facets",
    "material_changes",
    "course_changes",
    "course_alert_tellings",
    "review_reminders",
    "reviewer_disciplines",
    "resolution_search",
    "news_tellings",
    "freshness_requests",
    "freshness_samples",
    "key_figures",
    "committee_places",
    "nowhere_places",
    "label_months",
    "label_opinions",
];

/// What the network says of itself, or keeps for everybody. Whoever asks a question may call themselves as they like:
/// by that alone nothing is taken out of these.
const OF_THE_NETWORK: &[&str] = &[
    "nodes",
    "node_revisions",
    "node_status_periods",
    "coverage_proposals",
    "articles",
    "article_versions",
    "article_variants",
    "materials",
    "material_versions",
    "material_people",
    "material_points",
    "material_files",
    "material_links",
    "material_uses",
    "material_sources",
    "link_checks",
    "learning_paths",
    "learning_path_steps",
    "certifications",
    "certification_interests",
    "certification_reviews",
    "certification_answers",
    "courses",
    "course_sessions",
    "session_meetings",
    "gone_meetings",
    "session_questions",
    "session_trainers",
    "trainer_proposals",
    "course_calendars",
    "survey_questions",
    "answer_templates",
    "answer_variants",
    "checklist_steps",
    "tags",
    "saved_views",
    "published_figures",
    "calls",
    "call_series",
    "call_amendments",
    "call_extensions",
    "questionnaire_versions",
    "review_criteria",
    "institution_domains",
    "webhooks",
    "bridges",
    "conventions",
    "convention_versions",
    "bodies",
    "body_seats",
    "body_meetings",
    "agenda_items",
    "meeting_documents",
    "resolutions",
    "resolution_links",
    "news_posts",
    "accounts",
];

/// Texts of which no two rows may have the same.
const ONCE: &[(&str, &str)] = &[
    ("articles", "slug"),
    ("bodies", "slug"),
    ("bodies", "code"),
    ("resolutions", "reference"),
    ("resolution_links", "address"),
    ("calls", "slug"),
    ("conventions", "slug"),
    ("spaces", "slug"),
    ("spaces", "alias"),
    ("space_people", "email"),
    ("institution_domains", "domain"),
    ("courses", "slug"),
    ("enrolments", "email"),
    ("learning_paths", "slug"),
    ("materials", "slug"),
    ("materials", "doi"),
    ("material_versions", "doi"),
    ("material_links", "url_norm"),
    ("link_checks", "url_norm"),
    ("course_calendars", "url"),
    ("material_sources", "url"),
    ("news_posts", "slug"),
    ("news_subscriptions", "email"),
    ("tags", "folded"),
    ("outbox", "dedup_key"),
];

/// How far a person is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Everywhere,
    /// Not in what the network says of itself.
    Conversations,
}

fn reached(conn: &mut Conn, reach: Reach) -> QueryResult<Vec<texts::Table>> {
    let mut tables = texts::tables(conn)?;
    tables.retain(|table| {
        let name = table.name.as_str();
        !OF_NOBODY.contains(&name)
            && (reach == Reach::Everywhere || !OF_THE_NETWORK.contains(&name))
    });
    Ok(tables)
}

/// In how many texts somebody stands, counted up to a limit.
pub fn count_texts(
    conn: &mut Conn,
    (traces, scope): (&Traces, NameScope),
    reach: Reach,
    limit: usize,
) -> QueryResult<usize> {
    let sought = traces.sought(scope);
    let mut count = 0;
    for table in reached(conn, reach)? {
        if !texts::holds(conn, &table, &sought)? {
            continue;
        }
        for column in &table.columns {
            let found = texts::rows(conn, &table.name, column, &sought)?;
            count += found.iter().filter(|row| traces.without(&row.1, scope).is_some()).count();
            if count > limit {
                return Ok(count);
            }
        }
    }
    Ok(count)
}

/// Takes a person out of every text that is left. Answers in how many places they stood, and in the words of which tickets.
pub fn redact(
    conn: &mut Conn,
    (traces, scope): (&Traces, NameScope),
    reach: Reach,
    now: NaiveDateTime,
) -> QueryResult<(usize, Vec<TicketId>)> {
    let sought = traces.sought(scope);
    let mut touched = texts::keys(conn, ("messages", "ticket_id", "body"), &sought)?;
    touched.extend(texts::keys(conn, ("tickets", "id", "subject"), &sought)?);
    touched.sort();
    touched.dedup();
    if reach == Reach::Everywhere {
        forget_stems(conn, &sought)?;
    }
    // A mail that was captured holds its own bytes, in which nobody is found: it goes whole.
    let mut captured = Vec::new();
    for column in ["subject", "body_text", "body_html"] {
        captured.extend(texts::keys(conn, ("captured_mail", "id", column), &sought)?);
    }
    diesel::delete(captured_mail::table.filter(captured_mail::id.eq_any(captured)))
        .execute(conn)?;
    let forms = texts::keys(conn, ("questionnaire_versions", "id", "definition"), &sought)?;
    let filed = texts::keys(conn, ("submissions", "id", "document"), &sought)?;
    let mut events = texts::keys(conn, ("audit_events", "id", "detail"), &sought)?;
    events.extend(texts::keys(conn, ("audit_events", "id", "subject_id"), &sought)?);
    let mut places = 0;
    for table in reached(conn, reach)? {
        if !texts::holds(conn, &table, &sought)? {
            continue;
        }
        for column in &table.columns {
            let found = texts::rows(conn, &table.name, column, &sought)?;
            for (place, text) in found {
                if let Some(without) = traces.without(&text, scope) {
                    let at = (table.name.as_str(), column.as_str());
                    texts::put(conn, at, &place, &own(at, without))?;
                    places += 1;
                }
            }
        }
    }
    if reach == Reach::Everywhere {
        super::forget_orcids(conn, &[])?;
        crate::questionnaires::queries::seal_again(conn, &forms)?;
    }
    crate::applications::queries::note_redactions(conn, &filed, now)?;
    crate::history::chain::forget_content(conn, &events)?;
    crate::courses::queries::changed(conn)?;
    Ok((places, touched.iter().filter_map(|id| id.parse().ok()).collect()))
}

/// Published answers are indexed anew by their own sweep, from what is left of them. A body of variants counts too.
fn forget_stems(conn: &mut Conn, sought: &[&str]) -> QueryResult<()> {
    let mut named = Vec::new();
    for column in ["title_fr", "body_fr", "title_en", "body_en"] {
        named.extend(texts::keys(conn, ("article_versions", "article_id", column), sought)?);
    }
    let mut versions = Vec::new();
    for column in ["body_fr", "body_en"] {
        versions.extend(texts::keys(conn, ("article_variants", "version_id", column), sought)?);
    }
    let of_variants: Vec<String> = article_versions::table
        .filter(article_versions::id.eq_any(versions))
        .select(article_versions::article_id)
        .load(conn)?;
    named.extend(of_variants);
    diesel::update(articles::table.filter(articles::id.eq_any(&named)))
        .set((articles::title_terms.eq(""), articles::body_terms.eq("")))
        .execute(conn)?;
    named.iter().try_for_each(|id| search::remove(conn, ARTICLES, id))?;
    forget_materials(conn, sought)?;
    forget_resolutions(conn, sought)
}

/// As published answers, so resolutions in which somebody is named.
fn forget_resolutions(conn: &mut Conn, sought: &[&str]) -> QueryResult<()> {
    let mut named = Vec::new();
    for column in ["title", "title_en", "body", "body_en", "done_note", "done_note_en"] {
        named.extend(texts::keys(conn, ("resolutions", "id", column), sought)?);
    }
    named.extend(texts::keys(conn, ("resolution_links", "resolution_id", "title"), sought)?);
    let mut points = texts::keys(conn, ("agenda_items", "id", "title"), sought)?;
    points.extend(texts::keys(conn, ("agenda_items", "id", "title_en"), sought)?);
    let under: Vec<String> = resolutions::table
        .filter(resolutions::item_id.eq_any(points))
        .select(resolutions::id)
        .load(conn)?;
    named.extend(under);
    named.iter().try_for_each(|id| search::remove(conn, RESOLUTIONS, id))
}

/// As published answers, so materials: those in which somebody is named are indexed anew by their own sweep.
fn forget_materials(conn: &mut Conn, sought: &[&str]) -> QueryResult<()> {
    let mut versions = Vec::new();
    for (table, column) in [
        ("material_people", "name"),
        ("material_people", "affiliation"),
        ("material_points", "body"),
    ] {
        versions.extend(texts::keys(conn, (table, "version_id", column), sought)?);
    }
    let mut named: Vec<String> = material_versions::table
        .filter(material_versions::id.eq_any(versions))
        .select(material_versions::material_id)
        .load(conn)?;
    for column in
        ["title", "summary", "title_fr", "summary_fr", "title_en", "summary_en", "keywords"]
    {
        named.extend(texts::keys(conn, ("material_versions", "material_id", column), sought)?);
    }
    named.iter().try_for_each(|id| search::remove(conn, MATERIALS, id))
}

/// Where no two may be the same, each gets a mark of its own.
fn own(at: (&str, &str), text: String) -> String {
    if !ONCE.contains(&at) {
        return text;
    }
    text.replace(GONE, RequestId::random().as_str().get(..8).unwrap_or_default())
}

/// Forgets words that nobody bears any more, in the indexes of tickets and of published answers.
pub fn forget_words(conn: &mut Conn, words: &[String]) -> QueryResult<()> {
    search::forget_words(conn, ARTICLES, words, &[])?;
    search::forget_words(conn, MATERIALS, words, &[])?;
    search::forget_words(conn, RESOLUTIONS, words, &[])?;
    crate::tickets::queries::search::forget_words(conn, words)
}
