//! What is expected from one institution: its figures, its commitments, its letter, its people.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use fast_qr::{ECL, QRBuilder};
use serde::Serialize;

use super::Frame;
use super::guests::{GuestView, TypedGuest};
use super::overview::{read_id, role_key, unfiled};
use crate::applications::access::{self, Opened, opened};
use crate::applications::ops::{self, Signature};
use crate::applications::rules::letters::{self, Standing};
use crate::applications::{
    ApplicationId, Invitation, Letter, Partner, PartnerId, Person, PersonId, Role, queries, rules,
};
use crate::print::sheet::{self, Line, Sheet};
use crate::questionnaires::rules::files;
use crate::questionnaires::rules::words::kept;
use crate::questionnaires::{FileKind, Letters};
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
    /// Letters are wanted.
    wanted: bool,
    required: bool,
    ready: bool,
    letter: LetterView,
    people: Vec<PersonView>,
    waiting: Vec<String>,
    /// Where the owner invites one more person.
    guest: Option<GuestView>,
    errors: FieldErrors,
}

#[derive(Serialize)]
struct LetterView {
    signed: bool,
    /// Why it is to be signed again, if it is.
    stale: String,
    lines: Vec<String>,
    sha256: String,
    signed_said: String,
    paper: String,
    pdf: String,
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

type At = web::Path<(String, String)>;

pub(super) fn read_at(at: At) -> Result<(ApplicationId, PartnerId)> {
    let (id, partner) = at.into_inner();
    Ok((read_id(&id)?, partner.parse().map_err(|_| Error::NotFound)?))
}

/// What the page and the letter are made of.
struct Found {
    there: Opened,
    partner: Partner,
    letters: Vec<Letter>,
    people: Vec<(Person, String)>,
    waiting: Vec<Invitation>,
    unfiled: super::Unfiled,
}

async fn found(
    cx: &Context<SignedIn>,
    (id, partner): (&ApplicationId, &PartnerId),
) -> Result<Found> {
    let (actor, id, partner) = (cx.actor(), id.clone(), partner.clone());
    cx.db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            let partner = access::partner(conn, &id, &partner)?;
            let letters = queries::letters_of(conn, &id)?;
            let people = queries::people_of(conn, &id)?.into_iter();
            let people = people.map(|(one, name, ..)| (one, name)).collect();
            let waiting = queries::open_invitations(conn, &id)?;
            let unfiled = unfiled(conn, &there)?;
            Ok(Found { there, partner, letters, people, waiting, unfiled })
        })
        .await
}

