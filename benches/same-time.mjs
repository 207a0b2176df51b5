// Whether signing in takes the same time for an address with an account and for one without; docs/PERFORMANCE.md keeps
// the figures.
//   node benches/same-time.mjs PROGRAM
// On embedded SQLite, or on PostgreSQL by TEST_POSTGRES. ACCOUNTS (20) and ROUNDS (10, no more than the limits allow)
// may be set. Known and unknown addresses are asked in random order, one at a time.
import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const [program] = process.argv.slice(2);
const ACCOUNTS = Number(process.env.ACCOUNTS ?? 20);
const ROUNDS = Number(process.env.ROUNDS ?? 10);
const PASSWORD = "un cheval, une agrafe, une pile";

const place = mkdtempSync(path.join(tmpdir(), "maillage-same-time-"));
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const env = {
  ...process.env, DATABASE_URL: process.env.TEST_POSTGRES ?? `sqlite://${place}/maillage.db`, LISTEN: `127.0.0.1:${port}`,
  BASE_URL: base, FILES_URL: `file://${place}/files`, SECRET_KEY: "for-measuring-only-for-measuring-only",
  MAIL_URL: "log://", MAIL_FROM: "aide@maillage.example", RUST_LOG: "error", TRUSTED_PROXY: "127.0.0.1",
};
const run = (...words) => execFileSync(program, words, { env, encoding: "utf8" });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

run("migrate");
const links = Array.from({ length: ACCOUNTS }, (_, n) =>
  run("user", "create", "--email", known(n), "--name", `Mesure ${n}`).match(/https?:\S+/)[0]);
const server = spawn(program, ["serve"], { env, stdio: "ignore" });
try {
  for (let wait = 0; wait < 100 && !(await fetch(`${base}/readyz`).catch(() => null))?.ok; wait += 1) await pause(100);
  for (const link of links) await setPassword(link);
  console.log(`${env.DATABASE_URL.split(":")[0]}, ${ACCOUNTS * ROUNDS} tries of each kind, median and quartiles in ms`);
  await compare("a link by mail", "/sign-in/link", (email) => ({ email, next: "" }), "/sign-in/sent");
  await compare("a wrong password", "/sign-in/password", (login) => ({ login, password: "tout autre chose", next: "" }), 422);
} finally {
  server.kill();
  rmSync(place, { recursive: true, force: true });
}

async function compare(name, where, form, expected) {
  const tries = Array.from({ length: ACCOUNTS * ROUNDS }, (_, n) => n).flatMap((n) => [
    { is: "known", email: known(n % ACCOUNTS) },
    { is: "unknown", email: `inconnu${n % ACCOUNTS}@mesure.example` },
  ]);
  const times = { known: [], unknown: [] };
  for (let warm = 0; warm < 10; warm += 1) await timed(where, form(`avant${warm}@mesure.example`));
  for (const { is, email } of shuffled(tries)) {
    const { ms, status, location } = await timed(where, form(email));
    if (expected !== status && expected !== location) throw new Error(`${where} answers ${status} ${location ?? ""}`);
    times[is].push(ms);
  }
  const gap = median(times.known) - median(times.unknown);
  // How large a gap is when nothing but chance decides which times are called known.
  const all = [...times.known, ...times.unknown];
  const byChance = Array.from({ length: 2_000 }, () => {
    const mixed = shuffled(all);
    return Math.abs(median(mixed.slice(0, times.known.length)) - median(mixed.slice(times.known.length)));
  });
  const p = byChance.filter((chance) => chance >= Math.abs(gap)).length / byChance.length;
  console.log(`${name}: known ${spread(times.known)}, unknown ${spread(times.unknown)}, `
    + `difference ${gap.toFixed(2)}, as large by chance in ${(100 * p).toFixed(0)} % of orders`);
}

/** Sends a form from an address of its own, so that no limit for one address is met. */
function timed(where, form) {
  const body = new URLSearchParams(form).toString();
  const address = `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join(".")}`;
  const headers = {
    "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body), origin: base,
    "sec-fetch-site": "same-origin", "x-forwarded-for": address,
  };
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    request(`${base}${where}`, { method: "POST", agent, headers }, (answer) => {
      answer.resume().on("end", () => resolve({
        ms: performance.now() - begin, status: answer.statusCode, location: answer.headers.location,
      }));
    }).on("error", reject).end(body);
  });
}

async function setPassword(link) {
  const signIn = path.join(import.meta.dirname, "sign-in.mjs");
  const cookie = (await promisify(execFile)("node", [signIn, link])).stdout.trim();
  const answer = await fetch(`${base}/account/password`, {
    method: "POST", redirect: "manual", body: new URLSearchParams({ login: "", password: PASSWORD }),
    headers: { cookie, origin: base, "sec-fetch-site": "same-origin" },
  });
  if (answer.status !== 303) throw new Error(`the password was not set: ${answer.status}`);
}

function known(n) {
  return `connue${n}@mesure.example`;
}

function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, at) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * at)];
}

function spread(values) {
  return `${median(values).toFixed(2)} (${quantile(values, 0.25).toFixed(2)}–${quantile(values, 0.75).toFixed(2)})`;
}

function shuffled(values) {
  const mixed = [...values];
  for (let n = mixed.length - 1; n > 0; n -= 1) {
    const other = Math.floor(Math.random() * (n + 1));
    [mixed[n], mixed[other]] = [mixed[other], mixed[n]];
  }
  return mixed;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
