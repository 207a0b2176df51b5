//! What was deleted and what is free in SQLite's file.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use maillage::db::schema::free_pages;

use crate::app::TestApp;

/// However large the file is: what is free in it is written over in steps, between which others write, and by whom it was
/// begun and left.
#[test]
fn what_is_free_in_the_file_is_written_over_in_steps() {
    let app = TestApp::start();
    if !app.database.conn().is_sqlite() {
        return;
    }
    let path = app.database.url().trim_start_matches("sqlite://").to_owned();
    let needle = "LES RELEVÉS DE ZÉLIE QUINTREBEC ".repeat(300);
    let bytes = || {
        app.read(|conn| Ok(conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?));
        std::fs::read(&path).unwrap()
    };
    let holds = |bytes: &[u8]| bytes.windows(15).any(|part| part == b"LIE QUINTREBEC ");
    app.write(|conn| {
        for n in 0..1_500 {
            let mail = format!(
                "INSERT INTO captured_mail (id, to_email, subject, body_text, body_html, raw, captured_at) \
                 VALUES ('{n}', '', '', '{needle}', '', '', '2026-03-03 09:00:00')"
            );
            conn.batch_execute(&mail)?;
        }
        Ok(conn.batch_execute("INSERT INTO free_pages (id, zeros) VALUES ('left', zeroblob(9000))")?)
    });
    app.write(|conn| Ok(conn.batch_execute("DELETE FROM captured_mail")?));
    let before = bytes();
    assert!(holds(&before), "what is deleted stands in what is free");

    app.app.db.overwrite_deleted().unwrap();

    let after = bytes();
    assert!(!holds(&after));
    assert!(after.len() <= before.len() + 8 * 4096, "{} {}", before.len(), after.len());
    let left: i64 = app.read(|conn| Ok(free_pages::table.count().get_result(conn)?));
    assert_eq!(left, 0);
    app.app.db.overwrite_deleted().unwrap();
    assert!(bytes().len() <= after.len() + 8 * 4096);
}
