// What Lighthouse says of the main pages, as a table: performance, accessibility, best practices, search engines.
//
//     maillage demo --fresh --data /tmp/lighthouse --listen 127.0.0.1:8090 &
//     node benches/lighthouse.mjs http://127.0.0.1:8090            # the ten main pages and some more
//     node benches/lighthouse.mjs http://127.0.0.1:8090 /news …    # only these; what costs points is told of each
//
// A phone on a slow line, as Lighthouse measures by default. CHROME_PATH names the browser (/usr/bin/chromium), REPORTS a
// folder for the whole reports. Lighthouse itself comes by npx; exit code 1 when a page has less than 95 in anything.

import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const LIGHTHOUSE = process.env.LIGHTHOUSE ?? "lighthouse@12.8.2";
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const WANTED = 95;
const [base = "http://127.0.0.1:8080", ...named] = process.argv.slice(2);

/** The address of the first thing of a list. */
async function first(list) {
    const answer = await fetch(`${base}/api/v1/${list}`);
    const { items } = await answer.json();
    return `/${list}/${items[0].slug}`;
}

async function pages() {
    const node = await first("nodes");
    const material = await first("materials");
    const main = ["/", "/tickets/new", "/network", node, "/materials", material, "/courses", "/calendar", "/figures",
        "/governance"];
    return [...main, "/calls", "/news", "/spaces", "/knowledge"];
}

async function look(path, folder) {
    const file = join(folder, `${path.replaceAll(/\W+/g, "_")}.json`);
    const flags = ["--yes", LIGHTHOUSE, base + path, "--quiet", "--output=json", `--output-path=${file}`,
        "--chrome-flags=--headless=new --no-sandbox"];
    const env = { CHROME_PATH: "/usr/bin/chromium", ...process.env };
    const run = () => promisify(execFile)("npx", flags, { env, maxBuffer: 1 << 26 });
    // On a busy machine Chromium now and then records no beginning; a second failure is one.
    await run().catch(run);
    return JSON.parse(await readFile(file, "utf8"));
}

/** What costs points in a category. */
function costs({ categories, audits }) {
    const told = [];
    for (const name of CATEGORIES) {
        for (const { id, weight } of categories[name].auditRefs) {
            const { score, title, displayValue = "" } = audits[id];
            if (weight > 0 && score !== null && score < 0.9) {
                told.push(`    ${name}: ${id}: ${title} ${displayValue}`);
            }
        }
    }
    return told;
}

const folder = process.env.REPORTS ?? await mkdtemp(join(tmpdir(), "lighthouse-"));
let low = 0;
console.log(`| page | ${CATEGORIES.join(" | ")} |\n| --- | --- | --- | --- | --- |`);
for (const path of named.length > 0 ? named : await pages()) {
    const report = await look(path, folder);
    const scores = CATEGORIES.map((name) => Math.round(report.categories[name].score * 100));
    console.log(`| \`${path}\` | ${scores.join(" | ")} |`);
    low += scores.filter((score) => score < WANTED).length;
    if (named.length > 0) {
        console.log(costs(report).join("\n"));
    }
}
process.exitCode = low > 0 ? 1 : 0;
