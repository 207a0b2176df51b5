//! Attached files: a picture, or a download; never a page of ours.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Opening, links, team};
use crate::files::ScanState;
pub use crate::files::size;
use crate::files::{BEING_CHECKED, INFECTED, check_served};
use crate::tickets::access::sight;
use crate::tickets::attached::{download, of_team};
use crate::tickets::queries::{self, AttachedFile};
use crate::tickets::rules;
use crate::tickets::{AttachmentId, Team, for_colleague, for_follower};
use crate::tickets::{Door, ops::note_reading};
use crate::web::{Anyone, Context};
use crate::{Error, Result};

pub async fn attachment(
    cx: Context<Anyone>,
    path: web::Path<(String, String)>,
    query: web::Query<Opening>,
) -> Result<HttpResponse> {
    let (reference, id) = path.into_inner();
    let (team, app, now) = (team(&cx, &query.key), cx.app.clone(), cx.now);
    let wanted = reference.clone();
    let found = cx
        .db
        .read(move |conn| {
            let (team, id) = (team?, id.parse::<AttachmentId>().map_err(|_| Error::NotFound)?);
            if let Team::Account(actor) = &team {
                match for_colleague(conn, actor, &wanted) {
                    Ok((ticket, right)) => {
                        let (file, _) = queries::attachment(conn, &ticket.id, &id)?;
                        let sight = sight(actor, &right);
                        return match queries::sees(conn, &file.message, &sight)? {
                            true => {
                                let reader = (Some(&actor.id), Door::File);
                                note_reading(conn, &ticket, reader, now)?;
                                Ok(file)
                            }
                            false => Err(Error::NotFound),
                        };
                    }
                    Err(Error::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            let (ticket, _) = for_follower(conn, &team, &wanted, &app.signer, now)?;
            let file = of_team(conn, &ticket.id, &id)?;
            note_reading(conn, &ticket, (None, Door::File), now)?;
            Ok(file)
        })
        .await;
    match found {
        Ok(file) => download(&cx.app, &file).await,
        Err(Error::NotFound) => links::not_found(&cx, &reference, !query.key.is_empty()),
        Err(error) => Err(error),
    }
}

/// Why a file is not to be had, beside its name.
#[derive(Debug, Serialize)]
pub struct HeldBack {
    icon: &'static str,
    word: &'static str,
}

/// Whether a file shows in the conversation: a picture that nothing holds back.
pub fn is_shown(file: &AttachedFile, scanner: bool) -> bool {
    rules::picture(&file.media_type, file.bytes).is_some()
        && check_served(file.scan, scanner).is_ok()
}

/// Whether a file is held back, and why.
pub fn held_back(state: ScanState, scanner: bool) -> Option<HeldBack> {
    let refusal = check_served(state, scanner).err()?;
    Some(match refusal {
        BEING_CHECKED => HeldBack { icon: "hourglass-split", word: "scanning-word-being-checked" },
        INFECTED => HeldBack { icon: "shield-exclamation", word: "scanning-word-infected" },
        _ => HeldBack { icon: "slash-circle", word: "scanning-word-too-large" },
    })
}
