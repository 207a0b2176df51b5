//! A node's rota for calendars: a secret address that works as long as its owner may see the rota.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::calendar::{self, AllDay};
use crate::duty::{FeedId, ops};
use crate::secret::Signer;
use crate::web::{Anyone, Context, SignedIn, Upload};
use crate::{Error, Result};

const PURPOSE: &str = "rota-feed";

/// The secret address: an id, and its signature.
pub(super) fn address(signer: &Signer, base_url: &str, id: &FeedId) -> String {
    let signature = signer.sign(PURPOSE, id.as_str());
    format!("{base_url}/rota/{id}.{signature}.ics")
}

fn read(signer: &Signer, typed: &str) -> Option<FeedId> {
    let (id, signature) = typed.strip_suffix(".ics")?.split_once('.')?;
    let id: FeedId = id.parse().ok()?;
    signer.verify(PURPOSE, id.as_str(), signature).then_some(id)
}

/// `GET /rota/{feed}`
pub async fn feed(cx: Context<Anyone>, typed: web::Path<String>) -> Result<HttpResponse> {
    let id = read(&cx.app.signer, &typed).ok_or(Error::NotFound)?;
    let now = cx.now;
    let (owner, node, duties) = cx.db.read(move |conn| ops::fed(conn, &id, now)).await?;
    let (locale, config) = (owner.language, &cx.app.config);
    let domain = config.mail_domain();
    let events: Vec<_> = duties
        .into_iter()
        .map(|duty| AllDay {
            uid: format!("duty-{}@{domain}", duty.id),
            summary: format!("{} – {}", duty.name, node.short_name),
            description: format!("{}/nodes/{}/rota", config.base_url, node.slug),
            days: (duty.starts_on, duty.ends_on),
            stamp: duty.starts_on.and_time(chrono::NaiveTime::MIN),
        })
        .collect();
    let name = locale.text1("duty-feed-name", "node", node.short_name.clone());
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"rota.ics\""))
        .body(calendar::write(&name, &events)))
}

/// `POST /nodes/{slug}/rota/feed`: makes the address, makes another one, or ends it.
pub async fn set_feed(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug) = (cx.actor(), cx.now, slug.into_inner());
    let ends = upload.text("event") == "end";
    let to = format!("/nodes/{slug}/rota#feed");
    cx.db
        .write(move |conn| {
            let node = ops::visible(conn, &actor, &slug)?;
            match ends {
                true => ops::revoke_feed(conn, &actor, &node, now),
                false => ops::make_feed(conn, &actor, &node, now).map(drop),
            }
        })
        .await?;
    cx.redirect(&to, if ends { "duty-flash-feed-ended" } else { "duty-flash-feed-made" })
}
