//! Applications, who writes them, and what was filed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::calls::CallId;
use crate::db::schema::{
    application_invitations, application_partners, application_people, applications, submissions,
};
use crate::db::{text_enum, text_id};
use crate::i18n::Locale;
use crate::questionnaires::VersionId;

text_id! {
    /// An application; random.
    ApplicationId
}
text_id! {
    /// Somebody's part in an application.
    PersonId
}
text_id! {
    /// An institution's part in an application.
    PartnerId
}
text_id! {
    /// A link by mail.
    InvitationId
}
text_id! {
    /// What was filed.
    SubmissionId
}

text_enum! {
    State {
        Draft = "draft",
        Submitted = "submitted",
        Ineligible = "ineligible",
        InReview = "in_review",
        Deliberation = "deliberation",
        Decided = "decided",
        Withdrawn = "withdrawn",
        Lapsed = "lapsed",
    }
}

text_enum! {
    /// What somebody may do in an application.
    Role {
        Owner = "owner",
        Editor = "editor",
        /// In chosen sections.
        Contributor = "contributor",
        Signatory = "signatory",
        Viewer = "viewer",
    }
}

text_enum! {
    /// What an institution is in an application.
    PartnerRole { Lead = "lead", Partner = "partner", Associate = "associate" }
}

text_enum! {
    PartnerState {
        Invited = "invited",
        Confirmed = "confirmed",
        Declined = "declined",
        Removed = "removed",
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = applications)]
pub struct Application {
    pub id: ApplicationId,
    pub call_id: CallId,
    pub version_id: VersionId,
    pub reference: Option<String>,
    pub title: String,
    pub state: State,
    pub current_seq: Option<i32>,
    pub created_at: NaiveDateTime,
    pub saved_at: NaiveDateTime,
    pub saved_by: AccountId,
    pub withdrawn_at: Option<NaiveDateTime>,
    pub reason: String,
}

/// Somebody's part in an application, while it lasts.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = application_people)]
pub struct Person {
    pub id: PersonId,
    pub application_id: ApplicationId,
    pub account_id: AccountId,
    pub role: Role,
    pub sections: String,
    pub partner_id: Option<PartnerId>,
    pub granted_at: NaiveDateTime,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = application_partners)]
pub struct Partner {
    pub id: PartnerId,
    pub application_id: ApplicationId,
    /// Slug.
    pub institution: String,
    pub role: PartnerRole,
    pub state: PartnerState,
    /// Hundredths of a full-time equivalent.
    pub fte: Option<i32>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = application_invitations)]
pub struct Invitation {
    pub id: InvitationId,
    pub call_id: CallId,
    pub application_id: Option<ApplicationId>,
    pub partner_id: Option<PartnerId>,
    pub email: String,
    pub name: String,
    pub language: Locale,
    pub role: Role,
    pub sections: String,
    pub made_by: Option<AccountId>,
    pub made_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub accepted_at: Option<NaiveDateTime>,
    pub revoked_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = submissions)]
pub struct Submission {
    pub id: SubmissionId,
    pub application_id: ApplicationId,
    pub seq: i32,
    pub version_id: VersionId,
    /// Canonical JSON.
    pub document: String,
    pub sha256: String,
    /// When the request arrived.
    pub received_at: NaiveDateTime,
    pub committed_at: NaiveDateTime,
    pub deadline: NaiveDateTime,
    pub within_grace: bool,
    pub submitted_by: AccountId,
    pub receipt: String,
}
