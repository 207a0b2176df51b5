//! A node's coverage: as it is, and as the node would have it.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::directory::{Area, areas};
use super::words::{self, Choice};
use crate::accounts::pages::{Fault, faults};
use crate::clock::network_day;
use crate::network::queries::{self, CoverageRow, Of};
use crate::network::{Keys, Node, Proposal, ProposalId, Proposed, ops};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Admin, Context, FieldErrors, SignedIn, Upload, blank_as_none};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    slug: String,
    short_name: String,
    rows: Vec<Row>,
    open: Option<ProposalView>,
    answered: Vec<ProposalView>,
    form: Form,
    errors: FieldErrors,
    faults: Vec<Fault>,
    institutions: Vec<Choice>,
    sites: Vec<Choice>,
    regions: Vec<Choice>,
    areas: Vec<Area>,
    topics: Vec<Choice>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    words: String,
    starts_on: chrono::NaiveDate,
    ticked: bool,
}

/// A proposal in words.
#[derive(Serialize)]
pub struct ProposalView {
    id: ProposalId,
    state: String,
    add: Vec<String>,
    end: Vec<String>,
    comment: String,
    reason: String,
    proposed_at: NaiveDateTime,
}

pub fn in_words(
    proposal: Proposal,
    known: &Vocabularies,
    cx_locale: crate::i18n::Locale,
) -> ProposalView {
    let change = proposal.proposed();
    let say =
        |rows: &[Keys]| rows.iter().map(|keys| words::covered(keys, known, cx_locale)).collect();
    ProposalView {
        add: say(&change.add),
        end: say(&change.end),
        state: cx_locale.text(&format!("network-proposal-{}", proposal.state)),
        id: proposal.id,
        comment: proposal.comment,
        reason: proposal.reason,
        proposed_at: proposal.proposed_at,
    }
}

/// One new row and the comment, as typed.
#[derive(Debug, Clone, Default, Serialize)]
struct Form {
    institution: String,
    site: String,
    region: String,
    discipline: String,
    topic: String,
    comment: String,
    end: Vec<String>,
}

impl Form {
    fn read(sent: &Upload) -> Self {
        let text = |name: &str| sent.text(name).to_owned();
        Self {
            institution: text("institution"),
            site: text("site"),
            region: text("region"),
            discipline: text("discipline"),
            topic: text("topic"),
            comment: text("comment"),
            end: sent.all("end").to_vec(),
        }
    }

    fn keys(&self) -> Keys {
        Keys {
            institution: blank_as_none(&self.institution),
            site: blank_as_none(&self.site),
            region: blank_as_none(&self.region),
            discipline: blank_as_none(&self.discipline),
            topic: blank_as_none(&self.topic),
        }
    }

    fn check(&self, known: &Vocabularies) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::none();
        let typed = [
            ("institution", Vocabulary::Institution, &self.institution),
            ("site", Vocabulary::Site, &self.site),
            ("region", Vocabulary::Region, &self.region),
            ("discipline", Vocabulary::Discipline, &self.discipline),
            ("topic", Vocabulary::Topic, &self.topic),
        ];
        for (field, vocabulary, code) in typed {
            if !code.trim().is_empty() && !known.has(vocabulary, code.trim()) {
                errors.add(field, "form-choice");
            }
        }
        if self.keys().is_empty() && self.end.is_empty() {
            errors.add("institution", "network-empty-proposal");
        }
        errors.into_result()
    }
}

async fn view(
    cx: &Context<SignedIn>,
    slug: String,
    form: Form,
    errors: FieldErrors,
) -> Result<View> {
    let (actor, today) = (cx.actor(), network_day(cx.now));
    let (node, rows, open, answered): (Node, Vec<CoverageRow>, _, _) = cx
        .db
        .read(move |conn| {
            let node = ops::managed(conn, &actor, &slug)?;
            let rows = queries::live_coverage(conn, Of::One(&node.id), today)?;
            let open = queries::open_proposal(conn, &node.id)?;
            let answered = queries::answered_proposals(conn, &node.id)?;
            Ok((node, rows, open, answered))
        })
        .await?;
    let (known, locale) = (cx.app.vocabularies(), cx.locale);
    let row = |row: CoverageRow| Row {
        words: words::covered(&row.keys, &known, locale),
        ticked: form.end.iter().any(|id| id == row.id.as_str()),
        id: row.id.to_string(),
        starts_on: row.starts_on,
    };
    let list = |vocabulary, codes: Vec<&String>| {
        words::choices(vocabulary, codes.into_iter(), &known, locale)
    };
    Ok(View {
        rows: rows.into_iter().map(row).collect(),
        open: open.map(|one| in_words(one, &known, locale)),
        answered: answered.into_iter().map(|one| in_words(one, &known, locale)).collect(),
        institutions: list(
            Vocabulary::Institution,
            known.institutions.iter().map(|entry| &entry.slug).collect(),
        ),
        sites: list(Vocabulary::Site, known.sites.iter().map(|entry| &entry.slug).collect()),
        regions: list(Vocabulary::Region, known.regions.iter().map(|entry| &entry.code).collect()),
        areas: areas(&known, locale),
        topics: list(Vocabulary::Topic, known.topics.iter().map(|entry| &entry.code).collect()),
        slug: node.slug,
        short_name: node.short_name,
        faults: faults(&errors),
        errors,
        form,
    })
}

