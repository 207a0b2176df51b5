//! A place of the map, who serves it, and what is asked there.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::calls::CallId;
use crate::db::schema::call_priorities;
use crate::figures::Period;

/// A region and an area of research. Written `44-1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub region: String,
    pub area: String,
}

impl Place {
    pub fn new(region: &str, area: &str) -> Self {
        Self { region: region.to_owned(), area: area.to_owned() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.region, self.area)
    }
}

impl FromStr for Place {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (region, area) = text.split_once('-').ok_or(())?;
        Ok(Self::new(region, area))
    }
}

/// Who serves a place: workshops and institutional centres that take questions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Supply {
    pub nodes: i32,
    /// Full-time equivalents, elsewhere as well.
    pub staff: f64,
}

/// What only those who steer the network see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exact {
    /// Questions that no workshop and no institutional centre covered.
    pub unserved: i64,
    pub answered: i64,
    /// Answered later than at the network's median.
    pub late: i64,
    /// Questions of the twelve months before.
    pub before: i64,
}

impl Exact {
    /// What is not served and half of what waits, in halves.
    pub fn score(self) -> i64 {
        2 * self.unserved + self.late
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub place: Place,
    pub supply: Supply,
    /// Questions of twelve months; none when they may not be shown.
    pub demand: Option<i64>,
    pub exact: Option<Exact>,
}

/// The whole map.
#[derive(Debug, Clone)]
pub struct Map {
    pub period: Period,
    pub as_of: NaiveDateTime,
    /// What needs somebody most comes first.
    pub cells: Vec<Cell>,
    /// Questions that nobody covered, by region.
    pub unserved: Vec<(String, Option<i64>)>,
}

impl Map {
    pub fn cell(&self, place: &Place) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.place == *place)
    }
}

/// A place, down to the discipline, whose questions would end with nobody, and at which desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nowhere {
    pub place: Place,
    pub node: NodeId,
    /// Of how many topics, one of them being none.
    pub topics: usize,
}

/// A place that a call is to fill first, as it stood when it was chosen.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = call_priorities)]
pub struct Priority {
    pub call_id: CallId,
    pub region: String,
    pub area: String,
    pub nodes: i32,
    pub demand: Option<i64>,
    pub year: i32,
    pub chosen_on: NaiveDate,
}

impl Priority {
    pub fn place(&self) -> Place {
        Place::new(&self.region, &self.area)
    }
}
