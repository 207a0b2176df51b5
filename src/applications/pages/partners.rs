//! The institutions that apply together, and what each still owes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Frame;
use super::overview::{read_id, role_key, unfiled};
use super::proposals::{ProposalView, proposals};
use crate::applications::access::opened;
use crate::applications::ops::{self, Guest, Joining};
use crate::applications::rules::letters::{Standing, standing};
use crate::applications::{
    ApplicationId, Invitation, InvitationId, Letter, Partner, PartnerId, PartnerRole, PartnerState,
    Role, queries, rules,
};
use crate::i18n::Locale;
use crate::questionnaires::Letters;
use crate::questionnaires::pages::entries;
use crate::taxonomy::Vocabulary;
use crate::web::{Choice, Context, FieldErrors, SignedIn, Upload, checked_email, choice};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    partners: Vec<PartnerView>,
    letters: bool,
    others: Vec<String>,
    may_change: bool,
    may_propose: bool,
    proposals: Vec<ProposalView>,
    form: FormView,
}

#[derive(Serialize)]
struct PartnerView {
    id: PartnerId,
    name: String,
    role: String,
    state: String,
    class: &'static str,
    icon: &'static str,
    fte: String,
    may_set: bool,
    people: Vec<String>,
    owes: Vec<String>,
    /// Where its letter stands, if letters are wanted.
    letter: String,
    letter_icon: &'static str,
    may_remind: bool,
}

#[derive(Serialize, Default)]
struct FormView {
    institutions: Vec<Choice>,
    roles: Vec<Choice>,
    parts: Vec<Choice>,
    sections: Vec<Choice>,
    languages: Vec<Choice>,
    fte: String,
    name: String,
    email: String,
    errors: FieldErrors,
}

/// What was typed of a new partner, and why it did not pass.
#[derive(Default)]
pub(super) struct Typed {
    institution: String,
    role: String,
    part: String,
    sections: Vec<String>,
    fte: String,
    name: String,
    email: String,
    language: String,
    errors: FieldErrors,
}

impl Typed {
    /// What a form says, with what is wrong of the institution and its figure.
    pub(super) fn of(cx: &Context<SignedIn>, form: &Upload) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        let mut typed = Self {
            institution: text("institution"),
            role: text("role"),
            part: text("part"),
            sections: form.all("sections").to_vec(),
            fte: text("fte"),
            name: text("name").chars().take(200).collect(),
            email: text("email"),
            language: text("language"),
            errors: FieldErrors::none(),
        };
        if !cx.app.vocabularies().has(Vocabulary::Institution, &typed.institution) {
            typed.errors.add("institution", "form-choice");
        }
        if rules::fte(&typed.fte).is_none() && !typed.fte.is_empty() {
            typed.errors.add("fte", "questionnaires-no-number");
        }
        typed
    }

    pub(super) fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }
}

/// `GET /applications/{id}/partners`
pub async fn partners(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, (Typed::default(), None)).await
}

