#!/usr/bin/env bash
# Measures how many mails a second `maillage mail-in` takes in, one process for each mail, as a mail server pipes them;
# docs/PERFORMANCE.md keeps the figures.
#   benches/mail-in-command.sh                        on embedded SQLite
#   tests/with-postgres benches/mail-in-command.sh    on PostgreSQL
# MAILS (500) and AT_ONCE (as many as there are cores) may be set, and MAILLAGE to a program built before. A folder of mails
# may be named (CORPUS), each is then taken in as it is. Needs curl and Node.js.
set -euo pipefail
cd "$(dirname "$0")/.."

MAILS=${MAILS:-500} AT_ONCE=${AT_ONCE:-$(nproc)}
maillage=${MAILLAGE:-$(realpath -m "${CARGO_TARGET_DIR:-target}")/release/maillage}
place=$(mktemp -d)
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })')

export DATABASE_URL=${TEST_POSTGRES:-sqlite://$place/maillage.db}
export LISTEN=127.0.0.1:$port BASE_URL=http://127.0.0.1:$port FILES_URL=file://$place/files
export SECRET_KEY=for-measuring-only-for-measuring-only MAIL_URL=log:// MAIL_FROM=aide@maillage.example RUST_LOG=error
export maillage

server=
stop() { if [ -n "$server" ]; then kill "$server" && wait "$server" || true; fi; }
trap 'stop; rm -rf "$place"' EXIT

[ -n "${MAILLAGE:-}" ] || cargo build --release --locked --quiet
"$maillage" migrate >/dev/null
"$maillage" network import assets/data/network.json >/dev/null

mails=${CORPUS:-$place/mails}
if [ -z "${CORPUS:-}" ]; then
    mkdir "$mails"
    for ((n = 0; n < MAILS; n++)); do
        printf 'From: Equipe %s <equipe%s@labo.example>\r\nTo: aide@maillage.example\r\nSubject: Question %s\r\n' "$n" "$n" "$n"
        printf 'Message-ID: <%s@labo.example>\r\n\r\nBonjour, comment décrire nos données d’enquête ?\r\n' "$n"
    done | awk -v folder="$mails" '/^From: /{ close(file); file = folder "/" ++n ".eml" } { printf "%s\n", $0 > file }'
fi

# One mail that could not be taken in fails all of it.
take_all() {
    local begun ended count
    count=$(find "$mails" -type f | wc -l)
    begun=$(date +%s%N)
    find "$mails" -type f -print0 | xargs -0 -P "$1" -n 1 sh -c '"$maillage" mail-in <"$0" >/dev/null' || return 1
    ended=$(date +%s%N)
    awk -v n="$count" -v ns="$((ended - begun))" 'BEGIN { printf "%d in %.2f s, %.0f a second", n, ns / 1e9, n * 1e9 / ns }'
}

case $DATABASE_URL in sqlite*) kind=SQLite ;; *) kind=PostgreSQL ;; esac
echo "$kind, $(nproc) cores, $(date +%F)"
"$maillage" serve >"$place/log" 2>&1 &
server=$!
curl -sf --retry 50 --retry-delay 0 --retry-connrefused -o /dev/null "$BASE_URL/readyz"
printf '%-46s %s\n' "maillage mail-in, $AT_ONCE at once" "$(take_all "$AT_ONCE")"
