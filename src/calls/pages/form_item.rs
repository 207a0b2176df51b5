//! One question of a call's form.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Frame;
use super::form::{Both, both, kind_word, may_write, opened, said, step};
use crate::calls::{Call, CallId};
use crate::questionnaires::rules::comparisons::{Join, OPERATORS, Test, condition, list};
use crate::questionnaires::rules::edit::Step;
use crate::questionnaires::rules::words::kept;
use crate::questionnaires::rules::{decimals, is_key, key_of, shape};
use crate::questionnaires::{
    self as asked, Definition, FileKind, FileRules, Item, Kind, Limit, Meaning, Said, Template,
    Unit, Version, VersionId,
};
use crate::web::{Choice, Context, SignedIn, Upload, choice, day};
use crate::{Error, Result};

/// How many comparisons the page takes.
const TESTS: usize = 3;

#[derive(Serialize)]
struct View {
    frame: Frame,
    version: VersionId,
    lock: i32,
    may_edit: bool,
    key: String,
    kind: String,
    label: Both,
    help: Both,
    required: bool,
    personal: bool,
    masked: bool,
    asks: bool,
    is_text: bool,
    is_bounded: bool,
    bound_key: String,
    has_choices: bool,
    min: String,
    max: String,
    limit_most: String,
    limit_units: Vec<Choice>,
    limit_hard: bool,
    /// One a line: code | French | English.
    choices: String,
    meanings: Vec<Choice>,
    files: Option<FilesView>,
    tests: Vec<TestView>,
    joins: Vec<Choice>,
    /// A condition that the page cannot write: it is kept.
    deep: bool,
    may_depend: bool,
    faults: Vec<String>,
}

#[derive(Serialize)]
struct FilesView {
    kinds: Vec<Choice>,
    megabytes: u32,
    most: usize,
    unseen: bool,
    anonymised: bool,
    /// It does not ask for such a version itself.
    may_anonymise: bool,
    template: String,
}

#[derive(Serialize)]
struct TestView {
    number: usize,
    keys: Vec<Choice>,
    operators: Vec<Choice>,
    value: String,
}

/// `GET /inbox/calls/{id}/form/items/{key}`
pub async fn item(cx: Context<SignedIn>, at: web::Path<(CallId, String)>) -> Result<HttpResponse> {
    let (reader, (id, key)) = (cx.actor(), at.into_inner());
    let (call, version) = cx.db.read(move |conn| opened(conn, &reader, &id)).await?;
    let item = version.definition.item(&key).ok_or(Error::NotFound)?;
    let view = view(&cx, (&call, &version), item);
    cx.respond(StatusCode::OK, "calls/form_item", cx.head("calls-form", "inbox"), &view)
}