pub(super) async fn page(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    (typed, refusal): (Typed, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, which, locale, now) = (cx.actor(), id.clone(), cx.locale, cx.now);
    let (there, partners, people, waiting, letters, proposed, unfiled) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &which)?;
            let partners = queries::partners_of(conn, &which)?;
            let people = queries::people_of(conn, &which)?;
            let waiting = queries::open_invitations(conn, &which)?;
            let letters = queries::letters_of(conn, &which)?;
            let proposed = queries::proposed_in(conn, &which)?;
            let unfiled = unfiled(conn, &there)?;
            Ok((there, partners, people, waiting, letters, proposed, unfiled))
        })
        .await?;
    let words = cx.app.vocabularies();
    let open = rules::check_write(&there.application, (&there.call, there.granted), now).is_ok();
    let wanted = there.version.definition.letters != Letters::None;
    let owner = there.person.role == Role::Owner;
    let view_of = |one: &Partner| {
        let own = there.person.partner_id.as_ref() == Some(&one.id);
        let (class, icon) = match one.state {
            PartnerState::Confirmed => ("is-good", "check-circle"),
            PartnerState::Invited => ("is-warn", "hourglass-split"),
            PartnerState::Declined | PartnerState::Removed => ("", "x-circle"),
        };
        let named =
            people.iter().filter(|(person, ..)| person.partner_id.as_ref() == Some(&one.id));
        let asked = waiting.iter().filter(|open| open.partner_id.as_ref() == Some(&one.id));
        let standing = standing(&there.call.reference, one, &letters).0;
        let owed = rules::owes(one, wanted.then_some(standing));
        PartnerView {
            letter: cx.text(&format!("applications-letter-is-{standing}")),
            letter_icon: match standing {
                Standing::Signed => "check-circle",
                Standing::Stale => "arrow-clockwise",
                Standing::Refused => "x-circle",
                Standing::Missing => "circle",
            },
            may_remind: owner
                && open
                && !owed.is_empty()
                && (named.clone().next().is_some() || asked.clone().next().is_some()),
            name: words.label(Vocabulary::Institution, &one.institution, locale),
            role: cx.text(&format!("applications-partner-{}", one.role)),
            state: cx.text(&format!("applications-partner-state-{}", one.state)),
            class,
            icon,
            fte: fte_said(one, locale),
            may_set: open && (owner || own && there.person.role != Role::Viewer),
            people: named
                .clone()
                .map(|(person, name, ..)| format!("{name} – {}", cx.text(role_key(person.role))))
                .chain(asked.clone().map(|open| invited(cx, open)))
                .collect(),
            owes: owed.into_iter().map(|key| cx.text(key)).collect(),
            id: one.id.clone(),
        }
    };
    let failed = !typed.errors.is_empty();
    let alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let view = View {
        frame: Frame::of(&there, "partners", unfiled, (locale, now)).with_alert(alert),
        others: people
            .iter()
            .filter(|(person, ..)| person.partner_id.is_none())
            .map(|(person, name, ..)| format!("{name} – {}", cx.text(role_key(person.role))))
            .collect(),
        partners: partners.iter().map(view_of).collect(),
        letters: wanted,
        may_change: owner && open,
        may_propose: there.person.role == Role::Editor && open,
        proposals: proposals(&proposed, &people, (&words, locale)),
        form: form_view(cx, &there.version.definition, typed),
    };
    let status = match (failed, refusal) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, Some(_)) => StatusCode::CONFLICT,
        (false, None) => StatusCode::OK,
    };
    cx.respond(status, "applications/partners", cx.head("applications-partners", "calls"), &view)
}

/// The figure of an institution, or nothing.
pub(super) fn fte_said(one: &Partner, locale: Locale) -> String {
    one.fte.map(rules::fte_said).unwrap_or_default().replace('.', locale.pick(",", "."))
}

/// What somebody may be given beside owning it.
pub(super) const PARTS: [Role; 4] =
    [Role::Editor, Role::Contributor, Role::Signatory, Role::Viewer];

/// Who was invited, and whether the link still opens.
pub(super) fn invited(cx: &Context<SignedIn>, one: &Invitation) -> String {
    let key = match one.expires_at > cx.now {
        true => "applications-invited",
        false => "applications-invited-expired",
    };
    cx.locale.text1(key, "name", one.name.clone())
}

fn form_view(
    cx: &Context<SignedIn>,
    form: &crate::questionnaires::Definition,
    typed: Typed,
) -> FormView {
    let words = cx.app.vocabularies();
    let role = |one: &PartnerRole| {
        let label = cx.text(&format!("applications-partner-{one}"));
        choice(one.as_str(), label, one.as_str() == typed.role)
    };
    let part =
        |one: &Role| choice(one.as_str(), cx.text(role_key(*one)), one.as_str() == typed.part);
    FormView {
        institutions: entries(Vocabulary::Institution, &words, &[], cx.locale)
            .into_iter()
            .map(|(slug, label)| {
                let on = slug == typed.institution;
                choice(&slug, label, on)
            })
            .collect(),
        roles: [PartnerRole::Partner, PartnerRole::Lead, PartnerRole::Associate]
            .iter()
            .map(role)
            .collect(),
        parts: PARTS.iter().map(part).collect(),
        sections: form
            .sections
            .iter()
            .map(|one| {
                let on = typed.sections.contains(&one.key);
                choice(&one.key, one.title.in_locale(cx.locale).to_owned(), on)
            })
            .collect(),
        languages: languages(cx.locale, &typed.language),
        fte: typed.fte,
        name: typed.name,
        email: typed.email,
        errors: typed.errors,
    }
}

