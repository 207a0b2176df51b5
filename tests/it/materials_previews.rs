//! Files of materials looked at before they are taken away: what is shown, and to whom.

use maillage::accounts::NodeRole;
use serde_json::Value;

use crate::app::{Reply, TestApp, Visitor};
use crate::materials::{Cast, correct_with, record, zipped};
use crate::materials_packages::{played, source};

const SLIDE: &str = r#"<p:sld xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>
<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>Où déposer &amp; quand</a:t></a:r></a:p></p:txBody></p:sp>
<p:sp><p:nvSpPr><p:nvPr><p:ph idx="1"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>Un entrepôt</a:t></a:r><a:br/><a:r><a:t>de confiance</a:t></a:r></a:p><a:p><a:r><a:t>Avant l’article</a:t></a:r></a:p></p:txBody></p:sp>
<p:sp><p:nvSpPr><p:nvPr><p:ph type="sldNum"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>7</a:t></a:r></a:p></p:txBody></p:sp>
</p:spTree></p:cSld></p:sld>"#;

/// A presentation as PowerPoint writes it; its slides stand in another order than their names.
fn pptx() -> Vec<u8> {
    let last = SLIDE.replace("Où déposer", "&lt;script&gt;fin");
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", b"<Relationships/>"),
        ("ppt/presentation.xml", br#"<p:presentation><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst></p:presentation>"#),
        ("ppt/_rels/presentation.xml.rels", br#"<Relationships><Relationship Id="rId1" Target="slides/slide1.xml"/><Relationship Id="rId2" Target="slides/slide2.xml"/></Relationships>"#),
        ("ppt/slides/slide1.xml", last.as_bytes()),
        ("ppt/slides/slide2.xml", SLIDE.as_bytes()),
        ("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xe0 a picture"),
    ])
}

fn film() -> Vec<u8> {
    let mut film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    film.extend((0..4_000_u32).map(|n| u8::try_from(n % 251).unwrap()));
    film
}

/// A published material with one file of each kind; answers its address and the files' places by their names.
fn published(app: &TestApp, cast: &Cast) -> (String, String) {
    let (id, slug) = cast.publish(app, record("Un support"));
    let id = id.to_string();
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    let (pptx, film) = (pptx(), film());
    let odp = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.presentation"),
        ("content.xml", r#"<office:document-content><office:body><office:presentation><draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Décrire</text:p></draw:text-box></draw:frame><draw:frame presentation:class="outline"><draw:text-box><text:list><text:list-item><text:p>Un<text:s/>titre</text:p></text:list-item></text:list></draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>Ne pas oublier</text:p></draw:text-box></draw:frame></presentation:notes></draw:page></office:presentation></office:body></office:document-content>"#.as_bytes()),
    ]);
    let files: [(&str, &str, &str, &[u8]); 5] = [
        ("file", "cours.pdf", "application/pdf", b"%PDF-1.7 nothing"),
        ("file", "cours.pptx", "application/zip", &pptx),
        ("file", "cours.odp", "application/zip", &odp),
        ("file", "film.mp4", "video/mp4", &film),
        ("file", "film.en.vtt", "text/vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello"),
    ];
    let add = |form: &[(&str, &str)], files: &[(&str, &str, &str, &[u8])]| {
        cast.desk.post_files(&format!("/inbox/materials/{id}/files"), form, files).expect(303);
    };
    add(&[], &files);
    let picture: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    add(&[("alt_text", "Le cycle des données")], &[("file", "cycle.png", "image/png", picture)]);
    crate::materials::correct(app, cast, &id);
    (id, slug)
}

/// Where a file of a material is looked at.
fn preview_of(reader: &Visitor, slug: &str, name: &str) -> Reply {
    let page = reader.get(&format!("/materials/{slug}"));
    let links = page.body.split("<a ").skip(1).map(|rest| rest.split("</a>").next().unwrap());
    let href = links
        .filter(|link| link.contains(&format!("> {name}</span>")))
        .map(|link| link.split("href=\"").nth(1).unwrap().split('"').next().unwrap())
        .find(|href| href.contains("/preview/"))
        .unwrap_or_else(|| panic!("{name} has no preview"));
    reader.get(href)
}

#[test]
fn slides_films_pictures_and_pages_are_looked_at_in_the_page() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (_, slug) = published(&app, &cast);
    let reader = app.visitor();

    let slides = preview_of(&reader, &slug, "cours.pptx");
    slides
        .expect(200)
        .says("2 diapositives")
        .says("Un entrepôt de confiance")
        .says("Avant l’article");
    let order =
        ["Où déposer & quand", "<script>fin"].map(|title| slides.text().find(title).unwrap());
    assert!(order[0] < order[1]);
    assert!(
        slides.body.contains("src=\"data:image/jpeg;base64,")
            && !slides.body.contains("<script>fin")
    );
    assert!(!slides.body.contains("<li>7</li>"));
    let slides = preview_of(&reader, &slug, "cours.odp");
    slides.expect(200).says("Une diapositive").says("Décrire").says("Un titre").says_not("oublier");

    let film = preview_of(&reader, &slug, "film.mp4");
    assert!(
        film.expect(200).body.contains("<video") && film.body.contains("<track kind=\"captions\"")
    );
    assert!(film.body.contains("srclang=\"en\" label=\"Anglais\""), "{}", film.body);
    assert!(film.header("content-security-policy").unwrap().contains("media-src 'self'"));
    let picture = preview_of(&reader, &slug, "cycle.png");
    assert!(picture.expect(200).body.contains("alt=\"Le cycle des données\""));
    let page = reader.get(&format!("/materials/{slug}"));
    assert!(
        page.body.contains("<img class=\"material-image\"") && page.body.contains("alt=\"Le cycle")
    );

    let pdf = preview_of(&reader, &slug, "cours.pdf");
    assert!(
        pdf.expect(200).body.contains("sandbox=\"allow-scripts\"")
            && pdf.body.contains("data-without-script")
    );
    let viewer = reader.get("/viewers/pdf");
    let policy = viewer.expect(200).header("content-security-policy").unwrap();
    assert!(policy.starts_with("sandbox allow-scripts;") && policy.contains("default-src 'none'"));
    assert!(!policy.contains("connect-src") && !policy.contains("allow-same-origin"));
    for part in ["data-library=\"", "data-worker=\""] {
        let address = viewer.body.split(part).nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(
            reader.get(address).expect(200).header("access-control-allow-origin"),
            Some("*")
        );
    }
}

