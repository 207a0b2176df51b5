//! A version with all that stands around it, for its page and for machines.

use std::collections::{BTreeMap, HashMap};

use super::address;
use crate::Result;
use crate::clock::network_day;
use crate::courses::{self, Course};
use crate::db::Conn;
use crate::materials::queries::{self, Plays, Relative, Relatives, Taught};
use crate::materials::rules::linked::{self as jsonld, Around};
use crate::materials::rules::needs::Need;
use crate::materials::{
    LinkCheck, MaterialId, Parts, Published, Standing, Use, Version, access, ops,
};
use crate::network::NodeName;
use crate::paths::{self, LearningPath};
use crate::taxonomy::Vocabularies;

/// All that the page is made of, read at once.
#[derive(Debug)]
pub struct Loaded {
    pub found: Published,
    pub parts: Parts,
    pub versions: Vec<Version>,
    pub relatives: Relatives,
    pub partners: Vec<NodeName>,
    /// What is needed, by the place of the line.
    pub needed: BTreeMap<usize, Need>,
    /// How often it was made into another, and put into an answer.
    pub reuse: (i64, i64),
    /// How often its packages and films were opened and finished.
    pub plays: Plays,
    pub broken: Vec<LinkCheck>,
    /// How often it was taught, and what was told of that, with the node's names.
    pub taught: Taught,
    pub uses: Vec<(Use, String, String)>,
    /// The collections and learning paths in which it is a step.
    pub part_of: Vec<LearningPath>,
    /// The courses that are taught with it.
    pub courses: Vec<Course>,
}

/// A version by the address of its material, with all that stands around it.
pub fn whole(conn: &mut Conn, slug: &str, number: Option<i32>) -> Result<Loaded> {
    let (found, parts) = access::for_reader(conn, slug, number)?;
    let needed = ops::needs::of_lines(conn, &parts.points)?;
    let mut versions = queries::versions_of(conn, &found.material.id)?;
    versions.retain(|one| one.state != Standing::Draft);
    Ok(Loaded {
        relatives: queries::relatives_of(conn, &found.material)?,
        partners: queries::partners_of(conn, &found.material.id)?,
        reuse: queries::reuse_of(conn, &found.material.id)?,
        plays: queries::plays_of(conn, &found.material.id)?,
        broken: queries::broken_of(conn, &found.version.id)?,
        taught: queries::taught(conn, &found.material.id)?,
        uses: queries::uses_of(conn, &found.material.id)?,
        part_of: paths::queries::holding(conn, &found.material.id)?,
        courses: courses::queries::taught_with(conn, std::slice::from_ref(&found.material.id))?
            .into_iter()
            .map(|(_, course)| course)
            .collect(),
        versions,
        found,
        parts,
        needed,
    })
}

/// A version of a list, of which nothing else is asked than what it belongs to.
pub fn alone(
    found: Published,
    parts: Parts,
    (part_of, courses): (Vec<LearningPath>, Vec<Course>),
) -> Loaded {
    let versions = vec![found.version.clone()];
    Loaded {
        found,
        parts,
        versions,
        relatives: Relatives::default(),
        partners: Vec::new(),
        needed: BTreeMap::new(),
        reuse: (0, 0),
        plays: Plays::default(),
        broken: Vec::new(),
        taught: Taught::default(),
        uses: Vec::new(),
        part_of,
        courses,
    }
}

/// What each of some materials belongs to: collections and learning paths, and courses.
#[derive(Debug, Default)]
pub struct Wholes {
    paths: HashMap<MaterialId, Vec<LearningPath>>,
    courses: HashMap<MaterialId, Vec<Course>>,
}

impl Wholes {
    pub fn of(conn: &mut Conn, all: &[Published]) -> Result<Self> {
        let ids: Vec<_> = all.iter().map(|one| one.material.id.clone()).collect();
        let mut found = Self::default();
        for (id, path) in paths::queries::holding_all(conn, &ids)? {
            found.paths.entry(id).or_default().push(path);
        }
        for (id, course) in courses::queries::taught_with(conn, &ids)? {
            found.courses.entry(id).or_default().push(course);
        }
        Ok(found)
    }

    pub fn take(&mut self, id: &MaterialId) -> (Vec<LearningPath>, Vec<Course>) {
        (self.paths.remove(id).unwrap_or_default(), self.courses.remove(id).unwrap_or_default())
    }
}

/// The material for machines that read schema.org.
pub fn linked(loaded: &Loaded, words: &Vocabularies, base: &str) -> serde_json::Value {
    jsonld::material(&loaded.found.version, &loaded.parts, &around(loaded, base), words)
}

/// What stands around a version, for machines.
pub fn around<'a>(loaded: &'a Loaded, base: &'a str) -> Around<'a> {
    let Published { material, version, node, node_slug } = &loaded.found;
    let slug = material.slug.clone().unwrap_or_default();
    let absolute = |one: &Relative| format!("{base}{}", address(&one.slug, None));
    let relatives = &loaded.relatives;
    let first = loaded.versions.last().and_then(|one| one.published_at);
    let fixed = format!("{base}{}", address(&slug, Some(version.number)));
    let files = loaded.parts.files.iter().map(|held| format!("{fixed}/files/{}", held.file.id));
    Around {
        base,
        url: format!("{base}{}", address(&slug, None)),
        files: files.collect(),
        version_url: fixed,
        node,
        node_slug,
        doi: material.doi.as_deref(),
        created_on: network_day(first.unwrap_or(material.created_at)),
        based_on: relatives.source.iter().map(absolute).collect(),
        translation_of: relatives.original.as_ref().map(absolute),
        translations: relatives.translations.iter().map(absolute).collect(),
        part_of: loaded.part_of.iter().map(|path| format!("{base}{}", path.address())).collect(),
        courses: loaded
            .courses
            .iter()
            .filter_map(|course| Some(format!("{base}/courses/{}", course.slug.as_ref()?)))
            .collect(),
    }
}
