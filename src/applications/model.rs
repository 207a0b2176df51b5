//! Applications, who writes them, and what was filed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::calls::CallId;
use crate::db::schema::{
    application_extensions, application_files, application_invitations, application_letters,
    application_messages, application_partners, application_people, applications, stored_files,
    submission_redactions, submissions,
};
use crate::db::{text_enum, text_id};
use crate::files::ScanState;
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
    /// A file in an application; random.
    FileId
}
text_id! {
    /// A person who was taken out of what was filed.
    RedactionId
}
text_id! {
    /// A letter that was signed.
    LetterId
}
text_id! {
    /// A closing that was put off for one application.
    ExtensionId
}
text_id! {
    /// What those who apply and whoever runs the call write to each other; random.
    MessageId
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
    /// To whom the owner offered it.
    pub offered_to: Option<AccountId>,
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
    /// What it commits to beside that, in its own words.
    pub commitments: String,
}

text_enum! {
    /// How long before the closing somebody is reminded.
    Reminder { Week = "week", TwoDays = "two_days", ThreeHours = "three_hours" }
}

text_enum! {
    /// How a letter was signed: by typing one's name, or on paper.
    Way { Consent = "consent", Upload = "upload" }
}

text_enum! {
    /// What whoever runs the call says of a letter that was filed.
    LetterVerdict { Verified = "verified", Refused = "refused" }
}

/// What an institution signed, and for which commitment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = application_letters)]
pub struct Letter {
    pub id: LetterId,
    pub application_id: ApplicationId,
    pub partner_id: PartnerId,
    pub content: String,
    pub sha256: String,
    pub way: Way,
    pub name: String,
    pub capacity: String,
    pub file_id: Option<FileId>,
    pub signed_by: AccountId,
    pub signed_at: NaiveDateTime,
    pub verdict: Option<LetterVerdict>,
    /// Why it was refused.
    pub verdict_reason: String,
    pub judged_at: Option<NaiveDateTime>,
}

text_enum! {
    /// For whom somebody writes about an application.
    Side { Applicants = "applicants", Coordination = "coordination" }
}

/// What one side wrote to the other about an application.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = application_messages)]
pub struct Message {
    pub id: MessageId,
    pub application_id: ApplicationId,
    pub side: Side,
    pub author_id: AccountId,
    pub body: String,
    pub by_mail: bool,
    pub posted_at: NaiveDateTime,
}

/// A closing that was put off for one application.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = application_extensions)]
pub struct Extension {
    pub id: ExtensionId,
    pub application_id: ApplicationId,
    pub closes_at: NaiveDateTime,
    pub reason: String,
    pub granted_by: AccountId,
    pub granted_at: NaiveDateTime,
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

/// A file that answers a question, with what is known of its bytes.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = application_files)]
pub struct HeldFile {
    pub id: FileId,
    pub application_id: ApplicationId,
    pub field_key: String,
    pub row_id: String,
    pub sha256: String,
    pub name: String,
    pub removed_at: Option<NaiveDateTime>,
    #[diesel(select_expression = stored_files::bytes)]
    pub bytes: i64,
    #[diesel(select_expression = stored_files::media_type)]
    pub media_type: String,
    #[diesel(select_expression = stored_files::scan_state)]
    pub scan: ScanState,
}

/// What was filed never changes, but for a person who is taken out of it: then both hashes are kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = submission_redactions)]
pub struct Redaction {
    pub id: RedactionId,
    pub submission_id: SubmissionId,
    pub before_sha256: String,
    pub after_sha256: String,
    pub redacted_at: NaiveDateTime,
}
