#!/usr/bin/env python3
"""Hands real mails over by LMTP and compares what is kept of them with what Python's own mail library reads.

    benches/mail-corpus.py FOLDER...        all mails below (*.eml, *.box, *.msg, and files of a Maildir); a program built
                                            before by MAILLAGE=target/debug/maillage

Mails of people are not ours to keep, so there are none here: take those that mail libraries, helpdesks and filters test with
(mikel/mail, stalwartlabs/mail-parser, Webklex/php-imap, sisimai/set-of-emails, flanker; zammad, redmine, notmuch, rspamd,
james-mime4j, MimeKit).
Says how many were taken, how fast, what became of them, and where the sender, the subject, the number of files or the
Message-ID is not what Python reads. Then each mail that answers others, as Python reads it, is handed over once more, after a
question of somebody else under one of the ids that it names: the nearest, then the farthest. It must lie with that question.
Differences are counted under the reason for which they are no fault of ours; those that have none are printed, for a person to
judge. Ends with 1 if a mail or a thread was lost. On SQLite only.
"""

import collections
import contextlib
import email
import email.errors
import email.policy
import hashlib
import os
import pathlib
import re
import smtplib
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata

HELP = "aide@maillage.example"
PROGRAM = os.environ.get("MAILLAGE", "target/release/maillage")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


# What Python reads.

def plain(text):
    """A text as it is compared: without what two readers may each leave out."""
    kept = unicodedata.normalize("NFC", str(text or ""))
    return "".join(c for c in kept if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).casefold()


class Read:
    """A mail as Python has it; None for what it cannot read."""

    def __init__(self, data):
        # The first line of a mailbox file is no header.
        data = data.split(b"\n", 1)[-1] if data.startswith(b"From ") else data
        self.message = email.message_from_bytes(data, policy=email.policy.default)
        self.head = re.split(rb"\r\n\r\n", data, maxsplit=1)[0]
        self.sender = self.tried(lambda: self.message["from"].addresses[0].addr_spec.lower() if self.message["from"] else "")
        self.subject = self.header("subject")
        self.id = self.tried(lambda: " ".join(str(self.message["message-id"] or "").strip().strip("<>").split()))
        self.files, self.full = self.tried(self.parts) or (0, 0)

    @staticmethod
    def tried(work):
        try:
            return work()
        except Exception:
            return None

    def header(self, name):
        return self.tried(lambda: str(self.message[name] or ""))

    def parts(self):
        """How many parts say that they are files, and how many of them hold anything."""
        parts = [one for one in self.message.walk() if one.get_content_disposition() == "attachment" and not one.is_multipart()]
        return len(parts), sum(1 for part in parts if (part.get_payload(decode=True) or b"").strip())

    def raw(self, name):
        found = re.search(rb"(?im)^" + name.encode() + rb"[ \t]*:((?:[^\r\n]|\r\n[ \t])*)", self.head)
        return found.group(1).decode("latin-1") if found else ""

    def answered(self):
        """The ids of the mails that it answers, nearest first."""
        def ids(name):
            return [one for one in re.findall(r"<([^<>]+)>", self.header(name) or "") if one.isascii() and not re.search(r"\s", one)]
        return list(dict.fromkeys(ids("in-reply-to")[:10] + ids("references")[::-1][:40]))


def reason(what, read, ours, theirs):
    """Why Python and we differ, where the fault is known not to be ours."""
    if not theirs and any(isinstance(one, email.errors.MissingHeaderBodySeparatorDefect) for one in read.message.defects):
        return "Python reads no header below a line that is none, or that has a space before its colon"
    if len(re.findall(rb"(?im)^" + what.encode() + rb":", read.head)) > 1:
        return "the header is written more than once: of senders we read all"
    if what == "message-id" and read.raw(what).count("@") > 1:
        return "an id with several @, which Python cuts at the second"
    if what == "from" and "@" not in theirs:
        return "the header holds no address: nobody is answered"
    if what == "from" and " " in ours:
        return "words stand where an address should: the mail waits for a person"
    if not read.head.isascii() and re.search("[\ufffd\udc80-\udcff]", theirs):
        return "bytes outside ASCII, which Python does not read and we do, by the charset that the mail names"
    if "\ufffd" in ours and "=?" in read.raw(what):
        return "encoded words whose bytes are not of the charset that they name"
    if "=?" in theirs and "=?" not in ours:
        return "encoded words cut inside a character, which Python leaves as they are"
    return None


# What we keep.

