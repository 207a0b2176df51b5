//! What a server asks of programs that visit it (RFC 9309): the rules of its `robots.txt` that are for us.

/// By this name servers may speak of us.
const NAME: &str = "maillage";
/// So much of the file is read, in bytes.
pub const MOST: u64 = 500 * 1024;

/// Which paths may be asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    /// A pattern and whether it allows.
    rules: Vec<(String, bool)>,
}

impl Robots {
    /// The rules for us, else those for everybody. A line that makes no sense is passed over.
    pub fn read(text: &str) -> Self {
        let (mut own, mut common) = (None, Vec::new());
        let (mut ours, mut everybodys, mut names) = (false, false, false);
        for (key, value) in text.lines().filter_map(pair) {
            let is_name = key == "user-agent";
            if is_name && !names {
                (ours, everybodys) = (false, false);
            }
            names = is_name;
            match key.as_str() {
                "user-agent" => {
                    ours |= value.eq_ignore_ascii_case(NAME);
                    everybodys |= value == "*";
                    if ours {
                        own.get_or_insert_with(Vec::new);
                    }
                }
                "allow" | "disallow" if !value.is_empty() => {
                    let rule = (value.to_owned(), key == "allow");
                    if let Some(own) = own.as_mut().filter(|_| ours) {
                        own.push(rule.clone());
                    }
                    if everybodys {
                        common.push(rule);
                    }
                }
                _ => {}
            }
        }
        Self { rules: own.unwrap_or(common) }
    }

    /// Whether a path, with its query, may be asked for: the longest rule that fits decides, and of two the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(pattern, _)| fits(pattern, path));
        let longest = fitting.max_by_key(|(pattern, allows)| (pattern.len(), *allows));
        longest.is_none_or(|(_, allows)| *allows)
    }
}

/// A key in small letters and its value, without what a comment says.
fn pair(line: &str) -> Option<(String, &str)> {
    let line = line.split('#').next().unwrap_or_default();
    let (key, value) = line.split_once(':')?;
    Some((key.trim().trim_start_matches('\u{feff}').to_lowercase(), value.trim()))
}

/// Whether a path begins with a pattern, in which `*` is anything and a `$` at the end means the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, ends) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    for (place, part) in parts.iter().enumerate() {
        if ends && place + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    !ends || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_decides_and_ours_come_before_everybodys() {
        let robots = Robots::read(
            "\u{feff}User-Agent: *\nDisallow: / # all of it\n\nuser-agent: Other\nUser-agent: MAILLAGE\n\
             Disallow: /private\nAllow: /private/open\nnonsense\nDisallow:\n",
        );
        assert!(robots.allows("/"));
        assert!(!robots.allows("/private"));
        assert!(!robots.allows("/private/x?y=1"));
        assert!(robots.allows("/private/open/x"));
        assert!(!Robots::read("User-agent: *\nDisallow: /").allows("/x"));
        assert!(Robots::read("User-agent: other\nDisallow: /").allows("/x"));
        assert!(Robots::read("User-agent: *\nDisallow: /a\nAllow: /a").allows("/a"));
        assert!(Robots::read("<html>: no rules at all</html>").allows("/x"));
    }

    #[test]
    fn a_star_is_anything_and_a_dollar_is_the_end() {
        for (pattern, path, fitting) in [
            ("/*.pdf$", "/a/b.pdf", true),
            ("/*.pdf$", "/a/b.pdf?x", false),
            ("/*/x", "/a/b/x/c", true),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("/a*b*c", "/a1b2", false),
            ("*", "/any", true),
            ("/é", "/é", true),
        ] {
            assert_eq!(fits(pattern, path), fitting, "{pattern} {path}");
        }
    }

    #[test]
    fn a_server_may_say_nothing_for_us_to_be_let_in() {
        let robots =
            Robots::read("User-agent: *\nDisallow: /\n\nUser-agent: maillage\nDisallow:\n");
        assert!(robots.allows("/x"));
    }
}
