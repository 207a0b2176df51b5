//! Messages in French and English, from `assets/i18n/<locale>/*.ftl`.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use rust_embed::RustEmbed;

use crate::db::text_enum;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/i18n"]
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
        let Some(pattern) = self.bundle().get_message(key).and_then(|message| message.value())
        else {
            debug_assert!(false, "no message {key}");
            return key.to_owned();
        };
        self.bundle().format_pattern(pattern, args, &mut vec![]).into_owned()
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
        self.bundle().has_message(key)
    }

    /// The one of two labels that is in this language.
    pub fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// Every key of this language, sorted.
    pub fn keys(self) -> Vec<String> {
        let mut keys: Vec<_> = sources(self)
            .flat_map(|source| {
                source
                    .lines()
                    .filter(|line| !line.starts_with([' ', '#', '}', '-', '[', '*']))
                    .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
                    .collect::<Vec<_>>()
            })
            .collect();
        keys.sort();
        keys
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        match self {
            Self::Fr => &FR,
            Self::En => &EN,
        }
    }
}

static FR: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Locale::Fr));
static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Locale::En));

fn sources(locale: Locale) -> impl Iterator<Item = String> {
    let folder = format!("{}/", locale.as_str());
    Messages::iter()
        .filter(move |path| path.starts_with(&folder))
        .filter_map(|path| Messages::get(&path))
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

fn load(locale: Locale) -> FluentBundle<FluentResource> {
    let tag = locale.as_str().parse().expect("fr and en are language tags");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    for source in sources(locale) {
        let resource = FluentResource::try_new(source)
            .unwrap_or_else(|(_, errors)| panic!("a message file is malformed: {errors:?}"));
        bundle
            .add_resource(resource)
            .unwrap_or_else(|errors| panic!("a message twice: {errors:?}"));
    }
    bundle
}
