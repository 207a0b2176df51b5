//! Forty odd files that programs write, or that were bent on their way (check 26 of the brief): each is read.

use maillage::calendar;

const TITLE: &str = "Données de Mâcon";
const BEGINS: &str = "DTSTART:20260324T130000Z";
const ENDS: &str = "DTEND:20260324T150000Z";

/// The event of every file, with some lines more.
fn event(more: &[&str]) -> Vec<String> {
    let summary = format!("SUMMARY:{TITLE}");
    let own = ["BEGIN:VEVENT", "UID:a@x.example", "DTSTAMP:20260101T000000Z", BEGINS, ENDS];
    let all = own.into_iter().chain([summary.as_str()]).chain(more.iter().copied());
    all.chain(["END:VEVENT"]).map(str::to_owned).collect()
}

/// A file around some lines.
fn file(lines: &[String], end: &str) -> String {
    let (head, tail) = (["BEGIN:VCALENDAR", "VERSION:2.0"], ["END:VCALENDAR"]);
    let lines = head.into_iter().chain(lines.iter().map(String::as_str)).chain(tail);
    lines.collect::<Vec<_>>().join(end) + end
}

fn with(more: &[&str]) -> String {
    file(&event(more), "\r\n")
}

/// Lines before the event.
fn after(more: &[&str]) -> String {
    let lines: Vec<_> = more.iter().map(|line| (*line).to_owned()).chain(event(&[])).collect();
    file(&lines, "\r\n")
}

/// The line of the title, said otherwise.
fn titled(line: &str) -> String {
    with(&[]).replace(&format!("SUMMARY:{TITLE}"), line)
}

/// The lines of its time, said otherwise.
fn timed(begins: &str, ends: &str) -> String {
    with(&[]).replace(BEGINS, begins).replace(ENDS, ends)
}

/// How the file itself was written.
fn bent() -> Vec<(&'static str, String)> {
    let plain = with(&[]);
    let small = |line: &String| match line.starts_with("SUMMARY") {
        true => line.clone(),
        false => line.to_lowercase(),
    };
    let small: Vec<_> = event(&[]).iter().map(small).collect();
    let letters: Vec<_> = TITLE.chars().map(String::from).collect();
    vec![
        ("as it should be", plain.clone()),
        ("a byte-order mark", format!("\u{feff}{plain}")),
        ("line feeds", plain.replace("\r\n", "\n")),
        ("no line end at the end", plain.trim_end().to_owned()),
        ("small letters", file(&small, "\r\n").replace("BEGIN:VCALENDAR", "begin:vcalendar")),
        ("mixed letters", plain.replace("BEGIN:VE", "Begin:VE").replace("END:VE", "End:VE")),
        ("properties in small letters", plain.replace("SUMMARY:", "summary:")),
        ("a fold after a space", titled("SUMMARY:Données de \r\n Mâcon")),
        ("a fold with a tab", titled("SUMMARY:Données\r\n\t de Mâcon")),
        ("a fold with a line feed", titled("SUMMARY:Données\n  de Mâcon")),
        ("a fold at each letter", titled(&format!("SUMMARY:{}", letters.join("\r\n ")))),
        ("an empty line", with(&[""])),
        ("a line of spaces", with(&[" "])),
        ("a bad line", with(&["ceci n’est pas une ligne"])),
        ("a null", with(&["COMMENT:a\0b"])),
        ("a long text", with(&[format!("DESCRIPTION:{}", "é".repeat(2_000)).as_str()])),
        ("no stamp", plain.replace("DTSTAMP:20260101T000000Z\r\n", "")),
        ("another calendar behind it", format!("{plain}{}", plain.replace("a@x", "b@x"))),
    ]
}

