//! The parameters of a part, such as the name of its file, as Outlook and Thunderbird write them and the parser does not
//! read them.

/// A field whose parameters can be read; nothing for one that needs no mending.
pub fn mended(field: &str) -> Option<String> {
    let begins =
        |name: &str| field.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    if !begins("content-type:") && !begins("content-disposition:") {
        return None;
    }
    let close = without_gaps(field);
    let whole = without_pieces(close.as_deref().unwrap_or(field));
    whole.or(close)
}

/// Without the line end that Outlook writes between a parameter's sign and its value.
fn without_gaps(field: &str) -> Option<String> {
    let mut out = String::with_capacity(field.len());
    let mut quotes = Quotes::default();
    let mut rest = field.chars().peekable();
    while let Some(sign) = rest.next() {
        let is_quoted = quotes.pass(sign);
        // The end of an encoded word is no such sign.
        let is_sign = sign == '=' && !is_quoted && !out.ends_with('?');
        out.push(sign);
        while is_sign && rest.next_if(char::is_ascii_whitespace).is_some() {}
    }
    (out.len() < field.len()).then_some(out)
}

/// Which signs stand within quotes.
#[derive(Default)]
struct Quotes {
    within: bool,
    escaped: bool,
}

impl Quotes {
    fn pass(&mut self, sign: char) -> bool {
        let was = self.within;
        match sign {
            _ if self.escaped => self.escaped = false,
            '\\' if was => self.escaped = true,
            '"' => self.within = !was,
            _ => {}
        }
        was || self.within
    }
}

/// A piece of a value that goes over several parameters (RFC 2231, 3): `filename*2*=%C3%A9`.
struct Piece<'a> {
    name: &'a str,
    place: usize,
    is_coded: bool,
    value: &'a str,
}

impl<'a> Piece<'a> {
    fn read(parameter: &'a str) -> Option<Self> {
        let (name, value) = parameter.split_once('=')?;
        let (name, rest) = name.trim().split_once('*')?;
        let place = rest.strip_suffix('*').unwrap_or(rest);
        let is_number = (1..=3).contains(&place.len()) && place.bytes().all(|b| b.is_ascii_digit());
        let place = is_number.then(|| place.parse().ok()).flatten()?;
        Some(Self { name, place, is_coded: rest.ends_with('*'), value: value.trim() })
    }

    /// Its bytes as they are written in a value that is coded.
    fn coded(&self) -> String {
        let inner = self.value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        let inner = inner.unwrap_or(self.value);
        if self.is_coded {
            return inner.to_owned();
        }
        let signs = inner.bytes().filter(|byte| *byte != b'\\');
        let coded = signs.map(|byte| match byte {
            b if b.is_ascii_alphanumeric() || b"-_.".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        });
        coded.collect()
    }
}

/// With each coded value in one: only its first piece names the charset, by which all are to be read, and a character may go
/// over two of them.
fn without_pieces(field: &str) -> Option<String> {
    let parameters = apart(field);
    let (pieces, others): (Vec<_>, Vec<_>) =
        parameters.into_iter().partition(|one| Piece::read(one).is_some());
    let mut pieces: Vec<_> = pieces.into_iter().filter_map(Piece::read).collect();
    pieces.sort_by(|one, other| {
        one.name
            .to_ascii_lowercase()
            .cmp(&other.name.to_ascii_lowercase())
            .then(one.place.cmp(&other.place))
    });
    let mut out = others.join(";");
    let same = |one: &Piece<'_>, other: &Piece<'_>| one.name.eq_ignore_ascii_case(other.name);
    for value in pieces.chunk_by(same) {
        let follow = value.iter().enumerate().all(|(place, piece)| piece.place == place);
        if !follow || !value[0].is_coded {
            return None;
        }
        let coded: String = value.iter().map(Piece::coded).collect();
        out.push_str(&format!("; {}*={coded}", value[0].name));
    }
    (!pieces.is_empty()).then(|| format!("{}\r\n", out.replace(['\r', '\n'], "")))
}

/// What stands between the semicolons of a field.
fn apart(field: &str) -> Vec<&str> {
    let (mut out, mut from) = (Vec::new(), 0);
    let mut quotes = Quotes::default();
    for (place, sign) in field.char_indices() {
        if !quotes.pass(sign) && sign == ';' {
            out.push(&field[from..place]);
            from = place + 1;
        }
    }
    out.push(&field[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_stand_on_the_line_below() {
        let written = "Content-Type: application/pdf; name=\r\n\t\"plan =\r\n été.pdf\"\r\n";
        let mended_to = "Content-Type: application/pdf; name=\"plan =\r\n été.pdf\"\r\n";
        assert_eq!(mended(written).as_deref(), Some(mended_to));
        for sound in [
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/plain; name==?utf-8?Q?a?= b\r\n",
            "Subject: a=\r\n b\r\n",
            "Content-Disposition: attachment; filename=\"a \\\" = b\"\r\n",
        ] {
            assert_eq!(mended(sound), None, "{sound}");
        }
    }

    #[test]
    fn pieces_of_a_value_are_one() {
        let written = "Content-Disposition: attachment;\r\n filename*1*=%E9%2E;\r\n size=3;\r\n \
            filename*0*=ISO-8859-1''%E9t;\r\n filename*2=\"p df\"\r\n";
        let mended_to =
            "Content-Disposition: attachment; size=3; filename*=ISO-8859-1''%E9t%E9%2Ep%20df\r\n";
        assert_eq!(mended(written).as_deref(), Some(mended_to));
        // One is missing; nothing in it is coded.
        for left in
            ["a; filename*0*=utf-8''a; filename*2*=b", "a; filename*0=\"a\"; filename*1=\"b\""]
        {
            assert_eq!(mended(&format!("Content-Disposition: {left}\r\n")), None, "{left}");
        }
    }
}
