#!/usr/bin/env bash
# Measures how many mails a second a warm LMTP listener takes in; docs/PERFORMANCE.md keeps the figures.
#   benches/mail-in.sh                        on embedded SQLite
#   tests/with-postgres benches/mail-in.sh    on PostgreSQL
# MAILS (2000) and CONNECTIONS (8) may be set, and MAILLAGE to a program built before. Needs curl and Node.js.
set -euo pipefail
cd "$(dirname "$0")/.."

MAILS=${MAILS:-2000} CONNECTIONS=${CONNECTIONS:-8}
maillage=${MAILLAGE:-$(realpath -m "${CARGO_TARGET_DIR:-target}")/release/maillage}
place=$(mktemp -d)
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })'; }
port=$(free_port) post=$(free_port)

export DATABASE_URL=${TEST_POSTGRES:-sqlite://$place/maillage.db}
export LISTEN=127.0.0.1:$port BASE_URL=http://127.0.0.1:$port FILES_URL=file://$place/files
export SECRET_KEY=for-measuring-only-for-measuring-only MAIL_URL=log:// MAIL_FROM=aide@maillage.example
export MAIL_IN_LISTEN=lmtp://127.0.0.1:$post RUST_LOG=warn

server=
stop() { if [ -n "$server" ]; then kill "$server" && wait "$server" || true; fi; }
trap 'stop; rm -rf "$place"' EXIT

[ -n "${MAILLAGE:-}" ] || cargo build --release --locked --quiet
case $DATABASE_URL in sqlite*) kind=SQLite ;; *) kind=PostgreSQL ;; esac
echo "$kind, $(nproc) cores, $(date +%F)"
"$maillage" migrate >/dev/null
"$maillage" network import assets/data/network.json >/dev/null
"$maillage" serve >"$place/log" 2>&1 &
server=$!
curl -sf --retry 50 --retry-delay 0 --retry-connrefused -o /dev/null "$BASE_URL/readyz"

node benches/mail-in.mjs "$post" 200 "$CONNECTIONS" warm >/dev/null
printf '%-46s %s\n' "mail in by LMTP, $CONNECTIONS connections" "$(node benches/mail-in.mjs "$post" "$MAILS" "$CONNECTIONS" one)"
printf '%-46s %s\n' "mail in by LMTP, 1 connection" "$(node benches/mail-in.mjs "$post" "$((MAILS / 4))" 1 two)"
awk '/^VmRSS/ { rss = $2 } /^VmHWM/ { peak = $2 } END { printf "%-46s %d MB (peak %d MB)\n", "memory", rss / 1024, peak / 1024 }' \
    "/proc/$server/status"
