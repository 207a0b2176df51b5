//! Packages and files of materials: what is refused before it is kept, and what is played where it can harm nobody.

use chrono::TimeDelta;

use crate::app::{Reply, TestApp, Visitor};
use crate::knowledge::audited;
use crate::materials::{Cast, record, zipped};

/// It tries to read who is signed in, to act for them, and to leave its frame.
const HOSTILE: &[u8] = b"<!doctype html><script>
fetch('/account', { credentials: 'include' }).then((r) => r.text()).then((t) => parent.postMessage(t, '*'));
try { parent.postMessage(document.cookie, '*') } catch (e) { parent.postMessage('none', '*') }
try { top.location = 'https://evil.example/' } catch (e) {}
</script>";

/// A published material whose next version is open: its id and its slug.
fn module(app: &TestApp) -> (Cast, String, String) {
    let cast = Cast::new(app);
    let (id, slug) = cast.publish(app, record("Un module"));
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    (cast, id.to_string(), slug)
}

/// The page on which a module is played.
pub fn played(reader: &Visitor, slug: &str) -> Reply {
    let page = reader.get(&format!("/materials/{slug}"));
    let play = page.body.split("href=\"").find(|rest| rest.contains("/play/")).unwrap();
    reader.get(play.split('"').next().unwrap())
}

