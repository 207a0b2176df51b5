//! What of a file can be looked at before it is taken away.

use crate::materials::{Held, Package};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preview {
    Pdf,
    Slides,
    Image,
    Video,
    Audio,
}

impl Preview {
    /// By what the bytes are; presentations are archives, of which the name says which.
    pub fn of(held: &Held) -> Option<Self> {
        if held.file.package != Package::None {
            return None;
        }
        match (held.media_type.as_str(), held.ending().as_str()) {
            ("application/pdf", _) => Some(Self::Pdf),
            ("image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif", _) => {
                Some(Self::Image)
            }
            (kind, _) if kind.starts_with("video/") => Some(Self::Video),
            (kind, _) if kind.starts_with("audio/") => Some(Self::Audio),
            (kind, "pptx" | "odp") if kind.starts_with("application/") => Some(Self::Slides),
            _ => None,
        }
    }
}

/// The captions of a film or a recording: files of the same name that end in `.vtt`, or in a language before that, as in
/// `cours.fr.vtt`.
pub fn captions<'a>(film: &Held, files: &'a [Held]) -> Vec<(&'a Held, Option<String>)> {
    let stem = |name: &str| name.rsplit_once('.').map(|(stem, _)| stem.to_lowercase());
    let Some(own) = stem(&film.file.name) else { return Vec::new() };
    let of = |held: &'a Held| {
        let name = stem(&held.file.name).filter(|_| held.ending() == "vtt")?;
        let rest = name.strip_prefix(&own)?;
        match rest.strip_prefix('.') {
            _ if rest.is_empty() => Some((held, None)),
            Some(tag) if (2..=3).contains(&tag.len()) => Some((held, Some(tag.to_owned()))),
            _ => None,
        }
    };
    files.iter().filter_map(of).collect()
}