#[test]
fn a_preview_opens_for_whom_the_file_does() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = published(&app, &cast);
    let preview = preview_of(&app.visitor(), &slug, "cycle.png").path;
    let signed_in = app.sign_in(&app.account("Zoé", "zoe@labo.example", None, &[]));
    let network = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    let network = app.sign_in(&network);
    for (version, access, seen) in
        [(3, "registered", [303, 200, 200]), (4, "restricted", [303, 404, 200])]
    {
        cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
        correct_with(&app, &cast, &id, &[("access", access)]);
        let path = preview_of(&network, &slug, "cycle.png").path;
        assert!(path.contains(&format!("/v{version}/")), "{path}");
        let all = [&app.visitor(), &signed_in, &network];
        assert_eq!(all.map(|who| who.get(&path).status), seen, "{access}");
        let shown = all.map(|who| {
            who.get(&format!("/materials/{slug}")).body.contains("<img class=\"material-image\"")
        });
        assert_eq!(shown, seen.map(|status| status == 200), "{access}");
    }
    let other = preview.replace("/preview/", "/preview/x");
    app.visitor().get(&other).expect(404);
    cast.desk.post(&format!("/inbox/materials/{id}/withdrawal"), &[("reason", "Non")]).expect(303);
    app.visitor().get(&preview).expect(404);
}

#[test]
fn a_film_is_given_piece_by_piece() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (_, slug) = published(&app, &cast);
    let reader = app.visitor();
    let page = preview_of(&reader, &slug, "film.mp4");
    let film = page.body.split("<video").nth(1).unwrap().split("src=\"").nth(1).unwrap();
    let (film, content) = (film.split('"').next().unwrap(), self::film());
    let length = content.len();

    let whole = reader.get(film);
    assert_eq!(whole.expect(200).header("accept-ranges"), Some("bytes"));
    let tag = whole.header("etag").unwrap().to_owned();
    let asked = |range: &str| reader.get_with(film, &[("range", range)]);
    let piece = asked("bytes=100-199");
    assert_eq!(piece.expect(206).bytes, content[100..200]);
    assert_eq!(piece.header("content-range"), Some(&*format!("bytes 100-199/{length}")));
    assert_eq!(asked("bytes=-10").expect(206).bytes, content[length - 10..]);
    assert_eq!(asked("bytes=4000-").expect(206).bytes, content[4_000..]);
    let beyond = asked("bytes=9999999-");
    assert_eq!(beyond.expect(416).header("content-range"), Some(&*format!("bytes */{length}")));
    asked("bytes=0-1,5-9").expect(200);
    let of_other = [("range", "bytes=0-1"), ("if-range", "\"another\"")];
    reader.get_with(film, &of_other).expect(200);
    reader.get_with(film, &[("range", "bytes=0-1"), ("if-range", &tag)]).expect(206);
    reader.get_with(film, &[("if-none-match", &tag)]).expect(304);
}

/// What readers play of H5P begins with a page of ours, in the frame that is nobody's, and finds all its files.
#[test]
fn an_h5p_package_is_played_by_a_player_in_the_frame() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un module"));
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    let package = zipped(&[
        ("h5p.json", br#"{"mainLibrary":"H5P.Mot","preloadedDependencies":[{"machineName":"H5P.Mot","majorVersion":1,"minorVersion":0}]}"#),
        ("content/content.json", b"{}"),
        ("H5P.Mot-1.0/library.json", b"{}"),
    ]);
    let file = [("file", "module.h5p", "application/zip", &*package)];
    let files = format!("/inbox/materials/{id}/files");
    cast.desk.post_files(&files, &[("package", "1")], &file).expect(303);
    crate::materials::correct(&app, &cast, id.as_str());

    let reader = app.visitor();
    let source = source(played(&reader, &slug).expect(200));
    assert!(source.ends_with('/'), "{source}");
    let player = reader.get(&source);
    let policy = player.expect(200).header("content-security-policy").unwrap();
    assert!(policy.starts_with("sandbox allow-scripts") && !policy.contains("allow-same-origin"));
    assert!(player.header("set-cookie").is_none() && player.body.contains("js/h5p."));
    let manifest = reader.get(&format!("{source}h5p.json"));
    assert_eq!(manifest.expect(200).header("access-control-allow-origin"), Some("*"));
    let manifest: Value = serde_json::from_str(&manifest.body).unwrap();
    assert_eq!(manifest["mainLibrary"], "H5P.Mot");
    reader.get(&format!("{source}H5P.Mot-1.0/library.json")).expect(200);
    reader.get(&format!("{source}H5P.Non-1.0/library.json")).expect(404);
}
