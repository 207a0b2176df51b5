//! `{{asker}}` and its like in prepared answers: what may stand there, and what it becomes.

/// What a placeholder can stand for.
pub const NAMES: [&str; 7] =
    ["asker", "reference", "subject", "node", "me", "institution", "topic"];

/// What the placeholders become on one ticket.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pub asker: String,
    pub reference: String,
    pub subject: String,
    pub node: String,
    pub me: String,
    pub institution: String,
    pub topic: String,
}

impl Values {
    fn of(&self, name: &str) -> Option<&str> {
        Some(match name {
            "asker" => &self.asker,
            "reference" => &self.reference,
            "subject" => &self.subject,
            "node" => &self.node,
            "me" => &self.me,
            "institution" => &self.institution,
            "topic" => &self.topic,
            _ => return None,
        })
    }
}

/// A text is pieces of prose and names between double braces.
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find("{{") {
        let Some(end) = rest[start..].find("}}") else { break };
        found.push(Piece::Text(&rest[..start]));
        found.push(Piece::Name(rest[start + 2..start + end].trim()));
        rest = &rest[start + end + 2..];
    }
    found.push(Piece::Text(rest));
    found
}

/// The first name that stands for nothing, so that the form can say which; a brace that nothing closes counts as one.
pub fn unknown(text: &str) -> Option<String> {
    let found = pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Name(name) if !NAMES.contains(&name) => Some(name.to_owned()),
        Piece::Text(text) if text.contains("{{") => {
            let after = text.split_once("{{").map_or("", |(_, after)| after);
            Some(after.chars().take(20).collect())
        }
        Piece::Name(_) | Piece::Text(_) => None,
    })?;
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    Some(found.chars().map(plain).take(40).collect())
}

/// The text with its placeholders replaced. Values were typed by strangers: each stays one line and means nothing in
/// Markdown. What a value holds is not looked at again, so `{{me}}` in a subject stays what it is.
pub fn filled(text: &str, values: &Values) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Name(name) => values.of(name).map(plain).unwrap_or_default(),
        })
        .collect()
}

/// A value as Markdown that reads as the value: one line, every sign that could mean something escaped.
fn plain(value: &str) -> String {
    let words: Vec<_> = value
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let mut out = String::with_capacity(value.len() + 8);
    for (place, sign) in words.join(" ").chars().enumerate() {
        let numbers = place > 0 && out.chars().all(|c| c.is_ascii_digit()) && ".)".contains(sign);
        let starts_something = numbers || (place == 0 && "-+=:".contains(sign));
        if starts_something || "\\`*_[]<>#!|~&$".contains(sign) {
            out.push('\\');
        }
        out.push(sign);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::markdown;

    #[test]
    fn an_unknown_name_is_named() {
        assert_eq!(unknown("Bonjour {{ asker }}, {{reference}}"), None);
        assert_eq!(unknown("Bonjour {{prenom}} {{x}}").as_deref(), Some("prenom"));
        assert_eq!(unknown("Bonjour {{asker").as_deref(), Some("asker"));
        assert_eq!(unknown("un { seul } et }} sont du texte"), None);
    }

    #[test]
    fn markup_in_a_value_stays_text() {
        let values = Values {
            asker: "<b>Ada</b> [ici](javascript:alert(1)) {{me}}".into(),
            subject: "# *gras*\n\n> ![x](http://t.example/p.png) &lt;script&gt;".into(),
            me: "Inès".into(),
            ..Values::default()
        };
        let text = filled("{{asker}}\n\n{{subject}}\n\n{{me}}", &values);
        let html = markdown(&text);
        for made in ["<b>", "<a ", "<h3", "<em>", "<blockquote", "<img"] {
            assert!(!html.contains(made), "{html}");
        }
        assert!(html.contains("[ici](javascript:alert(1)) {{me}}"), "{html}");
        assert!(html.contains("&amp;lt;script"), "{html}");
        assert_eq!(text.lines().count(), 5);
    }

    #[test]
    fn a_number_at_the_start_starts_no_list() {
        for subject in ["- a", "1. a", "2) a"] {
            let values = Values { subject: subject.into(), ..Values::default() };
            assert!(!markdown(&filled("{{subject}}", &values)).contains("<li>"), "{subject}");
        }
    }
}