fn view(cx: &Context<SignedIn>, (call, version): (&Call, &Version), item: &Item) -> View {
    let before = earlier(&version.definition, &item.key);
    let listed = item.show_if.as_ref().map(list);
    let deep = matches!(listed, Some(None));
    let (join, tests) = listed.flatten().unwrap_or((Join::All, Vec::new()));
    let test = |number: usize| test_view(cx, &before, number, tests.get(number));
    let bounded = item.kind.is_number() || item.kind.is_set();
    let meaning = |one: &Meaning| {
        let label = cx.text(&format!("questionnaires-meaning-{}", one.as_str().replace('.', "-")));
        choice(one.as_str(), label, item.maps_to == Some(*one))
    };
    let unit = |one: &Unit| {
        let label = cx.text(&format!("questionnaires-unit-{one}"));
        choice(one.as_str(), label, item.limit.is_some_and(|limit| limit.unit == *one))
    };
    let faults = shape::faults(&version.definition);
    View {
        frame: Frame::of(call, "form", (cx.locale, cx.now)),
        version: version.id.clone(),
        lock: version.lock_version,
        may_edit: may_write(call, version),
        key: item.key.clone(),
        kind: kind_word(cx, item.kind),
        label: both(&item.label),
        help: both(&item.help),
        required: item.required,
        personal: item.personal,
        masked: item.masked,
        asks: item.kind.asks(),
        is_text: item.kind.is_text(),
        is_bounded: bounded || matches!(item.kind, Kind::Date | Kind::Block),
        files: (item.kind == Kind::File).then(|| files_view(cx, item)),
        bound_key: cx.text(match item.kind {
            Kind::Date => "questionnaires-bound-date",
            Kind::Block => "questionnaires-bound-rows",
            kind if kind.is_set() => "questionnaires-bound-set",
            _ => "questionnaires-bound-number",
        }),
        has_choices: item.kind.has_choices(),
        min: item.min.clone().unwrap_or_default(),
        max: item.max.clone().unwrap_or_default(),
        limit_most: item.limit.map(|limit| limit.most.to_string()).unwrap_or_default(),
        limit_units: Unit::ALL.iter().map(unit).collect(),
        limit_hard: item.limit.is_none_or(|limit| limit.hard),
        choices: choice_lines(item),
        meanings: Meaning::ALL.iter().filter(|one| one.fits(item.kind)).map(meaning).collect(),
        tests: (0..TESTS).map(test).collect(),
        joins: vec![
            choice("all", cx.text("questionnaires-join-all"), join == Join::All),
            choice("any", cx.text("questionnaires-join-any"), join == Join::Any),
        ],
        deep,
        may_depend: !before.is_empty(),
        faults: faults
            .iter()
            .filter(|fault| fault.place == item.key)
            .map(|fault| cx.text(fault.code))
            .collect(),
    }
}

fn files_view(cx: &Context<SignedIn>, item: &Item) -> FilesView {
    let takes = item.takes();
    let kind = |one: &FileKind| {
        choice(one.as_str(), cx.text(&asked::pages::kind_key(*one)), takes.kinds.contains(one))
    };
    FilesView {
        kinds: FileKind::ALL.iter().map(kind).collect(),
        megabytes: takes.megabytes,
        most: item.most_files(),
        unseen: takes.unseen,
        anonymised: takes.anonymised,
        may_anonymise: takes.anonymises.is_none(),
        template: takes.template.map(|one| one.name).unwrap_or_default(),
    }
}

fn test_view(
    cx: &Context<SignedIn>,
    before: &[&Item],
    number: usize,
    test: Option<&Test>,
) -> TestView {
    let (key, operator, value) = test.cloned().unwrap_or_default();
    TestView {
        number: number + 1,
        keys: before
            .iter()
            .map(|one| choice(&one.key, one.label.in_locale(cx.locale).to_owned(), one.key == key))
            .collect(),
        operators: OPERATORS
            .iter()
            .map(|one| choice(one, cx.text(&format!("questionnaires-op-{one}")), *one == operator))
            .collect(),
        value,
    }
}

/// The questions on which this one may depend: those before it, of its own block or of none.
fn earlier<'a>(form: &'a Definition, key: &str) -> Vec<&'a Item> {
    let block = form.place(key).and_then(|(_, block, _)| block).map(|block| block.key.as_str());
    form.walk()
        .take_while(|(_, _, item)| item.key != key)
        .filter(|(_, of, item)| {
            item.kind.asks() && of.is_none_or(|of| Some(of.key.as_str()) == block)
        })
        .map(|(_, _, item)| item)
        .collect()
}

