//! The handlebars engine, strict: a template that asks for what its view lacks fails.

mod baking;
mod helpers;

use handlebars::Handlebars;
use rust_embed::RustEmbed;
use serde::Serialize;
use serde_json::Value;

use crate::Result;
use crate::i18n::Locale;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
struct Sources;

/// The templates of pages, once in each language: words, addresses and pictures that never change are put in place
/// when they are loaded, so that a page costs only what is its own.
pub struct Templates {
    fr: Handlebars<'static>,
    en: Handlebars<'static>,
}

impl Templates {
    pub fn load() -> anyhow::Result<Self> {
        Ok(Self { fr: Self::load_in(Locale::Fr)?, en: Self::load_in(Locale::En)? })
    }

    fn load_in(locale: Locale) -> anyhow::Result<Handlebars<'static>> {
        let mut engine = helpers::engine();
        for (name, source) in sources().filter(|(name, _)| !name.starts_with("mail/")) {
            engine.register_template_string(&name, baking::bake(&source, locale))?;
        }
        Ok(engine)
    }

    pub fn render(&self, locale: Locale, name: &str, view: &impl Serialize) -> Result<String> {
        let engine = match locale {
            Locale::Fr => &self.fr,
            Locale::En => &self.en,
        };
        engine.render(name, view).map_err(|error| anyhow::Error::new(error).into())
    }

    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.fr.get_templates().keys()
    }
}

/// The templates of mails, in two readings: as plain text, and as Markdown that becomes HTML.
pub struct MailTemplates {
    text: Handlebars<'static>,
    markdown: Handlebars<'static>,
    html: Handlebars<'static>,
}

impl MailTemplates {
    pub fn load() -> anyhow::Result<Self> {
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

    pub fn text(&self, name: &str, view: &Value) -> anyhow::Result<String> {
        Ok(self.text.render(name, view)?)
    }

    pub fn markdown(&self, name: &str, view: &Value) -> anyhow::Result<String> {
        Ok(self.markdown.render(name, view)?)
    }

    /// The frame around a mail's HTML.
    pub fn html(&self, view: &Value) -> anyhow::Result<String> {
        Ok(self.html.render("layouts/mail", view)?)
    }

    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.text.get_templates().keys()
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
