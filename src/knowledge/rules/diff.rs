//! What differs between two texts: lines first, then the words of the lines that changed.

use serde::Serialize;

/// A stretch of text that both have, or only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    Same,
    Gone,
    Added,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub how: How,
    pub text: String,
}

/// Texts with more pieces than this are shown as replaced whole: nobody reads such a difference word by word.
const MOST: usize = 2_000;

/// From `old` to `new`: kept and gone pieces together are the old text, kept and added ones the new.
pub fn diff(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (lines(old), lines(new));
    let mut pieces = Vec::new();
    let (mut gone, mut added) = (String::new(), String::new());
    for (how, text) in steps(&old, &new) {
        match how {
            How::Gone => gone.push_str(text),
            How::Added => added.push_str(text),
            How::Same => {
                within(&mut pieces, &mut gone, &mut added);
                push(&mut pieces, How::Same, text);
            }
        }
    }
    within(&mut pieces, &mut gone, &mut added);
    pieces
}

/// The words of a changed stretch.
fn within(pieces: &mut Vec<Piece>, gone: &mut String, added: &mut String) {
    if !gone.is_empty() && !added.is_empty() {
        let (old, new) = (words(gone), words(added));
        steps(&old, &new).into_iter().for_each(|(how, text)| push(pieces, how, text));
    } else {
        push(pieces, How::Gone, gone);
        push(pieces, How::Added, added);
    }
    gone.clear();
    added.clear();
}

fn push(pieces: &mut Vec<Piece>, how: How, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.how == how => last.text.push_str(text),
        _ => pieces.push(Piece { how, text: text.to_owned() }),
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Words with the spaces after them.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// The longest common run of pieces decides what stays.
fn steps<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(How, &'a str)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_mid, new_mid) =
        (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
    let mut done: Vec<_> = old[..head].iter().map(|text| (How::Same, *text)).collect();
    if old_mid.len().max(new_mid.len()) > MOST {
        done.extend(old_mid.iter().map(|text| (How::Gone, *text)));
        done.extend(new_mid.iter().map(|text| (How::Added, *text)));
    } else {
        middle(old_mid, new_mid, &mut done);
    }
    done.extend(old_rest[old_rest.len() - tail..].iter().map(|text| (How::Same, *text)));
    done
}

fn middle<'a>(old: &[&'a str], new: &[&'a str], done: &mut Vec<(How, &'a str)>) {
    let width = new.len() + 1;
    let mut longest = vec![0_u16; (old.len() + 1) * width];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            longest[i * width + j] = if a == b {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            done.push((How::Same, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            done.push((How::Gone, old[i]));
            i += 1;
        } else {
            done.push((How::Added, new[j]));
            j += 1;
        }
    }
    done.extend(old[i..].iter().map(|text| (How::Gone, *text)));
    done.extend(new[j..].iter().map(|text| (How::Added, *text)));
}
