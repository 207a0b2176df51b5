//! The letters that are drawn into what is printed.

use std::borrow::Cow;
use std::sync::LazyLock;

use krilla::Data;
use krilla::text::Font;
use ttf_parser::Face;

use crate::web::font;

/// A font, to draw and to measure with.
pub struct Letters {
    pub font: Font,
    face: Face<'static>,
}

/// Regular and bold; none when the program was built without its third-party files.
pub static LETTERS: LazyLock<Option<(Letters, Letters)>> =
    LazyLock::new(|| Some((letters("DejaVuSans.ttf")?, letters("DejaVuSans-Bold.ttf")?)));

fn letters(name: &str) -> Option<Letters> {
    let bytes: &'static [u8] = match font(name)? {
        Cow::Borrowed(bytes) => bytes,
        Cow::Owned(bytes) => bytes.leak(),
    };
    Some(Letters { font: Font::new(Data::from(bytes), 0)?, face: Face::parse(bytes, 0).ok()? })
}

impl Letters {
    /// In points; none when a letter is not in the font.
    pub fn width(&self, text: &str, size: u16) -> Option<f32> {
        let advance = |c| Some(f32::from(self.face.glyph_hor_advance(self.face.glyph_index(c)?)?));
        let all: f32 = text.chars().map(advance).sum::<Option<f32>>()?;
        Some(all * f32::from(size) / f32::from(self.face.units_per_em()))
    }
}
