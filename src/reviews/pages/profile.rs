//! What a reviewer says of themselves: where they work and worked, what they know, what they read.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::pool::chosen;
use crate::reviews::ops::{self, Profile};
use crate::reviews::queries::{self, Held};
use crate::taxonomy::Vocabulary;
use crate::web::{Choice, Context, FieldErrors, SignedIn, Upload, day};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    rows: Vec<RowView>,
    disciplines: Vec<Choice>,
    reads_french: bool,
    reads_english: bool,
    errors: FieldErrors,
}

#[derive(Serialize)]
struct RowView {
    n: usize,
    institutions: Vec<Choice>,
    from: String,
    until: String,
}

/// How many institutions the form has room for.
const ROWS: usize = 4;

/// `GET /reviews/profile`
pub async fn profile(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let actor = cx.actor();
    let (languages, held, fields) = cx
        .db
        .read(move |conn| {
            let languages = queries::languages_of(conn, &actor.id)?.ok_or(Error::NotFound)?;
            let held = queries::affiliations(conn, Some(&actor.id))?;
            Ok((languages, held, queries::disciplines(conn, Some(&actor.id))?))
        })
        .await?;
    let held = held.into_iter().map(|one| (one.institution, one.starts_on, one.ends_on)).collect();
    let kept = Profile {
        languages,
        affiliations: held,
        disciplines: fields.into_iter().map(|(_, code)| code).collect(),
    };
    page(&cx, (&kept, FieldErrors::none()))
}

fn page(cx: &Context<SignedIn>, (kept, errors): (&Profile, FieldErrors)) -> Result<HttpResponse> {
    let row = |n: usize| {
        let held = kept.affiliations.get(n - 1);
        let on: Vec<String> = held.map(|(slug, ..)| slug.clone()).into_iter().collect();
        let said =
            |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        RowView {
            n,
            institutions: chosen(Vocabulary::Institution, cx, &on),
            from: said(held.and_then(|(_, from, _)| *from)),
            until: said(held.and_then(|(.., until)| *until)),
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = View {
        rows: (1..=ROWS.max(kept.affiliations.len() + 1)).map(row).collect(),
        disciplines: chosen(Vocabulary::Discipline, cx, &kept.disciplines),
        reads_french: kept.languages.split(',').any(|one| one == "fr"),
        reads_english: kept.languages.split(',').any(|one| one == "en"),
        errors,
    };
    cx.respond(status, "reviews/profile", cx.head("reviews-profile", "calls"), &view)
}

/// `POST /reviews/profile`
pub async fn describe(cx: Context<SignedIn>, form: Upload) -> Result<HttpResponse> {
    let words = cx.app.vocabularies();
    let mut errors = FieldErrors::none();
    let mut affiliations: Vec<Held> = Vec::new();
    for n in 1..=20 {
        let slug = form.text(&format!("institution-{n}")).to_owned();
        if !words.has(Vocabulary::Institution, &slug) {
            continue;
        }
        let at = |name: &str| day(form.text(&format!("{name}-{n}")).trim());
        let (from, until) = (at("from"), at("until"));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            errors.add(&format!("until-{n}"), "reviews-error-until");
        }
        affiliations.push((slug, from, until));
    }
    let disciplines = form.all("disciplines").iter();
    let said = Profile {
        languages: ["fr", "en"]
            .into_iter()
            .filter(|one| form.all("languages").iter().any(|said| said == one))
            .collect::<Vec<_>>()
            .join(","),
        disciplines: disciplines
            .filter(|code| words.has(Vocabulary::Discipline, code))
            .cloned()
            .collect(),
        affiliations,
    };
    if !errors.is_empty() {
        return page(&cx, (&said, errors));
    }
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::describe(conn, &actor, (&said, &words), now)).await?;
    cx.redirect("/reviews/profile", "reviews-flash-described")
}
