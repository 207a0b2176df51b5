#!/usr/bin/env bash
# Measures a release build with many tickets; docs/PERFORMANCE.md keeps the figures.
#   benches/load.sh                        on embedded SQLite
#   tests/with-postgres benches/load.sh    on PostgreSQL
# TICKETS (100000), SECONDS_EACH (15) and CONNECTIONS (16) may be set, and MAILLAGE to a program built
# before. Needs wrk, curl and Node.js.
set -euo pipefail
cd "$(dirname "$0")/.."

TICKETS=${TICKETS:-100000} SECONDS_EACH=${SECONDS_EACH:-15} CONNECTIONS=${CONNECTIONS:-16}
maillage=${MAILLAGE:-$(realpath -m "${CARGO_TARGET_DIR:-target}")/release/maillage}
place=$(mktemp -d)
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })')

export DATABASE_URL=${TEST_POSTGRES:-sqlite://$place/maillage.db}
export LISTEN=127.0.0.1:$port BASE_URL=http://127.0.0.1:$port FILES_URL=file://$place/files
export SECRET_KEY=for-measuring-only-for-measuring-only MAIL_URL=log:// MAIL_FROM=aide@maillage.example
export RUST_LOG=warn

server=
stop() {
    if [ -n "$server" ]; then kill "$server" && wait "$server" || true; fi
    server=
}
trap 'stop; rm -rf "$place"' EXIT

say() { printf '%-46s %s\n' "$1" "$2"; }

# Signs in as a person would: the link that the program prints, then the button behind it.
cookie_of() { # name, options of `user create`
    local name=$1 link
    shift
    link=$("$maillage" user create --email "$name@mesure.example" --name "Mesure $name" "$@" | grep -o 'http[^ ]*')
    node benches/sign-in.mjs "$link"
}

memory() { awk '/^VmRSS/ { rss = $2 } /^VmHWM/ { peak = $2 } END { printf "%d MB (peak %d MB)", rss / 1024, peak / 1024 }' \
    "/proc/$server/status"; }

# One line of what wrk says: pages a second, p50, p99, and answers that were no success.
wrk_line() {
    wrk --threads 2 --connections "$CONNECTIONS" --duration "${SECONDS_EACH}s" --latency "$@" | awk '
        $1 == "50%" { p50 = $2 } $1 == "99%" { p99 = $2 } /Requests\/sec/ { rate = $2 }
        /Non-2xx/ { bad = ", refused: " $NF } /Socket errors/ { bad = bad ", " $0 }
        END { printf "%d/s, p50 %s, p99 %s%s", rate, p50, p99, bad }'
}

pages() { # label, path, cookie
    curl -sf -o /dev/null -H "Cookie: $3" "$BASE_URL$2" || { echo "$1: no page at $2" >&2; exit 1; }
    say "$1" "$(wrk_line -H "Cookie: $3" "$BASE_URL$2")"
}

[ -n "${MAILLAGE:-}" ] || cargo build --release --locked --quiet
case $DATABASE_URL in sqlite*) kind=SQLite ;; *) kind=PostgreSQL ;; esac
echo "$kind, $(nproc) cores, $(awk '/MemTotal/ { printf "%d GB", $2 / 1048576 }' /proc/meminfo), $(date +%F)"

"$maillage" migrate >/dev/null
"$maillage" network import assets/data/network.json >/dev/null
begin=$(date +%s%N)
"$maillage" seed --tickets "$TICKETS" >/dev/null
say "seed, $TICKETS tickets" "$((TICKETS * 1000 / (($(date +%s%N) - begin) / 1000000))) tickets/s"

say "start to first answer" "$(node benches/first-answer.mjs "$maillage" "$BASE_URL/readyz")"
"$maillage" serve >"$place/log" 2>&1 &
server=$!
curl -sf --retry 50 --retry-delay 0 --retry-connrefused -o /dev/null "$BASE_URL/readyz"
say "memory after start" "$(memory)"

node_slug=${NODE:-$("$maillage" network export | node benches/busy-node.mjs)}
staff=$(cookie_of staff --node "$node_slug" --node-role staff)
coordinator=$(cookie_of coordinator --network-role coordinator)
token=$("$maillage" token create --email staff@mesure.example --scope write | grep -oE '[A-Za-z0-9_-]{24,}' | tail -n 1)

pages "/inbox, staff of $node_slug" /inbox "$staff"
pages "/inbox, coordinator" /inbox "$coordinator"
say "search, staff of $node_slug" "$(COOKIE=$staff wrk_line --script benches/search.lua "$BASE_URL")"
say "search, coordinator" "$(COOKIE=$coordinator wrk_line --script benches/search.lua "$BASE_URL")"
pages "/network, public" /network ""
pages "/figures, public" /figures ""
export TOKEN=$token
say "POST /api/v1/tickets" "$(wrk_line --script benches/create.lua "$BASE_URL/api/v1/tickets")"
say "memory after all" "$(memory)"
