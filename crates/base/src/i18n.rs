//! Messages in French and English, from `assets/i18n/<locale>/*.ftl`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use rust_embed::RustEmbed;

use crate::db::text_enum;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../assets/i18n"]
struct Messages;

text_enum! {
    /// A language of the interface.
    Locale { Fr = "fr", En = "en" }
}

impl Locale {
    pub const fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }

    /// The message named `key`, or the key itself when there is none (which a test forbids).
    pub fn text(self, key: &str) -> String {
        self.text_with(key, None)
    }

    pub fn text_with(self, key: &str, args: Option<&FluentArgs>) -> String {
        let found = self.book().file_of(key);
        let Some((file, pattern)) =
            found.and_then(|file| Some((file, file.get_message(key)?.value()?)))
        else {
            debug_assert!(false, "no message {key}");
            return key.to_owned();
        };
        file.format_pattern(pattern, args, &mut vec![]).into_owned()
    }

    /// A message with one argument.
    pub fn text1<'a>(
        self,
        key: &str,
        name: &'a str,
        value: impl Into<fluent_bundle::FluentValue<'a>>,
    ) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value.into());
        self.text_with(key, Some(&args))
    }

    pub fn has(self, key: &str) -> bool {
        self.book().places().contains_key(key)
    }

    /// The one of two labels that is in this language.
    pub fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// What is said in this language, or in the other one where it is not; and in which it is.
    pub fn said<'a>(self, fr: &'a str, en: &'a str) -> (&'a str, Self) {
        let said = match self.pick(fr, en) {
            "" if !fr.is_empty() => Self::Fr,
            "" if !en.is_empty() => Self::En,
            _ => self,
        };
        (said.pick(fr, en), said)
    }

    /// Every key of this language, sorted.
    pub fn keys(self) -> Vec<String> {
        let mut keys: Vec<_> = self.book().places().keys().cloned().collect();
        keys.sort();
        keys
    }

    fn book(self) -> &'static Book {
        match self {
            Self::Fr => &FR,
            Self::En => &EN,
        }
    }
}

static FR: LazyLock<Book> = LazyLock::new(|| Book::open(Locale::Fr));
static EN: LazyLock<Book> = LazyLock::new(|| Book::open(Locale::En));

type Bundle = FluentBundle<FluentResource>;

/// So many messages are looked for in the files that may have them, before all files are read for where each message is: who
/// says little, as a command does, reads little.
const FEW: usize = 50;

/// The messages of a language. A file is made ready when one of its messages is first asked for. No message refers to one of
/// another file.
struct Book {
    locale: Locale,
    files: Vec<File>,
    /// In which file a message is.
    places: OnceLock<HashMap<String, usize>>,
    asked: AtomicUsize,
}

struct File {
    /// `fr/tickets_desk.ftl`
    path: Cow<'static, str>,
    text: OnceLock<Cow<'static, str>>,
    ready: OnceLock<Bundle>,
}

impl Book {
    fn open(locale: Locale) -> Self {
        let files = paths(locale).map(File::at).collect();
        Self { locale, files, places: OnceLock::new(), asked: AtomicUsize::new(0) }
    }

    fn file_of(&self, key: &str) -> Option<&Bundle> {
        let place = match self.places.get() {
            Some(places) => *places.get(key)?,
            None if self.asked.fetch_add(1, Ordering::Relaxed) < FEW => self.look_for(key)?,
            None => *self.places().get(key)?,
        };
        let file = self.files.get(place)?;
        Some(file.ready.get_or_init(|| load(self.locale, file.text())))
    }

    fn places(&self) -> &HashMap<String, usize> {
        self.places.get_or_init(|| {
            let mut places = HashMap::new();
            for (place, file) in self.files.iter().enumerate() {
                for key in keys_in(file.text()) {
                    let before = places.insert(key.to_owned(), place);
                    assert!(before.is_none(), "a message twice: {key}");
                }
            }
            places
        })
    }

    /// The file of a message: mostly one that is named as the message begins.
    fn look_for(&self, key: &str) -> Option<usize> {
        let first = key.split('-').next().unwrap_or(key);
        let line = format!("{key} =");
        let named = |file: &File| file.name().starts_with(first);
        let has = |place: &usize| {
            self.files
                .get(*place)
                .is_some_and(|file| file.text().lines().any(|one| one.starts_with(&line)))
        };
        let (likely, others): (Vec<_>, Vec<_>) =
            (0..self.files.len()).partition(|place| self.files.get(*place).is_some_and(named));
        likely.into_iter().chain(others).find(has)
    }
}

impl File {
    fn at(path: Cow<'static, str>) -> Self {
        Self { path, text: OnceLock::new(), ready: OnceLock::new() }
    }

    /// Where the program holds it, no copy is made.
    fn text(&self) -> &str {
        self.text.get_or_init(|| match Messages::get(&self.path).map(|file| file.data) {
            Some(Cow::Borrowed(bytes)) => String::from_utf8_lossy(bytes),
            Some(Cow::Owned(bytes)) => String::from_utf8_lossy(&bytes).into_owned().into(),
            None => Cow::Borrowed(""),
        })
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// The keys of a file's messages.
fn keys_in(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter(|line| !line.starts_with([' ', '#', '}', '-', '[', '*']))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
}

fn paths(locale: Locale) -> impl Iterator<Item = Cow<'static, str>> {
    Messages::iter().filter(move |path| path.split('/').next() == Some(locale.as_str()))
}

fn load(locale: Locale, source: &str) -> Bundle {
    let tag = locale.as_str().parse().expect("fr and en are language tags");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("a message file is malformed: {errors:?}"));
    bundle.add_resource(resource).unwrap_or_else(|errors| panic!("a message twice: {errors:?}"));
    bundle
}
