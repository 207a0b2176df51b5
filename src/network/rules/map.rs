//! The map of tiles: where each region lies and how its name is shortened.

use crate::taxonomy::Region;
use crate::text::fold;

/// The side of a tile and the step from one to the next, in the drawing's own units.
pub const SIDE: i32 = 48;
pub const STEP: i32 = 52;

pub fn corner(region: &Region) -> (i32, i32) {
    (region.tile_column * STEP, region.tile_row * STEP)
}

/// Width and height of a drawing that holds all of them.
pub fn extent(regions: &[Region]) -> (i32, i32) {
    let far =
        |place: fn(&Region) -> i32| regions.iter().map(place).max().unwrap_or(0) * STEP + SIDE + 4;
    (far(|region| region.tile_column), far(|region| region.tile_row))
}

/// A region's name in two to four capitals: `PACA`, `GES`, `BRE`.
pub fn short(label: &str) -> String {
    let folded = fold(label).to_uppercase();
    let small = ["LA", "LE", "ET", "D", "L"];
    let words: Vec<&str> = folded.split(' ').filter(|word| !small.contains(word)).collect();
    match words.as_slice() {
        [] => String::new(),
        [word] => word.chars().take(3).collect(),
        [first, second] => first.chars().take(1).chain(second.chars().take(2)).collect(),
        many => many.iter().filter_map(|word| word.chars().next()).take(4).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn regions_are_shortened_as_people_do() {
        let told: Vec<_> = [
            "Provence-Alpes-Côte d’Azur",
            "Grand Est",
            "Bretagne",
            "La Réunion",
            "Île-de-France",
            "Hauts-de-France",
            "Pays de la Loire",
            "Terres australes et antarctiques françaises",
        ]
        .map(short)
        .into();
        assert_eq!(told, ["PACA", "GES", "BRE", "REU", "IDF", "HDF", "PDL", "TAAF"]);
    }
}
