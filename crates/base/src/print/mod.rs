//! What is printed: PDFs (PDF/UA-1) that say to those who listen what each part is, with their letters in the file.

mod letters;
pub mod paper;
pub mod sheet;

use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::tagging::{TagGroup, TagTree};
use krilla::{Document, SerializeSettings};

use letters::{LETTERS, Letters};

/// What a document is called, and in which language it is (BCP 47).
#[derive(Debug, Clone, Copy)]
struct Named<'a> {
    title: &'a str,
    language: &'static str,
}

fn begin(named: Named) -> Option<Document> {
    let accessible = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let settings = SerializeSettings {
        configuration: accessible.finish().ok()?,
        ..SerializeSettings::default()
    };
    let mut document = Document::new_with(settings);
    let about = Metadata::new().title(named.title.to_owned()).language(named.language.to_owned());
    document.set_metadata(about.creator("Maillage".to_owned()));
    Some(document)
}

/// The file, whose parts are read in this order.
fn finish(mut document: Document, named: Named, parts: Vec<TagGroup>) -> Option<Vec<u8>> {
    let mut tree = TagTree::new().with_lang(Some(named.language.to_owned()));
    parts.into_iter().for_each(|part| tree.push(part));
    document.set_tag_tree(tree);
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(named.title.to_owned(), top));
    document.set_outline(outline);
    document
        .finish()
        .inspect_err(|error| tracing::error!(?error, "a document could not be printed"))
        .ok()
}
