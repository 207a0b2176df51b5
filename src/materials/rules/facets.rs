//! By what the list is narrowed down, and how many materials each choice would show. All of it lies in memory as sets of
//! places, so that counting costs the same however many fit.

use std::collections::{BTreeMap, HashMap};

use chrono::TimeDelta;

use super::bits::Bits;
use crate::db::text_enum;
use crate::materials::{MaterialId, Parts, Version, codes};
use crate::taxonomy::Vocabularies;

text_enum! {
    /// One of the ways in which the list is narrowed; its name is the parameter of the address.
    Facet {
        Topic = "topic",
        Stage = "stage",
        Kind = "type",
        Discipline = "discipline",
        Level = "level",
        Audience = "audience",
        Language = "language",
        Duration = "duration",
        Licence = "licence",
        Format = "format",
        Node = "node",
        Year = "year",
        Certified = "certified",
        Session = "session",
    }
}

/// What was chosen, by facet.
pub type Chosen = BTreeMap<Facet, Vec<String>>;

/// What a material is counted under: `topic:pid level:beginner …`.
pub fn of(version: &Version, parts: &Parts, (node, words): (&str, &Vocabularies)) -> String {
    let mut found: Vec<(Facet, String)> = Vec::new();
    let mut put = |facet, values: Vec<String>| found.extend(values.into_iter().map(|v| (facet, v)));
    put(Facet::Topic, codes(&version.topic_codes));
    put(Facet::Stage, codes(&version.stage_codes));
    put(Facet::Audience, codes(&version.audience_codes));
    put(Facet::Kind, version.kind.iter().map(ToString::to_string).collect());
    put(Facet::Level, version.level.iter().map(ToString::to_string).collect());
    let fields = codes(&version.discipline_codes);
    put(Facet::Discipline, fields.iter().flat_map(|code| words.discipline_line(code)).collect());
    put(Facet::Language, version.languages().iter().map(|tag| main_language(tag)).collect());
    put(Facet::Licence, vec![version.licence.clone()]);
    put(Facet::Node, vec![node.to_owned()]);
    put(Facet::Duration, version.self_minutes.map(|n| band(n).to_owned()).into_iter().collect());
    put(Facet::Format, formats(parts).into_iter().map(str::to_owned).collect());
    let year = version.published_at.map(|at| at.format("%Y").to_string());
    put(Facet::Year, year.into_iter().collect());
    let label = version.certified_until.map(|_| "yes".to_owned());
    put(Facet::Certified, label.into_iter().collect());
    let mut written: Vec<_> = found
        .into_iter()
        .filter(|(_, value)| !value.is_empty() && !value.contains(char::is_whitespace))
        .map(|(facet, value)| format!("{facet}:{value}"))
        .collect();
    written.sort();
    written.dedup();
    written.join(" ")
}

fn main_language(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_owned()
}

/// Of what is taught soon. Since time goes on, the index does not hold it: it is asked for with the list.
pub const SOON: &str = "soon";
/// So far ahead is soon.
pub const AHEAD: TimeDelta = TimeDelta::days(90);

/// How long it takes to work through it by oneself.
pub const BANDS: [&str; 4] = ["hour", "half-day", "days", "long"];

fn band(minutes: i32) -> &'static str {
    match minutes {
        ..=60 => BANDS[0],
        61..=240 => BANDS[1],
        241..=960 => BANDS[2],
        _ => BANDS[3],
    }
}

