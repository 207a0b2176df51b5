//! One document: its versions, who signed one of them, and who has not.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{concern_word, kind_word};
use crate::accounts::Actor;
use crate::accounts::pages::{Fault, faults};
use crate::clock::network_day;
use crate::conventions::access::{self, Sight, expected};
use crate::conventions::rules::{MAX_NAME, MAX_NOTE, holds, missing};
use crate::conventions::{
    Convention, Edition, Signature, SignatureId, Signing, Version, VersionId, ops, queries,
};
use crate::files::Stored;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{
    Badge, Choice, Context, Coordinator, Door, FieldErrors, Head, SignedIn, Upload, choice, day,
};
use crate::{Error, Refusal, Result, governance};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    version: String,
}

#[derive(Serialize)]
struct View {
    /// Whether whoever looks publishes versions and records signatures.
    steers: bool,
    slug: String,
    title: String,
    kind: String,
    concerns: String,
    alert: String,
    versions: Vec<VersionView>,
    /// The version that is shown; none was published yet when it is 0.
    number: i32,
    signatures: Vec<SignatureView>,
    missing: Vec<String>,
    expected: usize,
    institutions: Vec<Choice>,
    edition_id: String,
    resolutions: Vec<governance::pages::LineView>,
    form: Typed,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct VersionView {
    href: String,
    number: i32,
    published_on: NaiveDate,
    note: String,
    /// In which the note is.
    lang: Locale,
    text: Option<String>,
    earlier_until: Option<NaiveDate>,
    current: bool,
}

#[derive(Serialize)]
struct SignatureView {
    id: String,
    institution: String,
    signatory: String,
    capacity: String,
    signed_on: NaiveDate,
    expires_on: Option<NaiveDate>,
    badge: Badge,
    proof: Option<String>,
    reason: String,
    live: bool,
    /// Why it is to end, as it was typed.
    typed: String,
}

/// Forms as they were typed.
#[derive(Debug, Clone, Default, Serialize)]
struct Typed {
    institution: String,
    signatory: String,
    capacity: String,
    signed_on: String,
    expires_on: String,
    note_fr: String,
    note_en: String,
    earlier_until: String,
    /// Of the signature that is to end, and why.
    #[serde(skip)]
    ends: Option<(SignatureId, String)>,
}

impl Typed {
    fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).trim().to_owned();
        Self {
            institution: text("institution"),
            signatory: text("signatory"),
            capacity: text("capacity"),
            signed_on: text("signed_on"),
            expires_on: text("expires_on"),
            note_fr: text("note_fr"),
            note_en: text("note_en"),
            earlier_until: text("earlier_until"),
            ends: None,
        }
    }

    /// What a new version says, without its text.
    fn check_edition(&self, today: NaiveDate) -> Result<Edition, FieldErrors> {
        let mut errors = FieldErrors::none();
        for (field, note) in [("note_fr", &self.note_fr), ("note_en", &self.note_en)] {
            if note.chars().count() > MAX_NOTE {
                errors.add(field, "conventions-error-note");
            }
        }
        let earlier_until = day(&self.earlier_until);
        let past = earlier_until.is_none_or(|last| last < today);
        if !self.earlier_until.is_empty() && past {
            errors.add("earlier_until", "conventions-error-earlier");
        }
        errors.into_result()?;
        let (note_fr, note_en) = (self.note_fr.clone(), self.note_en.clone());
        Ok(Edition { note_fr, note_en, text: None, earlier_until })
    }

    fn check(&self, words: &Vocabularies) -> Result<Signing, FieldErrors> {
        let mut errors = FieldErrors::none();
        let institution = words.institution_named(&self.institution);
        if institution.is_none() {
            errors.add("institution", "conventions-error-institution");
        }
        for (field, text) in [("signatory", &self.signatory), ("capacity", &self.capacity)] {
            if text.is_empty() || text.chars().count() > MAX_NAME {
                errors.add(field, "conventions-error-signatory");
            }
        }
        let signed_on = day(&self.signed_on);
        if signed_on.is_none() {
            errors.add("signed_on", "conventions-error-day");
        }
        let expires_on = day(&self.expires_on);
        let late = signed_on.zip(expires_on).is_none_or(|(signed, ends)| ends > signed);
        if !self.expires_on.is_empty() && (expires_on.is_none() || !late) {
            errors.add("expires_on", "conventions-error-end");
        }
        errors.into_result()?;
        Ok(Signing {
            institution: institution.map(|one| one.slug.clone()).unwrap_or_default(),
            signatory: self.signatory.clone(),
            capacity: self.capacity.clone(),
            signed_on: signed_on.unwrap_or_default(),
            expires_on,
            proof: None,
        })
    }
}

