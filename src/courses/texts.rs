//! What a course says to a reader.

use super::CourseText;
use crate::i18n::Locale;

/// A course to a reader: each text in their language where it was written, else in the other one, which is named beside it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Of the title.
    pub language: Locale,
    pub title: &'a str,
    pub summary: &'a str,
    pub summary_language: Locale,
    pub outcomes: &'a str,
    pub outcomes_language: Locale,
    pub prerequisites: &'a str,
    pub prerequisites_language: Locale,
}

impl CourseText {
    pub fn said(&self, reader: Locale) -> Said<'_> {
        let (language, title) = written(reader, &self.title_fr, &self.title_en);
        let (summary_language, summary) = written(reader, &self.summary_fr, &self.summary_en);
        let (outcomes_language, outcomes) = written(reader, &self.outcomes_fr, &self.outcomes_en);
        let (prerequisites_language, prerequisites) =
            written(reader, &self.prerequisites_fr, &self.prerequisites_en);
        Said {
            language,
            title,
            summary,
            summary_language,
            outcomes,
            outcomes_language,
            prerequisites,
            prerequisites_language,
        }
    }
}

/// Of two languages the reader's if something is written in it, else the one in which something is; with what is written.
pub fn written<'a>(reader: Locale, fr: &'a str, en: &'a str) -> (Locale, &'a str) {
    match (reader, fr, en) {
        (Locale::Fr, "", en) if !en.is_empty() => (Locale::En, en),
        (Locale::En, fr, "") if !fr.is_empty() => (Locale::Fr, fr),
        (own, fr, en) => (own, own.pick(fr, en)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_in_the_language_in_which_it_was_written() {
        let text = CourseText {
            title_fr: "Déposer".into(),
            outcomes_fr: "Choisir".into(),
            title_en: "Depositing".into(),
            ..CourseText::default()
        };

        let said = text.said(Locale::En);

        assert_eq!((said.language, said.title), (Locale::En, "Depositing"));
        assert_eq!((said.outcomes_language, said.outcomes), (Locale::Fr, "Choisir"));
        assert_eq!((said.summary_language, said.summary), (Locale::En, ""));
    }
}
