//! Mail over LMTP, as a mail server speaks it, and the command that reads one mail.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use maillage::config::Config;
use maillage::mail_in::lmtp;
use maillage::tickets::queries;

use crate::app::TestApp;
use crate::asking::{asked, count};
use crate::cli::program;
use crate::database::TestDatabase;
use crate::following::{Desk, reference};
use crate::mail_in::{LUCIE, header, letter};

/// A mail server's side of the conversation.
pub struct Client {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
}

impl Client {
    /// Starts a listener for the app and greets it.
    pub fn start(app: &TestApp) -> Self {
        let (app, (tell, told)) = (app.app.clone(), std::sync::mpsc::channel());
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = lmtp::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
                tell.send(listener.local_addr().unwrap().to_string()).unwrap();
                let (_keep, stop) = tokio::sync::watch::channel(false);
                lmtp::serve(app, listener, stop).await;
            });
        });
        Self::greet(&told.recv().unwrap())
    }

    pub fn greet(address: &str) -> Self {
        let writer = TcpStream::connect(address).unwrap();
        writer.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut client = Self { reader: BufReader::new(writer.try_clone().unwrap()), writer };
        client.answer();
        assert!(client.say("LHLO test").starts_with("250"));
        client
    }

    fn answer(&mut self) -> String {
        let mut whole = String::new();
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).unwrap();
            whole.push_str(&line);
            if line.len() < 4 || line.as_bytes()[3] == b' ' {
                return whole;
            }
        }
    }

    pub fn say(&mut self, line: &str) -> String {
        self.writer.write_all(format!("{line}\r\n").as_bytes()).unwrap();
        self.answer()
    }

    /// Hands a mail over; one answer for each recipient.
    pub fn deliver(&mut self, mail: &str, to: &[&str]) -> Vec<String> {
        assert!(self.say("MAIL FROM:<lucie@labo.example> BODY=8BITMIME").starts_with("250"));
        for one in to {
            assert!(self.say(&format!("RCPT TO:<{one}>")).starts_with("250"));
        }
        assert!(self.say("DATA").starts_with("354"));
        let stuffed = mail.replace("\r\n.", "\r\n..");
        self.writer.write_all(format!("{stuffed}\r\n.\r\n").as_bytes()).unwrap();
        to.iter().map(|_| self.answer()).collect()
    }
}

#[test]
fn each_recipient_is_answered_and_dots_are_taken_away() {
    let app = TestApp::start();
    let desk = Desk::new(&app);
    let follow = asked(&app, &app.visitor(), &[]);
    desk.answers(&follow, "Voici.");
    let address = header(&app.mail_to("lucie@labo.example"), "Reply-To");
    let mut client = Client::start(&app);
    let mail = letter(LUCIE, "Re", &[], "Merci.\n.\n..deux\nfin é");
    let answers = client.deliver(&mail, &[&address, "aide@maillage.example"]);
    assert_eq!(answers[0], format!("250 2.0.0 REPLY {}\r\n", reference(&follow)));
    assert!(answers[1].starts_with("250 2.0.0 TICKET "), "{answers:?}");
    let ticket = desk.ticket(&follow);
    assert_eq!(app.last_message(&ticket).1, "Merci.\n.\n..deux\nfin é");
    assert_eq!(client.deliver(&mail, &[&address]), answers[..1]);
    assert!(client.say("QUIT").starts_with("221"));
}

/// Were a line feed alone the end of a line, what follows a dot would be commands of whoever wrote the mail.
#[test]
fn a_mail_ends_where_its_server_ends_it_and_nowhere_inside() {
    let app = TestApp::start();
    let mut client = Client::start(&app);
    let inside = "Bonjour\n.\nMAIL FROM:<ana@labo.example>\r\nRCPT TO:<aide@maillage.example>";
    let mail = format!("{}{inside}\r\nDATA\n.\r\nfin", letter(LUCIE, "Question", &[], ""));
    let answers = client.deliver(&mail, &["aide@maillage.example"]);
    assert!(answers[0].starts_with("250 2.0.0 TICKET "), "{answers:?}");
    assert!(client.say("NOOP").starts_with("250 2.0.0 ok"));
    assert_eq!((count(&app), app.received()), (1, 1));
}