/// `GET /conventions/{slug}`
pub async fn show(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    let shown = (slug.into_inner(), asked.version.parse().ok());
    page((&cx, cx.actor()), shown, (Typed::default(), FieldErrors::none(), None)).await
}

/// The file that was sent, if it is a PDF: kept; what is wrong with it otherwise.
async fn paper(cx: &Context<Coordinator>, form: &Upload) -> Result<Result<Option<Stored>, ()>> {
    match form.files.first() {
        None if form.refused.is_empty() => Ok(Ok(None)),
        Some(file) if file.content.starts_with(b"%PDF-") => {
            Ok(Ok(Some(cx.app.files.put(&file.name, file.content.clone()).await?)))
        }
        None | Some(_) => Ok(Err(())),
    }
}

/// `POST /conventions/{slug}/versions`
pub async fn publish(
    cx: Context<Coordinator>,
    slug: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (slug, typed) = (slug.into_inner(), Typed::read(&form));
    let mut edition = match typed.check_edition(network_day(cx.now)) {
        Ok(edition) => edition,
        Err(errors) => {
            return page((&cx, cx.actor()), (slug, None), (typed, errors, None)).await;
        }
    };
    let Ok(text) = paper(&cx, &form).await? else {
        let errors = FieldErrors::one("text", "conventions-error-file");
        return page((&cx, cx.actor()), (slug, None), (typed, errors, None)).await;
    };
    edition.text = text;
    let id: VersionId = form.text("id").parse().unwrap_or_else(|_| VersionId::new());
    let (actor, now, which) = (cx.actor(), cx.now, slug.clone());
    let done =
        cx.db.write(move |conn| ops::publish(conn, &actor, (&which, &id, &edition), now)).await?;
    cx.redirect(&format!("/conventions/{slug}?version={done}"), "conventions-flash-published")
}

/// `POST /conventions/{slug}/versions/{n}/signatures`
pub async fn sign(
    cx: Context<Coordinator>,
    at: web::Path<(String, i32)>,
    form: Upload,
) -> Result<HttpResponse> {
    let ((slug, number), typed) = (at.into_inner(), Typed::read(&form));
    let mut signing = match typed.check(&cx.app.vocabularies()) {
        Ok(signing) => signing,
        Err(errors) => {
            return page((&cx, cx.actor()), (slug, Some(number)), (typed, errors, None)).await;
        }
    };
    let Ok(proof) = paper(&cx, &form).await? else {
        let errors = FieldErrors::one("proof", "conventions-error-file");
        return page((&cx, cx.actor()), (slug, Some(number)), (typed, errors, None)).await;
    };
    signing.proof = proof;
    let (actor, now, which) = (cx.actor(), cx.now, slug.clone());
    cx.db.write(move |conn| ops::sign(conn, &actor, (&which, number, &signing), now)).await?;
    cx.redirect(&format!("/conventions/{slug}?version={number}"), "conventions-flash-signed")
}

/// `POST /conventions/{slug}/signatures/{id}/end`
pub async fn end(
    cx: Context<Coordinator>,
    at: web::Path<(String, SignatureId)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (slug, id) = at.into_inner();
    let (actor, now, which) = (cx.actor(), cx.now, slug.clone());
    let reason = form.text("reason").to_owned();
    let typed = Typed { ends: Some((id.clone(), reason.clone())), ..Typed::default() };
    let done = cx.db.write(move |conn| ops::end(conn, &actor, (&which, &id, &reason), now)).await;
    match done {
        Ok(()) => cx.redirect(&format!("/conventions/{slug}"), "conventions-flash-ended"),
        Err(Error::Refused(refusal)) => {
            // The form stands beside the version whose number it says.
            let number = form.text("version").parse().ok();
            let shown = (typed, FieldErrors::none(), Some(refusal));
            page((&cx, cx.actor()), (slug, number), shown).await
        }
        Err(error) => Err(error),
    }
}

/// What the page is made of, read at once.
struct Found {
    steers: bool,
    convention: Convention,
    versions: Vec<Version>,
    shown: Option<Version>,
    signatures: Vec<Signature>,
    expected: Vec<String>,
    decided: Vec<governance::views::Line>,
}

