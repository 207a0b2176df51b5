//! "Who will answer, and why": the card beside the form, before anything is sent.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::ask_form::Form;
use super::uploads::factor;
use crate::Result;
use crate::accounts::{NodeId, throttle};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::spaces::pages::{Hosted, hosted};
use crate::taxonomy::Vocabularies;
use crate::tickets::queries::{self, DeskCard};
use crate::tickets::routing::{Candidate, Inputs, words as said};
use crate::tickets::{mail, ops, rules};
use crate::web::{Anyone, Context, client_address};

/// How many of the others are named.
const MOST_OTHERS: usize = 5;

#[derive(Debug, Serialize)]
pub struct Card {
    node: DeskCard,
    why: String,
    others: Vec<Other>,
    /// Typed, and on none of our lists.
    unknown: Vec<String>,
    /// Nothing was said yet about who asks.
    empty: bool,
    /// Where whoever asks about a deposit may make it.
    hosted: Vec<Hosted>,
    /// The region would help, since the town is not known.
    asks_region: bool,
}

#[derive(Debug, Serialize)]
struct Other {
    name: String,
    slug: String,
    reasons: String,
    why_not: String,
}

#[derive(Serialize)]
struct View {
    card: Card,
}

/// The card for what is typed so far.
pub async fn preview(
    cx: Context<Anyone>,
    pairs: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let form = Form::from_pairs(&pairs);
    let (words, locale, now) = (cx.app.vocabularies(), cx.locale, cx.now);
    let (address, limit) =
        (client_address(cx.request()), rules::PREVIEWS_PER_ADDRESS.times(factor(&cx.app)));
    cx.db.write(move |conn| throttle::count(conn, "preview", &address, limit, now)).await?;
    let card = cx.db.read(move |conn| card(conn, &words, &form, locale, now)).await?;
    cx.fragment("tickets/_preview", &View { card })
}

/// Who would answer this form today: the same function as the real routing.
pub fn card(
    conn: &mut Conn,
    words: &Vocabularies,
    form: &Form,
    locale: Locale,
    now: chrono::NaiveDateTime,
) -> Result<Card> {
    let place = form.place(words);
    let inputs = Inputs {
        disciplines: form.known_disciplines(words),
        topic: form.known_topic(words),
        language: form.locale(locale).as_str().to_owned(),
        ..place.inputs()
    };
    let decision = ops::decide(conn, &inputs, words, now)?;
    let why = mail::explain(conn, words, &inputs, &decision)?.in_locale(locale).to_owned();
    let others: Vec<_> = decision.candidates.iter().skip(1).take(MOST_OTHERS).collect();
    Ok(Card {
        node: queries::desk_card(conn, &decision.node)?,
        why,
        others: name(conn, &others, locale)?,
        hosted: hosted(conn, inputs.topic.as_deref(), &inputs.institutions)?,
        asks_region: place.region.is_none() && !place.unknown.is_empty(),
        unknown: place.unknown,
        empty: inputs == Inputs { language: inputs.language.clone(), ..Inputs::default() },
    })
}

fn name(conn: &mut Conn, others: &[&Candidate], locale: Locale) -> Result<Vec<Other>> {
    let ids: Vec<NodeId> = others.iter().map(|candidate| candidate.node.clone()).collect();
    let names = queries::desk_names(conn, &ids)?;
    let named = |candidate: &&Candidate| {
        let node = names.iter().find(|node| node.id == candidate.node)?;
        let reasons: Vec<_> =
            candidate.reasons.iter().map(|reason| said::reason(*reason, locale)).collect();
        Some(Other {
            name: node.short_name.clone(),
            slug: node.slug.clone(),
            reasons: reasons.join(", "),
            why_not: candidate.why_not.map(|why| said::reason(why, locale)).unwrap_or_default(),
        })
    };
    Ok(others.iter().filter_map(named).collect())
}