#[test]
fn the_conversation_keeps_its_order_and_its_limits() {
    let app = TestApp::start();
    let mut client = Client::start(&app);
    for (line, code) in [
        ("EHLO x", "500"),
        ("RCPT TO:<a@b.example>", "503"),
        ("DATA", "503"),
        ("MAIL FROM:<x@y.example> SIZE=900000000", "552"),
        ("MAIL FROM:nothing", "501"),
        ("MAIL FROM:<>", "250"),
        ("MAIL FROM:<>", "503"),
        ("DATA", "503"),
        ("RCPT TO:<>", "501"),
        ("RSET", "250"),
        ("NOOP", "250"),
        ("FROB", "500"),
        ("LHLO again", "250"),
        ("BDAT 3", "502"),
    ] {
        let answer = client.say(line);
        assert!(answer.starts_with(code), "{line}: {answer}");
    }
}

#[test]
fn what_cannot_be_kept_is_tried_again() {
    let app = TestApp::start();
    let mut client = Client::start(&app);
    let files = app.files().to_owned();
    std::fs::remove_dir_all(&files).unwrap();
    std::fs::write(&files, "no folder").unwrap();
    let mail = letter(LUCIE, "Question", &[], "Bonjour");
    let answers = client.deliver(&mail, &["aide@maillage.example"]);
    assert!(answers[0].starts_with("451"), "{answers:?}");
    assert_eq!((count(&app), app.received()), (0, 0));
    std::fs::remove_file(&files).unwrap();
    std::fs::create_dir(&files).unwrap();
    let answers = client.deliver(&mail, &["aide@maillage.example"]);
    assert!(answers[0].contains("TICKET"), "{answers:?}");
}

#[test]
fn only_this_machine_is_listened_to() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let refused = runtime.block_on(lmtp::listen("0.0.0.0:0".parse().unwrap()));
    assert!(refused.is_err());
    for (url, right) in [
        ("lmtp://127.0.0.1:2424", true),
        ("lmtp://[::1]:2424", true),
        ("lmtp://192.0.2.1:2424", false),
        ("lmtp://0.0.0.0:2424", false),
        ("127.0.0.1:2424", false),
        ("lmtp://localhost", false),
    ] {
        let faults = Config::read(&|name| (name == "MAIL_IN_LISTEN").then(|| url.to_owned()));
        let named = faults.unwrap_err().iter().any(|fault| fault.starts_with("MAIL_IN_LISTEN"));
        assert_eq!(named, !right, "{url}");
    }
}

/// `maillage mail-in`, with complete settings, ready to be given a mail.
pub fn mail_in_command(database: &str, folder: &std::path::Path, to: Option<&str>) -> Command {
    let mut command = program(folder, database);
    command
        .arg("mail-in")
        .args(to.map(|to| format!("--to={to}")))
        .env("RUST_LOG", "error")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The exit code and the output of `maillage mail-in` for a mail.
fn mail_in(
    database: &str,
    folder: &std::path::Path,
    to: Option<&str>,
    mail: &[u8],
) -> (Option<i32>, String) {
    let mut child = mail_in_command(database, folder, to).spawn().unwrap();
    // A program that refuses early does not read all.
    let _ = child.stdin.take().unwrap().write_all(mail);
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_command_says_one_line_and_nothing_is_lost_when_it_cannot() {
    let (database, folder) = (TestDatabase::take(), tempfile::tempdir().unwrap());
    let mail = letter(LUCIE, "Question", &[], "Bonjour, où déposer ?");
    let (code, said) = mail_in(database.url(), folder.path(), None, mail.as_bytes());
    let ticket = said.strip_prefix("TICKET ").and_then(|rest| rest.strip_suffix('\n')).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(
        queries::by_reference(&mut database.conn(), ticket).unwrap().asker_email,
        "lucie@labo.example"
    );
    let again =
        mail_in(database.url(), folder.path(), Some("aide@maillage.example"), mail.as_bytes());
    assert_eq!(again, (Some(0), said.clone()));
    for (mail, line) in [
        (letter(LUCIE, "x", &[("Precedence", "bulk")], "x"), "IGNORED bulk\n"),
        (letter(LUCIE, "x", &[("From", "")], "x"), "QUARANTINED "),
        (String::new(), "QUARANTINED "),
        ("\0\u{1}nonsense".to_owned(), "QUARANTINED "),
    ] {
        let (code, said) = mail_in(database.url(), folder.path(), None, mail.as_bytes());
        assert!(code == Some(0) && said.starts_with(line), "{code:?} {said}");
    }
    let nowhere = "sqlite:///nonexistent/maillage.db";
    assert_eq!(mail_in(nowhere, folder.path(), None, mail.as_bytes()), (Some(75), String::new()));
}
