//! From a queued mail to its subject, its text and its HTML: one source for both readings.

use anyhow::Context;
use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Mail, MailId, MailState, Queued};
use crate::calendar::{Invitation, Mailbox, Method};
use crate::config::Config;
use crate::i18n::Locale;
use crate::text::markdown;
use crate::web::MailTemplates;

#[derive(Debug, Clone)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// What the reader's calendar is told.
    pub calendar: Vec<Told>,
    /// Where its reader says that they want no more of such mails.
    pub unsubscribe: Option<String>,
}

/// A file for a calendar.
#[derive(Debug, Clone)]
pub struct Told {
    pub method: Method,
    pub file: String,
}

/// Renders a mail. Its template's first line is the subject; a line `=> URL Label` is a link that stands alone; the
/// template sees the payload and `base_url`, `brand`, `to_name`.
pub fn render(
    templates: &MailTemplates,
    config: &Config,
    mail: &Queued,
) -> anyhow::Result<Rendered> {
    let mut view: Value = serde_json::from_str(&mail.payload).context("the payload is no JSON")?;
    let calendar = told(&view, config, mail)?;
    let unsubscribe = view.get("unsubscribe").and_then(Value::as_str);
    let unsubscribe = unsubscribe.map(|path| format!("{}{path}", config.base_url));
    let brand = &config.brand;
    view["base_url"] = json!(config.base_url);
    view["brand"] = json!(brand.name);
    view["to_name"] = json!(mail.to_name);
    view["page"] = json!({ "locale": mail.language });
    let name = format!("mail/{}/{}", mail.language, mail.template);
    let text = templates.text(&name, &view)?;
    let (subject, text) = text.split_once('\n').context("a mail needs a subject and a body")?;
    let source = templates.markdown(&name, &view)?;
    let source = source.split_once('\n').map_or("", |(_, body)| body);
    let (text, source) = match by_mail(mail) {
        Some(line) => (format!("{text}\n\n{line}"), format!("{source}\n\n{line}")),
        None => (text.to_owned(), source.to_owned()),
    };
    // It was for somebody else, who could not be reached.
    let (text, source) = match view.get("instead").is_some() {
        true => {
            let line = mail.language.text("mail-in-instead");
            (
                format!("{line}\n\n{}", text.trim_start()),
                format!("{line}\n\n{}", source.trim_start()),
            )
        }
        false => (text, source),
    };
    let html = templates.html(&json!({
        "title": subject,
        "locale": mail.language,
        "brand": brand.name,
        "base_url": config.base_url,
        "tagline": mail.language.pick(&brand.tagline_fr, &brand.tagline_en),
        "body": html_of(&source),
        "page": { "locale": mail.language },
    }))?;
    let text = text_of(&text, mail.language);
    Ok(Rendered { subject: one_line(subject), text, html, calendar, unsubscribe })
}

/// A mail as it would be read, before it is queued.
pub fn preview(
    templates: &MailTemplates,
    config: &Config,
    mail: &Mail<'_>,
) -> anyhow::Result<Rendered> {
    let queued = Queued {
        id: MailId::new(),
        template: mail.template.to_owned(),
        language: mail.language,
        to_name: mail.to_name.to_owned(),
        to_email: mail.to_email.to_owned(),
        from_name: mail.from_name.map(str::to_owned),
        payload: mail.payload.to_string(),
        message_id: String::new(),
        in_reply_to: None,
        reference_ids: String::new(),
        state: MailState::Queued,
        attempts: 0,
        last_error: None,
        queued_at: NaiveDateTime::default(),
        sent_at: None,
        ticket_reference: None,
        party: None,
        returned_at: None,
        return_reason: None,
        application_id: None,
    };
    render(templates, config, &queued)
}

/// The invitations of a payload as files, for nobody but the reader.
fn told(view: &Value, config: &Config, mail: &Queued) -> anyhow::Result<Vec<Told>> {
    let Some(found) = view.get("invitations") else { return Ok(Vec::new()) };
    let all: Vec<Invitation> =
        serde_json::from_value(found.clone()).context("the invitations cannot be read")?;
    let to = Mailbox { name: mail.to_name.clone(), email: mail.to_email.clone() };
    let told = |one: &Invitation| Told { method: one.method, file: one.write(&to, config) };
    Ok(all.iter().map(told).collect())
}

/// What answering the mail does, for who may; and of what is about a ticket that it does nothing.
fn by_mail(mail: &Queued) -> Option<String> {
    let Some(party) = mail.party.as_deref() else {
        let about = mail.ticket_reference.as_ref();
        return about.map(|_| mail.language.text("mail-in-reply-none"));
    };
    let key = match party.split(':').next()? {
        "team" if !["ticket_confirm", "ticket_colleague"].contains(&mail.template.as_str()) => {
            "mail-in-reply-team"
        }
        "staff" => "mail-in-reply-staff",
        _ => return None,
    };
    Some(mail.language.text(key))
}

/// A subject is one line of at most 150 characters.
fn one_line(subject: &str) -> String {
    let words: Vec<_> = subject.split_whitespace().collect();
    words.join(" ").chars().take(150).collect()
}

fn text_of(source: &str, language: Locale) -> String {
    let colon = language.pick("\u{a0}:", ":");
    let lines = source.trim().lines().map(|line| match link(line) {
        Some((url, label)) => format!("{label}{colon}\n{url}"),
        None => without_bold(line),
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Stars around words are for pages; of code they stay.
fn without_bold(line: &str) -> String {
    let pairs = line.matches("**").count();
    if pairs.is_multiple_of(2) && !line.contains('`') {
        line.replace("**", "")
    } else {
        line.to_owned()
    }
}

fn html_of(source: &str) -> String {
    let (mut out, mut prose) = (String::new(), String::new());
    for line in source.trim().lines() {
        match link(line) {
            Some((url, label)) => {
                out.push_str(&markdown(&prose));
                prose.clear();
                out.push_str(&button(url, label));
            }
            None => {
                prose.push_str(line);
                prose.push('\n');
            }
        }
    }
    out.push_str(&markdown(&prose));
    out
}

fn link(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("=> ")?.split_once(' ')
}

fn button(url: &str, label: &str) -> String {
    let (url, label) = (handlebars::html_escape(url), handlebars::html_escape(label));
    format!(
        "<p style=\"margin:24px 0\"><a href=\"{url}\" style=\"display:inline-block;padding:12px 20px;\
         border-radius:8px;background:#1b5e4f;color:#ffffff;font-weight:600;text-decoration:none\">{label}</a></p>\n"
    )
}