/// What stands in it beside what is looked for.
fn around() -> Vec<(&'static str, String)> {
    let many: Vec<_> = (0..12).map(|n| format!("\"mailto:{n}@x.example\"")).collect();
    let many = format!("ATTENDEE;MEMBER={}:mailto:a@x.example", many.join(","));
    let odd = ["BEGIN:X-ODD", "X-A:b", "END:X-ODD"];
    let within = ["BEGIN:X-ODD", "BEGIN:X-ODD", "A:b", "END:X-ODD", "END:X-ODD"];
    let free = ["BEGIN:VAVAILABILITY", "UID:v", "BEGIN:AVAILABLE", "UID:w", "END:AVAILABLE"];
    let free: Vec<_> = free.into_iter().chain(["END:VAVAILABILITY"]).collect();
    let person = ["BEGIN:PARTICIPANT", "UID:p", "SUMMARY:autre", "END:PARTICIPANT"];
    let place = ["BEGIN:VLOCATION", "UID:l", "NAME:Salle", "END:VLOCATION"];
    let alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "SUMMARY:autre", "END:VALARM"];
    let task = ["BEGIN:VTODO", "UID:t", "SUMMARY:autre", "END:VTODO"];
    let note = ["BEGIN:VJOURNAL", "UID:j", "SUMMARY:autre", "END:VJOURNAL"];
    let (zone, windows) = ("TZID=\"Europe/Paris\"", "TZID=Romance Standard Time");
    let local = |zone: &str| {
        let at = |name: &str, hour: &str| format!("{name};{zone}:20260324T{hour}0000");
        timed(&at("DTSTART", "14"), &at("DTEND", "16"))
    };
    vec![
        ("a component that nobody knows", after(&odd)),
        ("one in another", after(&within)),
        ("hours at which somebody is free", after(&free)),
        ("a participant", with(&person)),
        ("a place", with(&place)),
        ("an alarm", with(&alarm)),
        ("a task", after(&task)),
        ("a note", after(&note)),
        ("its scale and method", after(&["CALSCALE:GREGORIAN", "METHOD:PUBLISH"])),
        ("a parameter of twelve values", with(&[many.as_str()])),
        ("signs of RFC 6868", with(&["ATTENDEE;CN=Ada ^'Jojo^' ^^ ^n:mailto:a@x.example"])),
        ("properties of programs", with(&["X-MICROSOFT-CDO-BUSYSTATUS:BUSY"])),
        (
            "a parameter with a colon",
            titled(&format!("SUMMARY;ALTREP=\"https://x/a;b,c\":{TITLE}")),
        ),
        ("an empty parameter", titled(&format!("SUMMARY;LANGUAGE=:{TITLE}"))),
        ("a duration", timed(BEGINS, "DURATION:PT2H")),
        ("a quoted zone", local(zone)),
        ("a zone of Windows", local(windows)),
        ("a whole day", timed("DTSTART;VALUE=DATE:20260324", "DTEND;VALUE=DATE:20260325")),
    ]
}

fn titles(bytes: &[u8]) -> Vec<String> {
    let entries = calendar::read(bytes).unwrap_or_default();
    entries.into_iter().map(|entry| entry.summary).collect()
}

#[test]
fn forty_odd_files_are_read() {
    let (bent, around) = (bent(), around());
    for (what, file) in bent.iter().chain(&around) {
        let several = if what.starts_with("another calendar") { 2 } else { 1 };
        assert_eq!(titles(file.as_bytes()), vec![TITLE; several], "{what}: {file}");
    }

    let latin: Vec<u8> =
        titled("SUMMARY:Réunion").chars().map(|sign| u8::try_from(sign).unwrap()).collect();
    assert_eq!(titles(&latin), ["Réunion"]);
    let mut folded = with(&[]).into_bytes();
    let within = folded.iter().position(|byte| *byte == 0xc3).unwrap() + 1;
    folded.splice(within..within, *b"\r\n ");
    assert_eq!(titles(&folded), [TITLE], "a fold within a letter");
    let colon = titled(&format!("SUMMARY::{TITLE}"));
    assert_eq!(titles(colon.as_bytes()), [format!(":{TITLE}")]);
    let escaped = titled("SUMMARY:Données\\, C:\\\\nouveau\\\r\n ; fin");
    assert_eq!(titles(escaped.as_bytes()), ["Données, C:\\nouveau; fin"]);
    assert_eq!(bent.len() + around.len() + 4, 40);
}
