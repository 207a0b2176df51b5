//! One application at the desk: what it says, what each reviewer says with their name, and what is said between them.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::{Frame, after, assignment_badge, status, titled};
use crate::applications::pages::{ReturnView, StepView, returns, timeline};
use crate::applications::{self, ApplicationId, Partner, State};
use crate::calls::rules::dates::last_instant;
use crate::calls::{Blind, CallId};
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::outbox::returned_about;
use crate::questionnaires::{self, Letters, Version};
use crate::reviews::access::{application, desk, read_desk};
use crate::reviews::views::{BlindView, CommitteeView, PeerView};
use crate::reviews::{
    AssignmentId, Audience, Completion, CompletionId, ConflictKind, PostId, ReviewState, ops,
    queries, rules,
};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Badge, Choice, Context, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: ApplicationId,
    reference: String,
    title: String,
    badge: Badge,
    file: BlindView,
    reviews: Vec<ReviewView>,
    posts: Vec<PostView>,
    post: PostId,
    completions: Vec<CompletionView>,
    may_complete: bool,
    request: CompletionId,
    fields: Vec<Choice>,
    /// A request that was typed and not sent.
    typed: Typed,
    people: Vec<Choice>,
    /// Mails to who applies that did not arrive.
    returns: Vec<ReturnView>,
    kinds: Vec<Choice>,
    /// What became of it so far, as those who applied read it.
    steps: Vec<StepView>,
}

/// What was asked to be completed, as it was typed.
#[derive(Debug, Default, Serialize)]
struct Typed {
    #[serde(skip)]
    fields: Vec<String>,
    message: String,
    due: String,
    /// Whether the message names somebody who judges, which its writer has to look at.
    tells: bool,
}

#[derive(Serialize)]
struct ReviewView {
    id: AssignmentId,
    badge: Badge,
    /// None before it was submitted: what is being written is its writer's.
    said: Option<CommitteeView>,
    name: String,
    alias: String,
    reason: String,
}

/// A word between those who judge an application.
#[derive(Debug, Serialize)]
pub struct PostView {
    pub by: String,
    pub day: NaiveDate,
    pub body: String,
    pub committee: bool,
}

#[derive(Serialize)]
struct CompletionView {
    fields: String,
    message: String,
    due: String,
    answered: Option<i32>,
}

type At = web::Path<(CallId, String)>;

fn read(at: At) -> Result<(CallId, ApplicationId)> {
    let (call, id) = at.into_inner();
    Ok((call, id.parse().map_err(|_| Error::NotFound)?))
}

/// `GET /inbox/calls/{id}/reviews/applications/{application}`
pub async fn bid(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (call, id) = read(at)?;
    page(&cx, (&call, &id), (None, Typed::default())).await
}

