//! Materials for a question: the nearest ones, and one put into an answer.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde_json::json;

use crate::accounts::Actor;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::materials::access::Kept;
use crate::materials::rules::alike::look_alike;
use crate::materials::rules::facets::{Chosen, Facet};
use crate::materials::rules::minutes;
use crate::materials::rules::suggest::{self, Asked, Candidate, Reason};
use crate::materials::{Catalogue, MaterialId, Published, Version, queries};
use crate::search::terms;
use crate::taxonomy::Vocabularies;
use crate::tickets::Ticket;
use crate::{Error, Result};

/// So many that share a word, and so many of the topic, are weighed: the newest ones.
const WEIGHED: i64 = 150;
/// So many different words of a question are looked at.
const MOST_WORDS: usize = 40;

/// The materials nearest to a ticket, with why.
pub fn near(
    conn: &mut Conn,
    app: &App,
    (ticket, text): (&Ticket, &str),
    now: NaiveDateTime,
) -> Result<Vec<(Published, Vec<Reason>)>> {
    let words = app.vocabularies();
    let asked = asked(ticket, text, &words);
    let today = network_day(now);
    let stems = |text: &str| terms(text, ticket.language).into_iter().collect::<BTreeSet<_>>();
    let candidates = weighed(conn, app, &asked)?.into_iter().map(|found| Candidate {
        certified: found.version.certified_until.is_some_and(|day| day >= today),
        title: stems(&found.version.title),
        summary: stems(&found.version.summary),
        found,
    });
    Ok(suggest::nearest(&asked, candidates.collect()))
}

fn asked(ticket: &Ticket, text: &str, words: &Vocabularies) -> Asked {
    let fields = ticket.disciplines();
    Asked {
        terms: terms(text, ticket.language).into_iter().take(MOST_WORDS).collect(),
        topic: ticket.confirmed_topic.clone().or_else(|| ticket.topic.clone()),
        disciplines: fields.iter().flat_map(|code| words.discipline_line(code)).collect(),
        language: ticket.language.to_string(),
    }
}

fn weighed(conn: &mut Conn, app: &App, asked: &Asked) -> Result<Vec<Published>> {
    let typed: Vec<&str> = asked.terms.iter().map(String::as_str).collect();
    let mut ids: BTreeSet<MaterialId> =
        queries::sharing(conn, &typed, WEIGHED)?.into_iter().collect();
    if let Some(topic) = &asked.topic {
        let index = app.kept(Catalogue::default).current(conn)?;
        let chosen = Chosen::from([(Facet::Topic, vec![topic.clone()])]);
        let of_topic = index.fitting(&index.everything(), &chosen, None);
        let most = usize::try_from(WEIGHED).unwrap_or(usize::MAX);
        ids.extend(index.page(&of_topic, None, most).into_iter().map(|(id, _)| id));
    }
    let ids: Vec<_> = ids.into_iter().collect();
    Ok(queries::published_among(conn, &ids)?)
}

/// What is said of a material in an answer, with its fixed address. The ticket remembers it.
pub fn insertion(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, base): (&Ticket, &str),
    id: &MaterialId,
    now: NaiveDateTime,
) -> Result<String> {
    let found = queries::published_among(conn, std::slice::from_ref(id))?;
    let found = found.first().ok_or(Error::NotFound)?;
    queries::note_used(conn, &ticket.id, id, &actor.id, now)?;
    let by = By::Account(actor.id.clone());
    let about = ("ticket", ticket.id.as_str());
    history::record(conn, &by, "ticket.material-used", about, &json!({ "material": id }), now)?;
    Ok(said(found, base, ticket.language))
}

fn said(found: &Published, base: &str, language: Locale) -> String {
    let told = found.version.said(language);
    let time = found.version.self_minutes.map(|n| format!(" ({})", minutes::said(n, language)));
    let slug = found.material.slug.as_deref().unwrap_or_default();
    let number = found.version.number;
    format!("{}{} {base}/materials/{slug}/v{number}", told.title, time.unwrap_or_default())
}

/// Published materials that are perhaps the same as a version: they lead to the same place, hold the same file, or say
/// nearly the same of themselves. A source and its adaptations are not meant.
pub fn alike(conn: &mut Conn, kept: &Kept, version: &Version) -> Result<Vec<Published>> {
    let stems = terms(&version.title, Locale::Fr);
    let typed: Vec<&str> = stems.iter().map(String::as_str).take(MOST_WORDS).collect();
    let near = queries::sharing(conn, &typed, WEIGHED)?;
    let near = queries::published_among(conn, &near)?.into_iter().filter(|other| {
        let (own, other) = (version, &other.version);
        look_alike((&own.title, &own.summary), (&other.title, &other.summary))
    });
    let mut found: Vec<_> = near.collect();
    let same = queries::sharing_content(conn, version)?;
    found.extend(queries::published_among(conn, &same)?);
    let own = &kept.material;
    found.retain(|other| {
        let other = &other.material;
        let tied = other.derived_from_id.as_ref() == Some(&own.id)
            || own.derived_from_id.as_ref() == Some(&other.id)
            || own.derived_from_id.is_some() && own.derived_from_id == other.derived_from_id;
        other.id != own.id && !tied
    });
    found.sort_by(|a, b| a.material.id.cmp(&b.material.id));
    found.dedup_by(|a, b| a.material.id == b.material.id);
    found.truncate(suggest::MOST);
    Ok(found)
}