/// In which forms it comes, by the content of its files and where its links lead.
pub fn formats(parts: &Parts) -> Vec<&'static str> {
    let mut found: Vec<_> =
        parts.files.iter().map(|held| format(&held.file.name, &held.media_type, held)).collect();
    if !parts.links.is_empty() {
        found.push("web");
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn format(name: &str, media_type: &str, held: &crate::materials::Held) -> &'static str {
    use crate::materials::Package;
    match held.file.package {
        Package::None => {}
        Package::Html => return "package",
        Package::Scorm12 | Package::Scorm2004 => return "scorm",
        Package::H5p => return "h5p",
    }
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match (media_type.split('/').next().unwrap_or_default(), ending.as_str()) {
        (_, "pdf") => "pdf",
        (_, "pptx" | "ppt" | "odp" | "key") => "slides",
        (_, "docx" | "doc" | "odt" | "md" | "tex" | "rst" | "txt") => "document",
        (_, "xlsx" | "xls" | "ods" | "csv" | "tsv") => "table",
        (_, "ipynb" | "qmd" | "rmd") => "notebook",
        ("video", _) => "video",
        ("audio", _) => "audio",
        ("image", _) => "image",
        _ => "other",
    }
}

/// A material as the index holds it.
#[derive(Debug, Clone)]
struct Entry {
    position: i64,
    id: MaterialId,
    values: Box<[u16]>,
}

/// Every published material by its place in the list, the oldest first.
#[derive(Debug, Default)]
pub struct Index {
    /// The last change it knows.
    pub seq: i64,
    entries: Vec<Entry>,
    names: Vec<(Facet, String)>,
    known: HashMap<String, u16>,
    sets: Vec<Bits>,
}

/// A material whose place or facets changed; without facets when it is not published any more.
#[derive(Debug, Clone)]
pub struct Change {
    pub id: MaterialId,
    pub seq: i64,
    pub position: Option<i64>,
    pub facets: String,
}

impl Index {
    /// The index after some changes.
    pub fn changed(&self, changes: Vec<Change>) -> Self {
        let mut next = Self {
            seq: self.seq,
            names: self.names.clone(),
            known: self.known.clone(),
            ..Self::default()
        };
        let mut changes: HashMap<_, _> =
            changes.into_iter().map(|change| (change.id.clone(), change)).collect();
        next.seq = changes.values().map(|one| one.seq).max().unwrap_or(self.seq);
        let kept = self.entries.iter().filter(|entry| !changes.contains_key(&entry.id));
        next.entries = kept.cloned().collect();
        for (id, change) in changes.drain() {
            if let Some(position) = change.position.filter(|_| !change.facets.is_empty()) {
                let values = change.facets.split(' ').filter_map(|one| next.value(one)).collect();
                next.entries.push(Entry { position, id, values });
            }
        }
        next.entries.sort_unstable_by(|a, b| (a.position, &a.id).cmp(&(b.position, &b.id)));
        next.fill();
        next
    }

    fn value(&mut self, written: &str) -> Option<u16> {
        if let Some(known) = self.known.get(written) {
            return Some(*known);
        }
        let (facet, value) = written.split_once(':')?;
        let number = u16::try_from(self.names.len()).ok()?;
        self.names.push((facet.parse().ok()?, value.to_owned()));
        self.known.insert(written.to_owned(), number);
        Some(number)
    }

