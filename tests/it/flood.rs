//! More than can be answered: those who are too many are told so at once, the others are answered.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::mpsc;
use std::task::Poll;

use crate::app::TestApp;

/// As `db::pool` has it.
const MOST_WAITING: usize = 1024;

type Reading = Pin<Box<dyn Future<Output = maillage::Result<()>>>>;

#[test]
fn who_finds_the_line_full_is_told_to_come_back_and_nobody_else_is() {
    let app = TestApp::start_with(|config| config.database_pool = 2);
    let zoe = app.account("Zoé", "zoe@labo.example", None, &[]);
    let zoe = app.sign_in(&zoe);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Whoever reads holds a turn until the sender is gone.
    let (let_go, held) = mpsc::channel::<()>();
    let held = std::sync::Arc::new(std::sync::Mutex::new(held));
    let readers = if app.database.conn().is_sqlite() { 1 } else { 2 };
    let mut line: Vec<Reading> = (0..readers + MOST_WAITING)
        .map(|_| {
            let (db, held) = (app.app.db.clone(), held.clone());
            let read = async move {
                db.read(move |_| {
                    let _ = held.lock().unwrap().recv();
                    Ok(())
                })
                .await
            };
            Box::pin(read) as Reading
        })
        .collect();
    runtime.block_on(poll_fn(|cx| {
        assert!(line.iter_mut().all(|reading| reading.as_mut().poll(cx).is_pending()));
        Poll::Ready(())
    }));

    let english = [("accept-language", "en")];
    let refused = app.visitor().get_with("/network", &english);
    refused.expect(503).says("very busy");
    assert_eq!(refused.header("retry-after"), Some("2"));
    // Whose session cannot be looked up is shown the same page.
    zoe.get("/account").expect(503).says("très sollicité");
    let problem = app.visitor().get("/api/v1/nodes");
    assert_eq!(problem.expect(503).json()["code"], "error-busy");
    app.visitor().get("/healthz").expect(200);

    drop(let_go);
    for reading in line {
        runtime.block_on(reading).unwrap();
    }
    app.visitor().get("/network").expect(200);
    zoe.get("/account").expect(200);
}
