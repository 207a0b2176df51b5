//! A mail that the application would have sent.

#[derive(Debug, Clone)]
pub struct SentMail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The whole message (RFC 5322).
    pub raw: String,
}

impl SentMail {
    /// The path of the link in the text whose path begins so; fails when there is none.
    #[track_caller]
    pub fn link(&self, path: &str) -> String {
        let words = self.text.split_whitespace();
        let mut paths = words.filter_map(|word| {
            let (_, rest) = word.split_once("://")?;
            Some(&rest[rest.find('/')?..])
        });
        paths.find(|found| found.starts_with(path)).map(str::to_owned).unwrap_or_else(|| {
            panic!("no link to {path} in {:?}:\n{}", self.subject, self.text);
        })
    }
}