pub async fn coverage(cx: Context<SignedIn>, slug: web::Path<String>) -> Result<HttpResponse> {
    let view = view(&cx, slug.into_inner(), Form::default(), FieldErrors::none()).await?;
    cx.page("network/coverage", cx.head("network-coverage", "network"), &view)
}

pub async fn propose(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    sent: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), Form::read(&sent));
    if let Err(errors) = form.check(&cx.app.vocabularies()) {
        let view = view(&cx, slug, form, errors).await?;
        return cx.invalid("network/coverage", cx.head("network-coverage", "network"), &view);
    }
    let (asked, typed, today) = (slug.clone(), form.clone(), network_day(now));
    let done = cx.db.write(move |conn| {
        let node = ops::managed(conn, &actor, &asked)?;
        let live = queries::live_coverage(conn, Of::One(&node.id), today)?;
        let ended = live.into_iter().filter(|row| typed.end.iter().any(|id| id == row.id.as_str()));
        let add = Some(typed.keys()).filter(|keys| !keys.is_empty());
        let change =
            Proposed { end: ended.map(|row| row.keys).collect(), add: add.into_iter().collect() };
        ops::propose(conn, &actor, &asked, (&change, typed.comment.trim()), now)
    });
    match done.await {
        Ok(_) => cx.redirect(&format!("/nodes/{slug}/coverage"), "network-flash-proposed"),
        Err(Error::Refused(refusal)) => {
            let view =
                view(&cx, slug, form, FieldErrors::one("institution", refusal.key())).await?;
            cx.invalid("network/coverage", cx.head("network-coverage", "network"), &view)
        }
        Err(error) => Err(error),
    }
}

pub async fn withdraw(
    cx: Context<SignedIn>,
    path: web::Path<(String, ProposalId)>,
) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    let to = format!("/nodes/{slug}/coverage");
    cx.db.write(move |conn| ops::withdraw(conn, &actor, &slug, &id, now)).await?;
    cx.redirect(&to, "network-flash-withdrawn")
}

#[derive(Serialize)]
struct WaitingView {
    tab: &'static str,
    proposals: Vec<Waiting>,
}

#[derive(Serialize)]
struct Waiting {
    node: String,
    slug: String,
    by: String,
    proposal: ProposalView,
}

/// What nodes propose, for the administration to answer.
pub async fn waiting(cx: Context<Admin>) -> Result<HttpResponse> {
    let rows = cx.db.read(|conn| Ok(queries::waiting_proposals(conn)?)).await?;
    let (known, locale) = (cx.app.vocabularies(), cx.locale);
    let told = rows.into_iter().map(|(proposal, node, slug, by)| Waiting {
        node,
        slug,
        by,
        proposal: in_words(proposal, &known, locale),
    });
    let view = WaitingView { tab: "coverage", proposals: told.collect() };
    cx.page("network/waiting", cx.head("network-waiting", "admin"), &view)
}

#[derive(Deserialize)]
pub struct Reason {
    #[serde(default)]
    reason: String,
}

pub async fn agree(cx: Context<Admin>, id: web::Path<ProposalId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::agree(conn, &actor, &id, now)).await?;
    cx.redirect("/admin/coverage", "network-flash-agreed")
}

pub async fn refuse(
    cx: Context<Admin>,
    id: web::Path<ProposalId>,
    form: web::Form<Reason>,
) -> Result<HttpResponse> {
    let (actor, now, reason) = (cx.actor(), cx.now, form.into_inner().reason);
    let Some(reason) = blank_as_none(&reason) else {
        return cx.redirect("/admin/coverage", "network-flash-reason-warn");
    };
    cx.db.write(move |conn| ops::refuse(conn, &actor, &id, &reason, now)).await?;
    cx.redirect("/admin/coverage", "network-flash-refused")
}
