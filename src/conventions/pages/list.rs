//! Every charter and convention, who has signed its last version, and what ends soon.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{concern_word, kind_word};
use crate::accounts::pages::{Fault, faults};
use crate::clock::network_day;
use crate::conventions::access::expected;
use crate::conventions::rules::{MAX_TITLE, REMINDERS, holds};
use crate::conventions::{
    Concern, Convention, ConventionId, Draft, Kind, Signed, Version, ops, queries,
};
use crate::db::Conn;
use crate::taxonomy::Vocabulary;
use crate::web::{Choice, Context, Coordinator, FieldErrors, Upload, choice};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    lines: Vec<Line>,
    ending: Vec<EndingView>,
    id: String,
    form: Typed,
    kinds: Vec<Choice>,
    concerns: Vec<Choice>,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct Line {
    href: String,
    title: String,
    kind: String,
    concerns: String,
    version: i32,
    signed: usize,
    missing: usize,
}

#[derive(Serialize)]
struct EndingView {
    href: String,
    title: String,
    institution: String,
    signatory: String,
    ends_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, Default, Serialize)]
struct Typed {
    id: String,
    kind: String,
    concerns: String,
    title_fr: String,
    title_en: String,
}

impl Typed {
    fn check(&self) -> Result<Draft, FieldErrors> {
        let mut errors = FieldErrors::none();
        let (kind, concerns) = (self.kind.parse::<Kind>(), self.concerns.parse::<Concern>());
        if kind.is_err() {
            errors.add("kind", "form-choice");
        }
        if concerns.is_err() {
            errors.add("concerns", "form-choice");
        }
        for (field, title) in [("title_fr", &self.title_fr), ("title_en", &self.title_en)] {
            if title.is_empty() || title.chars().count() > MAX_TITLE {
                errors.add(field, "conventions-error-title");
            }
        }
        errors.into_result()?;
        Ok(Draft {
            kind: kind.unwrap_or(Kind::Charter),
            concerns: concerns.unwrap_or(Concern::Everybody),
            title_fr: self.title_fr.clone(),
            title_en: self.title_en.clone(),
        })
    }
}

/// A document with its last version, and who has to sign it.
pub(super) struct Standing {
    pub convention: Convention,
    pub version: Option<Version>,
    pub expected: Vec<String>,
    pub signed: Vec<Signed>,
}

fn read(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Standing>> {
    let all = queries::all(conn)?;
    let ids: Vec<ConventionId> = all.iter().map(|one| one.id.clone()).collect();
    let versions = queries::versions_of(conn, &ids)?;
    let nodes = expected(conn, Concern::Nodes, today)?;
    let spaces = expected(conn, Concern::Spaces, today)?;
    let both = expected(conn, Concern::Everybody, today)?;
    let signed = queries::signed_by(conn, &both)?;
    let one = |convention: Convention| Standing {
        version: versions.iter().find(|one| one.convention_id == convention.id).cloned(),
        expected: match convention.concerns {
            Concern::Nodes => nodes.clone(),
            Concern::Spaces => spaces.clone(),
            Concern::Everybody => both.clone(),
        },
        signed: signed.iter().filter(|one| one.convention.id == convention.id).cloned().collect(),
        convention,
    };
    Ok(all.into_iter().map(one).collect())
}

/// `GET /conventions`
pub async fn list(cx: Context<Coordinator>) -> Result<HttpResponse> {
    let form = Typed { id: ConventionId::new().to_string(), ..Typed::default() };
    page(&cx, form, FieldErrors::none()).await
}

/// `POST /conventions`
pub async fn begin(cx: Context<Coordinator>, form: Upload) -> Result<HttpResponse> {
    let text = |name: &str| form.text(name).trim().to_owned();
    let typed = Typed {
        id: text("id"),
        kind: text("kind"),
        concerns: text("concerns"),
        title_fr: text("title_fr"),
        title_en: text("title_en"),
    };
    let draft = match typed.check() {
        Ok(draft) => draft,
        Err(errors) => return page(&cx, typed, errors).await,
    };
    let (actor, now) = (cx.actor(), cx.now);
    let id: ConventionId = typed.id.parse().unwrap_or_else(|_| ConventionId::new());
    let done = cx.db.write(move |conn| ops::begin(conn, &actor, (&id, &draft), now)).await;
    match done {
        Ok(made) => cx.redirect(&format!("/conventions/{}", made.slug), "conventions-flash-begun"),
        Err(Error::Refused(refusal)) => {
            page(&cx, typed, FieldErrors::one("title_fr", refusal.key())).await
        }
        Err(error) => Err(error),
    }
}

async fn page(cx: &Context<Coordinator>, form: Typed, errors: FieldErrors) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let soon = today + Months::new(REMINDERS[0]);
    let (all, ending) =
        cx.db.read(move |conn| Ok((read(conn, today)?, ops::ending(conn, (today, soon))?))).await?;
    let (locale, words) = (cx.locale, cx.app.vocabularies());
    let ending_view = |one: &Signed| EndingView {
        href: format!("/conventions/{}?version={}", one.convention.slug, one.version.number),
        title: one.convention.title(locale).to_owned(),
        institution: words.label(Vocabulary::Institution, &one.signature.institution, locale),
        signatory: one.signature.signatory.clone(),
        ends_on: one.ends_on(),
    };
    let view = View {
        lines: all.iter().map(|one| line(cx, one, today)).collect(),
        ending: ending.iter().map(ending_view).collect(),
        id: form.id.clone(),
        kinds: Kind::ALL
            .iter()
            .map(|one| choice(one.as_str(), kind_word(*one, locale), one.as_str() == form.kind))
            .collect(),
        concerns: Concern::ALL
            .iter()
            .map(|one| {
                let on = one.as_str() == form.concerns;
                choice(one.as_str(), concern_word(*one, locale), on)
            })
            .collect(),
        faults: faults(&errors),
        form,
        errors,
    };
    let status = match view.errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    cx.respond(status, "conventions/list", cx.head("conventions-title", "spaces"), &view)
}

fn line(cx: &Context<Coordinator>, one: &Standing, today: NaiveDate) -> Line {
    let number = one.version.as_ref().map_or(0, |version| version.number);
    let has = |slug: &&String| {
        one.signed.iter().any(|signed| {
            signed.version.number == number
                && signed.signature.institution == **slug
                && holds(&signed.signature, today)
        })
    };
    let signed = one.expected.iter().filter(has).count();
    Line {
        href: format!("/conventions/{}", one.convention.slug),
        title: one.convention.title(cx.locale).to_owned(),
        kind: kind_word(one.convention.kind, cx.locale),
        concerns: concern_word(one.convention.concerns, cx.locale),
        version: number,
        signed,
        missing: one.expected.len() - signed,
    }
}
