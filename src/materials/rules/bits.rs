//! Sets of places in a list: a bit for each.

/// Which places of a list are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bits(Vec<u64>);

impl Bits {
    pub fn none(places: usize) -> Self {
        Self(vec![0; places.div_ceil(64)])
    }

    pub fn all(places: usize) -> Self {
        let mut bits = Self(vec![u64::MAX; places.div_ceil(64)]);
        if let (Some(last), spare @ 1..) = (bits.0.last_mut(), places % 64) {
            *last = (1 << spare) - 1;
        }
        bits
    }

    pub fn set(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    pub fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0)
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many both have.
    pub fn shared(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// Keeps what the other has too.
    pub fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    /// Adds what the other has.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    /// Takes away what the other has.
    pub fn without(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }

    /// The places below one, the highest first.
    pub fn below(&self, place: usize) -> impl Iterator<Item = usize> {
        let words = place.div_ceil(64).min(self.0.len());
        (0..words).rev().flat_map(move |at| {
            let word = self.0.get(at).copied().unwrap_or_default();
            let above = place.saturating_sub(at * 64);
            let mut left = if above < 64 { word & ((1 << above) - 1) } else { word };
            std::iter::from_fn(move || {
                let bit = 63_usize.checked_sub(left.leading_zeros() as usize)?;
                left &= !(1 << bit);
                Some(at * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_walked_from_above_and_counted() {
        let mut bits = Bits::none(200);
        [0, 63, 64, 130, 199].into_iter().for_each(|place| bits.set(place));

        assert_eq!(bits.below(200).collect::<Vec<_>>(), [199, 130, 64, 63, 0]);
        assert_eq!(bits.below(130).collect::<Vec<_>>(), [64, 63, 0]);
        assert_eq!(bits.below(64).collect::<Vec<_>>(), [63, 0]);
        assert_eq!(bits.below(0).count(), 0);
        assert_eq!((bits.count(), Bits::all(200).count(), Bits::all(128).count()), (5, 200, 128));
        assert_eq!(bits.shared(&Bits::all(200)), 5);
        assert!(bits.has(130) && !bits.has(131) && !bits.has(500));
        let mut rest = Bits::all(200);
        rest.without(&bits);
        assert_eq!(rest.count(), 195);
    }
}
