//! An application as a whole: its sections, who writes it, what was filed.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::timeline::{StepView, timeline};
use super::{Frame, Unfiled};
use crate::applications::access::{Opened, opened};
use crate::applications::{ApplicationId, Role, State, Submission, ops, queries, rules};
use crate::calls::pages::{ChangeView, told};
use crate::calls::rules::is_in_time;
use crate::calls::{self, Amendment};
use crate::db::Conn;
use crate::decisions::pages::{TellView, appeal_word, tell};
use crate::gaps::pages::met_said;
use crate::outbox;
use crate::questionnaires::rules::complete::{self, check_section};
use crate::questionnaires::rules::conditions::{heard, is_blank};
use crate::questionnaires::{Answers, Section, Version};
use crate::reviews;
use crate::times::said;
use crate::web::{Choice, Context, SignedIn, choice};
use crate::{Error, Refusal, Result, decisions, gaps};

#[derive(Serialize)]
struct View {
    frame: Frame,
    sections: Vec<SectionView>,
    minutes: u32,
    saved_at: NaiveDateTime,
    saved_by: String,
    filings: Vec<FilingView>,
    /// Whether some questions are open again.
    completes: bool,
    may_withdraw: bool,
    may_restore: bool,
    people: Vec<String>,
    role: String,
    /// How many mails about it did not arrive, for its owner, who says whom to write to instead.
    lost: usize,
    owner: bool,
    /// To whom it can be offered, to whom it is, and whether that is the reader.
    heirs: Vec<Choice>,
    offered: String,
    offered_to_me: bool,
    /// Earlier applications whose answers can be taken over.
    reusable: Vec<Choice>,
    unread: usize,
    /// How the form changed since it was begun, the last change last.
    amendments: Vec<AmendmentView>,
    /// The call asks another version than the one that was filed.
    may_take_version: bool,
    /// How much of what the call puts first it covers.
    met: Option<String>,
    /// What was decided of it, once that is told.
    decision: Option<TellView>,
    /// The way to appeal against it, or to the appeal.
    appeal: Option<String>,
    /// What became of it so far.
    steps: Vec<StepView>,
}

#[derive(Serialize)]
struct AmendmentView {
    at: String,
    reason: String,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct SectionView {
    href: String,
    title: String,
    minutes: u32,
    class: &'static str,
    icon: &'static str,
    word: String,
    mine: bool,
}

#[derive(Serialize)]
pub(super) struct FilingView {
    href: String,
    receipt: String,
    at: String,
    grace: bool,
    /// Whether it answers what was asked after the closing.
    completes: bool,
    counts: bool,
}

pub(super) fn filing(there: &Opened, one: &Submission, locale: crate::i18n::Locale) -> FilingView {
    FilingView {
        // Whatever was filed after the closing answers a request: nothing else is taken then.
        completes: there.call.frozen_at.is_some_and(|frozen| one.received_at >= frozen),
        href: format!("/applications/{}/receipts/{}", there.application.id, one.seq),
        receipt: one.receipt.clone(),
        at: said::moment(one.received_at, there.call.terms.tz(), locale),
        grace: one.within_grace,
        counts: there.application.current_seq == Some(one.seq),
    }
}

/// Whether what is written is what was filed last.
pub(super) fn unfiled(conn: &mut Conn, there: &Opened) -> Result<Unfiled> {
    let Some(seq) = there.application.current_seq else { return Ok(Unfiled::No) };
    let last = queries::submission(conn, &there.application.id, seq)?;
    let (_, sha256) = ops::to_file(conn, there)?;
    Ok(if sha256 == last.sha256 { Unfiled::No } else { Unfiled::Yes })
}

/// How the form changed since the application was begun.
fn changed(conn: &mut Conn, there: &Opened) -> Result<Vec<(Amendment, Version, Version)>> {
    let mut all = calls::ops::amended(conn, &there.call.id)?;
    all.retain(|(one, ..)| one.made_at >= there.application.created_at);
    Ok(all)
}

/// `GET /applications/{id}`
pub async fn show(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, None).await
}

/// What is no id names nothing.
pub fn read_id(id: &str) -> Result<ApplicationId> {
    id.parse().map_err(|_| Error::NotFound)
}

