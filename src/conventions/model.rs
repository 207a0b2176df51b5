//! What institutions sign: documents, their versions, and who signed which until when.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{convention_signatures, convention_versions, conventions};
use crate::db::{text_enum, text_id};
use crate::files::Stored;
use crate::i18n::Locale;

text_id! {
    /// A charter or a convention, whatever its version.
    ConventionId
}
text_id! {
    VersionId
}
text_id! {
    SignatureId
}

text_enum! {
    Kind { Charter = "charter", Convention = "convention" }
}

text_enum! {
    /// Whose institutions sign it.
    Concern { Nodes = "nodes", Spaces = "spaces", Everybody = "everybody" }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = conventions)]
pub struct Convention {
    pub id: ConventionId,
    pub slug: String,
    pub kind: Kind,
    pub concerns: Concern,
    pub title_fr: String,
    pub title_en: String,
    pub created_by: AccountId,
    pub created_at: NaiveDateTime,
}

impl Convention {
    pub fn title(&self, locale: Locale) -> &str {
        locale.pick(&self.title_fr, &self.title_en)
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = convention_versions)]
pub struct Version {
    pub id: VersionId,
    pub convention_id: ConventionId,
    pub number: i32,
    pub note_fr: String,
    pub note_en: String,
    pub sha256: Option<String>,
    pub file_name: String,
    pub published_by: AccountId,
    pub published_at: NaiveDateTime,
    /// The last day on which signatures of earlier versions suffice; none when they do until they end themselves.
    pub earlier_until: Option<NaiveDate>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = convention_signatures)]
pub struct Signature {
    pub id: SignatureId,
    pub version_id: VersionId,
    /// A slug.
    pub institution: String,
    pub signatory: String,
    pub capacity: String,
    pub signed_on: NaiveDate,
    /// The last day; none when it holds until it is denounced.
    pub expires_on: Option<NaiveDate>,
    pub sha256: Option<String>,
    pub file_name: String,
    pub recorded_by: AccountId,
    pub recorded_at: NaiveDateTime,
    pub ended_at: Option<NaiveDateTime>,
    pub reason: String,
    pub reminded: Option<i32>,
}

/// A signature with what was signed.
#[derive(Debug, Clone)]
pub struct Signed {
    pub signature: Signature,
    pub version: Version,
    pub convention: Convention,
    /// The newest version of the same document.
    pub newest: i32,
    /// The last day on which this version still suffices, where a newer one says so.
    pub suffices_until: Option<NaiveDate>,
}

impl Signed {
    /// The last day on which it counts: its own end, or the day until which this version suffices.
    pub fn ends_on(&self) -> Option<NaiveDate> {
        [self.signature.expires_on, self.suffices_until].into_iter().flatten().min()
    }

    /// Whether it counts no more because a newer version has to be signed.
    pub fn is_superseded(&self) -> bool {
        self.suffices_until
            .is_some_and(|last| self.signature.expires_on.is_none_or(|own| last < own))
    }
}

/// A document that begins.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: Kind,
    pub concerns: Concern,
    pub title_fr: String,
    pub title_en: String,
}

/// What a new version says.
#[derive(Debug, Clone, Default)]
pub struct Edition {
    pub note_fr: String,
    pub note_en: String,
    pub text: Option<Stored>,
    pub earlier_until: Option<NaiveDate>,
}

/// Who signs, and for how long.
#[derive(Debug, Clone)]
pub struct Signing {
    pub institution: String,
    pub signatory: String,
    pub capacity: String,
    pub signed_on: NaiveDate,
    pub expires_on: Option<NaiveDate>,
    pub proof: Option<Stored>,
}
