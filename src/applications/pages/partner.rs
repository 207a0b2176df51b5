//! What is expected from one institution: its figures, its commitments, its letter, its people.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::Frame;
use super::guests::{GuestView, TypedGuest};
use super::overview::{read_id, role_key, unfiled};
use super::partner_letter::{LetterView, letter_view};
use crate::applications::access::{self, Opened, opened};
use crate::applications::ops;
use crate::applications::rules::letters;
use crate::applications::{
    ApplicationId, Invitation, Letter, Partner, PartnerId, Person, PersonId, Role, queries, rules,
};
use crate::questionnaires::Letters;
use crate::questionnaires::rules::words::kept;
use crate::taxonomy::Vocabulary;
use crate::times::said;
use crate::web::{Choice, Context, FieldErrors, SignedIn, Upload, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    id: PartnerId,
    name: String,
    role: String,
    state: String,
    owes: Vec<String>,
    fte: String,
    commitments: String,
    may_set: bool,
    may_sign: bool,
    may_bring: bool,
    /// Until when its letter is asked for anew.
    again: Option<String>,
    /// Letters are wanted.
    wanted: bool,
    required: bool,
    ready: bool,
    letter: LetterView,
    people: Vec<PersonView>,
    waiting: Vec<String>,
    /// Where the owner invites one more person.
    guest: Option<GuestView>,
    signer: Signer,
    errors: FieldErrors,
}

/// What was typed into a form of this page that was not kept: it stays there.
#[derive(Default)]
pub(super) struct Typed {
    pub guest: TypedGuest,
    /// Staff and commitments.
    pub figures: Option<(String, String)>,
    pub signer: Signer,
}

/// Who signs, as it was typed, and in which of the two forms.
#[derive(Debug, Default, Clone, Serialize)]
pub(super) struct Signer {
    pub name: String,
    pub capacity: String,
    pub consents: bool,
    pub brings: bool,
}

#[derive(Serialize)]
struct PersonView {
    id: PersonId,
    name: String,
    role: String,
    may_change: bool,
    roles: Vec<Choice>,
    sections: Vec<Choice>,
}

pub(super) type At = web::Path<(String, String)>;

pub(super) fn read_at(at: At) -> Result<(ApplicationId, PartnerId)> {
    let (id, partner) = at.into_inner();
    Ok((read_id(&id)?, partner.parse().map_err(|_| Error::NotFound)?))
}

/// What the page and the letter are made of.
pub(super) struct Found {
    pub there: Opened,
    pub partner: Partner,
    pub letters: Vec<Letter>,
    people: Vec<(Person, String)>,
    waiting: Vec<Invitation>,
    unfiled: super::Unfiled,
    /// Until when its letter may be signed again, though the closing has been.
    again: Option<NaiveDateTime>,
}

pub(super) async fn found(
    cx: &Context<SignedIn>,
    (id, partner): (&ApplicationId, &PartnerId),
) -> Result<Found> {
    let (actor, id, partner, now) = (cx.actor(), id.clone(), partner.clone(), cx.now);
    cx.db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let partner = access::partner(conn, &id, &partner)?;
            let again = ops::asked_again(conn, (&there, &partner), now)?;
            let letters = queries::letters_of(conn, &id)?;
            let people = queries::people_of(conn, &id)?.into_iter();
            let people = people.map(|(one, name, ..)| (one, name)).collect();
            let waiting = queries::open_invitations(conn, &id)?;
            let unfiled = unfiled(conn, &there)?;
            Ok(Found { there, partner, letters, people, waiting, unfiled, again })
        })
        .await
}

/// `GET /applications/{id}/partners/{partner}`
pub async fn partner(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    page(&cx, (&id, &partner), (FieldErrors::none(), None)).await
}

pub(super) async fn page(
    cx: &Context<SignedIn>,
    at: (&ApplicationId, &PartnerId),
    outcome: (FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    page_with(cx, at, outcome, Typed::default()).await
}

pub(super) async fn page_with(
    cx: &Context<SignedIn>,
    at: (&ApplicationId, &PartnerId),
    (errors, refusal): (FieldErrors, Option<Refusal>),
    typed: Typed,
) -> Result<HttpResponse> {
    let Typed { guest, figures, signer } = typed;
    let found = found(cx, at).await?;
    let Found { there, partner, letters, people, waiting, unfiled, again } = &found;
    let (locale, now) = (cx.locale, cx.now);
    let granted = (&there.call, there.granted);
    let open = rules::check_write(&there.application, granted, now).is_ok();
    let (owner, speaks) =
        (there.person.role == Role::Owner, ops::speaks_for(&there.person, partner));
    let wanted = there.version.definition.letters;
    let standing = letters::standing(&there.call.reference, partner, letters);
    let owed = rules::owes(partner, (wanted != Letters::None).then_some(standing.0));
    let own = |of: &Option<PartnerId>| of.as_ref() == Some(&partner.id);
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = View {
        frame: Frame::of(there, "partners", *unfiled, (locale, now)).with_alert(alert),
        name: name(cx, partner),
        role: cx.text(&format!("applications-partner-{}", partner.role)),
        state: cx.text(&format!("applications-partner-state-{}", partner.state)),
        owes: owed.into_iter().map(|key| cx.text(key)).collect(),
        fte: match &figures {
            Some((typed, _)) => typed.clone(),
            None => fte(partner, locale.pick(",", ".")),
        },
        commitments: figures.map_or_else(|| partner.commitments.clone(), |(_, typed)| typed),
        may_set: open && (owner || speaks),
        may_sign: (open || again.is_some()) && speaks,
        may_bring: (open || again.is_some()) && (owner || speaks),
        again: again.map(|due| said::moment(due, there.call.terms.tz(), locale)),
        wanted: wanted != Letters::None,
        required: wanted == Letters::Required,
        ready: letters::is_ready(partner),
        letter: letter_view(cx, &found, standing),
        people: people
            .iter()
            .filter(|(one, _)| own(&one.partner_id))
            .map(|one| person_view(cx, there, one, owner && open))
            .collect(),
        waiting: waiting
            .iter()
            .filter(|one| own(&one.partner_id))
            .map(|one| super::partners::invited(cx, one))
            .collect(),
        guest: (owner && open).then(|| GuestView::of(cx, &there.version.definition, &guest)),
        signer,
        id: partner.id.clone(),
        errors,
    };
    let status = match (view.errors.is_empty(), refusal) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, Some(_)) => StatusCode::CONFLICT,
        (true, None) => StatusCode::OK,
    };
    cx.respond(status, "applications/partner", cx.head("applications-partners", "calls"), &view)
}