async fn page<D: Door>(
    (cx, actor): (&Context<D>, Actor),
    (slug, wanted): (String, Option<i32>),
    (typed, errors, refusal): (Typed, FieldErrors, Option<Refusal>),
) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let found = cx
        .db
        .read(move |conn| {
            let (convention, sight) = access::read(conn, &actor, &slug, today)?;
            let versions = queries::versions_of(conn, std::slice::from_ref(&convention.id))?;
            let shown = match wanted {
                Some(number) => {
                    let one = versions.iter().find(|one| one.number == number);
                    Some(one.ok_or(Error::NotFound)?.clone())
                }
                None => versions.first().cloned(),
            };
            let mut signatures = match &shown {
                Some(version) => queries::signatures_of(conn, &version.id)?,
                None => Vec::new(),
            };
            let mut expected = expected(conn, convention.concerns, today)?;
            signatures.retain(|one| sight.sees(&one.institution));
            expected.retain(|one| sight.sees(one));
            let steers = sight == Sight::Whole;
            let about = [format!("/conventions/{}", convention.slug)];
            let decided = governance::access::about(conn, Some(&actor), &about, today)?;
            Ok(Found { decided, steers, convention, versions, shown, signatures, expected })
        })
        .await?;
    let mut view = view(cx, &found, (typed, today));
    view.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    view.faults = faults(&errors);
    let status = match errors.is_empty() && refusal.is_none() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    view.errors = errors;
    let head = Head { title: view.title.clone(), section: "spaces" };
    cx.respond(status, "conventions/document", head, &view)
}

fn view<D: Door>(cx: &Context<D>, found: &Found, (typed, today): (Typed, NaiveDate)) -> View {
    let (locale, words) = (cx.locale, cx.app.vocabularies());
    let convention = &found.convention;
    let number = found.shown.as_ref().map_or(0, |one| one.number);
    let name = |slug: &String| words.label(Vocabulary::Institution, slug, locale);
    let left = missing(&found.expected, &found.signatures, today);
    let mut institutions: Vec<Choice> = words
        .institutions
        .iter()
        .map(|one| choice(&one.slug, one.name.clone(), one.slug == typed.institution))
        .collect();
    institutions.sort_by_key(|one| crate::text::fold(&one.label));
    let version = |one: &Version| VersionView {
        href: format!("/conventions/{}?version={}", convention.slug, one.number),
        number: one.number,
        published_on: network_day(one.published_at),
        note: locale.said(&one.note_fr, &one.note_en).0.to_owned(),
        lang: locale.said(&one.note_fr, &one.note_en).1,
        text: one
            .sha256
            .as_ref()
            .map(|_| format!("/conventions/{}/versions/{}/text", convention.slug, one.number)),
        earlier_until: one.earlier_until,
        current: one.number == number,
    };
    let newer = found.versions.iter().filter(|one| one.number > number);
    let suffices_until = newer.filter_map(|one| one.earlier_until).min();
    let signature = |one: &Signature| SignatureView {
        id: one.id.to_string(),
        institution: name(&one.institution),
        signatory: one.signatory.clone(),
        capacity: one.capacity.clone(),
        signed_on: one.signed_on,
        expires_on: one.expires_on,
        badge: badge(cx, (one, suffices_until), today),
        proof: one
            .sha256
            .as_ref()
            .map(|_| format!("/conventions/{}/signatures/{}/proof", convention.slug, one.id)),
        reason: one.reason.clone(),
        typed: match &typed.ends {
            Some((id, reason)) if *id == one.id => reason.clone(),
            _ => String::new(),
        },
        live: found.steers && one.ended_at.is_none(),
    };
    View {
        steers: found.steers,
        slug: convention.slug.clone(),
        title: convention.title(locale).to_owned(),
        kind: kind_word(convention.kind, locale),
        concerns: concern_word(convention.concerns, locale),
        alert: String::new(),
        versions: found.versions.iter().map(version).collect(),
        number,
        signatures: found.signatures.iter().map(signature).collect(),
        missing: left.iter().map(name).collect(),
        expected: found.expected.len(),
        institutions,
        resolutions: governance::pages::line_views(&found.decided, today, locale),
        edition_id: VersionId::new().to_string(),
        form: typed,
        errors: FieldErrors::none(),
        faults: Vec::new(),
    }
}

fn badge<D: Door>(
    cx: &Context<D>,
    (one, suffices_until): (&Signature, Option<NaiveDate>),
    today: NaiveDate,
) -> Badge {
    let anew = suffices_until.is_some_and(|last| last < today);
    let (class, icon, word) = match (one.ended_at, holds(one, today)) {
        (Some(_), _) => ("is-bad", "x-circle", "conventions-state-ended"),
        (None, true) if anew => ("is-warn", "arrow-repeat", "conventions-state-anew"),
        (None, true) => ("is-good", "check-circle", "conventions-state-holds"),
        (None, false) if one.signed_on > today => ("is-info", "clock", "conventions-state-later"),
        (None, false) => ("is-warn", "calendar-event", "conventions-state-over"),
    };
    Badge { class, icon, word: cx.text(word) }
}
