//! An article as everybody reads it, and what they say of it.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{VariantView, Word, discipline_words, topic_words, variant_view};
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::knowledge::ops::{self, Usefulness};
use crate::knowledge::{Published, Variant, access, rules};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::text::markdown;
use crate::tickets::TicketId;
use crate::tickets::pages::form_age;
use crate::tickets::rules::FORM_AGE;
use crate::web::{Anyone, Choice, Context, Head, Upload, choices, client_address};
use crate::{Result, governance};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Opening {
    employer: String,
    /// The form that is being filled in, and the stamp that shows it is ours.
    asking: String,
    stamp: String,
    /// What the reader has just said.
    thanks: String,
}

#[derive(Serialize)]
struct View {
    slug: String,
    title: String,
    lang: Locale,
    foreign: bool,
    body_html: String,
    /// For the reader's employer, when it differs for them.
    own: Option<VariantView>,
    others: Vec<VariantView>,
    employers: Vec<Choice>,
    employer: String,
    topics: Vec<Word>,
    disciplines: Vec<Word>,
    node: String,
    node_slug: String,
    published_on: NaiveDate,
    checked_on: NaiveDate,
    version: i32,
    overdue: bool,
    asking: Option<Asking>,
    thanks_deflected: bool,
    thanks_said: bool,
    ask: String,
    desk: Option<String>,
    resolutions: Vec<governance::pages::LineView>,
    json: String,
}

#[derive(Serialize)]
struct Asking {
    id: String,
    stamp: String,
}

/// `GET /articles/{slug}`
pub async fn show(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    opening: web::Query<Opening>,
) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let (actor, today) = (cx.actor().cloned(), network_day(cx.now));
    let (found, variants, decided) = cx
        .db
        .read(move |conn| {
            let (found, variants) = access::for_reader(conn, &slug)?;
            let about = [format!("/articles/{slug}")];
            let decided = governance::access::about(conn, actor.as_ref(), &about, today)?;
            Ok((found, variants, decided))
        })
        .await?;
    let opening = opening.into_inner();
    let asking = is_asking(&cx, &opening.asking, &opening.stamp)
        .then(|| Asking { id: opening.asking.clone(), stamp: opening.stamp.clone() });
    let passing = asking.is_some() || !opening.thanks.is_empty();
    let mut view = view(&cx, &found, &variants, (opening, asking));
    view.resolutions = governance::pages::line_views(&decided, today, cx.locale);
    let head = Head { title: view.title.clone(), section: "knowledge" };
    if passing {
        return cx.page("knowledge/article", head, &view);
    }
    cx.public_page("knowledge/article", head, &view)
}

fn view(
    cx: &Context<Anyone>,
    found: &Published,
    variants: &[Variant],
    (opening, asking): (Opening, Option<Asking>),
) -> View {
    let (words, locale) = (cx.app.vocabularies(), cx.locale);
    let Published { article, version, .. } = found;
    let said = version.said(locale);
    let slug = article.slug.clone().unwrap_or_default();
    let employer = words.institution_named(&opening.employer).map(|one| one.slug.clone());
    let line = employer.iter().map(|slug| words.institution_line(slug)).collect::<Vec<_>>();
    let own = rules::variant_for(&line, variants);
    let others = variants.iter().filter(|one| Some(*one) != own);
    let published_at = version.published_at.unwrap_or(version.updated_at);
    let base = &cx.app.config.base_url;
    View {
        title: said.title.to_owned(),
        lang: said.language,
        foreign: said.language != locale,
        body_html: markdown(said.body),
        own: own.map(|one| variant_view(one, &words, locale)),
        others: others.map(|one| variant_view(one, &words, locale)).collect(),
        employers: employers(variants, own, &words, locale),
        employer: employer.unwrap_or_default(),
        topics: topic_words(version, &words, locale),
        disciplines: discipline_words(version, &words, locale),
        node: found.node.clone(),
        node_slug: found.node_slug.clone(),
        published_on: network_day(published_at),
        checked_on: network_day(article.checked_at.unwrap_or(published_at)),
        version: version.number,
        overdue: rules::overdue(article.review_on, network_day(cx.now)),
        asking,
        thanks_deflected: opening.thanks == "deflected",
        thanks_said: opening.thanks == "said",
        ask: ask_anyway(found, said.title, &format!("{base}/articles/{slug}"), locale),
        desk: cx
            .actor()
            .filter(|actor| rules::may_edit(actor, &article.node_id))
            .map(|_| format!("/inbox/articles/{}", article.id)),
        resolutions: Vec::new(),
        json: format!("/api/v1/articles/{slug}"),
        slug,
    }
}

fn employers(
    variants: &[Variant],
    own: Option<&Variant>,
    words: &Vocabularies,
    locale: Locale,
) -> Vec<Choice> {
    let pairs = variants.iter().map(|one| {
        let label = words.label(Vocabulary::Institution, &one.institution, locale);
        (one.institution.clone(), label)
    });
    choices(pairs, own.map_or("", |one| one.institution.as_str()))
}

/// The form, which already says what was read.
fn ask_anyway(found: &Published, title: &str, address: &str, locale: Locale) -> String {
    let topic = found.version.topics().into_iter().next().unwrap_or_default();
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("title", title);
    args.set("address", address);
    let body = format!("\n\n{}", locale.text_with("knowledge-already-read", Some(&args)));
    format!("/tickets/new?topic={topic}&body={}", query_value(&body))
}

/// Whether the reader came from a form of ours that is not too old.
fn is_asking(cx: &Context<Anyone>, id: &str, stamp: &str) -> bool {
    let age = form_age(&cx.app.signer, (id, stamp), cx.now);
    age.is_some_and(|age| age <= FORM_AGE.1)
}

/// `POST /articles/{slug}/usefulness`
pub async fn say(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (slug, now, address) = (slug.into_inner(), cx.now, client_address(cx.request()));
    let said = match form.text("useful") {
        "yes" => Some(Usefulness::Useful),
        "no" => Some(Usefulness::NotUseful),
        _ => None,
    };
    let to = format!("/articles/{slug}?thanks=said#said");
    cx.db
        .write(move |conn| match said {
            Some(said) => ops::say(conn, (&slug, &address), said, now),
            None => access::for_reader(conn, &slug).map(drop),
        })
        .await?;
    cx.go(&to)
}

/// `POST /articles/{slug}/deflection`: the reader leaves the form, since this answers their question. What does not come
/// from a form of ours is thanked and not counted.
pub async fn deflect(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (slug, now, address) = (slug.into_inner(), cx.now, client_address(cx.request()));
    let genuine = is_asking(&cx, form.text("asking"), form.text("stamp"));
    let id: Option<TicketId> = form.text("asking").parse().ok().filter(|_| genuine);
    let to = format!("/articles/{slug}?thanks=deflected#said");
    cx.db
        .write(move |conn| match id {
            Some(id) => ops::deflect(conn, (&slug, &address), &id, now),
            None => access::for_reader(conn, &slug).map(drop),
        })
        .await?;
    cx.go(&to)
}