pub(super) fn name(cx: &Context<SignedIn>, partner: &Partner) -> String {
    cx.app.vocabularies().label(Vocabulary::Institution, &partner.institution, cx.locale)
}

pub(super) fn fte(partner: &Partner, comma: &str) -> String {
    partner.fte.map(rules::fte_said).unwrap_or_default().replace('.', comma)
}

fn person_view(
    cx: &Context<SignedIn>,
    there: &Opened,
    (one, name): &(Person, String),
    may_change: bool,
) -> PersonView {
    let role = |role: &Role| choice(role.as_str(), cx.text(role_key(*role)), *role == one.role);
    let section = |section: &crate::questionnaires::Section| {
        let on = one.sections.split(',').any(|key| key == section.key);
        choice(&section.key, section.title.in_locale(cx.locale).to_owned(), on)
    };
    PersonView {
        id: one.id.clone(),
        name: name.clone(),
        role: cx.text(role_key(one.role)),
        may_change: may_change && one.role != Role::Owner,
        roles: super::partners::PARTS.iter().map(role).collect(),
        sections: there.version.definition.sections.iter().map(section).collect(),
    }
}

pub(super) async fn answered(
    cx: &Context<SignedIn>,
    at: (&ApplicationId, &PartnerId),
    done: Result<()>,
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/applications/{}/partners/{}", at.0, at.1), flash),
        Err(Error::Refused(refusal)) => page(cx, at, (FieldErrors::none(), Some(refusal))).await,
        Err(error) => Err(error),
    }
}

/// `POST /applications/{id}/partners/{partner}`
pub async fn commit(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let typed = form.text("fte").trim();
    let fte = rules::fte(typed);
    let text = kept(form.text("commitments"));
    let mut errors = FieldErrors::none();
    if fte.is_none() && !typed.is_empty() {
        errors.add("fte", "questionnaires-no-number");
    }
    if text.chars().count() > rules::MOST_COMMITMENTS {
        errors.add("commitments", "applications-commitments-long");
    }
    if !errors.is_empty() {
        let typed = Typed { figures: Some((typed.to_owned(), text)), ..Typed::default() };
        return page_with(&cx, (&id, &partner), (errors, None), typed).await;
    }
    let (actor, now, at) = (cx.actor(), cx.now, (id.clone(), partner.clone()));
    let done = cx
        .db
        .write(move |conn| ops::set_figures(conn, &actor, (&at.0, &at.1), (fte, Some(&text)), now))
        .await;
    answered(&cx, (&id, &partner), done, "applications-flash-saved").await
}

/// `POST /applications/{id}/partners/{partner}/reminder`
pub async fn remind(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let (actor, now, at) = (cx.actor(), cx.now, (id.clone(), partner.clone()));
    let done =
        cx.db.write(move |conn| ops::remind_partner(conn, &actor, (&at.0, &at.1), now)).await;
    match done {
        Ok(()) => {
            cx.redirect(&format!("/applications/{id}/partners"), "applications-flash-reminded")
        }
        other => answered(&cx, (&id, &partner), other, "").await,
    }
}

/// `POST /applications/{id}/people/{person}/role`
pub async fn set_role(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (id, person) = at.into_inner();
    let id = read_id(&id)?;
    let person: PersonId = person.parse().map_err(|_| Error::NotFound)?;
    let role: Role = form.text("role").parse().map_err(|_| Error::NotFound)?;
    let sections = match role {
        Role::Contributor => form.all("sections").join(","),
        _ => String::new(),
    };
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done = cx
        .db
        .write(move |conn| ops::set_role(conn, &actor, (&which, &person), (role, &sections), now))
        .await;
    super::partners::answered(&cx, &id, (done, Default::default()), "applications-flash-saved")
        .await
}