async fn page(
    cx: &Context<SignedIn>,
    (call, id): (&CallId, &ApplicationId),
    (refusal, typed): (Option<Refusal>, Typed),
) -> Result<HttpResponse> {
    let (actor, call, id, now) = (cx.actor(), call.clone(), id.clone(), cx.now);
    let locale = cx.locale;
    let (
        (desk, of, steps),
        filed,
        version,
        criteria,
        assignments,
        mut said,
        posts,
        completions,
        more,
    ) = cx
        .db
        .read(move |conn| {
            let desk = read_desk(conn, &actor, &call, now)?;
            let of = application(conn, &desk, &id)?;
            let steps = timeline(conn, (&of, &desk.call), locale)?;
            let seq = of.current_seq.ok_or(Error::NotFound)?;
            let filed = applications::queries::submission(conn, &id, seq)?;
            let version = questionnaires::queries::find(conn, &filed.version_id)?;
            let criteria = queries::criteria(conn, &call)?;
            let assignments = queries::assignments_of(conn, &id)?;
            let said = match queries::unsaid_by(conn, &actor.id, &call)?.contains(&id) {
                true => Default::default(),
                false => queries::reviews_of_call(conn, &call)?,
            };
            let posts = queries::posts_of(conn, &id)?;
            let completions = queries::completions_of(conn, &id)?;
            let earlier = match desk.call.frozen_at {
                Some(frozen) => applications::queries::filed_before(conn, &filed, frozen)?,
                None => None,
            };
            let lost = returned_about(conn, &[id.to_string()])?;
            let partners = ops::filed_partners(conn, &filed)?;
            let more = (queries::asked(conn, &call)?, lost, earlier, partners);
            let of = (desk, of, steps);
            Ok((of, filed, version, criteria, assignments, said, posts, completions, more))
        })
        .await?;
    let (asked, lost, earlier, partners) = more;
    let words = cx.app.vocabularies();
    let reviews = assignments.iter().map(|(one, name, _)| {
        let given = said.remove(&one.id).filter(|(one, _)| one.state == ReviewState::Submitted);
        ReviewView {
            id: one.id.clone(),
            badge: assignment_badge(one.state, false, locale),
            said: given.map(|(review, scores)| CommitteeView {
                name: name.clone(),
                said: PeerView::of((one, &review, &scores), &criteria, locale),
            }),
            name: name.clone(),
            alias: one.alias.clone(),
            reason: one.reason.clone(),
        }
    });
    let letters = letters(&version, &partners, (&words, locale));
    let label = |key: &str| {
        let item = version.definition.item(key).map(|item| item.label.in_locale(locale));
        let letter = letters.iter().find(|one| one.value == key).map(|one| one.label.as_str());
        item.or(letter).unwrap_or(key).to_owned()
    };
    let view = View {
        frame: Frame::of(&desk.call, "board", cx, refusal).until(&desk, locale),
        reference: of.reference.clone().unwrap_or_default(),
        title: titled(&of.title, locale),
        badge: applications::pages::badge(of.state, locale),
        file: BlindView::completed(
            (&of, &filed, earlier.as_ref()),
            &version,
            Blind::Open,
            (&words, locale),
        ),
        reviews: reviews.collect(),
        posts: posts
            .into_iter()
            .map(|(post, by)| PostView {
                by,
                day: network_day(post.posted_at),
                body: post.body,
                committee: post.audience == Audience::Committee,
            })
            .collect(),
        post: PostId::random(),
        completions: completions
            .iter()
            .map(|one| CompletionView {
                fields: one.fields.split(',').map(label).collect::<Vec<_>>().join(", "),
                message: one.message.clone(),
                due: super::day(one.due_at, &desk.call, locale),
                answered: one.answered_seq,
            })
            .collect(),
        may_complete: desk.until.is_none()
            && desk.call.state == crate::calls::State::InReview
            && matches!(of.state, State::Submitted | State::InReview),
        request: CompletionId::random(),
        fields: version
            .definition
            .sections
            .iter()
            .flat_map(|section| &section.items)
            .filter(|item| ops::may_reopen(item))
            .map(|item| choice(&item.key, item.label.in_locale(locale).to_owned(), false))
            .chain(letters.iter().cloned())
            .map(|one| Choice { on: typed.fields.contains(&one.value), ..one })
            .collect(),
        typed,
        people: asked
            .iter()
            .map(|(_, person)| choice(person.id.as_str(), person.name.clone(), false))
            .collect(),
        kinds: ConflictKind::DECLARED
            .iter()
            .map(|kind| choice(kind.as_str(), cx.text(&format!("reviews-conflict-{kind}")), false))
            .collect(),
        returns: returns(lost, &desk.call, locale),
        steps,
        id: of.id,
    };
    cx.respond(status(refusal), "reviews/bid", cx.head("reviews-application", "inbox"), &view)
}

