//! What becomes of one application: proposed by a coordinator, validated by the chair.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::committee::state_badge;
use super::past::{PastView, past};
use super::talk::{TalkView, talk};
use super::{Frame, outcome_word};
use crate::applications::pages::{SectionView, sections};
use crate::applications::rules::document;
use crate::applications::{self, ApplicationId, State};
use crate::calls::CallId;
use crate::clock::network_day;
use crate::decisions::ops::Voting;
use crate::decisions::rules::votes::Tally;
use crate::decisions::rules::{self, Typed};
use crate::decisions::{AppealState, DecisionState, Outcome, Vote, access, ops, queries};
use crate::i18n::Locale;
use crate::network;
use crate::questionnaires;
use crate::web::{Badge, Choice, Context, FieldErrors, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result, gaps};

#[derive(Serialize)]
struct View {
    frame: Frame,
    application: String,
    reference: String,
    title: String,
    badge: Option<Badge>,
    seen: String,
    form: Typed,
    errors: FieldErrors,
    /// Whether what applicants will read names somebody who judges, which its writer has to look at.
    tells: bool,
    faults: Vec<FaultView>,
    outcomes: Vec<Choice>,
    nodes: Vec<Choice>,
    may_propose: bool,
    may_validate: bool,
    /// Whether the committee sits, without which nothing is validated.
    sits: bool,
    /// How the proposal is voted on, while the committee sits.
    votes: Option<VotesView>,
    /// Whether one may stand aside from it.
    may_stand_aside: bool,
    /// Why it is decided anew.
    appeal: Option<AppealView>,
    /// Why what was validated is decided anew.
    reopened: String,
    /// Whether one may take up again what was validated.
    may_reopen: bool,
    talk: TalkView,
    /// What its lead institution promised before, and what came of it.
    past: Vec<PastView>,
    /// What its writer had typed over what somebody else wrote meanwhile.
    tried: String,
    /// What stands, in words, for those who only read.
    outcome: Option<String>,
    met: Option<String>,
    sections: Vec<SectionView>,
}

#[derive(Serialize)]
struct VotesView {
    tally: Tally,
    cast: usize,
    /// How many may vote on it: who is there and has nothing to do with it.
    voters: usize,
    /// How one votes oneself, in a word.
    own: String,
    may_vote: bool,
    /// What others do is seen by who has voted, and by who does not vote.
    shown: bool,
}

#[derive(Serialize)]
struct AppealView {
    grounds: String,
    answer: String,
}

#[derive(Serialize)]
struct FaultView {
    field: String,
    key: String,
}

type Path = web::Path<(CallId, String)>;

pub(super) fn read_ids(path: Path) -> Result<(CallId, ApplicationId)> {
    let (call, id) = path.into_inner();
    Ok((call, id.parse().map_err(|_| Error::NotFound)?))
}

