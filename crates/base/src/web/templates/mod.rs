//! The handlebars engine, strict: a template that asks for what its view lacks fails.

mod baking;
mod helpers;
mod inlining;
mod left;

use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use anyhow::Context as _;
use handlebars::Handlebars;
use rust_embed::RustEmbed;
use serde::Serialize;
use serde_json::Value;

use self::inlining::Written;
use crate::Result;
use crate::i18n::Locale;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../templates"]
struct Sources;

/// The templates of pages, once in each language: partials, words, addresses and pictures that never change are put in
/// place when a page is first asked for, so that it costs only what is its own.
pub struct Templates {
    fr: Pages,
    en: Pages,
}

struct Pages {
    locale: Locale,
    written: Arc<LazyLock<Written>>,
    ready: RwLock<Handlebars<'static>>,
}

impl Templates {
    /// The sources are read, and a page is made ready, when one is first asked for: a start need not wait for it.
    pub fn load() -> Self {
        let written: Arc<LazyLock<Written>> = Arc::new(LazyLock::new(|| {
            sources().filter(|(name, _)| !name.starts_with("mail/")).collect()
        }));
        Self { fr: Pages::new(Locale::Fr, written.clone()), en: Pages::new(Locale::En, written) }
    }

    /// Makes every page ready, in each language, or says which one is not well written.
    pub fn check(&self) -> anyhow::Result<usize> {
        for name in self.names() {
            self.fr.prepare(name)?;
            self.en.prepare(name)?;
        }
        Ok(self.names().count())
    }

    pub fn render(&self, locale: Locale, name: &str, view: &impl Serialize) -> Result<String> {
        let pages = match locale {
            Locale::Fr => &self.fr,
            Locale::En => &self.en,
        };
        Ok(pages.render(name, view)?)
    }

    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.fr.written.keys()
    }
}

impl Pages {
    fn new(locale: Locale, written: Arc<LazyLock<Written>>) -> Self {
        Self { locale, written, ready: RwLock::new(helpers::engine()) }
    }

    fn render(&self, name: &str, view: &impl Serialize) -> anyhow::Result<String> {
        let ready = self.ready.read().unwrap_or_else(PoisonError::into_inner);
        if ready.has_template(name) {
            return Ok(ready.render(name, view)?);
        }
        drop(ready);
        self.prepare(name)?;
        Ok(self.ready.read().unwrap_or_else(PoisonError::into_inner).render(name, view)?)
    }

    /// Registers a page and what it calls. Two at once register the same.
    fn prepare(&self, name: &str) -> anyhow::Result<()> {
        let source = self.written.get(name).with_context(|| format!("no template {name}"))?;
        let source = baking::bake(&inlining::inline(source, &self.written), self.locale);
        for partial in inlining::called(&source).filter(|partial| *partial != name) {
            self.prepare(partial)?;
        }
        let mut ready = self.ready.write().unwrap_or_else(PoisonError::into_inner);
        Ok(ready.register_template_string(name, source)?)
    }
}

/// The templates of mails, made ready when one is first asked for: whoever only takes mail in never asks.
pub struct MailTemplates(LazyLock<anyhow::Result<Readings>>);

/// Two readings of each: as plain text, and as Markdown that becomes HTML.
struct Readings {
    text: Handlebars<'static>,
    markdown: Handlebars<'static>,
    html: Handlebars<'static>,
}

impl Readings {
    fn load() -> anyhow::Result<Self> {
        let (mut text, mut markdown, mut html) =
            (helpers::engine(), helpers::engine(), helpers::engine());
        text.register_escape_fn(handlebars::no_escape);
        markdown.register_escape_fn(escape_markdown);
        for (name, source) in sources() {
            if name.starts_with("mail/") {
                text.register_template_string(&name, &source)?;
                markdown.register_template_string(&name, &source)?;
            }
            if name == "layouts/mail" {
                html.register_template_string(&name, &source)?;
            }
        }
        Ok(Self { text, markdown, html })
    }
}

impl MailTemplates {
    pub fn later() -> Self {
        Self(LazyLock::new(Readings::load))
    }

    /// The same at once; fails on one that is not well written.
    pub fn load() -> anyhow::Result<Self> {
        let templates = Self::later();
        templates.ready()?;
        Ok(templates)
    }

    fn ready(&self) -> anyhow::Result<&Readings> {
        self.0.as_ref().map_err(|error| anyhow::anyhow!("{error:#}"))
    }

    pub fn text(&self, name: &str, view: &Value) -> anyhow::Result<String> {
        Ok(self.ready()?.text.render(name, view)?)
    }

    pub fn markdown(&self, name: &str, view: &Value) -> anyhow::Result<String> {
        Ok(self.ready()?.markdown.render(name, view)?)
    }

    /// The frame around a mail's HTML.
    pub fn html(&self, view: &Value) -> anyhow::Result<String> {
        Ok(self.ready()?.html.render("layouts/mail", view)?)
    }

    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.0.iter().flat_map(|readings| readings.text.get_templates().keys())
    }
}

fn sources() -> impl Iterator<Item = (String, String)> {
    Sources::iter().filter_map(|path| {
        let file = Sources::get(&path)?;
        let name = path.strip_suffix(".hbs")?.to_owned();
        Some((name, String::from_utf8_lossy(&file.data).into_owned()))
    })
}

/// What a person typed must not become a link or a heading in a mail.
fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}