/// In which language somebody is written to: the reader's, unless they say otherwise.
pub(super) fn languages(locale: Locale, typed: &str) -> Vec<Choice> {
    let on = typed.parse().unwrap_or(locale);
    let one = |(of, word): (Locale, &str)| choice(of.as_str(), word.to_owned(), of == on);
    [(Locale::Fr, "Français"), (Locale::En, "English")].map(one).into()
}

/// `POST /applications/{id}/partners`
pub async fn add(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let mut typed = Typed::of(&cx, &form);
    let email = checked_email(&typed.email);
    if !(typed.email.is_empty() && typed.name.is_empty()) {
        if email.is_none() {
            typed.errors.add("email", "form-email");
        }
        if typed.name.is_empty() {
            typed.errors.add("name", "form-name");
        }
    }
    let part = typed.part.parse().ok().filter(|part| *part != Role::Owner).unwrap_or(Role::Editor);
    if part == Role::Contributor && typed.sections.is_empty() {
        typed.errors.add("sections", "applications-error-sections");
    }
    if !typed.errors.is_empty() {
        return page(&cx, &id, (typed, None)).await;
    }
    let joining = Joining {
        institution: typed.institution.clone(),
        role: typed.role.parse().unwrap_or(PartnerRole::Partner),
        fte: rules::fte(&typed.fte),
        person: email.map(|email| Guest {
            name: typed.name.clone(),
            email,
            language: form.text("language").parse().unwrap_or(cx.locale),
            part,
            sections: match part {
                Role::Contributor => typed.sections.join(","),
                _ => String::new(),
            },
        }),
    };
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done =
        cx.db.write(move |conn| ops::add_partner(conn, &actor, (&which, &joining), now)).await;
    answered(&cx, &id, (done, typed), "applications-flash-partner-added").await
}

pub(super) async fn answered(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    (done, typed): (Result<()>, Typed),
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/applications/{id}/partners"), flash),
        Err(Error::Refused(refusal)) => page(cx, id, (typed, Some(refusal))).await,
        Err(error) => Err(error),
    }
}

type At = web::Path<(String, String)>;

/// `POST /applications/{id}/partners/{partner}/removal`
pub async fn remove(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, partner) = at.into_inner();
    let (id, partner) = (read_id(&id)?, partner.parse::<PartnerId>().map_err(|_| Error::NotFound)?);
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done =
        cx.db.write(move |conn| ops::remove_partner(conn, &actor, (&which, &partner), now)).await;
    answered(&cx, &id, (done, Typed::default()), "applications-flash-partner-removed").await
}

/// `POST /applications/{id}/partners/{partner}/fte`
pub async fn set_fte(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (id, partner) = at.into_inner();
    let (id, partner) = (read_id(&id)?, partner.parse::<PartnerId>().map_err(|_| Error::NotFound)?);
    let fte = rules::fte(form.text("fte").trim());
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done = cx
        .db
        .write(move |conn| ops::set_figures(conn, &actor, (&which, &partner), (fte, None), now))
        .await;
    answered(&cx, &id, (done, Typed::default()), "applications-flash-saved").await
}

/// `POST /applications/{id}/invitations/{invitation}/mail`
pub async fn remind(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, invitation) = at.into_inner();
    let id = read_id(&id)?;
    let invitation: InvitationId = invitation.parse().map_err(|_| Error::NotFound)?;
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let done = cx.db.write(move |conn| ops::remind(conn, &actor, (&which, &invitation), now)).await;
    answered(&cx, &id, (done, Typed::default()), "applications-flash-reminded").await
}

/// Why a letter is to be signed again, if it is.
pub(super) fn again(standing: Standing, last: Option<&Letter>, locale: Locale) -> String {
    match (standing, last) {
        (Standing::Stale, _) => locale.text("applications-letter-stale"),
        (Standing::Refused, Some(letter)) => {
            locale.text1("applications-letter-refused", "why", letter.verdict_reason.clone())
        }
        _ => String::new(),
    }
}
