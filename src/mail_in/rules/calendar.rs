//! What calendars answer to the invitations they were sent (RFC 5546, 3.2.3).

use crate::mail_in::model::Letter;

/// A longer file is no answer to an invitation.
const MAX_BYTES: usize = 128 * 1024;

/// What somebody's calendar answers to one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub uid: String,
    /// Whose part, in small letters.
    pub attendee: String,
    pub declined: bool,
}

/// The answers that a mail carries, as a file or as its text.
pub fn answers(letter: &Letter) -> Vec<Answered> {
    let files = letter.files.iter().map(|file| file.content.as_ref());
    let all = files.chain(std::iter::once(letter.text.as_bytes()));
    let small = all.filter(|bytes| bytes.len() <= MAX_BYTES);
    small.flat_map(|bytes| read(&String::from_utf8_lossy(bytes))).collect()
}

fn read(text: &str) -> Vec<Answered> {
    if !text.trim_start_matches(['\u{feff}', '\r', '\n', ' ']).starts_with("BEGIN:VCALENDAR") {
        return Vec::new();
    }
    // A line that begins with a space goes on with the one before.
    let whole = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let (mut found, mut replies) = (Vec::new(), false);
    let (mut uid, mut said) = (String::new(), None);
    for line in whole.lines() {
        let Some((head, value)) = cut(line) else { continue };
        let mut parts = head.split(';');
        match parts.next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "METHOD" => replies = value.trim().eq_ignore_ascii_case("REPLY"),
            "BEGIN" if value.trim() == "VEVENT" => (uid, said) = (String::new(), None),
            "UID" => value.trim().clone_into(&mut uid),
            "ATTENDEE" => {
                let part = parts.find_map(|one| {
                    let (name, is) = one.split_once('=')?;
                    name.eq_ignore_ascii_case("PARTSTAT").then(|| is.trim_matches('"'))
                });
                let declined = part.is_some_and(|is| is.eq_ignore_ascii_case("DECLINED"));
                said = Some((address(value), declined));
            }
            "END" if value.trim() == "VEVENT" => {
                if let Some((attendee, declined)) = said.take() {
                    found.push(Answered { uid: uid.clone(), attendee, declined });
                }
            }
            _ => {}
        }
    }
    if replies { found } else { Vec::new() }
}

/// A line as its name with parameters, and its value: after the first colon that stands in no quotes.
fn cut(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let colon = line.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    });
    colon.map(|(place, _)| (&line[..place], &line[place + 1..]))
}

fn address(value: &str) -> String {
    let value = value.trim().to_lowercase();
    value.strip_prefix("mailto:").unwrap_or(&value).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPLY: &str = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:meeting-1@exa\r\n mple.example\r\n\
        ATTENDEE;CN=\"Zoé: Ko\";PARTSTAT=DECLINED:MAILTO:Zoe@Exemple.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn an_answer_says_who_and_whether_they_come() {
        let declined = Answered {
            uid: "meeting-1@example.example".into(),
            attendee: "zoe@exemple.example".into(),
            declined: true,
        };
        assert_eq!(read(REPLY), std::slice::from_ref(&declined));
        let accepted = read(&REPLY.replace("DECLINED", "ACCEPTED"));
        assert_eq!(accepted, [Answered { declined: false, ..declined }]);
    }

    #[test]
    fn what_is_no_answer_says_nothing() {
        assert!(read(&REPLY.replace("REPLY", "REQUEST")).is_empty());
        assert!(read("Bonjour, METHOD:REPLY").is_empty());
        assert!(read(&REPLY.replace("ATTENDEE", "ORGANIZER")).is_empty());
    }
}
