//! The map of regions as tiles, with the same numbers as a table.

use serde::Serialize;

use crate::i18n::Locale;
use crate::network::rules::map;
use crate::network::rules::search::regions;
use crate::network::{Listed, Status};
use crate::taxonomy::Vocabularies;

#[derive(Serialize)]
pub struct MapView {
    width: i32,
    height: i32,
    side: i32,
    tiles: Vec<Tile>,
}

#[derive(Serialize)]
struct Tile {
    href: String,
    current: bool,
    x: i32,
    y: i32,
    short: String,
    label: String,
    overseas: bool,
    class: &'static str,
    count: usize,
    shown: String,
}

/// How many of `nodes` serve in each region. `href` makes the address that lists them; closed nodes do not count.
pub fn draw(
    nodes: &[&Listed],
    current: Option<&str>,
    known: &Vocabularies,
    locale: Locale,
    href: impl Fn(&str) -> String,
) -> MapView {
    let open = || nodes.iter().filter(|one| one.node.status != Status::Closed);
    let (width, height) = map::extent(&known.regions);
    let tiles = known.regions.iter().map(|region| {
        let count = open().filter(|one| regions(one, known).contains(region.code.as_str())).count();
        let (x, y) = map::corner(region);
        Tile {
            href: href(&region.code),
            current: current == Some(region.code.as_str()),
            x,
            y,
            short: map::short(&region.label_fr),
            label: locale.pick(&region.label_fr, &region.label_en).to_owned(),
            overseas: region.overseas,
            class: shade(count),
            count,
            shown: if count == 0 { "–".to_owned() } else { count.to_string() },
        }
    });
    MapView { width, height, side: map::SIDE, tiles: tiles.collect() }
}

fn shade(count: usize) -> &'static str {
    match count {
        0 => "is-empty",
        1..=2 => "",
        _ => "is-dense",
    }
}
