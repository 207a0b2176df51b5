//! The words of the first page, in both languages, for whoever administers the network.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::Result;
use crate::accounts::pages::{Fault, faults};
use crate::i18n::Locale;
use crate::site::{Chosen, TextName, ops, queries};
use crate::web::{Admin, Context, FieldErrors, blank_as_none};

/// Longer is no word of a first page.
const LONGEST: usize = 500;

#[derive(Serialize)]
struct TextsView {
    tab: &'static str,
    texts: Vec<Field>,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct Field {
    title: &'static str,
    name_fr: String,
    name_en: String,
    text_fr: String,
    text_en: String,
    /// What is said when nothing is chosen.
    ours_fr: String,
    ours_en: String,
    fault_fr: Option<String>,
    fault_en: Option<String>,
}

pub async fn show(cx: Context<Admin>) -> Result<HttpResponse> {
    let chosen = cx.db.read(|conn| Ok(queries::texts(conn)?)).await?;
    let mut typed = HashMap::new();
    for one in chosen {
        typed.insert(format!("{}_fr", one.name), one.text_fr);
        typed.insert(format!("{}_en", one.name), one.text_en);
    }
    let view = view(&typed, FieldErrors::none());
    cx.page("site/texts", cx.head("site-texts", "admin"), &view)
}

fn view(typed: &HashMap<String, String>, errors: FieldErrors) -> TextsView {
    let of = |field: &str| typed.get(field).cloned().unwrap_or_default();
    let fault = |field: &str| {
        let found = errors.iter().find(|(of, _)| *of == field);
        found.map(|(_, key)| key.to_owned())
    };
    let field = |name: &TextName| {
        let (name_fr, name_en) = (format!("{name}_fr"), format!("{name}_en"));
        let (title, ours) = match name {
            TextName::Heading => ("site-texts-heading", Some("site-home-heading")),
            TextName::Lede => ("site-texts-lede", Some("site-home-lede")),
            TextName::Promise => ("site-texts-promise", Some("site-home-promise")),
            TextName::Notice => ("site-texts-notice", None),
        };
        let ours_in = |locale: Locale| ours.map(|key| locale.text(key)).unwrap_or_default();
        Field {
            title,
            text_fr: of(&name_fr),
            text_en: of(&name_en),
            fault_fr: fault(&name_fr),
            fault_en: fault(&name_en),
            name_fr,
            name_en,
            ours_fr: ours_in(Locale::Fr),
            ours_en: ours_in(Locale::En),
        }
    };
    TextsView {
        tab: "texts",
        texts: TextName::ALL.iter().map(field).collect(),
        faults: faults(&errors),
        errors,
    }
}

pub async fn save(
    cx: Context<Admin>,
    form: web::Form<HashMap<String, String>>,
) -> Result<HttpResponse> {
    let typed = form.into_inner();
    let chosen = match read(&typed) {
        Ok(chosen) => chosen,
        Err(errors) => {
            let view = view(&typed, errors);
            return cx.invalid("site/texts", cx.head("site-texts", "admin"), &view);
        }
    };
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::choose_texts(conn, &actor, &chosen, now)).await?;
    cx.redirect("/admin/texts", "site-flash-texts")
}

/// What is chosen is said in both languages, or in neither.
fn read(typed: &HashMap<String, String>) -> Result<Vec<Chosen>, FieldErrors> {
    let mut errors = FieldErrors::none();
    let mut chosen = Vec::new();
    for name in TextName::ALL {
        let fields = [format!("{name}_fr"), format!("{name}_en")];
        let [fr, en] =
            fields.each_ref().map(|field| typed.get(field).and_then(|one| blank_as_none(one)));
        for (field, text) in fields.iter().zip([&fr, &en]) {
            if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST) {
                errors.add(field, "site-texts-long");
            }
        }
        match (fr, en) {
            (Some(text_fr), Some(text_en)) => chosen.push(Chosen { name: *name, text_fr, text_en }),
            (None, None) => {}
            (None, Some(_)) => errors.add(&fields[0], "site-texts-both"),
            (Some(_), None) => errors.add(&fields[1], "site-texts-both"),
        }
    }
    errors.into_result()?;
    Ok(chosen)
}
