//! Files that a form cannot carry are named, and all else that was typed and brought stays.

use chrono::TimeDelta;
use maillage::files::{MAX_BYTES, MAX_FILES};

use crate::app::TestApp;
use crate::asking::filled;

#[test]
fn a_file_too_large_and_one_too_many_are_left_out_by_name() {
    let app = TestApp::start();
    let visitor = app.visitor();
    let page = visitor.get("/tickets/new");
    app.later(TimeDelta::seconds(40));
    let fields = filled(&page, &[("email", "")]);
    let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let large = vec![b'x'; MAX_BYTES + 1];
    let small: Vec<_> =
        (0..=MAX_FILES).map(|n| (format!("plan-{n}.txt"), format!("le plan {n}"))).collect();
    let mut files = vec![("files", "grand.txt", "text/plain", large.as_slice())];
    files.extend(
        small
            .iter()
            .map(|(name, content)| ("files", name.as_str(), "text/plain", content.as_bytes())),
    );

    let back = visitor.post_files("/tickets/new", &fields, &files);

    back.expect(422)
        .says("Non joint : grand.txt")
        .says(&format!("Non joint : plan-{MAX_FILES}.txt"));
    for (name, _) in &small[..MAX_FILES] {
        back.says(&format!("Joint : {name}"));
    }
    assert!(back.body.contains("Où déposer nos enquêtes"), "{}", back.text());
    assert_eq!(back.body.matches("name=\"kept\"").count(), MAX_FILES);
}