/// What the frame of that page shows.
pub fn source(play: &Reply) -> String {
    let frame = play.body.split("<iframe").nth(1).unwrap();
    frame.split("src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

fn add(cast: &Cast, id: &str, (name, content): (&str, &[u8]), package: bool) -> Reply {
    let form: &[(&str, &str)] = if package { &[("package", "1")] } else { &[] };
    let file = [("file", name, "application/zip", content)];
    cast.desk.post_files(&format!("/inbox/materials/{id}/files"), form, &file)
}

#[test]
fn what_would_harm_is_refused_with_a_sentence_and_nothing_of_it_is_kept() {
    let app = TestApp::start();
    let (cast, id, _) = module(&app);

    let slip = zipped(&[("index.html", b"x"), ("../../evil.html", b"x")]);
    add(&cast, &id, ("module.zip", &slip), true).expect(409).says("sort de son dossier");
    let bomb = zipped(&[("index.html", &vec![0; 30_000_000])]);
    add(&cast, &id, ("module.zip", &bomb), true).expect(409).says("serait trop gros");
    add(&cast, &id, ("module.zip", b"PK\x03\x04?"), true).expect(409);
    add(&cast, &id, ("plan.pdf", b"<html>"), false).expect(409).says("pas ce que dit son nom");
    let lost = zipped(&[("page.html", b"x")]);
    add(&cast, &id, ("module.zip", &lost), true).expect(409).says("ni index.html");

    let page = cast.desk.get(&format!("/inbox/materials/{id}"));
    page.says_not("module.zip").says_not("plan.pdf");
}

#[test]
fn a_hostile_package_is_played_without_an_origin_a_cookie_or_a_way_out() {
    let app = TestApp::start();
    let (cast, id, slug) = module(&app);
    let package = zipped(&[("index.html", HOSTILE), ("js/a.js", b"1")]);
    add(&cast, &id, ("module.zip", &package), true).expect(303);
    crate::materials::correct(&app, &cast, &id);

    let play = played(&cast.desk, &slug);
    assert!(play.expect(200).body.contains("sandbox=\"allow-scripts allow-forms\""));
    assert!(play.header("content-security-policy").unwrap().contains("frame-src 'self'"));
    let source = source(&play);
    let inside = cast.desk.get(&source);
    let policy = inside.expect(200).header("content-security-policy").unwrap();
    assert!(policy.starts_with("sandbox allow-scripts") && !policy.contains("allow-same-origin"));
    assert!(!policy.contains("allow-top-navigation") && !policy.contains("allow-popups"));
    assert_eq!(inside.bytes, HOSTILE);
    assert!(inside.header("set-cookie").is_none());
    let other = |name: &str| cast.desk.get(&source.replace("index.html", name)).status;
    assert_eq!((other("js/a.js"), other("js/b.js"), other("..%2Findex.html")), (200, 404, 404));
    // What the frame would send has no origin of ours: it changes nothing.
    let from_nowhere = [("sec-fetch-site", "cross-site"), ("origin", "null")];
    cast.desk.post_with("/account/profile", &[("name", "Eve")], &from_nowhere).expect(403);

    cast.desk.post(&format!("/inbox/materials/{id}/withdrawal"), &[("reason", "Non")]).expect(303);
    app.visitor().get(&source).expect(404);
}

/// As its record says: everybody, whoever is signed in, or the network's people. What is not for all is not played.
#[test]
fn files_open_for_whom_the_record_says() {
    let app = TestApp::start();
    let (cast, id, slug) = module(&app);
    let package = zipped(&[("index.html", b"<p>Bonjour</p>")]);
    add(&cast, &id, ("module.zip", &package), true).expect(303);
    let signed_in = app.sign_in(&app.account("Zoé", "zoe@labo.example", None, &[]));
    let nobody = app.visitor();
    let held = [("lord", maillage::accounts::NodeRole::Staff)];
    let network = app.sign_in(&app.account("Marc", "marc@lord.example", None, &held));

    for (access, seen) in [
        ("open", [200, 200, 200]),
        ("registered", [303, 200, 200]),
        ("restricted", [303, 404, 200]),
    ] {
        crate::materials::correct_with(&app, &cast, &id, &[("access", access)]);
        let page = nobody.get(&format!("/materials/{slug}"));
        let href = |part: &str| {
            let all =
                page.body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
            all.into_iter().find(|href| href.contains(part)).map(str::to_owned)
        };
        let file = href("/files/").unwrap();
        let statuses = [&nobody, &signed_in, &network].map(|who| who.get(&file).status);
        assert_eq!(statuses, seen, "{access}");
        let play = file.replace("/files/", "/play/");
        let frame =
            file.replace("/materials/", "/packages/").replace("/files/", "/") + "/index.html";
        let plays = if access == "open" { 200 } else { 404 };
        assert_eq!(href("/play/").is_some(), access == "open");
        for path in [&play, &frame] {
            assert_eq!([&nobody, &network].map(|who| who.get(path).status), [plays; 2], "{path}");
        }
        cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    }
    nobody.get(&format!("/materials/{slug}")).says("réservés aux personnes du réseau");
}

const SCORM_12: &[u8] = b"<manifest><schemaversion>1.2</schemaversion><resources>\
    <resource adlcp:scormtype='sco' href='a/start.html'></resource></resources></manifest>";
const SCORM_2004: &[u8] = b"<manifest><schemaversion>2004 3rd Edition</schemaversion><resources>\
    <resource adlcp:scormType='sco' href='a/start.html'></resource></resources></manifest>";

/// Scripts of ours stand before those of a page that looks for them; all else of a package is as it was.
#[test]
fn a_scorm_package_finds_the_interface_that_it_looks_for_in_its_own_window() {
    for (manifest, library, version) in
        [(SCORM_12, "vendor/scorm/scorm12", "1.2"), (SCORM_2004, "vendor/scorm/scorm2004", "2004")]
    {
        let app = TestApp::start();
        let (cast, id, slug) = module(&app);
        let page = b"<!doctype html><html><head><script>find(window)</script></head></html>";
        let files: &[(&str, &[u8])] =
            &[("imsmanifest.xml", manifest), ("a/start.html", page), ("a/start.js", b"<head>")];
        add(&cast, &id, ("module.zip", &zipped(files)), true).expect(303);
        crate::materials::correct(&app, &cast, &id);

        let visitor = app.visitor();
        let play = played(&visitor, &slug);
        assert!(play.expect(200).body.contains("data-told") && play.body.contains("js/play"));
        assert!(play.body.contains("sandbox=\"allow-scripts allow-forms\""));
        let source = source(&play);
        let inside = visitor.get(&source);
        let policy = inside.expect(200).header("content-security-policy").unwrap();
        assert!(policy.starts_with("sandbox allow-scripts") && !policy.contains("same-origin"));
        let places = ["<head>", library, "js/scorm", "find(window)"].map(|part| {
            inside.body.find(part).unwrap_or_else(|| panic!("{part}: {}", inside.body))
        });
        assert!(places.is_sorted(), "{places:?}");
        assert!(inside.body.contains(&format!("data-version=\"{version}\"")));
        let script = source.replace("start.html", "start.js");
        assert_eq!(visitor.get(&script).bytes, b"<head>");
    }
}

/// How often something was opened and finished, as the row of the file says.
fn counted(app: &TestApp, file: &str) -> (i32, i32) {
    use diesel::prelude::*;
    use maillage::db::schema::material_files as files;
    app.read(|conn| {
        let row = files::table.filter(files::id.eq(file));
        Ok(row.select((files::opened, files::finished)).first(conn)?)
    })
}

/// Training brief, M15: opened and finished, as numbers alone; told beside the reuse to those whose material it is.
#[test]
fn that_a_package_was_opened_and_finished_is_counted_and_nothing_of_who_it_was() {
    let app = TestApp::start();
    let (cast, id, slug) = module(&app);
    let package = zipped(&[("index.html", b"<p>Bonjour</p>")]);
    add(&cast, &id, ("module.zip", &package), true).expect(303);
    crate::materials::correct(&app, &cast, &id);
    let visitor = app.visitor();
    visitor.get(&format!("/materials/{slug}")).says_not("modules et films ouverts");
    let play = played(&visitor, &slug);
    let plays = play.body.split("data-plays=\"").nth(1).unwrap().split('"').next().unwrap();
    let file = plays.rsplit('/').next().unwrap();
    assert!(play.body.contains("js/play"));

    for _ in 0..3 {
        visitor.post(plays, &[("what", "opened")]).expect(204);
    }
    visitor.post(plays, &[("what", "finished")]).expect(204);
    assert_eq!(counted(&app, file), (1, 1), "once a day from one address");
    app.later(TimeDelta::days(2));
    visitor.post(plays, &[("what", "opened")]).expect(204);
    assert_eq!(counted(&app, file), (2, 1));
    visitor.post(&plays.replace(file, "0"), &[("what", "opened")]).expect(404);

    let desk = app.sign_in(&cast.ines);
    let said = "modules et films ouverts : 2, terminés : 1";
    desk.get(&format!("/materials/{slug}")).says(said);
    desk.get("/inbox/materials?list=published").says(said);
    let events = audited(&app, "material", &id);
    assert_eq!(events.iter().filter(|action| *action == "material.play").count(), 3);
    app.visitor().get("/privacy").says("un module ou un film de formation");
}

#[test]
fn a_cmi5_module_is_known_and_refused_with_what_is_taken_instead() {
    let app = TestApp::start();
    let (cast, id, _) = module(&app);
    let package = zipped(&[("cmi5.xml", b"<courseStructure/>"), ("index.html", b"<p>")]);
    add(&cast, &id, ("module.zip", &package), true).expect(409).says("Exportez-le en SCORM 1.2");
    // What is also a SCORM package is played as such.
    let page = b"<!doctype html><p>";
    let both: &[(&str, &[u8])] =
        &[("cmi5.xml", b"<a/>"), ("imsmanifest.xml", SCORM_12), ("a/start.html", page)];
    add(&cast, &id, ("module.zip", &zipped(both)), true).expect(303);
}