class Server:
    """A new database, served; a person's place to look at it."""

    def __init__(self, place):
        self.file, self.log = f"{place}/maillage.db", open(f"{place}/log", "w+b")
        port, self.post = free_port(), free_port()
        environment = os.environ | {
            "DATABASE_URL": f"sqlite://{self.file}", "FILES_URL": f"file://{place}/files", "LISTEN": f"127.0.0.1:{port}",
            "BASE_URL": f"http://127.0.0.1:{port}", "MAIL_FROM": HELP, "MAIL_URL": "log://", "RUST_LOG": "warn",
            "SECRET_KEY": "for-measuring-only-for-measuring-only", "MAIL_IN_LISTEN": f"lmtp://127.0.0.1:{self.post}",
        }
        for words in (["migrate"], ["network", "import", "assets/data/network.json"]):
            subprocess.run([PROGRAM, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen([PROGRAM, "serve"], env=environment, stdout=self.log, stderr=self.log)

    def connect(self):
        for _ in range(200):
            try:
                line = smtplib.LMTP("127.0.0.1", self.post, local_hostname="corpus.example", timeout=60)
                line.ehlo_or_helo_if_needed()
                return line
            except OSError:
                time.sleep(0.1)
        sys.exit("the listener does not answer")

    def deliver(self, mails):
        """Hands over pairs of a name and a mail; answers those that were not taken."""
        lost, line = [], self.connect()
        for name, data in mails:
            try:
                line.mail("corpus@elsewhere.example")
                line.rcpt(HELP)
                code, said = line.data(data)
                if code != 250:
                    lost.append((name, f"{code} {said!r}"))
                    line.rset()
            except (smtplib.SMTPException, OSError) as error:
                lost.append((name, repr(error)))
                line = self.connect()
        return lost

    def ask(self, statement):
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as base:
            return base.execute(statement).fetchall()

    def panics(self):
        self.log.seek(0)
        return self.log.read().count(b"panicked")


@contextlib.contextmanager
def serving():
    with tempfile.TemporaryDirectory() as place:
        server = Server(place)
        try:
            yield server
        finally:
            server.process.terminate()
            server.process.wait()


def is_mail(path):
    return path.is_file() and (path.suffix in (".eml", ".box", ".msg") or path.parent.name in ("cur", "new"))


def main():
    mails = {}
    for folder in sys.argv[1:]:
        for path in sorted(one for one in pathlib.Path(folder).rglob("*") if is_mail(one)):
            data = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
            if data.strip():
                mails.setdefault(hashlib.sha256(data).hexdigest(), (path, data))
    if not mails:
        sys.exit(__doc__)
    with serving() as server:
        server.connect()
        begun = time.monotonic()
        lost = server.deliver(mails.values())
        took = time.monotonic() - begun
        print(f"{len(mails)} different mails in {took:.1f} s, {len(mails) / took:.0f} a second over one connection")
        report(mails, server)
        panics = server.panics()
    astray = sum(threads(mails, which) for which in (0, -1))
    print(f"not taken: {len(lost)}; panics: {panics}; astray: {astray}")
    for path, said in lost:
        print(f"  {path}: {said}")
    sys.exit(1 if lost or panics or astray else 0)


def report(mails, server):
    rows = server.ask("SELECT id, sha256, fate, reason, from_email, subject, message_id_hash FROM received_mails")
    counted = dict(server.ask(
        "SELECT m.mail_id, count(*) FROM messages m JOIN attachments a ON a.message_id = m.id GROUP BY m.mail_id"))
    for (fate, why), count in sorted(collections.Counter((row[2], row[3] or "") for row in rows).items()):
        print(f"  {count:5} {fate} {why}")
    known = {row[1]: row for row in rows}
    print(f"without a receipt of their own bytes: {len(set(mails) - set(known))} (repetitions of one Message-ID leave none)")
    reasons, unexplained = collections.Counter(), []
    for digest, (path, data) in mails.items():
        if digest not in known:
            continue
        mail, _, fate, _, sender, subject, id_hash = known[digest]
        read = Read(data)
        differs = []
        if read.sender is not None and plain(read.sender) != plain(sender):
            differs.append(("from", sender, read.sender))
        if read.subject is not None and not plain(read.subject).startswith(plain(subject)[:60]):
            differs.append(("subject", subject, read.subject))
        if read.id and id_hash != hashlib.sha256(read.id.encode("utf-8", "surrogateescape")).hexdigest():
            differs.append(("message-id", id_hash or "", read.id))
        for what, ours, theirs in differs:
            why = reason(what, read, ours, theirs)
            reasons[f"{what}: {why}"] += bool(why)
            if not why:
                unexplained.append(f"{what} {path.name}: {ours!r}, Python {theirs!r}")
        if fate == "ticket" and counted.get(mail, 0) < read.files:
            if counted.get(mail, 0) >= read.full:
                reasons["files: one of them is empty"] += 1
            else:
                unexplained.append(f"files {path.name}: {counted.get(mail, 0)}, Python {read.files}")
    for why, count in sorted((+reasons).items()):
        print(f"  {count:5} {why}")
    print(f"differences without a reason: {len(unexplained)}")
    for line in unexplained:
        print(f"  {line}")


def threads(mails, which):
    """Whether each mail that answers others lies with the question of the nearest, or of the farthest, that it names."""
    with serving() as server:
        answers, questions = {}, {}
        for digest, (path, data) in mails.items():
            ids = Read(data).answered()
            if ids:
                answers[digest] = (path, data, ids)
                questions.setdefault(ids[which], f"From: Q <question-{len(questions)}@corpus.example>\r\nTo: {HELP}\r\n"
                                     f"Subject: Question\r\nMessage-ID: <{ids[which]}>\r\n\r\nBonjour, une question.\r\n".encode())
        server.deliver(questions.items())
        server.deliver((path, data) for path, data, _ in answers.values())
        rows = server.ask("SELECT sha256, fate, reason, ticket_id, message_id_hash FROM received_mails")
    under = collections.defaultdict(set)
    for _, _, _, ticket, id_hash in rows:
        under[id_hash].add(ticket)
    known, found, lost = {row[0]: row for row in rows}, collections.Counter(), []
    for digest, (path, _, ids) in answers.items():
        if digest not in known:
            found["repeated"] += 1
            continue
        _, fate, why, ticket, _ = known[digest]
        named = set().union(*(under[hashlib.sha256(one.encode()).hexdigest()] for one in ids)) - {None}
        if fate == "ignored":
            found["ignored"] += 1
        elif ticket in named:
            found["with it"] += 1
        else:
            lost.append(f"thread {path.name}: {fate} {why or ''}, Python {ids[which]!r}")
    end = "nearest" if which == 0 else "farthest"
    print(f"mails that answer the {end} of theirs: {len(answers)}: " + ", ".join(f"{n} {what}" for what, n in sorted(found.items())))
    for line in lost:
        print(f"  {line}")
    return len(lost)


if __name__ == "__main__":
    main()
