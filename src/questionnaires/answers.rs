//! What was answered so far, typed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Item;

/// Answers by row and key; a row is empty for what is asked once. Rows of a block keep their ids when they change places.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    values: BTreeMap<(String, String), Value>,
    rows: BTreeMap<String, Vec<String>>,
    /// What came from an earlier form and was not read again, by row and key.
    unread: BTreeSet<(String, String)>,
}

impl Answers {
    pub fn put(&mut self, (key, row): (&str, &str), value: Option<Value>) {
        let at = (row.to_owned(), key.to_owned());
        match value {
            Some(value) => self.values.insert(at, value),
            None => self.values.remove(&at),
        };
    }

    pub fn get(&self, key: &str, row: &str) -> Option<&Value> {
        self.values.get(&(row.to_owned(), key.to_owned()))
    }

    /// The answer in the same row, else the one that is given once.
    pub fn seen_from(&self, key: &str, row: &str) -> Option<&Value> {
        self.get(key, row).or_else(|| self.get(key, ""))
    }

    pub fn add_row(&mut self, block: &str, row: &str) {
        let rows = self.rows.entry(block.to_owned()).or_default();
        if !rows.iter().any(|known| known == row) {
            rows.push(row.to_owned());
        }
    }

    pub fn rows(&self, block: &str) -> &[String] {
        self.rows.get(block).map_or(&[], Vec::as_slice)
    }

    /// Notes that an answer came from an earlier form.
    pub fn leave_unread(&mut self, (key, row): (&str, &str)) {
        self.unread.insert((row.to_owned(), key.to_owned()));
    }

    pub fn is_unread(&self, key: &str, row: &str) -> bool {
        self.unread.contains(&(row.to_owned(), key.to_owned()))
    }

    /// Has what another says of an item, in the place of what it said: the answer, or a block's rows and theirs.
    pub fn take_from(&mut self, item: &Item, other: &Self) {
        let keys: BTreeSet<&str> =
            std::iter::once(item).chain(&item.items).map(|one| one.key.as_str()).collect();
        self.values.retain(|(_, key), _| !keys.contains(key.as_str()));
        self.unread.retain(|(_, key)| !keys.contains(key.as_str()));
        let given = other.values.iter().filter(|((_, key), _)| keys.contains(key.as_str()));
        self.values.extend(given.map(|(at, value)| (at.clone(), value.clone())));
        let unread = other.unread.iter().filter(|(_, key)| keys.contains(key.as_str()));
        self.unread.extend(unread.cloned());
        self.rows.insert(item.key.clone(), other.rows(&item.key).to_vec());
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}
