//! A collection or a path as its page shows it, and as machines read it.

use serde::Serialize;
use serde_json::{Value, json};

use super::steps::{Led, Outcome, Shown};
use crate::courses::pages::course_materials::Replacement;
use crate::i18n::Locale;
use crate::materials::rules::minutes;
use crate::paths::{LearningPath, Step, Target};

#[derive(Debug, Serialize)]
pub struct StepView {
    number: usize,
    /// Of what kind it is, as a key.
    kind: &'static str,
    title: String,
    lang: String,
    href: Option<String>,
    node: String,
    time: String,
    note: String,
    optional: bool,
    is_gone: bool,
    replacement: Option<Replacement>,
}

/// The steps in words; how long those take that must be taken; all that one can do at the end.
pub fn steps(steps: &[Step], led: &Led, locale: Locale) -> (Vec<StepView>, String, Vec<Outcome>) {
    let all: Vec<(&Step, Shown)> =
        steps.iter().map(|step| (step, led.shown(step, locale))).collect();
    let total: i32 =
        all.iter().filter(|(step, _)| step.required).filter_map(|(_, one)| one.minutes).sum();
    let mut outcomes: Vec<Outcome> = Vec::new();
    for line in all.iter().flat_map(|(_, one)| &one.outcomes) {
        if !outcomes.iter().any(|known| known.body == line.body) {
            outcomes.push(line.clone());
        }
    }
    let time = |n: i32| if n > 0 { minutes::said(n, locale) } else { String::new() };
    let view = |(place, (step, one)): (usize, (&Step, Shown))| StepView {
        number: place + 1,
        kind: match step.target {
            Target::Material(_) => "paths-step-material",
            Target::Course(_) => "paths-step-course",
            Target::Web(..) => "paths-step-web",
        },
        title: one.title,
        lang: one.lang,
        href: one.href,
        node: one.node,
        time: one.minutes.map(time).unwrap_or_default(),
        note: step.note.clone(),
        optional: !step.required,
        is_gone: one.is_gone,
        replacement: one.replacement,
    };
    (all.into_iter().enumerate().map(view).collect(), time(total), outcomes)
}

/// For machines that read schema.org: a resource that has others as its parts, in their order.
pub fn linked(
    path: &LearningPath,
    (steps, led): (&[Step], &Led),
    (base, node, node_slug): (&str, &str, &str),
) -> Value {
    let (title, summary, language) = path.said(Locale::Fr);
    let url = format!("{base}{}", path.address());
    let part = |(place, step): (usize, &Step)| {
        let one = led.shown(step, Locale::Fr);
        let href = one.href.filter(|_| !one.is_gone)?;
        let at = if href.starts_with('/') { format!("{base}{href}") } else { href };
        let kind =
            if matches!(step.target, Target::Course(_)) { "Course" } else { "LearningResource" };
        Some(
            json!({ "@type": kind, "@id": at, "url": at, "name": one.title, "position": place + 1 }),
        )
    };
    let parts: Vec<_> = steps.iter().enumerate().filter_map(part).collect();
    let (_, _, outcomes) = self::steps(steps, led, Locale::Fr);
    let provider = json!({ "@type": "Organization", "name": node, "url": format!("{base}/nodes/{node_slug}") });
    json!({
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": url,
        "url": url,
        "name": title,
        "description": summary,
        "inLanguage": language,
        "learningResourceType": path.kind.as_str(),
        "teaches": outcomes.into_iter().map(|one| one.body).collect::<Vec<_>>(),
        "competencyRequired": path.known().collect::<Vec<_>>(),
        "datePublished": path.published_at.map(crate::clock::network_day),
        "provider": provider,
        "hasPart": parts,
    })
}

/// What a material belongs to, for its page.
#[derive(Debug, Serialize)]
pub struct PartOf {
    pub title: String,
    pub lang: Locale,
    pub href: String,
    /// What it is, as a key.
    pub kind: &'static str,
}

pub fn part_of(path: &LearningPath, locale: Locale) -> PartOf {
    let (title, _, lang) = path.said(locale);
    PartOf { title: title.to_owned(), lang, href: path.address(), kind: word(path.kind) }
}

pub const fn word(kind: crate::paths::Kind) -> &'static str {
    match kind {
        crate::paths::Kind::Collection => "paths-collection",
        crate::paths::Kind::Path => "paths-path",
    }
}
