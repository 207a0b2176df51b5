//! What people type, in one spelling.

/// The subject as typed on one line; when there is none, the first line of the question.
pub fn subject(typed: &str, body: &str) -> String {
    let plain = |line: &str| {
        let line = line.trim_start_matches(['#', '>', '*', '-', ' ', '\t']);
        let words = line.split(|c: char| c.is_whitespace() || c.is_control());
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let typed = plain(typed);
    if !typed.is_empty() {
        return typed.chars().take(super::MAX_SUBJECT).collect();
    }
    let first = body.lines().map(plain).find(|line| !line.is_empty()).unwrap_or_default();
    if first.chars().count() <= 100 {
        return first;
    }
    let cut: String = first.chars().take(100).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept))
}

/// A data set's identifier in one spelling: a bare DOI, `hdl:…`, an address; anything else as it was typed, since people
/// also name drafts that have no identifier yet.
pub fn dataset_pid(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let after = |prefixes: &[&str]| {
        let lower = typed.to_lowercase();
        let found = prefixes.iter().find(|prefix| lower.starts_with(**prefix));
        found.and_then(|prefix| typed.get(prefix.len()..)).map(str::trim_start)
    };
    const DOI: &[&str] = &[
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi.org/",
        "doi:",
    ];
    const HANDLE: &[&str] =
        &["https://hdl.handle.net/", "http://hdl.handle.net/", "hdl.handle.net/", "hdl:"];
    let numbered = |text: &str| {
        text.split_once('/').is_some_and(|(head, tail)| {
            head.chars().all(|c| c.is_ascii_digit() || c == '.') && !tail.is_empty()
        })
    };
    let doi = after(DOI).unwrap_or(typed);
    if doi.starts_with("10.") && numbered(doi) {
        return Some(doi.to_owned());
    }
    match after(HANDLE) {
        Some(handle) if numbered(handle) => Some(format!("hdl:{handle}")),
        _ => (!typed.is_empty()).then(|| typed.to_owned()),
    }
}

/// A web address, with its scheme added when it was left out; nothing else, since staff will follow it.
pub fn web_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let address = match typed.split_once("://") {
        Some(("http" | "https", _)) => typed.to_owned(),
        Some(_) => return None,
        None => format!("https://{typed}"),
    };
    let host = address.split("://").nth(1)?.split(['/', '?', '#']).next()?;
    let plain =
        address.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>\"'`".contains(c));
    let named =
        host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@');
    (plain && named).then_some(address)
}

/// Programs are not exchanged here, whatever their name says.
pub fn may_attach(media_type: &str) -> bool {
    const PROGRAMS: [&str; 10] = [
        "application/vnd.microsoft.portable-executable",
        "application/x-msdownload",
        "application/x-dosexec",
        "application/x-executable",
        "application/x-mach-binary",
        "application/java",
        "application/x-java-archive",
        "application/java-archive",
        "application/vnd.android.dex",
        "application/wasm",
    ];
    !PROGRAMS.contains(&media_type)
}

/// A picture larger than this is downloaded, not shown in the conversation.
const MAX_PICTURE: i64 = 5 * 1024 * 1024;

/// Whether a file is shown where it was sent, and as what. Pictures of dots alone: SVG and HTML are programs.
pub fn picture(media_type: &str, bytes: i64) -> Option<&'static str> {
    const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    PICTURES.into_iter().find(|known| *known == media_type && bytes <= MAX_PICTURE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_pictures_are_shown_and_nothing_that_runs() {
        assert_eq!(picture("image/png", 5 * 1024 * 1024), Some("image/png"));
        assert_eq!(picture("image/png", 5 * 1024 * 1024 + 1), None);
        for other in ["image/svg+xml", "text/html", "application/pdf", "image/tiff", ""] {
            assert_eq!(picture(other, 1), None, "{other}");
        }
    }

    #[test]
    fn a_question_without_a_subject_is_named_by_its_first_line() {
        assert_eq!(subject("  Où\r\n déposer ? ", "x"), "Où déposer ?");
        assert_eq!(subject("", "\n## Bonjour à tous\nsuite"), "Bonjour à tous");
        let long = subject("", &"mot ".repeat(60));
        assert!(long.ends_with("mot…") && long.chars().count() <= 101, "{long}");
    }

    #[test]
    fn identifiers_are_kept_in_one_spelling() {
        let pid = |typed| dataset_pid(typed).unwrap();
        assert_eq!(pid("https://doi.org/10.57745/ABC123"), "10.57745/ABC123");
        assert_eq!(pid(" DOI: 10.57745/ABC123"), "10.57745/ABC123");
        assert_eq!(pid("10.57745/ABC123"), "10.57745/ABC123");
        assert_eq!(pid("hdl:20.500.12345/x"), "hdl:20.500.12345/x");
        assert_eq!(pid("https://hdl.handle.net/20.500.1/x"), "hdl:20.500.1/x");
        assert_eq!(pid("mon brouillon"), "mon brouillon");
        assert_eq!(dataset_pid("  "), None);
    }

    #[test]
    fn only_web_addresses_pass_for_addresses() {
        assert_eq!(
            web_address("dmp.opidor.fr/plans/1").as_deref(),
            Some("https://dmp.opidor.fr/plans/1")
        );
        assert_eq!(web_address("http://a.example/x").as_deref(), Some("http://a.example/x"));
        for bad in [
            "javascript:alert(1)",
            "javascript://a.b/%0aalert(1)",
            "data:text/html,x",
            "a b.fr",
            "http://",
            "https://u@x.fr",
            "",
        ] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }
}
