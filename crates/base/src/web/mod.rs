//! The toolkit every page uses. It names no capability.

mod api;
mod assets;
mod badge;
mod choices;
mod context;
mod csrf;
mod doors;
mod error_pages;
mod forms;
mod idempotency;
mod limits;
mod metrics;
mod pagination;
mod request_log;
mod route_table;
mod tables;
mod tagged;
mod templates;
mod uploads;

pub use api::{Api, ApiDoor, Page, Public, ReadScope, WriteScope, invalid as api_invalid, page_of};
pub use assets::{font, serve as serve_asset, url as asset_url, vendor_is_present};
pub use badge::Badge;
pub use choices::{Choice, choice, choices};
pub use context::{Context, Head, SESSION_COOKIE, Shown};
pub use csrf::refuse_cross_site;
pub use doors::{Admin, Anyone, Coordinator, Door, SignedIn, Staff, Writing};
pub use error_pages::{render_errors, security_headers};
pub use forms::{
    Fault, FieldErrors, Keyed, blank_as_none, checked_email, day, faults, said_faults,
};
pub use idempotency::{
    Answer, Key as IdempotencyKey, forget as forget_idempotency_keys, kept as kept_answer, once,
};
pub use limits::{RateLimits, client_address};
pub use metrics::Metrics;
pub use pagination::{Cursor, Pager};
pub use request_log::{log_requests, set_up_logging};
pub use route_table::{Entrance, RouteInfo, Routes};
pub use tables::{Separated, TableForm, public_table, table};
pub use tagged::{piece, tag_of, tagged, tagged_as};
pub use templates::{MailTemplates, Templates};
pub use uploads::{Upload, UploadedFile};
