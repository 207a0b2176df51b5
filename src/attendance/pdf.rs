//! A certificate as a PDF of one page: its words are marked up for those who listen to them, the code is a picture with a text
//! of its own. Only Latin letters have a place in the fonts that every reader brings along; a name in others is printed from
//! the page instead.

use std::fmt::Write;

/// What stands on the page, from top to bottom.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// BCP 47.
    pub language: &'static str,
    pub title: String,
    pub lines: Vec<Line>,
    /// The modules of a QR code, row by row, and what it says in words.
    pub code: Vec<Vec<bool>>,
    pub code_says: String,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub text: String,
    pub size: u16,
    pub bold: bool,
    /// The page's only heading.
    pub heading: bool,
    /// Points between this line and the one above.
    pub above: u16,
}

const WIDTH: u32 = 842;
const HEIGHT: u32 = 595;
const LEFT: u32 = 72;
/// As wide as the lines may be, in points; a letter is taken for a little more than half as wide as high.
const MEASURE: u32 = 560;

/// Answers none when a letter has no place in the font.
pub fn write(sheet: &Sheet) -> Option<Vec<u8>> {
    let mut content = String::new();
    let mut marked = Vec::new();
    let mut y = HEIGHT - 72;
    for line in &sheet.lines {
        y = y.saturating_sub(u32::from(line.above));
        let tag = if line.heading { "H1" } else { "P" };
        let font = if line.bold { "F2" } else { "F1" };
        let _ =
            write!(content, "/{tag} <</MCID {}>> BDC BT /{font} {} Tf ", marked.len(), line.size);
        for piece in wrapped(&line.text, line.size) {
            y = y.saturating_sub(u32::from(line.size) * 5 / 4);
            let _ = write!(content, "1 0 0 1 {LEFT} {y} Tm ({}) Tj ", encoded(&piece)?);
        }
        content.push_str("ET EMC\n");
        marked.push((tag, String::new()));
    }
    draw_code(&mut content, sheet, marked.len());
    marked.push(("Figure", text_string(&sheet.code_says)));
    Some(file(sheet, &content, &marked))
}

/// Lines that fit, broken between words.
fn wrapped(text: &str, size: u16) -> Vec<String> {
    let most = usize::try_from(MEASURE * 100 / (u32::from(size) * 54)).unwrap_or(40).max(10);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let full = lines.last().is_some_and(|line| {
            !line.is_empty() && line.chars().count() + 1 + word.chars().count() > most
        });
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Text in the letters of Windows-1252, as a string of the page's content.
fn encoded(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        let byte = match c {
            '\u{a0}' | '\u{202f}' => 32,
            ' '..='~' | '¡'..='ÿ' => u8::try_from(u32::from(c)).ok()?,
            '€' => 128,
            '…' => 133,
            'Š' => 138,
            'Œ' => 140,
            'Ž' => 142,
            '‘' => 145,
            '’' => 146,
            '“' => 147,
            '”' => 148,
            '•' => 149,
            '–' => 150,
            '—' => 151,
            'š' => 154,
            'œ' => 156,
            'ž' => 158,
            'Ÿ' => 159,
            _ => return None,
        };
        let _ = match byte {
            b'(' | b')' | b'\\' => write!(out, "\\{}", char::from(byte)),
            32..=126 => write!(out, "{}", char::from(byte)),
            _ => write!(out, "\\{byte:03o}"),
        };
    }
    Some(out)
}

/// Any text for the file's own words: UTF-16, in hexadecimal.
fn text_string(text: &str) -> String {
    let mut out = String::from("<FEFF");
    for unit in text.encode_utf16() {
        let _ = write!(out, "{unit:04X}");
    }
    out.push('>');
    out
}

fn draw_code(content: &mut String, sheet: &Sheet, mark: usize) {
    let side = u32::try_from(sheet.code.len()).unwrap_or(1).max(1);
    let (x, y, module) = (WIDTH - 72 - 110, 72, 110 * 100 / side);
    let _ = write!(content, "/Figure <</MCID {mark}>> BDC 0 g ");
    let at = |n: u32| format!("{}.{:02}", n / 100, n % 100);
    for (row, cells) in (0_u32..).zip(&sheet.code) {
        for (column, _) in (0_u32..).zip(cells).filter(|(_, dark)| **dark) {
            let (left, low) = (x * 100 + column * module, y * 100 + (side - 1 - row) * module);
            let _ = write!(content, "{} {} {} {} re ", at(left), at(low), at(module), at(module));
        }
    }
    content.push_str("f EMC\n");
}

/// The objects of the file, and where each of them is.
fn file(sheet: &Sheet, content: &str, marked: &[(&str, String)]) -> Vec<u8> {
    const FIRST: usize = 11;
    let elements: Vec<String> = (0..marked.len()).map(|n| format!("{} 0 R", FIRST + n)).collect();
    let elements = elements.join(" ");
    let font = |name: &str| {
        format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>")
    };
    let mut objects = vec![
        format!(
            "<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R/Lang({})\
             /ViewerPreferences<</DisplayDocTitle true>>>>",
            sheet.language
        ),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 4 0 R/F2 5 0 R>>>>\
             /Contents 7 0 R/StructParents 0/Tabs/S>>"
        ),
        font("Helvetica"),
        font("Helvetica-Bold"),
        "<</Type/StructTreeRoot/K 8 0 R/ParentTree 9 0 R/ParentTreeNextKey 1>>".to_owned(),
        format!("<</Length {}>>stream\n{content}endstream", content.len()),
        format!("<</Type/StructElem/S/Document/P 6 0 R/K[{elements}]>>"),
        format!("<</Nums[0[{elements}]]>>"),
        format!("<</Title {}/Producer(Maillage)>>", text_string(&sheet.title)),
    ];
    for (n, (tag, says)) in marked.iter().enumerate() {
        let says = if says.is_empty() { String::new() } else { format!("/Alt {says}") };
        objects.push(format!("<</Type/StructElem/S/{tag}/P 8 0 R/Pg 3 0 R/K {n}{says}>>"));
    }
    let mut out = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        let _ = write!(out, "{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let table = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer\n<</Size {}/Root 1 0 R/Info 10 0 R>>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(name: &str) -> Sheet {
        let line = |text: &str, heading| Line {
            text: text.into(),
            size: 20,
            bold: heading,
            heading,
            above: 10,
        };
        Sheet {
            language: "fr",
            title: "Attestation".into(),
            lines: vec![line("Attestation", true), line(name, false)],
            code: vec![vec![true, false], vec![false, true]],
            code_says: "Vérifier".into(),
        }
    }

    #[test]
    fn names_are_printed_whole_or_not_at_all() {
        let made = write(&sheet("Hélène Œuvrard (N’Guyen) \\ fin")).unwrap();
        let text = String::from_utf8(made).unwrap();
        assert!(text.contains("H\\351l\\350ne \\214uvrard \\(N\\222Guyen\\) \\\\ fin"));
        assert!(text.contains("/Alt <FEFF005600E9"));
        assert!(write(&sheet("Tāne Māhuta")).is_none());
    }

    #[test]
    fn every_object_is_where_the_table_says() {
        let made = String::from_utf8(write(&sheet("Ada")).unwrap()).unwrap();
        let table = made.split("xref\n").nth(1).unwrap();
        let places = table.lines().skip(2).take_while(|line| line.ends_with("n "));
        for (n, line) in places.enumerate() {
            let at: usize = line[..10].parse().unwrap();
            assert!(made[at..].starts_with(&format!("{} 0 obj", n + 1)), "{line}");
        }
    }
}
