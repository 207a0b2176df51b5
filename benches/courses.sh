#!/usr/bin/env bash
# Measures a release build with many materials and sessions; docs/PERFORMANCE.md keeps the figures.
#   benches/courses.sh                        on embedded SQLite
#   tests/with-postgres benches/courses.sh    on PostgreSQL
# MATERIALS (100000), SESSIONS (5000), SECONDS_EACH (10) and CONNECTIONS (16) may be set, and MAILLAGE to a program built
# before; of enrolment alone: MATERIALS=100 SESSIONS=50. Needs wrk, curl and Node.js.
set -euo pipefail
cd "$(dirname "$0")/.."

MATERIALS=${MATERIALS:-100000} SESSIONS=${SESSIONS:-5000} SECONDS_EACH=${SECONDS_EACH:-10} CONNECTIONS=${CONNECTIONS:-16}
maillage=${MAILLAGE:-$(realpath -m "${CARGO_TARGET_DIR:-target}")/release/maillage}
place=$(mktemp -d)
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })')

export DATABASE_URL=${TEST_POSTGRES:-sqlite://$place/maillage.db}
export LISTEN=127.0.0.1:$port BASE_URL=http://127.0.0.1:$port FILES_URL=file://$place/files
export SECRET_KEY=for-measuring-only-for-measuring-only MAIL_URL=log:// MAIL_FROM=aide@maillage.example
# Each request of the public form names another address of the network, as from behind a proxy.
export RUST_LOG=warn TRUSTED_PROXY=127.0.0.1

server= second=
stop() {
    for one in $server $second; do kill "$one" && wait "$one" || true; done
    server= second=
}
trap 'stop; rm -rf "$place"' EXIT

say() { printf '%-46s %s\n' "$1" "$2"; }

# One line of what wrk says: answers a second, p50, p99, and answers that were no success.
wrk_line() {
    wrk --threads 2 --connections "$CONNECTIONS" --duration "${SECONDS_EACH}s" --latency "$@" | awk '
        $1 == "50%" { p50 = $2 } $1 == "99%" { p99 = $2 } /Requests\/sec/ { rate = $2 }
        /Non-2xx/ { bad = ", others: " $NF } /Socket errors/ { bad = bad ", " $0 }
        END { printf "%d/s, p50 %s, p99 %s%s", rate, p50, p99, bad }'
}

pages() { # label, path, further headers
    local label=$1 path=$2
    shift 2
    curl -sf -o /dev/null "$@" "$BASE_URL$path" || { echo "$label: no page at $path" >&2; exit 1; }
    say "$label" "$(wrk_line "$@" "$BASE_URL$path")"
}

[ -n "${MAILLAGE:-}" ] || cargo build --release --locked --quiet
case $DATABASE_URL in sqlite*) kind=SQLite ;; *) kind=PostgreSQL ;; esac
echo "$kind, $(nproc) cores, $(awk '/MemTotal/ { printf "%d GB", $2 / 1048576 }' /proc/meminfo), $(date +%F)"

"$maillage" migrate >/dev/null
"$maillage" network import assets/data/network.json >/dev/null
begin=$(date +%s%N)
"$maillage" seed --tickets 0 --materials "$MATERIALS" --sessions "$SESSIONS" >/dev/null
say "seed, $MATERIALS materials, $SESSIONS sessions" "$(((($(date +%s%N) - begin) / 100000000)))e-1 s"
"$maillage" jobs run --until-idle >/dev/null

"$maillage" serve >"$place/log" 2>&1 &
server=$!
curl -sf --retry 50 --retry-delay 0 --retry-connrefused -o /dev/null "$BASE_URL/readyz"

pages "/materials" /materials
pages "/materials, words" "/materials?q=donn%C3%A9es%20entrep%C3%B4t"
pages "/materials, two facets" "/materials?topic=where_deposit&level=beginner"
pages "/courses" /courses
pages "/calendar" /calendar
pages "/calendar.ics" /calendar.ics
etag=$(curl -sf -o /dev/null -D - "$BASE_URL/calendar.ics" | tr -d '\r' | awk 'tolower($1) == "etag:" { print $2 }')
[ "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$BASE_URL/calendar.ics")" = 304 ]
say "/calendar.ics, unchanged (304)" "$(wrk_line -H "If-None-Match: $etag" "$BASE_URL/calendar.ics")"

# Three sessions that take people in one way: one for programs, one for the form, one for two servers at once.
read -r session open shared < <(curl -sf "$BASE_URL/api/v1/sessions?open=true&limit=50" | node -e '
    let text = ""; process.stdin.on("data", (part) => (text += part)).on("end", () =>
        console.log(JSON.parse(text).items.filter((one) => one.mode !== "hybrid").map((one) => one.id).slice(0, 3).join(" ")))')
"$maillage" user create --email steers@mesure.example --name "Mesure" --network-role coordinator >/dev/null
TOKEN=$("$maillage" token create --email steers@mesure.example --scope write | grep -oE '[A-Za-z0-9_-]{24,}' | tail -n 1)
export TOKEN
say "enrolments in one session" "$(wrk_line --script benches/enrol.lua "$BASE_URL/api/v1/sessions/$session/enrolments")"
form=$BASE_URL/sessions/$open/enrolments
[ "$(curl -s -o /dev/null -w '%{http_code}' -d 'name=Mesure&email=mesure@mesure.example' "$form")" = 303 ]
say "enrolments by the public form" "$(wrk_line --script benches/enrol-form.lua "$form")"
say "in that session" "$(curl -sf "$BASE_URL/api/v1/sessions/$open" | node -e '
    let text = ""; process.stdin.on("data", (part) => (text += part)).on("end", () => {
        const one = JSON.parse(text); console.log(`${one.seats.capacity} seats, ${one.seats.free} free, ${one.waiting} wait`); })')"
if [ "$kind" = PostgreSQL ]; then
    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port); s.close(); })')
    LISTEN=127.0.0.1:$port "$maillage" serve >"$place/log2" 2>&1 &
    second=$!
    curl -sf --retry 50 --retry-delay 0 --retry-connrefused -o /dev/null "http://127.0.0.1:$port/readyz"
    for base in "$BASE_URL" "http://127.0.0.1:$port"; do
        WHO=$base CONNECTIONS=$((CONNECTIONS / 2)) wrk_line --script benches/enrol.lua \
            "$base/api/v1/sessions/$shared/enrolments" >"$place/${base##*:}" &
        halves+=("$!")
    done
    wait "${halves[@]}"
    say "enrolments in one session, two processes" "$(cat "$place/${BASE_URL##*:}") and $(cat "$place/$port")"
fi
say "memory after all" "$(awk '/^VmRSS/ { rss = $2 } /^VmHWM/ { peak = $2 } END { printf "%d MB (peak %d MB)", rss / 1024, peak / 1024 }' "/proc/$server/status")"
