//! What became of a material: what a trainer tells after teaching with it (no stars, but what the next one wants to know), and
//! that it was opened.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::MaterialId;
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::material_uses;
use crate::db::{text_enum, text_id};

text_enum! {
    /// What happens to something that is played.
    Play { Opened = "opened", Finished = "finished" }
}

text_id! {
    /// One time that somebody taught with a material.
    UseId
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = material_uses)]
pub struct Use {
    pub id: UseId,
    pub material_id: MaterialId,
    pub number: i32,
    pub node_id: NodeId,
    pub used_on: NaiveDate,
    pub people: i32,
    pub worked: String,
    pub to_change: String,
    pub told_by: AccountId,
}
