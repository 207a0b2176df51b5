//! Published answers beside the form in which somebody asks.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::Result;
use crate::accounts::rules::query_value;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::knowledge::{Candidate, ops};
use crate::taxonomy::Vocabularies;
use crate::web::{Anyone, Context, client_address};

/// So much of a question is looked at; what matters stands at its beginning.
const MOST_LETTERS: usize = 2_000;

/// What was typed so far.
#[derive(Debug, Clone)]
pub struct Typed<'a> {
    /// The form's id and its stamp.
    pub id: &'a str,
    pub stamp: &'a str,
    pub text: &'a str,
    pub topic: &'a str,
    pub institutions: &'a [String],
}

#[derive(Debug, Default, Serialize)]
pub struct Suggested {
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    slug: String,
    title: String,
    lang: Locale,
    href: String,
}

#[derive(Serialize)]
struct View {
    suggested: Suggested,
}

/// The nearest published answers; none before anything was typed, without asking the database.
pub fn suggested(
    conn: &mut Conn,
    typed: &Typed<'_>,
    words: &Vocabularies,
    locale: Locale,
) -> Result<Suggested> {
    let text: String = typed.text.chars().take(MOST_LETTERS).collect();
    let topic = words.topic(typed.topic).map(|topic| topic.code.as_str());
    let found = ops::suggest(conn, &text, topic, locale)?;
    let employer = typed.institutions.iter().find_map(|one| words.institution_named(one));
    let mut query = format!("asking={}&stamp={}", query_value(typed.id), query_value(typed.stamp));
    if let Some(employer) = employer {
        query.push_str(&format!("&employer={}", query_value(&employer.slug)));
    }
    let item = |one: Candidate| {
        let own = locale.pick(&one.title_fr, &one.title_en);
        let lang = if own.is_empty() { locale.other() } else { locale };
        Item {
            title: lang.pick(&one.title_fr, &one.title_en).to_owned(),
            lang,
            href: format!("/articles/{}?{query}", one.slug),
            slug: one.slug,
        }
    };
    Ok(Suggested { items: found.into_iter().map(item).collect() })
}

/// `POST /knowledge/suggestions`: the part of the form's page that changes while somebody types. Nothing of it is kept.
pub async fn suggestions(
    cx: Context<Anyone>,
    pairs: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    cx.app.limits.count_api_call(None, &client_address(cx.request()))?;
    let (words, locale) = (cx.app.vocabularies(), cx.locale);
    let suggested = cx
        .db
        .read(move |conn| {
            let all = |name: &str| {
                let named = pairs.iter().filter(|(field, _)| field == name);
                named.map(|(_, value)| value.clone()).collect::<Vec<_>>()
            };
            let one = |name: &str| all(name).into_iter().next().unwrap_or_default();
            let typed = Typed {
                id: &one("id"),
                stamp: &one("stamp"),
                text: &format!("{} {}", one("subject"), one("body")),
                topic: &one("topic"),
                institutions: &all("institution"),
            };
            suggested(conn, &typed, &words, locale)
        })
        .await?;
    cx.fragment("knowledge/_suggestions", &View { suggested })
}
