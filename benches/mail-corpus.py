#!/usr/bin/env python3
"""Hands real mails over by LMTP and compares what is kept of them with what Python's own mail library reads.

    benches/mail-corpus.py FOLDER...        all *.eml below; a program built before by MAILLAGE=target/debug/maillage

Mails of people are not ours to keep, so there are none here: take those that mail libraries test with (mikel/mail,
stalwartlabs/mail-parser, Webklex/php-imap, sisimai/set-of-emails, flanker).
Says how many were taken, how fast, what became of them, and every mail of which the sender, the subject or the number of
files is not what Python reads: those are for a person to judge. Ends with 1 if one was lost. On SQLite only.
"""

import collections
import email
import email.policy
import email.utils
import hashlib
import os
import pathlib
import smtplib
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata

HELP = "aide@maillage.example"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def plain(text):
    """A text as it is compared: without what two readers may each leave out."""
    kept = unicodedata.normalize("NFC", str(text or ""))
    return "".join(c for c in kept if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")).casefold()


def read(data):
    """Sender, subject and number of files as Python has them; none of what it cannot read."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    try:
        sender = message["from"].addresses[0].addr_spec.lower() if message["from"] else ""
    except Exception:
        sender = None
    try:
        subject = str(message["subject"] or "")
    except Exception:
        subject = None
    try:
        files = sum(1 for part in message.walk() if part.get_content_disposition() == "attachment" and not part.is_multipart())
    except Exception:
        files = None
    return sender, subject, files


def main():
    mails = {}
    for folder in sys.argv[1:]:
        for path in sorted(pathlib.Path(folder).rglob("*.eml")):
            data = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
            if data.strip():
                mails.setdefault(hashlib.sha256(data).hexdigest(), (path, data))
    if not mails:
        sys.exit(__doc__)
    place = tempfile.TemporaryDirectory()
    port, post = free_port(), free_port()
    file = f"{place.name}/maillage.db"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite://{file}", "FILES_URL": f"file://{place.name}/files", "LISTEN": f"127.0.0.1:{port}",
        "BASE_URL": f"http://127.0.0.1:{port}", "MAIL_FROM": HELP, "MAIL_URL": "log://", "RUST_LOG": "warn",
        "SECRET_KEY": "for-measuring-only-for-measuring-only", "MAIL_IN_LISTEN": f"lmtp://127.0.0.1:{post}",
    }
    program = os.environ.get("MAILLAGE", "target/release/maillage")
    for words in (["migrate"], ["network", "import", "assets/data/network.json"]):
        subprocess.run([program, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    log = open(f"{place.name}/log", "w+b")
    server = subprocess.Popen([program, "serve"], env=environment, stdout=log, stderr=log)
    try:
        lost = deliver(mails, post)
        report(mails, file)
    finally:
        server.terminate()
        server.wait()
    log.seek(0)
    panics = log.read().count(b"panicked")
    print(f"not taken: {len(lost)}; panics: {panics}")
    for path, said in lost:
        print(f"  {path}: {said}")
    sys.exit(1 if lost or panics else 0)


def connect(post):
    for _ in range(200):
        try:
            return smtplib.LMTP("127.0.0.1", post, local_hostname="corpus.example", timeout=60)
        except OSError:
            time.sleep(0.1)
    sys.exit("the listener does not answer")


def deliver(mails, post):
    lost, line, begun = [], connect(post), time.monotonic()
    line.ehlo_or_helo_if_needed()
    for path, data in mails.values():
        try:
            line.mail("corpus@elsewhere.example")
            line.rcpt(HELP)
            code, said = line.data(data)
            if code != 250:
                lost.append((path, f"{code} {said!r}"))
                line.rset()
        except (smtplib.SMTPException, OSError) as error:
            lost.append((path, repr(error)))
            line = connect(post)
            line.ehlo_or_helo_if_needed()
    took = time.monotonic() - begun
    print(f"{len(mails)} different mails in {took:.1f} s, {len(mails) / took:.0f} a second over one connection")
    return lost


def report(mails, file):
    base = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    rows = base.execute("SELECT id, sha256, fate, reason, from_email, subject FROM received_mails").fetchall()
    counted = dict(base.execute(
        "SELECT m.mail_id, count(*) FROM messages m JOIN attachments a ON a.message_id = m.id GROUP BY m.mail_id").fetchall())
    fates = collections.Counter((fate, reason or "") for _, _, fate, reason, _, _ in rows)
    for (fate, reason), count in sorted(fates.items()):
        print(f"  {count:5} {fate} {reason}")
    known = {row[1]: row for row in rows}
    print(f"without a receipt of their own bytes: {len(set(mails) - set(known))} (repetitions of one Message-ID leave none)")
    for digest, (path, data) in mails.items():
        if digest not in known:
            continue
        mail, _, fate, _, sender, subject = known[digest]
        theirs = read(data)
        if theirs[0] is not None and plain(theirs[0]) != plain(sender):
            print(f"  sender   {path.name}: {sender!r}, Python {theirs[0]!r}")
        if theirs[1] is not None and not plain(theirs[1]).startswith(plain(subject)[:60]):
            print(f"  subject  {path.name}: {subject!r}, Python {theirs[1]!r}")
        if theirs[2] is not None and fate == "ticket" and counted.get(mail, 0) < theirs[2]:
            print(f"  files    {path.name}: {counted.get(mail, 0)}, Python {theirs[2]}")


if __name__ == "__main__":
    main()
