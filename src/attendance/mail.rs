//! Who was there is told that their certificate can be fetched.

use chrono::NaiveDateTime;
use serde_json::json;

use super::Certificate;
use crate::Result;
use crate::db::Conn;
use crate::enrolment::Enrolment;
use crate::outbox::{self, Mail};

pub fn certified(
    conn: &mut Conn,
    (one, person): (&Certificate, &Enrolment),
    now: NaiveDateTime,
) -> Result<()> {
    let mail = Mail {
        template: "certificate",
        language: one.language,
        to_name: &person.name,
        to_email: &person.email,
        from_name: Some(&one.node),
        payload: json!({ "title": one.title, "path": format!("/certificates/{}", one.id) }),
        in_reply_to: None,
        references: &[],
        dedup_key: Some(format!("certificate:{}", one.id)),
    };
    outbox::queue(conn, &mail, now).map(drop)
}
