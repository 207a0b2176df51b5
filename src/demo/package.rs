//! What hangs on a course of the demo: a page, an H5P package and two SCORM packages that are played, slides, and a sheet to
//! print.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::awaited;
use crate::app::App;
use crate::files::Stored;
use crate::materials::rules::package::{self, Found};
use crate::print::sheet::{self, Line, Sheet};
use crate::qr;

const PAGE: &[(&str, &[u8])] = &[("index.html", include_bytes!("../../assets/demo/package.html"))];
const IDEAS: &[(&str, &[u8])] = &[
    ("h5p.json", include_bytes!("../../assets/demo/h5p/h5p.json")),
    ("content/content.json", include_bytes!("../../assets/demo/h5p/content.json")),
    ("H5P.Ideas-1.0/library.json", include_bytes!("../../assets/demo/h5p/library.json")),
    ("H5P.Ideas-1.0/ideas.js", include_bytes!("../../assets/demo/h5p/ideas.js")),
    ("H5P.Ideas-1.0/ideas.css", include_bytes!("../../assets/demo/h5p/ideas.css")),
];
const LICENCES: &[(&str, &[u8])] = &[
    ("imsmanifest.xml", include_bytes!("../../assets/demo/scorm12/imsmanifest.xml")),
    ("cours.html", include_bytes!("../../assets/demo/scorm12/cours.html")),
    ("question.html", include_bytes!("../../assets/demo/scorm12/question.html")),
    ("cours.js", include_bytes!("../../assets/demo/scorm12/cours.js")),
];
const FORMATS: &[(&str, &[u8])] = &[
    ("imsmanifest.xml", include_bytes!("../../assets/demo/scorm2004/imsmanifest.xml")),
    ("formats.html", include_bytes!("../../assets/demo/scorm2004/formats.html")),
    ("formats.css", include_bytes!("../../assets/demo/scorm2004/formats.css")),
    ("formats.js", include_bytes!("../../assets/demo/scorm2004/formats.js")),
];
/// Title and lines of each slide.
const SLIDES: [(&str, &[&str]); 3] = [
    (
        "Les données en une heure",
        &["Ce qu’est une donnée", "Pourquoi on la décrit", "Qui peut aider"],
    ),
    (
        "Une donnée, c’est ce qui prouve",
        &["Mesures, enquêtes, images, carnets", "Le programme qui les traite en fait partie"],
    ),
    (
        "À qui poser une question",
        &["À l’atelier de la donnée de sa région", "Réponse en quelques jours, sans compte"],
    ),
];

/// Puts all of it into the store.
pub fn put(app: &App) -> anyhow::Result<Vec<(Stored, Found)>> {
    let mut all = vec![
        ("parcours.zip", zipped(PAGE)?, true),
        ("idees-recues.h5p", zipped(IDEAS)?, true),
        ("licences-scorm12.zip", zipped(LICENCES)?, true),
        ("formats-scorm2004.zip", zipped(FORMATS)?, true),
        ("diapositives.odp", slides()?, false),
    ];
    all.extend(sheet()?.map(|sheet| ("fiche.pdf", sheet, false)));
    all.into_iter().map(|(name, content, played)| one(app, (name, content), played)).collect()
}

fn one(
    app: &App,
    (name, content): (&'static str, Vec<u8>),
    played: bool,
) -> anyhow::Result<(Stored, Found)> {
    let found = match played {
        true => package::read(&content).map_err(crate::Error::from)?,
        false => Found::plain(name, &content),
    };
    let files = app.files.clone();
    Ok((awaited(async move { files.put(name, content.into()).await })?, found))
}

fn zipped(files: &[(&str, &[u8])]) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// An OpenDocument presentation with nothing but its words.
fn slides() -> anyhow::Result<Vec<u8>> {
    let frame = |class: &str, lines: &[&str]| {
        let lines: String = lines.iter().map(|line| format!("<text:p>{line}</text:p>")).collect();
        format!(
            r#"<draw:frame presentation:class="{class}"><draw:text-box>{lines}</draw:text-box></draw:frame>"#
        )
    };
    let pages = SLIDES.iter().map(|(title, lines)| {
        format!("<draw:page>{}{}</draw:page>", frame("title", &[title]), frame("outline", lines))
    });
    let content = format!(
        "<office:document-content><office:body><office:presentation>{}</office:presentation></office:body></office:document-content>",
        pages.collect::<String>()
    );
    let kind = b"application/vnd.oasis.opendocument.presentation".as_slice();
    zipped(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

/// A sheet of one page; none when the program was built without its letters.
fn sheet() -> anyhow::Result<Option<Vec<u8>>> {
    let line = |text: &str, size, heading| Line {
        text: text.to_owned(),
        size,
        bold: heading,
        heading,
        above: size,
    };
    Ok(sheet::write(&Sheet {
        language: "fr",
        title: "Les données en une heure : la fiche".to_owned(),
        lines: vec![
            line("Les données en une heure", 26, true),
            line("1. Notez où sont vos données, et qui y a accès.", 14, false),
            line("2. Donnez à chaque fichier un nom qui se lit seul.", 14, false),
            line("3. Choisissez l’entrepôt avant d’écrire l’article.", 14, false),
            line("4. Une question ? Votre atelier de la donnée répond.", 14, false),
        ],
        code: qr::modules("https://exemple.example/ask")?,
        code_says: "https://exemple.example/ask".to_owned(),
    }))
}
