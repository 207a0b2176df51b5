//! A material in the page of somebody else: a small page that may be framed anywhere, and what asks for it (oEmbed).

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::labels::coded;
use super::{address, asked};
use crate::i18n::Locale;
use crate::materials::rules::facets::Facet;
use crate::materials::rules::minutes;
use crate::materials::{Kind, Level, Parts, Published, access, licence};
use crate::text::xml;
use crate::web::{Anyone, Context};
use crate::{Error, Result};

/// It may be framed by anybody, and does nothing: no script, no form, no cookie. A list of who may would keep nobody from
/// anything, since it says no more than the public page does, and would have to be kept for every course platform.
const EMBEDDED: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors *";

/// As large as it likes to be, and as small as it may be, in pixels.
const SIZE: (u32, u32) = (600, 280);
const LEAST: (u32, u32) = (240, 160);

#[derive(Serialize)]
struct View {
    title: String,
    lang: String,
    summary: String,
    authors: String,
    node: String,
    kind: String,
    level: String,
    time: String,
    licence: String,
    url: String,
    brand: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    url: String,
    format: String,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

/// What readers may see now.
async fn found(cx: &Context<Anyone>, slug: String) -> Result<(Published, Parts)> {
    let (found, parts) = cx.db.read(move |conn| access::for_reader(conn, &slug, None)).await?;
    if found.material.withdrawn_at.is_some() { Err(Error::NotFound) } else { Ok((found, parts)) }
}

/// `GET /materials/{slug}/embed`
pub async fn embed(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let (one, parts) = found(&cx, slug.clone()).await?;
    let (version, locale) = (&one.version, cx.locale);
    let said = version.said(locale);
    let word =
        |facet, code: Option<&str>| code.map(|code| coded(facet, code, locale)).unwrap_or_default();
    let view = View {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        summary: said.summary.to_owned(),
        authors: authors(&parts),
        node: one.node.clone(),
        kind: word(Facet::Kind, version.kind.map(Kind::as_str)),
        level: word(Facet::Level, version.level.map(Level::as_str)),
        time: version.self_minutes.map(|n| minutes::said(n, locale)).unwrap_or_default(),
        licence: licence(&version.licence).map(|one| one.id.clone()).unwrap_or_default(),
        url: format!("{}{}", cx.app.config.base_url, address(&slug, None)),
        brand: cx.app.config.brand.name.clone(),
    };
    Ok(framed(cx.fragment("materials/embed", &view)?))
}

/// Lets others frame what is answered.
fn framed(mut answer: HttpResponse) -> HttpResponse {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, EMBEDDED),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::VARY, "Accept-Language, Cookie"),
    ] {
        answer.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    answer
}

/// So many are in a list that is framed elsewhere; the others are where it leads to.
const LISTED: usize = 20;

#[derive(Serialize)]
struct ListView {
    title: String,
    url: String,
    items: Vec<ListItem>,
    brand: String,
}

#[derive(Serialize)]
struct ListItem {
    title: String,
    lang: String,
    url: String,
}

/// `GET /materials/embed?node=…`: the newest materials, narrowed down as the list is.
pub async fn embed_list(
    cx: Context<Anyone>,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let wanted = asked::Asked { cursor: String::new(), ..asked::Asked::read(&pairs) };
    let (app, now, query) = (cx.app.clone(), cx.now, wanted.query(""));
    let found = cx.db.read(move |conn| asked::find(conn, &app, &wanted, (LISTED, now))).await?;
    let base = &cx.app.config.base_url;
    let item = |one: &Published| {
        let said = one.version.said(cx.locale);
        let slug = one.material.slug.as_deref().unwrap_or_default();
        ListItem {
            title: said.title.to_owned(),
            lang: said.language.to_owned(),
            url: format!("{base}{}", address(slug, None)),
        }
    };
    let mark = if query.is_empty() { "" } else { "?" };
    let view = ListView {
        title: cx.text("materials-title"),
        url: format!("{base}/materials{mark}{query}"),
        items: found.items.iter().map(item).collect(),
        brand: cx.app.config.brand.name.clone(),
    };
    Ok(framed(cx.fragment("materials/embeds", &view)?))
}

fn authors(parts: &Parts) -> String {
    parts.authors().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The element that frames a material elsewhere.
pub fn frame(base: &str, slug: &str, title: &str, (width, height): (u32, u32)) -> String {
    format!(
        "<iframe src=\"{base}/materials/{slug}/embed\" width=\"{width}\" height=\"{height}\" \
         title=\"{}\" loading=\"lazy\"></iframe>",
        xml(title)
    )
}

/// The element as the page of a material offers it.
pub fn offered(base: &str, slug: &str, title: &str) -> String {
    frame(base, slug, title, SIZE)
}

/// `GET /oembed?url=…&format=json`: <https://oembed.com>
pub async fn oembed(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    if !["", "json", "xml"].contains(&asked.format.as_str()) {
        return Ok(HttpResponse::build(StatusCode::NOT_IMPLEMENTED).finish());
    }
    let base = cx.app.config.base_url.clone();
    let path = asked.url.strip_prefix(&base).and_then(|rest| rest.strip_prefix("/materials/"));
    let slug = path.and_then(|rest| rest.split(['/', '?', '#']).next());
    let slug = slug.filter(|slug| !slug.is_empty()).ok_or(Error::NotFound)?.to_owned();
    let (one, parts) = found(&cx, slug.clone()).await?;
    let title = one.version.said(Locale::Fr).title.to_owned();
    let within =
        |wanted: u32, most: Option<u32>, least: u32| wanted.min(most.unwrap_or(wanted)).max(least);
    let size = (within(SIZE.0, asked.maxwidth, LEAST.0), within(SIZE.1, asked.maxheight, LEAST.1));
    let html = frame(&base, &slug, &title, size);
    let brand = &cx.app.config.brand.name;
    let mut answer = if asked.format == "xml" {
        let fields = [
            ("version", "1.0".to_owned()),
            ("type", "rich".to_owned()),
            ("title", title),
            ("author_name", authors(&parts)),
            ("provider_name", brand.clone()),
            ("provider_url", base.clone()),
            ("cache_age", "3600".to_owned()),
            ("html", html),
            ("width", size.0.to_string()),
            ("height", size.1.to_string()),
        ];
        let fields: String =
            fields.iter().map(|(name, text)| format!("<{name}>{}</{name}>", xml(text))).collect();
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<oembed>{fields}</oembed>\n"
        );
        HttpResponse::Ok().content_type("text/xml; charset=utf-8").body(body)
    } else {
        let body = json!({
            "version": "1.0", "type": "rich", "title": title, "author_name": authors(&parts),
            "provider_name": brand, "provider_url": base, "cache_age": 3600,
            "html": html, "width": size.0, "height": size.1,
        });
        HttpResponse::Ok().content_type("application/json").body(body.to_string())
    };
    let any = header::HeaderValue::from_static("*");
    answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    Ok(answer)
}
