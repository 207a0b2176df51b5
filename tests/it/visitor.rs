//! A browser without JavaScript, or a program with a token: sends requests, keeps cookies, follows nothing by itself.

use std::time::Duration;

use serde_json::Value;
use ureq::http::{Response, Uri};
use ureq::unversioned::multipart::{Form, Part};
use ureq::{Agent, Body, Cookie};

pub struct Visitor {
    agent: Agent,
    base: String,
    token: Option<String>,
}

/// A file to upload: field, name, media type, content.
pub type Upload<'a> = (&'a str, &'a str, &'a str, &'a [u8]);

impl Visitor {
    pub fn new(base: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            // The server ends what is idle for five seconds: nothing is sent into a connection that it is ending.
            .max_idle_age(Duration::from_secs(2))
            .accept("text/html")
            .build()
            .into();
        Self { agent, base: base.to_owned(), token: None }
    }

    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        let uri: Uri = self.base.parse().unwrap();
        let cookie = Cookie::parse(format!("{name}={value}; Path=/"), &uri).unwrap();
        self.agent.cookie_jar_lock().insert(cookie, &uri).unwrap();
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        let jar = self.agent.cookie_jar_lock();
        jar.iter().find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
    }

    pub fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.agent.get(self.url(path));
        for (name, value) in self.own_headers(headers) {
            request = request.header(name, value);
        }
        Reply::read(path, request.call().unwrap())
    }

    /// Sends a form as our own pages do.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.post_with(path, form, &[("sec-fetch-site", "same-origin")])
    }

    /// Sends a form with these headers and no proof of where it comes from but theirs.
    pub fn post_with(&self, path: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let reply = self.start(path, headers).send_form(form.iter().copied());
        Reply::read(path, reply.unwrap())
    }

    /// Sends a form that can carry files.
    pub fn post_files(&self, path: &str, form: &[(&str, &str)], files: &[Upload<'_>]) -> Reply {
        let mut parts = Form::new();
        for (name, value) in form {
            parts = parts.text(name, value);
        }
        for (field, name, media_type, content) in files {
            let part = Part::bytes(content).file_name(name).mime_str(media_type).unwrap();
            parts = parts.part(field, part);
        }
        let reply = self.start(path, &[("sec-fetch-site", "same-origin")]).send(parts);
        Reply::read(path, reply.unwrap())
    }

    pub fn delete(&self, path: &str) -> Reply {
        let mut request = self.agent.delete(self.url(path));
        for (name, value) in self.own_headers(&[]) {
            request = request.header(name, value);
        }
        Reply::read(path, request.call().unwrap())
    }

    pub fn post_json(&self, path: &str, body: &Value) -> Reply {
        self.post_json_with(path, body, &[])
    }

    pub fn post_json_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Reply {
        Reply::read(path, self.start(path, headers).send_json(body).unwrap())
    }

    /// Sends bytes as they are.
    pub fn post_bytes(&self, path: &str, body: &[u8]) -> Reply {
        let headers = [("content-type", "application/octet-stream")];
        Reply::read(path, self.start(path, &headers).send(body).unwrap())
    }

    /// Goes where a reply leads.
    #[track_caller]
    pub fn follow(&self, reply: &Reply) -> Reply {
        self.get(reply.location())
    }

    fn start(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> ureq::RequestBuilder<ureq::typestate::WithBody> {
        let mut request = self.agent.post(self.url(path));
        for (name, value) in self.own_headers(headers) {
            request = request.header(name, value);
        }
        request
    }

    fn own_headers<'a>(&self, headers: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
        let mut all: Vec<_> = headers.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
        if let Some(token) = &self.token {
            all.push(("authorization", format!("Bearer {token}")));
        }
        all
    }

    /// Takes paths, and addresses of this server as mails hold them.
    fn url(&self, path: &str) -> String {
        let path = path.strip_prefix(&self.base).unwrap_or(path);
        format!("{}{path}", self.base)
    }
}

pub struct Reply {
    pub path: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
    pub body: String,
}

impl Reply {
    fn read(path: &str, mut response: Response<Body>) -> Self {
        let headers = response
            .headers()
            .iter()
            .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
            .collect();
        let status = response.status().as_u16();
        let bytes = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_vec();
        let bytes = bytes.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { path: path.to_owned(), status, headers, bytes, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Fails, showing what came instead, when the status is another.
    #[track_caller]
    pub fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{} answered: {}", self.path, self.text());
        self
    }

    #[track_caller]
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| {
            panic!("{} leads nowhere: {} {}", self.path, self.status, self.text())
        })
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|_| panic!("{} is no JSON: {} {}", self.path, self.status, self.body))
    }

    /// What a reader sees: no tags, no head, one space between words (no-break spaces included).
    pub fn text(&self) -> String {
        visible(&self.body)
    }

    /// Fails, showing the page, when its visible text lacks `words`.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(text.contains(&plain(words)), "{} lacks {words:?}: {text}", self.path);
        self
    }

    #[track_caller]
    pub fn says_not(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(!text.contains(&plain(words)), "{} says {words:?}: {text}", self.path);
        self
    }

    pub fn links_to(&self, address: &str) -> bool {
        let links = self.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        links.map(decode).any(|found| found == address)
    }

    /// The value of a hidden or typed field, by its name.
    pub fn value_of(&self, field: &str) -> Option<String> {
        let named = format!(" name=\"{field}\"");
        let tag = self.body.split('<').find(|tag| tag.contains(&named))?;
        let (_, rest) = tag.split_once(" value=\"")?;
        Some(decode(rest.split('"').next()?))
    }
}

pub fn visible(html: &str) -> String {
    let mut rest = html.split_once("<body").map_or(html, |(_, body)| body);
    if rest.len() != html.len() {
        rest = rest.split_once('>').map_or("", |(_, inside)| inside);
    }
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        out.push(' ');
        let hidden = ["script", "style", "template"].into_iter().find(|tag| after.starts_with(tag));
        let end = hidden.map_or(">".to_owned(), |tag| format!("</{tag}>"));
        rest = after.split_once(end.as_str()).map_or("", |(_, tail)| tail);
    }
    out.push_str(rest);
    plain(&decode(&out))
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn decode(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x60;", "`"),
        ("&#x3D;", "="),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
}
