//! The rows of a table as materials: each through the form by which one is written, so that the same passes here and there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::form::{Form, LINES};
use super::labels::{coded, language};
use crate::i18n::Locale;
use crate::imports::{Row, Table, letters};
use crate::materials::ops::{Told, repeated};
use crate::materials::rules::facets::Facet;
use crate::materials::rules::imported::{COLUMNS, Column, named};
use crate::materials::rules::{MAX_TITLE, SUMMARY};
use crate::materials::{Audience, Kind, Level, Role, Stage, languages, licence_named};
use crate::secret::sha256_hex;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::text::fold;
use crate::web::FieldErrors;

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its column, from 0; none where a column is missing.
    pub column: Option<usize>,
    pub heading: String,
    pub typed: String,
    /// The key of the sentence that says what is expected, and what it lists.
    pub expected: String,
    pub listed: String,
}

/// A row as it was understood.
#[derive(Debug)]
pub struct Read {
    pub number: usize,
    pub title: String,
    pub told: Result<Told, Vec<Fault>>,
    /// What was not taken over, though the rest was.
    pub notes: Vec<Fault>,
}

/// What the words of columns with codes stand for, in both languages.
pub struct Lexicon(HashMap<(&'static str, String), String>);

/// The columns in which codes stand.
const CODED: [&str; 8] =
    ["kind", "level", "licence", "languages", "audiences", "topics", "disciplines", "stages"];

/// What other catalogues say for a code of ours.
const ELSEWHERE: [(&str, &str, &str); 12] = [
    ("kind", "e learning", "elearning"),
    ("kind", "mooc", "elearning"),
    ("kind", "presentation", "slides"),
    ("kind", "videos", "video"),
    ("kind", "tutorial", "handout"),
    ("kind", "jupyter notebook", "notebook"),
    ("audiences", "phd", "doctoral_student"),
    ("audiences", "phd student", "doctoral_student"),
    ("audiences", "phd students", "doctoral_student"),
    ("audiences", "early career researcher", "researcher"),
    ("audiences", "researchers", "researcher"),
    ("audiences", "data stewards", "data_steward"),
];

impl Lexicon {
    pub fn of(words: &Vocabularies) -> Self {
        let mut all = HashMap::new();
        let mut put = |field: &'static str, word: &str, code: &str| {
            all.entry((field, fold(word))).or_insert_with(|| code.to_owned());
        };
        let codes: [(&str, Facet, Vec<&str>); 4] = [
            ("kind", Facet::Kind, Kind::ALL.iter().map(|one| one.as_str()).collect()),
            ("level", Facet::Level, Level::ALL.iter().map(|one| one.as_str()).collect()),
            ("audiences", Facet::Audience, Audience::ALL.iter().map(|one| one.as_str()).collect()),
            ("stages", Facet::Stage, Stage::ALL.iter().map(|one| one.as_str()).collect()),
        ];
        for (field, facet, codes) in codes {
            for code in codes {
                put(field, code, code);
                put(field, &coded(facet, code, Locale::Fr), code);
                put(field, &coded(facet, code, Locale::En), code);
            }
        }
        for (field, vocabulary) in
            [("topics", Vocabulary::Topic), ("disciplines", Vocabulary::Discipline)]
        {
            words.terms_of(vocabulary).for_each(|(_, code)| put(field, code, code));
            words.terms_of(vocabulary).for_each(|(term, code)| put(field, term, code));
        }
        for tongue in languages() {
            put("languages", &tongue.code, &tongue.code);
            put("languages", tongue.label(Locale::Fr), &tongue.code);
            put("languages", tongue.label(Locale::En), &tongue.code);
        }
        ELSEWHERE.iter().for_each(|(field, word, code)| put(field, word, code));
        Self(all)
    }

    fn code(&self, field: &'static str, typed: &str) -> Option<String> {
        if field == "licence" {
            return licence_named(typed).map(|licence| licence.id.clone());
        }
        self.0.get(&(field, fold(typed))).cloned()
    }

    /// Some of what may stand in a column, to be told.
    fn examples(&self, field: &str, locale: Locale) -> String {
        let codes = |all: &mut dyn Iterator<Item = &str>| all.collect::<Vec<_>>().join(", ");
        match field {
            "kind" => codes(&mut Kind::ALL.iter().map(|one| one.as_str())),
            "level" => codes(&mut Level::ALL.iter().map(|one| one.as_str())),
            "audiences" => codes(&mut Audience::ALL.iter().map(|one| one.as_str())),
            "stages" => codes(&mut Stage::ALL.iter().map(|one| one.as_str())),
            "licence" => "CC-BY-4.0, CC-BY-SA-4.0, etalab-2.0…".to_owned(),
            "languages" => format!("fr, en, {}…", language("es", locale)),
            "topics" => {
                format!("where_deposit, licence… ({})", locale.text("materials-import-or-name"))
            }
            _ => format!("1, 1.3… ({})", locale.text("materials-import-or-name")),
        }
    }
}

/// Which columns of a table are read, by their place.
pub struct Columns {
    known: Vec<(usize, &'static Column)>,
    /// Headings that mean nothing here.
    pub unread: Vec<String>,
}

impl Columns {
    pub fn of(table: &Table) -> Self {
        let (mut known, mut unread): (Vec<(usize, &Column)>, _) = (Vec::new(), Vec::new());
        for (place, heading) in table.header.iter().enumerate() {
            match named(heading) {
                Some(one) if known.iter().all(|(_, other)| other.name != one.name) => {
                    known.push((place, one));
                }
                _ if heading.is_empty() => {}
                _ => unread.push(heading.clone()),
            }
        }
        Self { known, unread }
    }

    pub fn has(&self, name: &str) -> bool {
        self.known.iter().any(|(_, one)| one.name == name)
    }
}

/// What all rows are read with.
pub struct Reading<'a> {
    pub words: &'a Vocabularies,
    pub lexicon: Lexicon,
    pub columns: &'a Columns,
    pub table: &'a Table,
    /// Of materials that name none.
    pub language: Locale,
    pub locale: Locale,
}

impl Reading<'_> {
    /// Every row, each as a material or with what is wrong with it. Who tells records, not cells, cannot mend a word: what
    /// is not understood of those is left out, and said.
    pub fn rows(&self) -> Vec<Read> {
        let mut all: Vec<Read> = self.table.rows.iter().map(|row| self.row(row)).collect();
        let good: Vec<(usize, &Told)> = all
            .iter()
            .enumerate()
            .filter_map(|(n, one)| Some((n, one.told.as_ref().ok()?)))
            .collect();
        let told: Vec<&Told> = good.iter().map(|(_, told)| *told).collect();
        let again: Vec<(usize, &'static str)> =
            repeated(&told).into_iter().map(|(n, field)| (good[n].0, field)).collect();
        for (n, field) in again {
            all[n].told =
                Err(vec![self.fault(&self.table.rows[n], field, "materials-import-twice")]);
        }
        all
    }

    fn row(&self, row: &Row) -> Read {
        let (mut form, mut faults, mut key) = (Form::default(), Vec::new(), String::new());
        let mut given = BTreeSet::new();
        for (place, column) in &self.columns.known {
            let typed = row.cells.get(*place).map_or("", String::as_str);
            if typed.is_empty() {
                continue;
            }
            given.insert(column.field);
            match column.field {
                "key" => key = typed.chars().take(200).collect(),
                field if CODED.contains(&field) => {
                    faults.extend(self.coded(&mut form, (*place, column), typed));
                }
                "links" => form.links.push([typed.to_owned(), String::new()]),
                "people" => form.people.extend(people(typed, column.name)),
                field => {
                    let line = LINES.contains(&field);
                    let text = if line { one_line(typed) } else { typed.to_owned() };
                    form.texts.insert(field, text);
                }
            }
        }
        let title = form.text("title").to_owned();
        let mut notes = Vec::new();
        if !self.table.is_sheet {
            self.shorten(&mut form);
            notes.append(&mut faults);
        }
        let said = self.said(&form);
        let written = match form.check(self.words) {
            Err(errors) if !self.table.is_sheet => {
                let found = self.faults(row, &errors);
                found.iter().for_each(|fault| clear(&mut form, &fault.0));
                notes.extend(found.into_iter().map(|(_, fault)| fault));
                form.check(self.words)
            }
            done => done,
        };
        let told = match written {
            Err(errors) => {
                faults.extend(self.faults(row, &errors).into_iter().map(|(_, fault)| fault));
                Err(faults)
            }
            Ok(_) if !faults.is_empty() => Err(faults),
            Ok(mut written) => {
                if written.record.languages.is_empty() {
                    written.record.languages.push(self.language.to_string());
                }
                let told = Told { key, written, given, digest: said };
                match told.key_sha256() {
                    Some(_) => Ok(told),
                    None => Err(vec![self.fault(row, "key", "materials-import-no-key")]),
                }
            }
        };
        Read { number: row.number, title, told, notes }
    }

    /// All that a row says, in short.
    fn said(&self, form: &Form) -> String {
        let said = (&form.texts, &form.lists, &form.people, &form.links);
        sha256_hex(serde_json::to_string(&said).unwrap_or_default().as_bytes())
    }

    /// Puts the codes of a cell into the form; what stands for none is at fault.
    fn coded(&self, form: &mut Form, (place, column): (usize, &Column), typed: &str) -> Vec<Fault> {
        let field = column.field;
        let is_list = !["kind", "level", "licence"].contains(&field);
        // Where one code is meant, a catalogue may list several: the first that is known.
        let words: Vec<&str> = match is_list || !self.table.is_sheet {
            true => {
                typed.split([';', '\n', '|']).map(str::trim).filter(|one| !one.is_empty()).collect()
            }
            false => vec![typed.trim()],
        };
        let (mut known, mut faults) = (Vec::<String>::new(), Vec::new());
        for word in words {
            // Lists may be separated by commas too, where no name has one.
            let codes = match self.lexicon.code(field, word) {
                Some(code) => Some(vec![code]),
                None if is_list => {
                    word.split(',').map(|part| self.lexicon.code(field, part)).collect()
                }
                None => None,
            };
            match codes {
                Some(codes) => {
                    codes.into_iter().for_each(|code| {
                        if !known.contains(&code) {
                            known.push(code);
                        }
                    });
                }
                None => faults.push(Fault {
                    column: Some(place),
                    heading: self.table.header[place].clone(),
                    typed: word.to_owned(),
                    expected: "materials-import-one-of".to_owned(),
                    listed: self.lexicon.examples(field, self.locale),
                }),
            }
        }
        if is_list {
            form.lists.insert(field, known);
        } else if let Some(code) = known.into_iter().next() {
            form.texts.insert(field, code);
        }
        faults
    }

    /// What the form does not take, at its cell.
    fn faults(&self, row: &Row, errors: &FieldErrors) -> Vec<(String, Fault)> {
        let fault = |(field, key): (&str, &str)| (field.to_owned(), self.fault(row, field, key));
        errors.iter().map(fault).collect()
    }

    fn fault(&self, row: &Row, field: &str, key: &str) -> Fault {
        let cells = self.columns.known.iter().filter(|(_, one)| one.field == field);
        let cell =
            cells.clone().find(|(place, _)| row.cells.get(*place).is_some_and(|c| !c.is_empty()));
        let at = cell.or_else(|| cells.clone().next()).map(|(place, _)| *place);
        let named = COLUMNS.iter().find(|one| one.field == field).map_or(field, |one| one.name);
        Fault {
            column: at,
            heading: at.map_or_else(|| named.to_owned(), |at| self.table.header[at].clone()),
            typed: at.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default(),
            expected: key.to_owned(),
            listed: String::new(),
        }
    }

    /// Long texts of other catalogues are cut to what is kept.
    fn shorten(&self, form: &mut Form) {
        for (field, most) in [("summary", SUMMARY.1), ("title", MAX_TITLE)] {
            if let Some(text) = form.texts.get_mut(field).filter(|text| text.chars().count() > most)
            {
                let cut: String = text.chars().take(most - 1).collect();
                *text = format!("{}…", cut.trim_end());
            }
        }
    }
}

/// Empties a field.
fn clear(form: &mut Form, field: &str) {
    form.texts.remove(field);
    form.lists.remove(field);
    match field {
        "people" => form.people.clear(),
        "links" => form.links.clear(),
        _ => {}
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// People as they are typed: `Ada Lovelace (0000-0002-1825-0097); Zoé Roy`.
fn people(typed: &str, column: &str) -> Vec<[String; 4]> {
    let role = if column == "authors" { Role::Author } else { Role::Contributor };
    let one = |typed: &str| {
        let (name, orcid) = match typed.split_once(['(', '<', '[']) {
            Some((name, rest)) => (name, rest.trim_end_matches([')', '>', ']', ' '])),
            None => (typed, ""),
        };
        [one_line(name), orcid.trim().to_owned(), String::new(), role.to_string()]
    };
    typed.split([';', '\n', '|']).filter(|one| !one.trim().is_empty()).map(one).collect()
}

/// Where a fault is, as a spreadsheet program names it: `F7`, else the number of the record.
pub fn cell(fault: &Fault, (number, is_sheet): (usize, bool)) -> String {
    match fault.column {
        Some(column) if is_sheet => format!("{}{number}", letters(column)),
        _ => number.to_string(),
    }
}

/// The table to be filled in: its headings, what each column holds, and an example. The second and third row are remarks.
pub fn template(locale: Locale) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let heading = |one: &Column| quoted(locale.pick(one.name_fr, one.name));
    let about = BTreeMap::from_iter(COLUMNS.iter().enumerate().map(|(n, one)| {
        let text = locale.text(&format!("materials-import-col-{}", one.name.replace('_', "-")));
        (n, if n == 0 { quoted(&format!("# {text}")) } else { quoted(&text) })
    }));
    let example = |(n, one): (usize, &Column)| match n {
        0 => quoted(&format!("# {}", one.example)),
        _ => quoted(one.example),
    };
    let rows = [
        COLUMNS.iter().map(heading).collect::<Vec<_>>(),
        about.into_values().collect(),
        COLUMNS.iter().enumerate().map(example).collect(),
    ];
    let lines = rows.map(|row| row.join(";") + "\r\n");
    format!("\u{feff}{}", lines.concat())
}
