//! Charts as places on a canvas: the templates only print them.

use serde::Serialize;

use super::model::Shown;

/// What stands in the place of a number that is not shown.
pub const MASK: &str = "•";

#[derive(Debug, Serialize)]
pub struct Chart {
    pub width: i64,
    pub height: i64,
    pub boxes: Vec<Shape>,
    pub words: Vec<Word>,
}

#[derive(Debug, Serialize)]
pub struct Shape {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    class: String,
}

#[derive(Debug, Serialize)]
pub struct Word {
    x: i64,
    y: i64,
    anchor: &'static str,
    class: &'static str,
    text: String,
}

/// A number as both charts and tables write it: grouped by thousands.
pub fn written(shown: Shown) -> String {
    let Some(number) = shown else { return MASK.to_owned() };
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

const LINE: i64 = 30;
const LABELS: i64 = 210;
const WIDTH: i64 = 640;

/// Bars from the left, one for each label; the number is always written.
pub fn bars(rows: &[(String, Shown)]) -> Chart {
    let most = rows.iter().filter_map(|(_, shown)| *shown).max().unwrap_or(1).max(1);
    let room = WIDTH - LABELS - 60;
    let mut chart = Chart {
        width: WIDTH,
        height: LINE * i64::try_from(rows.len()).unwrap_or(1).max(1) + 8,
        boxes: Vec::new(),
        words: Vec::new(),
    };
    for (y, (label, shown)) in (0..).map(|row| row * LINE + 4).zip(rows) {
        let width = shown.unwrap_or(0) * room / most;
        if width > 0 {
            let class = "bar".to_owned();
            chart.boxes.push(Shape { x: LABELS, y: y + 4, width, height: LINE - 8, class });
        }
        chart.words.push(label_at(y, label));
        chart.words.push(Word {
            x: LABELS + width + 6,
            y: y + 20,
            anchor: "start",
            class: "bar-value",
            text: written(*shown),
        });
    }
    chart
}

fn label_at(y: i64, label: &str) -> Word {
    let short: String = if label.chars().count() > 30 {
        label.chars().take(29).chain(['…']).collect()
    } else {
        label.to_owned()
    };
    Word { x: LABELS - 8, y: y + 20, anchor: "end", class: "axis-label", text: short }
}

/// A grid of shades; the number is always written in its cell.
pub fn heat(columns: &[String], rows: &[(String, Vec<Shown>)]) -> Chart {
    let count = i64::try_from(columns.len()).unwrap_or(1).max(1);
    let wide = (WIDTH - LABELS) / count;
    let most = rows.iter().flat_map(|(_, cells)| cells).filter_map(|shown| *shown).max();
    let most = most.unwrap_or(1).max(1);
    let mut chart = Chart {
        width: WIDTH,
        height: LINE * (i64::try_from(rows.len()).unwrap_or(1) + 1) + 8,
        boxes: Vec::new(),
        words: Vec::new(),
    };
    for (x, column) in (0..).map(|place| LABELS + place * wide).zip(columns) {
        let text = column.clone();
        chart.words.push(Word {
            x: x + wide / 2,
            y: 20,
            anchor: "middle",
            class: "axis-label",
            text,
        });
    }
    for (y, (label, cells)) in (1..).map(|row| row * LINE + 4).zip(rows) {
        chart.words.push(label_at(y, label));
        for (x, shown) in (0..).map(|place| LABELS + place * wide).zip(cells) {
            let shade = shown.map_or(0, |value| (value * 5 + most - 1) / most).clamp(0, 5);
            chart.boxes.push(Shape {
                x: x + 1,
                y: y + 1,
                width: wide - 2,
                height: LINE - 2,
                class: format!("heat-{shade}"),
            });
            chart.words.push(Word {
                x: x + wide / 2,
                y: y + 20,
                anchor: "middle",
                class: if shade >= 4 { "bar-value on-heat" } else { "bar-value" },
                text: written(*shown),
            });
        }
    }
    chart
}