/// `GET /inbox/calls/{id}/decisions/{application}`
pub async fn decide(cx: Context<SignedIn>, path: Path) -> Result<HttpResponse> {
    page(&cx, &read_ids(path)?, (None, FieldErrors::none(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    (call, id): &(CallId, ApplicationId),
    (typed, errors, refusal): (Option<Typed>, FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, call, id, locale) = (cx.actor(), call.clone(), id.clone(), cx.locale);
    let (words, now) = (cx.app.vocabularies(), cx.now);
    let (talk, reopened, of, there, nodes, version, filed, met, seq, sits, appeal) = cx
        .db
        .read(move |conn| {
            let (call, seat) = access::read(conn, &actor, &call, now)?;
            let application = access::application(conn, &actor, (&call, &id))?;
            let there = queries::current(conn, &id)?;
            let nodes = network::queries::names(conn)?;
            let current = application.current_seq.ok_or(Error::NotFound)?;
            let filed = applications::queries::submission(conn, &id, current)?;
            let version = questionnaires::queries::find(conn, &filed.version_id)?;
            let (answers, _) = document::read(&filed.document);
            let met = gaps::ops::met(conn, &call.id, (&version.definition, &answers), &words)?;
            let seq = queries::last_seq(conn, &id)?;
            let sits = queries::open_sitting(conn, &call.id)?;
            let votes = match (&sits, &there) {
                (Some(sitting), Some(there)) => ops::voting(conn, &actor, (sitting, there))?,
                _ => None,
            };
            let sits = (sits.is_some(), votes);
            let appeal = queries::appeal_of(conn, &id)?;
            let reopened = queries::reopened(conn, &id)?.filter(|_| there.is_none());
            let talk = talk(conn, &actor.id, (&call.id, &id), locale)?;
            let past = past(conn, (&call.id, &id), &nodes, (locale, now))?;
            let talk = (talk, past);
            let of = (call, seat, application);
            Ok((talk, reopened, of, there, nodes, version, answers, met, seq, sits, appeal))
        })
        .await?;
    let (sits, votes) = sits;
    let (talk, past) = talk;
    let (call, seat, application) = of;
    // What was taken up again is where whoever decides anew begins.
    let before = there.as_ref().or(reopened.as_ref());
    let slug = before
        .and_then(|one| one.node_id.as_ref())
        .and_then(|id| nodes.iter().find(|node| node.id == *id).map(|node| node.slug.clone()));
    let kept = before.map(|one| Typed::of(one, slug.unwrap_or_default()));
    // What stands meanwhile is in the form, and what was typed over it beside it.
    let (typed, tried) = match (typed, refusal) {
        (Some(typed), Some(_)) => {
            let all = [typed.rationale, typed.conditions, typed.internal];
            (None, all.join("\n\n").trim().to_owned())
        }
        (typed, _) => (typed, String::new()),
    };
    let form_of = typed.or(kept).unwrap_or_default();
    let state = there.as_ref().map(|one| one.state);
    let mut frame = Frame::of((&call, seat), "committee", locale);
    frame.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let outcome = |one: &Outcome| {
        choice(one.as_str(), outcome_word(*one, locale), form_of.outcome == one.as_str())
    };
    let fault = |(field, key): (&str, &str)| FaultView { field: field.into(), key: key.into() };
    let status = match (errors.is_empty(), refusal) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Some(_)) => StatusCode::CONFLICT,
        (true, None) => StatusCode::OK,
    };
    let tells = errors.iter().any(|(_, key)| key == rules::TELLS.key());
    let view = View {
        frame,
        application: application.id.to_string(),
        reference: application.reference.clone().unwrap_or_default(),
        title: application.title.clone(),
        badge: there.as_ref().map(|one| state_badge(one, locale)),
        seen: there.as_ref().map(crate::decisions::Decision::mark).unwrap_or_default(),
        faults: errors.iter().map(fault).collect(),
        outcomes: std::iter::once(choice("", "–".to_owned(), false))
            .chain(Outcome::ALL.iter().map(outcome))
            .collect(),
        nodes: std::iter::once(choice("", "–".to_owned(), false))
            .chain(
                nodes
                    .iter()
                    .map(|one| choice(&one.slug, one.short_name.clone(), form_of.node == one.slug)),
            )
            .collect(),
        may_propose: seat.coordinates
            && matches!(application.state, State::Deliberation | State::Decided)
            && rules::may_propose(call.state, state, seq > 0),
        may_validate: seat.chairs && sits && state == Some(DecisionState::Proposed),
        sits,
        votes: votes.map(|one| votes_view(one, locale)),
        may_stand_aside: seat.until.is_none()
            && matches!(state, None | Some(DecisionState::Proposed)),
        appeal: appeal
            .filter(|one| one.state == AppealState::Upheld)
            .map(|one| AppealView { grounds: one.grounds, answer: one.answer }),
        outcome: there.as_ref().map(|one| outcome_word(one.outcome, locale)),
        reopened: reopened.map(|one| one.reopened_because).unwrap_or_default(),
        may_reopen: seat.chairs && state == Some(DecisionState::Validated),
        talk,
        past,
        met: gaps::pages::met_said(met, locale),
        sections: sections(&version, &filed, (&cx.app.vocabularies(), locale)),
        tells,
        tried,
        form: form_of,
        errors,
    };
    cx.respond(status, "decisions/decide", cx.head("decisions-title", "inbox"), &view)
}

fn votes_view(voting: Voting, locale: Locale) -> VotesView {
    let word = |vote: Vote| locale.text(&format!("decisions-vote-{vote}"));
    VotesView {
        tally: voting.tally,
        cast: voting.tally.cast(),
        voters: voting.voters,
        own: voting.own.map(word).unwrap_or_default(),
        may_vote: voting.may_vote,
        shown: voting.own.is_some() || !voting.may_vote,
    }
}

/// `POST /inbox/calls/{id}/decisions/{application}/vote`
pub async fn vote(cx: Context<SignedIn>, path: Path, form: Upload) -> Result<HttpResponse> {
    let (actor, now, at) = (cx.actor(), cx.now, read_ids(path)?);
    let ((call, id), seen) = (at.clone(), form.text("seen").to_owned());
    let vote: Vote = form.text("vote").parse().map_err(|_| Error::Malformed("vote"))?;
    let done =
        cx.db.write(move |conn| ops::vote(conn, &actor, (&call, &id), (&seen, vote), now)).await;
    match done {
        Ok(()) => {
            let to = format!("/inbox/calls/{}/decisions/{}#votes", at.0, at.1);
            cx.redirect(&to, "decisions-flash-voted")
        }
        Err(Error::Refused(refusal)) => {
            page(&cx, &at, (None, FieldErrors::none(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/decisions/{application}`
pub async fn propose(cx: Context<SignedIn>, path: Path, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (call, id)) = (cx.actor(), cx.now, read_ids(path)?);
    let text = |name: &str| form.text(name).to_owned();
    let typed = Typed {
        outcome: text("outcome"),
        rationale: text("rationale"),
        internal: text("internal"),
        conditions: text("conditions"),
        until: text("until"),
        node: text("node"),
    };
    let seen = text("seen");
    let checked = form.text("checked") == "yes";
    let (tried, at) = (typed.clone(), (call.clone(), id.clone()));
    let done = cx
        .db
        .write(move |conn| {
            access::coordinated(conn, &actor, &call)?;
            let nodes = network::queries::names(conn)?;
            let node = nodes.into_iter().find(|node| node.slug == tried.node);
            let node = node.map(|node| node.id);
            Ok(match rules::read(&tried, node, network_day(now)) {
                Ok(draft) if !checked && ops::tells(conn, (&call, &id), &draft)? => {
                    Err(FieldErrors::one("rationale", rules::TELLS.key()))
                }
                Ok(draft) => Ok(ops::propose(conn, &actor, (&call, &id, &seen), &draft, now)?),
                Err(errors) => Err(errors),
            })
        })
        .await;
    match done {
        Ok(Ok(())) => {
            let to = format!("/inbox/calls/{}/decisions/{}", at.0, at.1);
            cx.redirect(&to, "decisions-flash-proposed")
        }
        Ok(Err(errors)) => page(&cx, &at, (Some(typed), errors, None)).await,
        Err(Error::Refused(refusal)) => {
            page(&cx, &at, (Some(typed), FieldErrors::none(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/decisions/{application}/validation`
pub async fn validate(cx: Context<SignedIn>, path: Path, form: Upload) -> Result<HttpResponse> {
    let (actor, now, at) = (cx.actor(), cx.now, read_ids(path)?);
    let ((call, id), seen) = (at.clone(), form.text("seen").to_owned());
    let done = cx.db.write(move |conn| ops::validate(conn, &actor, (&call, &id, &seen), now)).await;
    match done {
        Ok(()) => {
            let to = format!("/inbox/calls/{}/decisions", at.0);
            cx.redirect(&to, "decisions-flash-validated")
        }
        Err(Error::Refused(refusal)) => {
            page(&cx, &at, (None, FieldErrors::none(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/decisions/{application}/reopening`
pub async fn reopen(cx: Context<SignedIn>, path: Path, form: Upload) -> Result<HttpResponse> {
    let (actor, now, at) = (cx.actor(), cx.now, read_ids(path)?);
    let (call, id) = at.clone();
    let done = cx
        .db
        .write(move |conn| {
            let what = (form.text("seen"), form.text("reason"));
            ops::reopen(conn, &actor, (&call, &id), what, now)
        })
        .await;
    match done {
        Ok(()) => {
            let to = format!("/inbox/calls/{}/decisions/{}", at.0, at.1);
            cx.redirect(&to, "decisions-flash-reopened")
        }
        Err(Error::Refused(refusal)) => {
            page(&cx, &at, (None, FieldErrors::none(), Some(refusal))).await
        }
        Err(error) => Err(error),
    }
}
