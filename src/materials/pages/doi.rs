//! What the DOIs of a draft stand for: told beside the form, and put into it when that is wanted.

use serde::{Deserialize, Serialize};

use super::form::Form;
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::materials::resolve::{self, Learnt};
use crate::materials::rules::described::Described;
use crate::materials::{MaterialId, Role, access, licence};
use crate::web::{Context, Staff};

/// Whether to look, and what to put into the form of what a DOI says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    doi: String,
    take_title: String,
    take_people: String,
    take_licence: String,
}

impl Asked {
    fn takes(&self) -> bool {
        [&self.take_title, &self.take_people, &self.take_licence].iter().any(|one| !one.is_empty())
    }
}

#[derive(Debug, Serialize)]
pub struct DoiView {
    doi: String,
    /// Why nothing is told of it.
    advice: Option<String>,
    title: String,
    authors: Vec<String>,
    year: Option<i32>,
    licence: Option<String>,
    rights: String,
}

/// What was learnt, and what of it goes into the form.
#[derive(Debug, Default)]
pub struct Told {
    pub views: Vec<DoiView>,
    /// Whether something was put into the form that is not kept yet.
    pub filled: bool,
    taken: Option<(Asked, Described)>,
}

/// The DOIs of a draft: of the version and of the material.
pub fn known(conn: &mut Conn, actor: &Actor, id: &MaterialId) -> Result<Vec<String>> {
    let kept = access::for_desk(conn, actor, id)?;
    let Some(draft) = kept.draft() else { return Ok(Vec::new()) };
    let mut dois: Vec<_> = draft.doi.iter().chain(&kept.material.doi).cloned().collect();
    dois.dedup();
    Ok(dois)
}

/// Looks at what the DOIs of a draft stand for, if that is asked.
pub async fn told(cx: &Context<Staff>, id: &MaterialId, asked: Asked) -> Result<Told> {
    if asked.doi.is_empty() || !resolve::is_on(&cx.app.config) {
        return Ok(Told::default());
    }
    let (actor, id, app) = (cx.actor(), id.clone(), cx.app.clone());
    let dois = cx.db.read(move |conn| known(conn, &actor, &id)).await?;
    let looked = tokio::task::spawn_blocking(move || {
        let one = |doi: String| (resolve::ask(&app.config, &doi), doi);
        dois.into_iter().map(one).collect::<Vec<_>>()
    });
    let learnt = looked.await.map_err(|error| anyhow::anyhow!("looking a DOI up: {error}"))?;
    let taken = learnt.iter().find_map(|(learnt, doi)| match learnt {
        Learnt::Described(one) if asked.takes() && asked.doi == *doi => {
            Some((asked.clone(), one.clone()))
        }
        _ => None,
    });
    Ok(Told {
        views: learnt.into_iter().map(|(learnt, doi)| view(doi, learnt, cx.locale)).collect(),
        filled: taken.is_some(),
        taken,
    })
}

fn view(doi: String, learnt: Learnt, locale: Locale) -> DoiView {
    let (advice, one) = match learnt {
        Learnt::Described(one) => (None, one),
        Learnt::Silent => (Some("materials-doi-silent"), Described::default()),
        Learnt::Unknown => (Some("materials-doi-unknown"), Described::default()),
        Learnt::Unreachable => (Some("materials-doi-unreachable"), Described::default()),
    };
    DoiView {
        doi,
        advice: advice.map(|key| locale.text(key)),
        title: one.title,
        authors: one.authors.into_iter().map(|author| author.name).collect(),
        year: one.year,
        rights: if one.licence.is_none() { one.rights } else { String::new() },
        licence: one
            .licence
            .and_then(|id| licence(&id).map(|known| known.label(locale).to_owned())),
    }
}

impl Told {
    /// Puts what was chosen into a form, in the place of what is there. Nothing is kept by it.
    pub fn fill(&self, form: &mut Form) {
        let Some((asked, found)) = &self.taken else { return };
        if !asked.take_title.is_empty() {
            form.texts.insert("title", found.title.clone());
        }
        if !asked.take_people.is_empty() && !found.authors.is_empty() {
            let author = Role::Author.to_string();
            let others = form.people.iter().filter(|one| one[3] != author).cloned();
            let others: Vec<_> = others.collect();
            let named = found.authors.iter().map(|one| {
                let orcid = one.orcid.clone().unwrap_or_default();
                [one.name.clone(), orcid, one.affiliation.clone(), author.clone()]
            });
            form.people = named.chain(others).collect();
        }
        if let Some(id) = found.licence.as_ref().filter(|_| !asked.take_licence.is_empty()) {
            form.texts.insert("licence", id.clone());
        }
    }
}
