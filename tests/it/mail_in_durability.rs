//! The program that takes mail in, killed without warning: a mail is then in once or can be delivered again, never half.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use diesel::prelude::*;
use maillage::db::schema::{messages, received_mails, tickets};

use crate::database::TestDatabase;
use crate::lmtp::mail_in_command;
use crate::mail_in::letter;

#[test]
fn a_mail_is_in_once_however_often_its_delivery_is_killed() {
    let (database, folder) = (TestDatabase::take(), tempfile::tempdir().unwrap());
    let start = |mail: &str| {
        let mut command: Command = mail_in_command(database.url(), folder.path(), None);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(mail.as_bytes());
        child
    };
    let mails: Vec<_> = (0..12)
        .map(|n| {
            letter(&format!("equipe{n}@labo.example"), &format!("Question {n}"), &[], "Bonjour")
        })
        .collect();
    // Killed at every moment from its start to after its end.
    for (number, mail) in mails.iter().enumerate() {
        for round in 0..4 {
            let mut child = start(mail);
            std::thread::sleep(Duration::from_millis((number * 4 + round) as u64 * 9));
            let _ = child.kill(); // SIGKILL
            child.wait().unwrap();
        }
    }
    for mail in &mails {
        assert!(start(mail).wait().unwrap().success());
    }
    let mut conn = database.conn();
    let expected = i64::try_from(mails.len()).unwrap();
    assert_eq!(tickets::table.count().get_result(&mut conn), Ok(expected));
    assert_eq!(received_mails::table.count().get_result(&mut conn), Ok(expected));
    let whole = messages::table.filter(messages::mail_id.is_not_null()).count();
    assert_eq!(whole.get_result(&mut conn), Ok(expected));
}
