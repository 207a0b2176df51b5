//! The map of regions as tiles, with the same numbers as a table.

use fluent_bundle::FluentArgs;
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
    /// The same in words.
    said: String,
}

/// What a tile shows.
pub struct Painted {
    pub count: usize,
    pub shown: String,
    pub said: String,
    pub class: &'static str,
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
    paint(current, known, locale, href, |code, label| {
        let count = open().filter(|one| regions(one, known).contains(code)).count();
        let mut args = FluentArgs::new();
        args.set("region", label.to_owned());
        args.set("n", count);
        Painted {
            count,
            shown: if count == 0 { "–".to_owned() } else { count.to_string() },
            said: locale.text_with("network-tile", Some(&args)),
            class: shade(count),
        }
    })
}

/// A tile for each region, painted by its code and name.
pub fn paint(
    current: Option<&str>,
    known: &Vocabularies,
    locale: Locale,
    href: impl Fn(&str) -> String,
    painted: impl Fn(&str, &str) -> Painted,
) -> MapView {
    let (width, height) = map::extent(&known.regions);
    let tiles = known.regions.iter().map(|region| {
        let label = locale.pick(&region.label_fr, &region.label_en);
        let Painted { count, shown, said, class } = painted(&region.code, label);
        let (x, y) = map::corner(region);
        Tile {
            href: href(&region.code),
            current: current == Some(region.code.as_str()),
            x,
            y,
            short: map::short(&region.label_fr),
            label: label.to_owned(),
            overseas: region.overseas,
            class,
            count,
            shown,
            said,
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