    fn fill(&mut self) {
        self.sets = vec![Bits::none(self.entries.len()); self.names.len()];
        for (place, entry) in self.entries.iter().enumerate() {
            for value in &entry.values {
                if let Some(set) = self.sets.get_mut(usize::from(*value)) {
                    set.set(place);
                }
            }
        }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn everything(&self) -> Bits {
        Bits::all(self.entries.len())
    }

    /// The places of some positions; those that are not listed have none.
    pub fn places(&self, positions: &[i64]) -> Bits {
        let mut bits = Bits::none(self.entries.len());
        for position in positions {
            let from = self.entries.partition_point(|entry| entry.position < *position);
            let same = self.entries.iter().enumerate().skip(from);
            same.take_while(|(_, entry)| entry.position == *position)
                .for_each(|(at, _)| bits.set(at));
        }
        bits
    }

    /// What fits one facet's choice; everything without one.
    fn set_of(&self, facet: Facet, values: &[String]) -> Bits {
        let mut bits = Bits::none(self.entries.len());
        for value in values {
            if let Some(number) = self.known.get(&format!("{facet}:{value}")) {
                bits.add(&self.sets[usize::from(*number)]);
            }
        }
        bits
    }

    /// What fits all that was chosen among `base`; without the choice in one facet, if that is named.
    pub fn fitting(&self, base: &Bits, chosen: &Chosen, but: Option<Facet>) -> Bits {
        let mut bits = base.clone();
        for (facet, values) in chosen.iter().filter(|(facet, _)| Some(**facet) != but) {
            bits.keep(&self.set_of(*facet, values));
        }
        bits
    }

    /// For each facet its values and how many of `base` each would show beside what is chosen in the other facets.
    pub fn counts(&self, base: &Bits, chosen: &Chosen) -> BTreeMap<Facet, Vec<(String, usize)>> {
        let whole = self.fitting(base, chosen, None);
        let mut others: HashMap<Facet, Bits> = HashMap::new();
        for facet in chosen.keys() {
            others.insert(*facet, self.fitting(base, chosen, Some(*facet)));
        }
        let mut counts: BTreeMap<Facet, Vec<(String, usize)>> = BTreeMap::new();
        for ((facet, value), set) in self.names.iter().zip(&self.sets) {
            let among = others.get(facet).unwrap_or(&whole);
            counts.entry(*facet).or_default().push((value.clone(), among.shared(set)));
        }
        counts
    }

    /// The next materials of a set after a position, the newest first, with their positions.
    pub fn page(&self, bits: &Bits, after: Option<i64>, limit: usize) -> Vec<(MaterialId, i64)> {
        let end = after.map_or(self.entries.len(), |position| {
            self.entries.partition_point(|entry| entry.position < position)
        });
        let found = bits.below(end).filter_map(|place| self.entries.get(place));
        found.take(limit).map(|entry| (entry.id.clone(), entry.position)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(id: &MaterialId, seq: i64, position: i64, facets: &str) -> Change {
        Change { id: id.clone(), seq, position: Some(position), facets: facets.into() }
    }

    fn of(counts: &BTreeMap<Facet, Vec<(String, usize)>>, facet: Facet) -> Vec<(String, usize)> {
        let mut found = counts.get(&facet).cloned().unwrap_or_default();
        found.sort();
        found
    }

    #[test]
    fn counts_are_those_of_what_a_choice_would_show() {
        let ids: Vec<_> = (0..4).map(|_| MaterialId::new()).collect();
        let index = Index::default().changed(vec![
            change(&ids[0], 1, 10, "level:beginner type:slides"),
            change(&ids[1], 2, 30, "level:beginner type:video"),
            change(&ids[2], 3, 20, "level:expert type:video"),
        ]);
        let all = index.everything();
        let chosen = Chosen::from([(Facet::Kind, vec!["video".to_owned()])]);

        let counts = index.counts(&all, &chosen);
        let pair = |a: &str, n| (a.to_owned(), n);
        assert_eq!(of(&counts, Facet::Level), [pair("beginner", 1), pair("expert", 1)]);
        assert_eq!(
            of(&counts, Facet::Kind),
            [pair("slides", 1), pair("video", 2)],
            "one may add a kind"
        );
        let fits = index.fitting(&all, &chosen, None);
        assert_eq!(index.page(&fits, None, 9), [(ids[1].clone(), 30), (ids[2].clone(), 20)]);
        assert_eq!(index.page(&fits, Some(30), 9), [(ids[2].clone(), 20)]);
        let unknown = Chosen::from([(Facet::Kind, vec!["none".to_owned()])]);
        assert_eq!(index.fitting(&all, &unknown, None).count(), 0);

        let gone = Change { id: ids[1].clone(), seq: 4, position: None, facets: String::new() };
        let later = index.changed(vec![gone, change(&ids[3], 5, 40, "type:game")]);
        assert_eq!((later.len(), later.seq), (3, 5));
        assert_eq!(later.page(&later.everything(), None, 1), [(ids[3].clone(), 40)]);
        assert_eq!(later.places(&[20, 40, 99]).count(), 2);
    }
}
