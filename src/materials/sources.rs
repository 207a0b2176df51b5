//! What a catalogue of another place is, from which a node takes its materials.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::material_sources;
use crate::db::text_id;
use crate::i18n::Locale;

text_id! {
    /// A catalogue of another place that is read each night.
    SourceId
}

/// A catalogue of another place: what it tells becomes drafts of a node, in the name of who added it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = material_sources, treat_none_as_default_value = false)]
pub struct Source {
    pub id: SourceId,
    pub node_id: NodeId,
    pub url: String,
    pub language: Locale,
    pub active: bool,
    /// Whether what is new in it and lacks nothing is published without being looked at.
    pub publishes: bool,
    pub added_by: AccountId,
    pub created_at: NaiveDateTime,
    pub read_at: Option<NaiveDateTime>,
    /// Why nothing came of it when it was read last, as a key.
    pub fault: String,
    pub made: i32,
    pub changed: i32,
    pub left_out: i32,
}
