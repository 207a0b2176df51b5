//! The form in which seats are kept for some, or limited: as it was typed, as it is shown, and what it makes.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::plan::page_with;
use super::session::presence_word;
use crate::courses::pages::hours;
use crate::courses::{self, Pool, Quota, QuotaId, SessionId};
use crate::enrolment::ops;
use crate::i18n::Locale;
use crate::network::NodeName;
use crate::taxonomy::Vocabularies;
use crate::times::{self, Fold};
use crate::web::{Choice, Context, Staff, Upload, choice};
use crate::{Error, Refusal, Result};

const BAD_QUOTA: Refusal = Refusal::new("enrolment-error-quota");
/// Seats of which one quota can speak.
const MOST: i32 = 2_000;

/// What was typed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    pool: String,
    institution: String,
    node: String,
    reserved: String,
    most: String,
    release_at: String,
    /// Which one that is, where the clock shows it twice.
    release_fold: String,
    /// It comes back because it did not pass.
    is_back: bool,
}

/// What the form offers beside what was typed.
#[derive(Debug, Serialize)]
pub(super) struct FormView {
    typed: Typed,
    pools: Vec<Choice>,
    institutions: Vec<String>,
    nodes: Vec<Choice>,
    release_asked: hours::Asked,
}

impl Typed {
    fn read(upload: &Upload) -> Self {
        let text = |name: &str| upload.text(name).trim().to_owned();
        Self {
            pool: text("pool"),
            institution: text("institution"),
            node: text("node"),
            reserved: text("reserved"),
            most: text("most"),
            release_at: hours::typed(upload, "release_at", &text("release_at")).to_owned(),
            release_fold: hours::fold(upload, "release_at").to_owned(),
            is_back: true,
        }
    }

    /// The quota that it makes, by the clock of its session.
    fn quota(&self, words: &Vocabularies, zone: chrono_tz::Tz) -> Result<Quota, Refusal> {
        let institution = words.institution_named(&self.institution).map(|one| one.slug.clone());
        let number = |typed: &str| typed.parse().ok().filter(|n| (0..=MOST).contains(n));
        let node_id = self.node.parse().ok();
        let (most, reserved) = (number(&self.most), number(&self.reserved).unwrap_or_default());
        let one_of = institution.is_some() != node_id.is_some()
            && (self.institution.is_empty() || institution.is_some());
        if !one_of || (most.is_none() && reserved == 0) {
            return Err(BAD_QUOTA);
        }
        let release_at = match self.release_at.as_str() {
            "" => None,
            typed => {
                let there = times::read(typed).ok_or(BAD_QUOTA)?;
                Some(times::instant_of(there, Fold::read(&self.release_fold), zone)?)
            }
        };
        Ok(Quota {
            id: QuotaId::new(),
            pool_id: self.pool.parse().map_err(|_| BAD_QUOTA)?,
            institution,
            node_id,
            most,
            reserved,
            release_at,
        })
    }

    pub(super) fn view(
        self,
        (words, locale): (&Vocabularies, Locale),
        (pools, nodes): (&[Pool], &[NodeName]),
        zone: chrono_tz::Tz,
    ) -> FormView {
        let pool = |pool: &Pool| {
            let id = pool.id.as_str();
            choice(id, presence_word(pool.mode, locale), id == self.pool)
        };
        let node = |node: &NodeName| {
            let id = node.id.as_str();
            choice(id, node.short_name.clone(), id == self.node)
        };
        let at = times::read(&self.release_at);
        FormView {
            pools: pools.iter().map(pool).collect(),
            institutions: words.institutions.iter().map(|one| one.name.clone()).collect(),
            nodes: nodes.iter().map(node).collect(),
            release_asked: hours::asked("release_at", (at, &self.release_fold), zone, locale),
            typed: self,
        }
    }
}

/// `POST /inbox/sessions/{id}/quotas`
pub async fn set_quota(
    cx: Context<Staff>,
    id: web::Path<SessionId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, app, id) = (cx.actor(), cx.now, cx.app.clone(), id.into_inner());
    let typed = Typed::read(&form);
    let (which, wanted) = (id.clone(), typed.clone());
    let done = cx
        .db
        .write(move |conn| {
            let (given, _) = courses::access::session_for_desk(conn, &actor, &which)?;
            let quota = wanted.quota(&app.vocabularies(), given.session.zone())?;
            ops::set_quota(conn, &actor, (&which, &quota), &app.signer, now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&format!("/inbox/sessions/{id}"), "courses-flash-quota"),
        Err(Error::Refused(refusal)) => page_with(&cx, &id, typed, refusal).await,
        Err(error) => Err(error),
    }
}
