//! What reviewers say of an application, by alias, and what the committee says of it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::decide::read_ids;
use crate::Result;
use crate::accounts::AccountId;
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::ops;
use crate::i18n::Locale;
use crate::reviews::pages::PostView;
use crate::reviews::rules::MOST_TEXT;
use crate::reviews::views::PeerView;
use crate::reviews::{Audience, PostId, ReviewState, queries};
use crate::web::{Context, SignedIn, Upload};

/// What whoever sits over an application reads of its reviews. No name is in it.
#[derive(Debug, Serialize)]
pub(super) struct TalkView {
    reviews: Vec<PeerView>,
    /// Whether the reader reviews it too, and has not said theirs.
    waits: bool,
    posts: Vec<PostView>,
    post: PostId,
}

/// The caller has seen that the reader may see the application.
pub(super) fn talk(
    conn: &mut Conn,
    reader: &AccountId,
    (call, id): (&CallId, &ApplicationId),
    locale: Locale,
) -> Result<TalkView> {
    let criteria = queries::criteria(conn, call)?;
    let waits = queries::unsaid_by(conn, reader, call)?.contains(id);
    let mut said = match waits {
        true => Default::default(),
        false => queries::reviews_of_call(conn, call)?,
    };
    let mut reviews = Vec::new();
    for (one, ..) in queries::assignments_of(conn, id)? {
        let Some((review, scores)) = said.remove(&one.id) else { continue };
        if one.state.runs() && review.state == ReviewState::Submitted {
            reviews.push(PeerView::of((&one, &review, &scores), &criteria, locale));
        }
    }
    let posts = queries::posts_of(conn, id)?
        .into_iter()
        .filter(|(post, _)| post.audience == Audience::Committee)
        .map(|(post, by)| PostView {
            by,
            day: network_day(post.posted_at),
            body: post.body,
            committee: true,
        })
        .collect();
    Ok(TalkView { reviews, waits, posts, post: PostId::random() })
}

/// `POST /inbox/calls/{id}/decisions/{application}/posts`
pub async fn say(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (call, id)) = (cx.actor(), cx.now, read_ids(path)?);
    let post: PostId = form.text("id").parse().unwrap_or_else(|_| PostId::random());
    let body: String = form.text("body").chars().take(MOST_TEXT).collect();
    let to = format!("/inbox/calls/{call}/decisions/{id}#discussion");
    cx.db.write(move |conn| ops::say(conn, &actor, (&call, &id), (&post, &body), now)).await?;
    cx.redirect(&to, "reviews-flash-said")
}