pub(super) async fn page(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.clone());
    let (words, now, locale) = (cx.app.vocabularies(), cx.now, cx.locale);
    let (ended, there, answers, filings, people, unfiled, earlier, changed, met, completes) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let answers = queries::answers_of(conn, &id)?;
            let filings = queries::submissions_of(conn, &id)?;
            let people = queries::people_of(conn, &id)?;
            let unfiled = unfiled(conn, &there)?;
            let earlier = ops::reusable(conn, &actor, &there)?;
            let changed = changed(conn, &there)?;
            let form = &there.version.definition;
            let met = gaps::ops::met(conn, &there.call.id, (form, &answers), &words)?;
            let of = (&there.call, &there.application);
            let completes = reviews::ops::answerable(conn, of, now)?.is_some();
            let decision = tell(conn, &id, locale)?;
            let appeal = appeal_word(conn, &id, locale)?;
            let lost = outbox::returned_about(conn, &[id.to_string()])?.len();
            let steps = timeline(conn, (&there.application, &there.call), locale)?;
            let ended = (decision, appeal, (lost, steps));
            Ok((ended, there, answers, filings, people, unfiled, earlier, changed, met, completes))
        })
        .await?;
    let (decision, appeal, (lost, steps)) = ended;
    let owner = there.person.role == Role::Owner;
    if owner && decision.as_ref().is_some_and(TellView::is_unread) {
        let (actor, id) = (cx.actor(), there.application.id.clone());
        cx.db.write(move |conn| decisions::ops::note_read(conn, &actor, &id, now)).await?;
    }
    let state = there.application.state;
    let saved_by = people.iter().find(|(one, ..)| one.account_id == there.application.saved_by);
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = View {
        frame: Frame::of(&there, "overview", unfiled, (locale, now)).with_alert(alert),
        sections: there
            .version
            .definition
            .sections
            .iter()
            .map(|one| section_view(cx, &there, (one, &answers)))
            .collect(),
        minutes: there.version.definition.sections.iter().map(|one| one.minutes).sum(),
        saved_at: there.application.saved_at,
        saved_by: saved_by.map(|(_, name, ..)| name.clone()).unwrap_or_default(),
        filings: filings.iter().map(|one| filing(&there, one, locale)).collect(),
        completes,
        may_withdraw: owner && rules::next(state, rules::Event::Withdraw).is_ok(),
        may_restore: owner
            && state == State::Withdrawn
            && is_in_time(&there.call.terms, there.granted, now) == Some(false),
        lost: if owner { lost } else { 0 },
        owner,
        role: cx.text(role_key(there.person.role)),
        heirs: match owner {
            true => people
                .iter()
                .filter(|(one, ..)| one.role != Role::Owner)
                .map(|(one, name, ..)| choice(one.id.as_str(), name.clone(), false))
                .collect(),
            false => Vec::new(),
        },
        offered: people
            .iter()
            .find(|(one, ..)| there.application.offered_to.as_ref() == Some(&one.account_id))
            .map(|(_, name, ..)| name.clone())
            .unwrap_or_default(),
        offered_to_me: there.application.offered_to.as_ref() == Some(&there.person.account_id),
        reusable: earlier
            .into_iter()
            .filter(|_| matches!(there.person.role, Role::Owner | Role::Editor))
            .map(|(id, title)| choice(id.as_str(), title, false))
            .collect(),
        amendments: changed
            .iter()
            .map(|(one, before, after)| AmendmentView {
                at: said::day(one.made_at, there.call.terms.tz(), locale),
                reason: one.reason.clone(),
                changes: told(&before.definition, &after.definition, locale),
            })
            .collect(),
        may_take_version: there.application.version_id != there.call.version_id
            && matches!(there.person.role, Role::Owner | Role::Editor)
            && rules::check_write(&there.application, (&there.call, there.granted), now).is_ok(),
        unread: complete::check(&there.version.definition, &answers)
            .iter()
            .filter(|one| one.code == "questionnaires-reread")
            .count(),
        met: met_said(met, locale),
        decision,
        appeal,
        steps,
        people: people
            .iter()
            .map(|(one, name, ..)| format!("{name} – {}", cx.text(role_key(one.role))))
            .collect(),
    };
    let status = match refusal {
        Some(_) => actix_web::http::StatusCode::CONFLICT,
        None => actix_web::http::StatusCode::OK,
    };
    cx.respond(status, "applications/overview", cx.head("applications-one", "calls"), &view)
}

pub(super) fn role_key(role: Role) -> &'static str {
    match role {
        Role::Owner => "applications-role-owner",
        Role::Editor => "applications-role-editor",
        Role::Contributor => "applications-role-contributor",
        Role::Signatory => "applications-role-signatory",
        Role::Viewer => "applications-role-viewer",
    }
}

fn section_view(
    cx: &Context<SignedIn>,
    there: &Opened,
    (section, answers): (&Section, &Answers),
) -> SectionView {
    let left = check_section(section, &heard(&there.version.definition, answers)).len();
    let begun = section.items.iter().any(|item| {
        !answers.rows(&item.key).is_empty()
            || answers.get(&item.key, "").is_some_and(|value| !is_blank(value))
    });
    let (class, icon, word) = match (left, begun) {
        (0, _) => ("is-good", "check-circle", cx.text("applications-section-complete")),
        (_, false) => ("", "circle", cx.text("applications-section-untouched")),
        (left, true) => {
            let word = cx.locale.text1("applications-section-left", "n", left);
            ("is-warn", "pencil", word)
        }
    };
    SectionView {
        href: format!("/applications/{}/sections/{}", there.application.id, section.key),
        title: section.title.in_locale(cx.locale).to_owned(),
        minutes: section.minutes,
        class,
        icon,
        word,
        mine: rules::may_edit(&there.person, &section.key),
    }
}
