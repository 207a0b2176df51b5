//! Brings the third-party front-end files into `assets/vendor` of the workspace, which git ignores.
//!
//! npm runs only when `package-lock.json`, `assets/icons.txt` or this file changed since the last time; a stamp in
//! `assets/vendor` remembers. Without npm the build goes on: pages are then unstyled, and usable.

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, io};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FONT: &str = "@fontsource-variable/atkinson-hyperlegible-next";

/// Where a file lies below `node_modules`, and its name in `assets/vendor`.
const FILES: [(&str, &str); 18] = [
    ("bootstrap/dist/css/bootstrap.min.css", "bootstrap.min.css"),
    ("bootstrap/dist/js/bootstrap.bundle.min.js", "bootstrap.bundle.min.js"),
    ("htmx.org/dist/htmx.min.js", "htmx.min.js"),
    ("tom-select/dist/js/tom-select.complete.min.js", "tom-select.complete.min.js"),
    ("tom-select/dist/css/tom-select.bootstrap5.min.css", "tom-select.bootstrap5.min.css"),
    // What shows PDF files, for browsers of some years.
    ("pdfjs-dist/legacy/build/pdf.min.mjs", "pdf.min.mjs"),
    ("pdfjs-dist/legacy/build/pdf.worker.min.mjs", "pdf.worker.min.mjs"),
    // What SCORM packages talk to, of either version.
    ("scorm-again/dist/scorm12.min.js", "scorm/scorm12.min.js"),
    ("scorm-again/dist/scorm2004.min.js", "scorm/scorm2004.min.js"),
    // What plays H5P packages; its style sheet names its letters and pictures by their places.
    ("h5p-standalone/dist/main.bundle.js", "h5p/main.bundle.js"),
    ("h5p-standalone/dist/frame.bundle.js", "h5p/frame.bundle.js"),
    ("h5p-standalone/dist/styles/h5p.css", "h5p/styles/h5p.css"),
    ("h5p-standalone/dist/images/throbber.gif", "h5p/images/throbber.gif"),
    ("h5p-standalone/dist/fonts/h5p-core-30.woff2", "h5p/fonts/h5p-core-30.woff2"),
    ("h5p-standalone/dist/fonts/h5p-hub-publish.woff2", "h5p/fonts/h5p-hub-publish.woff2"),
    ("h5p-standalone/dist/fonts/h5p-theme.woff2", "h5p/fonts/h5p-theme.woff2"),
    (
        "h5p-standalone/dist/fonts/inter/inter-v18-cyrillic_cyrillic-ext_greek_greek-ext_latin_latin-ext_vietnamese-regular.woff2",
        "h5p/fonts/inter/inter-v18-cyrillic_cyrillic-ext_greek_greek-ext_latin_latin-ext_vietnamese-regular.woff2",
    ),
    (
        "h5p-standalone/dist/fonts/inter/inter-v18-cyrillic_cyrillic-ext_greek_greek-ext_latin_latin-ext_vietnamese-600.woff2",
        "h5p/fonts/inter/inter-v18-cyrillic_cyrillic-ext_greek_greek-ext_latin_latin-ext_vietnamese-600.woff2",
    ),
];
/// Letters of what is printed, which are drawn into it; as they are.
const LETTERS: [&str; 2] = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];
const FACES: [&str; 4] =
    ["latin-wght-normal", "latin-wght-italic", "latin-ext-wght-normal", "latin-ext-wght-italic"];

fn main() -> Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../..").canonicalize()?;
    let vendor = root.join("assets/vendor");
    fs::create_dir_all(&vendor)?;
    watch(&root)?;

    let wanted = stamp(&root)?;
    let stamp_file = vendor.join("stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|found| found == wanted) {
        println!("cargo:rerun-if-changed={}", stamp_file.display());
        return Ok(());
    }
    match fetch_and_copy(&root, &vendor) {
        Ok(()) => {
            write(&stamp_file, wanted.as_bytes())?;
            backdate(&stamp_file, &root.join("package-lock.json"))?;
            println!("cargo:rerun-if-changed={}", stamp_file.display());
        }
        Err(reason) => println!(
            "cargo:warning=Pages will be unstyled, since their front-end files could not be \
             fetched ({reason}): install Node.js with npm, then `touch crates/base/build.rs` and build again."
        ),
    }
    Ok(())
}

