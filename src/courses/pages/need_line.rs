//! What one needs before a course: words, or a link to what gives it.

use serde::Serialize;

use crate::courses::rules::lines;
use crate::materials::rules::needs::{Need, needed};

#[derive(Debug, Serialize)]
pub struct NeedLine {
    body: String,
    href: Option<String>,
}

/// The lines of a course's prerequisites.
pub fn need_lines(said: &str) -> Vec<NeedLine> {
    let line = |line: String| {
        let (body, need) = needed(&line);
        NeedLine { body, href: need.as_ref().map(Need::address) }
    };
    lines(said).into_iter().map(line).collect()
}