/// The letters that can be asked for anew, where the form wants letters.
fn letters(
    version: &Version,
    partners: &[Partner],
    (words, locale): (&Vocabularies, Locale),
) -> Vec<Choice> {
    let wanted = |_: &&Partner| version.definition.letters != Letters::None;
    let letter = |one: &Partner| {
        let institution = words.label(Vocabulary::Institution, &one.institution, locale);
        let label = locale.text1("reviews-completion-letter", "institution", institution);
        choice(&ops::letter_field(&one.id), label, false)
    };
    partners.iter().filter(wanted).map(letter).collect()
}

/// `POST /inbox/calls/{id}/reviews/applications/{application}/posts`
pub async fn say(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (call, id)) = (cx.actor(), cx.now, read(at)?);
    let post: PostId = form.text("id").parse().unwrap_or_else(|_| PostId::random());
    let audience = form.text("audience").parse().unwrap_or(Audience::Reviewers);
    let what = (call.clone(), id.clone());
    let done = cx
        .db
        .write(move |conn| {
            let body: String = form.text("body").chars().take(rules::MOST_TEXT).collect();
            let said = (&post, audience, body.as_str());
            ops::say(conn, &actor, (&what.0, &what.1), said, now)
        })
        .await;
    let to = format!("/inbox/calls/{call}/reviews/applications/{id}#discussion");
    let refused = |refusal| page(&cx, (&call, &id), (Some(refusal), Typed::default()));
    after(&cx, done, (&to, "reviews-flash-said"), refused).await
}

/// `POST /inbox/calls/{id}/reviews/applications/{application}/completions`
pub async fn ask_completion(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (call, id)) = (cx.actor(), cx.now, read(at)?);
    let what = (call.clone(), id.clone());
    let text = |name: &str| form.text(name).trim().to_owned();
    let (message, due, fields) = (text("message"), text("due"), form.all("fields").to_vec());
    let typed = Typed { message, due, fields, tells: false };
    let done = cx
        .db
        .write(move |conn| {
            let zone = desk(conn, &actor, &what.0)?.call.terms.tz();
            let due = last_instant(&format!("{}T23:59", form.text("due").trim()), zone)?;
            let (message, checked) = (form.text("message"), form.text("checked") == "1");
            if !checked && !ops::named_in(conn, (&what.0, &what.1), message)?.is_empty() {
                return Err(applications::rules::TELLS.into());
            }
            let request = Completion {
                id: form.text("id").parse().unwrap_or_else(|_| CompletionId::random()),
                application_id: what.1.clone(),
                fields: form.all("fields").join(","),
                message: form.text("message").trim().to_owned(),
                due_at: due.unwrap_or(now),
                made_at: now,
                answered_seq: None,
                closed_at: None,
            };
            ops::ask_completion(conn, &actor, (&what.0, &request), now)
        })
        .await;
    let to = format!("/inbox/calls/{call}/reviews/applications/{id}");
    let refused = |refusal: Refusal| {
        let typed = Typed { tells: refusal == applications::rules::TELLS, ..typed };
        page(&cx, (&call, &id), (Some(refusal), typed))
    };
    after(&cx, done, (&to, "reviews-flash-completion"), refused).await
}

/// `POST /inbox/calls/{id}/reviews/assignments/{assignment}/reopening`
pub async fn reopen(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (actor, now, (call, one)) = (cx.actor(), cx.now, at.into_inner());
    let one: AssignmentId = one.parse().map_err(|_| Error::NotFound)?;
    let (which, reader, whose) = (call.clone(), cx.actor(), one.clone());
    let done = cx
        .db
        .write(move |conn| {
            ops::reopen(conn, &actor, (&which, &one, form.text("reason").trim()), now)
        })
        .await;
    let of = call.clone();
    let id = cx
        .db
        .read(move |conn| {
            let desk = desk(conn, &reader, &of)?;
            Ok(crate::reviews::access::assignment(conn, &desk, &whose)?.1.id)
        })
        .await?;
    let to = format!("/inbox/calls/{call}/reviews/applications/{id}");
    let refused = |refusal| page(&cx, (&call, &id), (Some(refusal), Typed::default()));
    after(&cx, done, (&to, "reviews-flash-reopened"), refused).await
}