/// Tells cargo what to look at. `assets/vendor` is left out: this program writes it.
fn watch(root: &Path) -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    for name in ["package-lock.json", "templates", "migrations"] {
        let path = root.join(name);
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    for entry in fs::read_dir(root.join("assets"))? {
        let entry = entry?;
        if entry.file_name() != "vendor" {
            println!("cargo:rerun-if-changed={}", entry.path().display());
        }
    }
    Ok(())
}

/// All that decides what `assets/vendor` holds.
fn stamp(root: &Path) -> Result<String> {
    let read = |name: &str| fs::read_to_string(root.join(name)).map_err(|e| format!("{name}: {e}"));
    Ok(format!(
        "{}\n{}\n{FILES:?} {FACES:?} {LETTERS:?}",
        read("package-lock.json")?,
        read("assets/icons.txt")?
    ))
}

fn fetch_and_copy(root: &Path, vendor: &Path) -> Result<()> {
    let modules = install(root)?;
    for (from, to) in FILES {
        let bytes = fs::read(modules.join(from)).map_err(|e| format!("{from}: {e}"))?;
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => without_source_map(&text).into_bytes(),
            Err(no_text) => no_text.into_bytes(),
        };
        write(&vendor.join(to), &bytes)?;
    }
    for face in FACES {
        let name = format!("atkinson-hyperlegible-next-{face}.woff2");
        write(&vendor.join(&name), &fs::read(modules.join(FONT).join("files").join(&name))?)?;
    }
    for name in LETTERS {
        write(&vendor.join(name), &fs::read(modules.join("dejavu-fonts-ttf/ttf").join(name))?)?;
    }
    let names = fs::read_to_string(root.join("assets/icons.txt"))?;
    let sprite = sprite(&names, &modules.join("bootstrap-icons/icons"))?;
    write(&vendor.join("icons.svg"), sprite.as_bytes())?;
    Ok(())
}

/// Installs below `OUT_DIR`, so that a developer's own `node_modules` is left alone.
fn install(root: &Path) -> Result<PathBuf> {
    let folder = PathBuf::from(env::var("OUT_DIR")?).join("npm");
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(root.join(name), folder.join(name)).map_err(|e| format!("{name}: {e}"))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let done = Command::new(npm)
        .args([
            "ci",
            "--ignore-scripts",
            "--omit=dev",
            "--omit=optional",
            "--no-audit",
            "--no-fund",
        ])
        .current_dir(&folder)
        .output()
        .map_err(|e| format!("npm: {e}"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let line = said.lines().find(|line| line.contains("npm error")).unwrap_or("npm ci failed");
        return Err(line.trim().to_owned().into());
    }
    Ok(folder.join("node_modules"))
}

/// One symbol for each icon that `assets/icons.txt` lists.
fn sprite(names: &str, icons: &Path) -> Result<String> {
    let mut sprite = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    for name in
        names.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let file = icons.join(name).with_extension("svg");
        let text = fs::read_to_string(file).map_err(|e| format!("icon {name}: {e}"))?;
        let drawing = text
            .split_once('>')
            .and_then(|(_, rest)| rest.rsplit_once("</svg>"))
            .ok_or_else(|| format!("icon {name}: not a drawing"))?
            .0;
        let symbol = drawing.split_whitespace().collect::<Vec<_>>().join(" ");
        sprite
            .push_str(&format!("<symbol id=\"{name}\" viewBox=\"0 0 16 16\">{symbol}</symbol>\n"));
    }
    sprite.push_str("</svg>\n");
    Ok(sprite)
}

/// Source maps are not shipped; a pointer to one is a 404 in each developer's console.
fn without_source_map(text: &str) -> String {
    let kept = text.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("//# sourceMappingURL=") && !line.starts_with("/*# sourceMappingURL=")
    });
    kept.collect::<Vec<_>>().join("\n") + "\n"
}

/// Writes beside and renames, so that two builds at once cannot leave half a file.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&beside, bytes)?;
    fs::rename(beside, path)
}

/// Gives the stamp the age of what it was made from: cargo would else run this program once more.
fn backdate(stamp: &Path, model: &Path) -> io::Result<()> {
    File::options().write(true).open(stamp)?.set_modified(fs::metadata(model)?.modified()?)
}
