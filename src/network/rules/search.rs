//! What the directory lists when something is asked of it.

use std::collections::BTreeSet;

use crate::network::{Kind, Listed, Status};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::text::fold;

/// What is asked; what is `None` or blank asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub kind: Option<Kind>,
    pub region: Option<String>,
    pub discipline: Option<String>,
    pub service: Option<String>,
    pub institution: Option<String>,
    pub q: String,
}

impl Filter {
    pub fn without_region(&self) -> Self {
        Self { region: None, ..self.clone() }
    }
}

/// The nodes that fit, in the order of `nodes`.
pub fn select<'a>(filter: &Filter, nodes: &'a [Listed], known: &Vocabularies) -> Vec<&'a Listed> {
    let words = fold(&filter.q);
    let named: BTreeSet<String> = if words.len() < 2 {
        BTreeSet::new()
    } else {
        let found = known.search(Vocabulary::Institution, &filter.q, 50).into_iter();
        found.map(|found| found.code).collect()
    };
    nodes
        .iter()
        .filter(|one| fits(filter, one, known) && says(one, &words, &named, known))
        .collect()
}

fn fits(filter: &Filter, one: &Listed, known: &Vocabularies) -> bool {
    let asked =
        |wanted: &Option<String>, test: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(test);
    filter.kind.is_none_or(|kind| kind == one.node.kind)
        && asked(&filter.region, &|code| regions(one, known).contains(code))
        && asked(&filter.service, &|code| one.services.iter().any(|held| held == code))
        && asked(&filter.discipline, &|code| knows(one, code, known))
        && asked(&filter.institution, &|slug| {
            let line = known.institution_line(slug);
            one.every_institution().iter().any(|held| line.iter().any(|above| above == held))
        })
}

/// The regions in which a node sits or that its coverage names, by town too.
pub fn regions<'a>(one: &'a Listed, known: &'a Vocabularies) -> BTreeSet<&'a str> {
    let own = one.node.region.as_deref();
    let covered = one.coverage.iter().filter_map(|keys| {
        let by_site = || known.site(keys.site.as_deref()?).map(|site| site.region.as_str());
        keys.region.as_deref().or_else(by_site)
    });
    own.into_iter().chain(covered).collect()
}

/// Whether a node names a discipline, one it belongs to, or a part of it.
fn knows(one: &Listed, code: &str, known: &Vocabularies) -> bool {
    let line = known.discipline_line(code);
    let covered = one.coverage.iter().filter_map(|keys| keys.discipline.as_deref());
    let declared = one.disciplines.iter().map(String::as_str);
    declared.chain(covered).any(|held| {
        line.iter().any(|above| above == held)
            || known.discipline_line(held).iter().any(|above| above == code)
    })
}

/// Whether every word is somewhere in the node's own words, or the whole names one of its institutions.
fn says(one: &Listed, words: &str, named: &BTreeSet<String>, known: &Vocabularies) -> bool {
    let institutions = one.every_institution();
    if words.is_empty() || institutions.iter().any(|slug| named.contains(*slug)) {
        return true;
    }
    let node = &one.node;
    let mut own =
        vec![node.name.as_str(), &node.short_name, &node.description_fr, &node.description_en];
    own.extend(node.city.as_deref());
    if let Some(region) = node.region.as_deref().and_then(|code| known.region(code)) {
        own.extend([region.label_fr.as_str(), &region.label_en]);
    }
    own.extend(institutions.iter().filter_map(|slug| Some(known.institution(slug)?.name.as_str())));
    let text = fold(&own.join(" "));
    words.split(' ').all(|word| text.contains(word))
}

/// The order in which people read: those who answer before those who do not, then by kind and name.
pub fn reading_order(nodes: &mut [Listed]) {
    nodes.sort_by_key(|one| {
        let node = &one.node;
        (node.status == Status::Closed, node.kind, fold(&node.short_name))
    });
}
