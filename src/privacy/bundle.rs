//! The file that a copy is: a ZIP with pages for people, a table, and everything as JSON.

use std::io::{Cursor, Write};

use anyhow::Context;
use handlebars::html_escape;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::ops::Conversation;
use crate::Result;
use crate::i18n::Locale;
use crate::sheets::{self, Cell, Csv, Sheet};
use crate::text::markdown;

pub struct Bundle(ZipWriter<Cursor<Vec<u8>>>);

impl Bundle {
    pub fn new() -> Self {
        Self(ZipWriter::new(Cursor::new(Vec::new())))
    }

    /// Adds a file; a path never leads out of the folder.
    pub fn add(&mut self, path: &str, content: &[u8]) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(path, options).context("writing a copy")?;
        self.0.write_all(content).context("writing a copy")?;
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>> {
        Ok(self.0.finish().context("writing a copy")?.into_inner())
    }
}

/// What frames a page that is opened without us.
fn page(title: &str, locale: Locale, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{locale}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{0}</title>\
         <style>:root{{color-scheme:light dark}}body{{max-width:44rem;margin:2rem auto;padding:0 1rem;\
         font:1rem/1.6 system-ui,sans-serif}}article{{border-top:1px solid;padding:1rem 0;overflow-wrap:anywhere}}\
         table{{border-collapse:collapse}}td,th{{text-align:start;padding:.2rem 1rem .2rem 0;vertical-align:top}}</style>\
         </head><body><h1>{0}</h1>\n{body}\n</body></html>\n",
        html_escape(title)
    )
}

pub fn ticket_page(conversation: &Conversation, locale: Locale) -> String {
    let ticket = &conversation.ticket;
    let said: String = conversation
        .said
        .iter()
        .map(|message| {
            format!(
                "<article><p><strong>{}</strong> {}</p>{}</article>\n",
                html_escape(&message.author),
                message.at.format("%Y-%m-%d %H:%M"),
                markdown(&message.body)
            )
        })
        .collect();
    page(&format!("{} – {}", ticket.reference, ticket.subject), locale, &said)
}

/// What there is, and where.
pub fn index_page(whole: &Value, locale: Locale) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines: String = whole["tickets"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|ticket| {
            let (reference, subject) = (text(&ticket["reference"]), text(&ticket["subject"]));
            format!(
                "<li><a href=\"{reference}/index.html\">{reference}</a> {}</li>\n",
                html_escape(&subject)
            )
        })
        .collect();
    let count = |name: &str| whole[name].as_array().map_or(0, Vec::len);
    let rows = [
        ("privacy-copy-received", count("mails_received")),
        ("privacy-copy-sent", count("mails_sent")),
        ("privacy-copy-invitations", count("invitations")),
        ("privacy-copy-messages", whole["account"]["messages"].as_array().map_or(0, Vec::len)),
        ("privacy-copy-events", whole["account"]["events"].as_array().map_or(0, Vec::len)),
    ];
    let rows: String = rows
        .iter()
        .map(|(key, n)| format!("<tr><th scope=\"row\">{}</th><td>{n}</td></tr>", locale.text(key)))
        .collect();
    let body = format!(
        "<p>{}</p>\n<h2>{}</h2>\n<ul>{lines}</ul>\n<h2>{}</h2>\n<table>{rows}</table>\n<p>{}</p>",
        html_escape(&locale.text1("privacy-copy-of", "email", text(&whole["address"]))),
        locale.text("privacy-copy-tickets"),
        locale.text("privacy-copy-else"),
        locale.text("privacy-copy-programs"),
    );
    page(&locale.text("privacy-copy-title"), locale, &body)
}

const COLUMNS: [&str; 9] = [
    "reference",
    "subject",
    "state",
    "node",
    "asker_name",
    "asker_email",
    "topic",
    "created_at",
    "closed_at",
];

/// A table of tickets that no spreadsheet takes for formulas.
pub fn csv(tickets: &Value) -> String {
    let row = |ticket: &Value| -> Vec<Cell> {
        COLUMNS.map(|name| Cell::text(ticket[name].as_str().unwrap_or_default())).into()
    };
    let sheet = Sheet {
        name: String::new(),
        head: COLUMNS.map(str::to_owned).into(),
        rows: tickets.as_array().into_iter().flatten().map(row).collect(),
    };
    sheets::csv(&sheet, Csv::Comma)
}