/// `GET /applications/{id}/partners/{partner}`
pub async fn partner(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    page(&cx, (&id, &partner), (FieldErrors::none(), None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    at: (&ApplicationId, &PartnerId),
    outcome: (FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    page_with(cx, at, outcome, &TypedGuest::default()).await
}

pub(super) async fn page_with(
    cx: &Context<SignedIn>,
    at: (&ApplicationId, &PartnerId),
    (errors, refusal): (FieldErrors, Option<Refusal>),
    guest: &TypedGuest,
) -> Result<HttpResponse> {
    let found = found(cx, at).await?;
    let Found { there, partner, letters, people, waiting, unfiled } = &found;
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
        fte: fte(partner, locale.pick(",", ".")),
        commitments: partner.commitments.clone(),
        may_set: open && (owner || speaks),
        may_sign: open && speaks,
        may_bring: open && (owner || speaks),
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
        guest: (owner && open).then(|| GuestView::of(cx, &there.version.definition, guest)),
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

fn name(cx: &Context<SignedIn>, partner: &Partner) -> String {
    cx.app.vocabularies().label(Vocabulary::Institution, &partner.institution, cx.locale)
}

fn fte(partner: &Partner, comma: &str) -> String {
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

fn letter_view(
    cx: &Context<SignedIn>,
    found: &Found,
    (standing, last): (Standing, Option<&Letter>),
) -> LetterView {
    let id = &found.there.application.id;
    LetterView {
        signed: standing == Standing::Signed,
        stale: super::partners::again(standing, last, cx.locale),
        lines: letter_lines(cx, found),
        sha256: letters::content(&found.there.call.reference, &found.partner).1,
        signed_said: last.map(|letter| signed_said(cx, found, letter)).unwrap_or_default(),
        paper: last
            .and_then(|letter| letter.file_id.as_ref())
            .map(|file| format!("/applications/{id}/files/{file}"))
            .unwrap_or_default(),
        pdf: format!("/applications/{id}/partners/{}/letter.pdf", found.partner.id),
    }
}

fn signed_said(cx: &Context<SignedIn>, found: &Found, letter: &Letter) -> String {
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("name", letter.name.clone());
    args.set("capacity", letter.capacity.clone());
    let zone = found.there.call.terms.tz();
    args.set("at", said::moment(letter.signed_at, zone, cx.locale));
    cx.locale.text_with("applications-letter-signed", Some(&args))
}

/// What the letter says, in the reader's language; what binds is the hash under it.
fn letter_lines(cx: &Context<SignedIn>, found: &Found) -> Vec<String> {
    let Found { there, partner, .. } = found;
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("institution", name(cx, partner));
    args.set("role", cx.text(&format!("applications-partner-{}", partner.role)).to_lowercase());
    args.set("title", super::title(&there.application.title, cx.locale));
    args.set("call", there.call.text.title(cx.locale).to_owned());
    args.set("fte", fte(partner, cx.locale.pick(",", ".")));
    let mut lines = vec![
        cx.locale.text_with("applications-letter-part", Some(&args)),
        cx.locale.text_with("applications-letter-fte", Some(&args)),
    ];
    lines.extend(partner.commitments.lines().filter(|line| !line.is_empty()).map(str::to_owned));
    lines
}

/// `GET /applications/{id}/partners/{partner}/letter.pdf`
pub async fn letter(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let found = found(&cx, (&id, &partner)).await?;
    let place = format!("/applications/{id}/partners/{partner}");
    let url = format!("{}{place}", cx.app.config.base_url);
    let code = QRBuilder::new(url.as_str()).ecl(ECL::M).build();
    let code = code.map_err(|error| anyhow::anyhow!("a QR code: {error:?}"))?;
    let code = (0..code.size)
        .map(|row| (0..code.size).map(|column| code[row][column].value()).collect())
        .collect();
    match sheet::write(&sheet(&cx, &found, (url, code))) {
        Some(bytes) => Ok(super::receipt::pdf_answer(bytes, "letter")),
        // The page itself has all letters, and is printed as well.
        None => cx.go(&place),
    }
}

fn sheet(cx: &Context<SignedIn>, found: &Found, (url, code): (String, Vec<Vec<bool>>)) -> Sheet {
    let line = |text: String, size, bold, above| Line { text, size, bold, heading: false, above };
    let title = format!("{} – {}", cx.text("applications-letter"), name(cx, &found.partner));
    let standing = letters::standing(&found.there.call.reference, &found.partner, &found.letters);
    let mut lines = vec![
        line(cx.app.config.brand.name.clone(), 11, true, 0),
        Line { heading: true, ..line(title.clone(), 20, true, 10) },
    ];
    lines.extend(letter_lines(cx, found).into_iter().map(|text| line(text, 11, false, 6)));
    lines.push(match standing {
        (Standing::Signed, Some(letter)) => line(signed_said(cx, found, letter), 11, true, 14),
        _ => line(cx.text("applications-letter-to-sign"), 11, false, 14),
    });
    let hash = letters::content(&found.there.call.reference, &found.partner).1;
    lines.push(line(format!("SHA-256 {hash}"), 8, false, 12));
    let language = cx.locale.pick("fr-FR", "en-GB");
    Sheet { language, title, lines, code, code_says: url }
}

async fn answered(
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
        return page(&cx, (&id, &partner), (errors, None)).await;
    }
    let (actor, now, at) = (cx.actor(), cx.now, (id.clone(), partner.clone()));
    let done = cx
        .db
        .write(move |conn| ops::set_figures(conn, &actor, (&at.0, &at.1), (fte, Some(&text)), now))
        .await;
    answered(&cx, (&id, &partner), done, "applications-flash-saved").await
}

/// `POST /applications/{id}/partners/{partner}/letter`
pub async fn sign(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (id, partner) = read_at(at)?;
    let line = |name: &str| kept(form.text(name)).chars().take(200).collect::<String>();
    let mut errors = FieldErrors::none();
    let (name, capacity) = (line("name"), line("capacity"));
    if name.is_empty() {
        errors.add("name", "form-name");
    }
    if capacity.is_empty() {
        errors.add("capacity", "applications-error-capacity");
    }
    let by_paper = form.text("way") == "upload";
    let paper = form.files.first();
    match paper {
        None if by_paper => errors.add("paper", "questionnaires-missing-file"),
        Some(file) if files::kind(&file.name, &file.content) != Some(FileKind::Pdf) => {
            errors.add("paper", "applications-error-paper");
        }
        _ => {}
    }
    if !by_paper && form.text("consent").is_empty() {
        errors.add("consent", "applications-error-consent");
    }
    if !errors.is_empty() {
        return page(&cx, (&id, &partner), (errors, None)).await;
    }
    // Nobody fills the store who has no part in it.
    found(&cx, (&id, &partner)).await?;
    let paper = match paper.filter(|_| by_paper) {
        Some(file) => Some(cx.app.files.put(&file.name, file.content.clone()).await?),
        None => None,
    };
    let signature = Signature { read: form.text("sha256").to_owned(), name, capacity, paper };
    let (actor, now, at) = (cx.actor(), cx.now, (id.clone(), partner.clone()));
    let done =
        cx.db.write(move |conn| ops::sign(conn, &actor, (&at.0, &at.1), &signature, now)).await;
    answered(&cx, (&id, &partner), done, "applications-flash-signed").await
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