fn choice_lines(item: &Item) -> String {
    let line = |one: &asked::Choice| match one.label.en.as_str() {
        "" => format!("{} | {}", one.code, one.label.fr),
        en => format!("{} | {} | {en}", one.code, one.label.fr),
    };
    item.choices.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// `POST /inbox/calls/{id}/form/items/{key}`
pub async fn save_item(
    cx: Context<SignedIn>,
    at: web::Path<(CallId, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let (reader, (id, key)) = (cx.actor(), at.into_inner());
    let which = id.clone();
    let (_, version) = cx.db.read(move |conn| opened(conn, &reader, &which)).await?;
    let old = version.definition.item(&key).ok_or(Error::NotFound)?;
    let mut item = read(&form, old, &version.definition);
    if let (Some(files), Some(file)) = (&mut item.files, form.files.first()) {
        let stored = cx.app.files.put(&file.name, file.content.clone()).await?;
        files.template =
            Some(Template { sha256: stored.sha256.clone(), name: stored.name.clone() });
        let now = cx.now;
        cx.db.write(move |conn| crate::files::note(conn, &stored, now)).await?;
    }
    step(&cx, (id, &form), Step::SetItem(Box::new(item)), |key| format!("#item-{key}")).await
}

/// The question as it was typed. What the page does not ask of its kind stays as it was.
fn read(form: &Upload, old: &Item, definition: &Definition) -> Item {
    let on = |name: &str| !form.text(name).is_empty();
    let filled = |name: &str| Some(kept(form.text(name))).filter(|text| !text.is_empty());
    let bound = |name: &str| match old.kind {
        Kind::Date => {
            filled(name).and_then(|typed| day(&typed)).map(|day| day.format("%Y-%m-%d").to_string())
        }
        _ => filled(name).and_then(|typed| decimals::read(&typed)),
    };
    let limit = filled("limit_most").and_then(|most| most.parse().ok()).map(|most| Limit {
        unit: form.text("limit_unit").parse().unwrap_or(Unit::Words),
        most,
        hard: on("limit_hard"),
    });
    let show_if =
        if on("if_keep") { old.show_if.clone() } else { typed_condition(form, definition) };
    Item {
        label: said(form, "label"),
        help: said(form, "help"),
        required: on("required"),
        personal: on("personal"),
        masked: on("masked"),
        limit: limit.filter(|_| old.kind.is_text()),
        min: bound("min"),
        max: bound("max"),
        choices: if old.kind.has_choices() {
            typed_choices(form.text("choices"))
        } else {
            Vec::new()
        },
        maps_to: form.text("maps_to").parse().ok(),
        files: old.files.as_ref().map(|old| typed_files(form, old)),
        show_if,
        ..old.clone()
    }
}

fn typed_files(form: &Upload, old: &FileRules) -> FileRules {
    let template = old.template.clone().filter(|_| form.text("template_gone").is_empty());
    FileRules {
        kinds: form.all("file_kinds").iter().filter_map(|kind| kind.parse().ok()).collect(),
        megabytes: form.text("megabytes").trim().parse().unwrap_or(old.megabytes),
        unseen: !form.text("unseen").is_empty(),
        anonymised: old.anonymises.is_none() && !form.text("anonymised").is_empty(),
        anonymises: old.anonymises.clone(),
        template,
    }
}

fn typed_condition(form: &Upload, definition: &Definition) -> Option<asked::Condition> {
    let join = if form.text("if_join") == "any" { Join::Any } else { Join::All };
    let test = |number: usize| -> Test {
        let part = |name: &str| form.text(&format!("if_{name}_{number}")).to_owned();
        (part("key"), part("op"), part("value"))
    };
    let tests: Vec<Test> = (1..=TESTS).map(test).collect();
    condition(join, &tests, |key| definition.item(key))
}

/// A line is a code, a French and an English label; a line without a code gets one.
fn typed_choices(text: &str) -> Vec<asked::Choice> {
    let mut choices: Vec<asked::Choice> = Vec::new();
    for line in kept(text).lines().map(str::trim).filter(|line| !line.is_empty()) {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let taken: Vec<&str> = choices.iter().map(|one| one.code.as_str()).collect();
        let (code, fr, en) = match parts[..] {
            [code, fr, en, ..] if is_key(code) => (code.to_owned(), fr, en),
            [code, fr] if is_key(code) => (code.to_owned(), fr, ""),
            [fr, en, ..] => (key_of(fr, &taken), fr, en),
            [fr] => (key_of(fr, &taken), fr, ""),
            [] => continue,
        };
        choices.push(asked::Choice { code, label: Said { fr: fr.to_owned(), en: en.to_owned() } });
    }
    choices
}
