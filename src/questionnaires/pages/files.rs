//! Questions that files answer, as pages show them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Show;
use crate::files::size as size_said;
use crate::i18n::Locale;
use crate::questionnaires::rules::files;
use crate::questionnaires::{FileKind, Item};

/// Where files are taken from and brought, and what holds one back, by its id, as the key of a message.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    pub from: &'a str,
    pub templates: &'a str,
    pub held: &'a BTreeMap<String, &'static str>,
}

/// What is asked of files, before one is chosen, and those that are there.
#[derive(Debug, Serialize)]
pub(super) struct FilesView {
    rules: String,
    seen: String,
    accept: String,
    template: String,
    template_name: String,
    may_add: bool,
    many: bool,
    bytes: u64,
    there: Vec<FileView>,
}

#[derive(Debug, Serialize)]
struct FileView {
    id: String,
    href: String,
    name: String,
    size: String,
    held: String,
}

pub(super) fn view(item: &Item, value: Option<&Value>, show: Show<'_>) -> FilesView {
    let (locale, takes, from) = (show.locale, item.takes(), show.files);
    let kinds: Vec<_> = takes.kinds.iter().map(|one| locale.text(&kind_key(*one))).collect();
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("kinds", kinds.join(", "));
    args.set("most", item.most_files());
    args.set("size", takes.megabytes);
    let file = |one: &Value| {
        let id = one["id"].as_str().unwrap_or_default();
        let held = from.held.get(id).map(|key| locale.text(key));
        FileView {
            id: id.to_owned(),
            href: format!("{}/{id}", from.from),
            name: one["name"].as_str().unwrap_or_default().to_owned(),
            size: size(one, locale),
            held: held.unwrap_or_default(),
        }
    };
    let there: Vec<_> = value.map_or(&[][..], files::of).iter().map(file).collect();
    FilesView {
        rules: locale.text_with("questionnaires-file-rules", Some(&args)),
        seen: locale.text(match (takes.unseen, takes.anonymised, &takes.anonymises) {
            (true, ..) => "questionnaires-file-unseen",
            (false, true, _) => "questionnaires-file-replaced",
            (false, false, Some(_)) => "questionnaires-file-anonymised",
            (false, false, None) => "questionnaires-file-seen",
        }),
        accept: files::endings(&takes.kinds),
        template: match &takes.template {
            Some(_) => format!("{}/{}", from.templates, item.key),
            None => String::new(),
        },
        template_name: takes.template.map(|one| one.name).unwrap_or_default(),
        may_add: there.len() < item.most_files(),
        many: item.most_files() > 1,
        bytes: u64::from(takes.megabytes) * 1024 * 1024,
        there,
    }
}

pub fn kind_key(kind: FileKind) -> String {
    format!("questionnaires-file-is-{kind}")
}

/// Name, size and hash.
pub(super) fn said(file: &Value, locale: Locale) -> String {
    let part = |name: &str| file[name].as_str().unwrap_or_default();
    format!("{} ({}, SHA-256 {})", part("name"), size(file, locale), part("sha256"))
}

fn size(file: &Value, locale: Locale) -> String {
    size_said(file["bytes"].as_i64().unwrap_or_default(), locale)
}
