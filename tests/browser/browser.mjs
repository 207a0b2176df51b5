// A browser, and visitors in it who remember everything that went wrong on the pages they saw.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

import { chromium } from "playwright-core";

import { htmlFaults } from "./html.mjs";
import { breaches, looks, outline, widestThing } from "./inside.mjs";

// A folder for pictures of every page checked: for looking at, not for the tests, so none by default.
const SHOTS = process.env.BROWSER_SHOTS;
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// Measured in colours: in both themes, and only on what looks new. The rest is the same in the dark.
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
const IN_COLOUR = { runOnly: { type: "rule", values: COLOUR_RULES } };
const IN_STRUCTURE = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  rules: Object.fromEntries(COLOUR_RULES.map((rule) => [rule, { enabled: false }])),
};
export const NARROW = { width: 320, height: 640 };
export const WIDE = { width: 1280, height: 900 };
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** A visitor: a browser profile of their own with one page. */
export async function visitor(browser, demo, { locale = "fr-FR", javaScriptEnabled = true, viewport = WIDE } = {}) {
  const context = await browser.newContext({
    baseURL: demo.url, locale, javaScriptEnabled, viewport, reducedMotion: "reduce", timezoneId: "Europe/Paris",
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  return new Visitor(page, javaScriptEnabled);
}

/** The addresses of all pages that were checked in this process and had something to show, whoever looked at them. */
export const checked = new Set();
/** What axe-core has seen in this process: of each kind of page, how elements stand in it; of all, how they look. */
const known = new Map();
const seen = new Set();

class Visitor {
  faults = [];
  #html = new Map();
  #session;

  constructor(page, scripted) {
    this.page = page;
    this.scripted = scripted;
    page.on("pageerror", (error) => this.#fault(`script error: ${error.message}`));
    page.on("console", (message) => {
      // A refused form is a 422 document, which the console reports too; statuses are looked at below.
      const isStatus = message.text().startsWith("Failed to load resource");
      // A request that was on its way when its page was left.
      const isLeft = /^htmx:(sendAbort|afterRequest)/.test(message.text());
      if (message.type() === "error" && !isStatus && !isLeft) this.#fault(`console: ${message.text()}`);
    });
    page.on("response", (response) => {
      const isDocument = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
      const status = response.status();
      if (status >= 500 || (status >= 400 && !isDocument)) this.#fault(`${status} from ${response.url()}`);
      if (isDocument) this.status = status;
      const isPage = (response.headers()["content-type"] ?? "").startsWith("text/html");
      if (isDocument && isPage && (status < 300 || status >= 400)) {
        this.#html.set("last", response.text().catch(() => null));
      }
    });
  }

  #fault(text) {
    this.faults.push(`${this.page.url()}: ${text}`);
  }

  /** Opens an address and expects a page. */
  async open(address) {
    const response = await this.page.goto(address);
    assert.ok(response === null || response.status() < 400, `${address} answers ${response?.status()}`);
    return this;
  }

  /** What a page holds, read without showing it. That there is none is remembered with the other faults. */
  async read(address) {
    if (this.page.url() === "about:blank") await this.open("/");
    const read = await this.page.evaluate(outline, address);
    if (read.status === 200) return read;
    this.faults.push(`${address} answers ${read.status}`);
    return null;
  }

  /** Uses a one-time link: opens it and presses its only button. */
  async signIn(link) {
    await this.open(link);
    await this.page.locator("main form button[type=submit], main form button:not([type])").first().click();
    await this.page.waitForLoadState();
    return this;
  }

  /**
   * Everything that makes a page fit for all: markup, accessibility in both themes, a narrow screen, the console.
   * A page of a `kind` that holds nothing new is not given to axe-core again: it would say the same of other words.
   */
  async check(name, { kind = name } = {}) {
    const { page } = this;
    const html = await this.#html.get("last");
    if (html) await this.validate(html);
    const { url, bare, patterns } = await page.evaluate(outline);
    if (!bare) checked.add(new URL(url).pathname);
    const size = page.viewportSize();
    await this.#resize(NARROW);
    const [width, widest] = await page.evaluate(widestThing);
    if (width > NARROW.width) this.#fault(`${width} px wide on a screen of ${NARROW.width}: ${widest}`);
    await this.shot(`${name}-narrow`);
    if (this.scripted && isNew(kind, patterns)) {
      await this.#resize(WIDE);
      await this.#accessible(name);
    }
    await this.#resize(size);
  }

  /** Remembers what is wrong in a page's markup. */
  async validate(html, address = this.page.url()) {
    for (const fault of await htmlFaults(html)) this.faults.push(`${address}: HTML: ${fault}`);
  }

  /** What axe-core says of the page: of its structure, and of its colours in both themes where they may be new. */
  async #accessible(name) {
    const { page } = this;
    await this.#load(AXE);
    await this.#axe("structure", IN_STRUCTURE);
    const strange = (await page.evaluate(looks)).filter((look) => !seen.has(look));
    for (const look of strange) seen.add(look);
    for (const colorScheme of strange.length > 0 ? ["light", "dark"] : []) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction((theme) => document.documentElement.dataset.bsTheme === theme, colorScheme);
      await this.#axe(colorScheme, IN_COLOUR, strange);
      await this.shot(`${name}-${colorScheme}`);
    }
    if (strange.length > 0) await page.emulateMedia({ colorScheme: "light" });
  }

  /** Runs a long script in the page. Sent as it is: what playwright evaluates is compiled anew on each page. */
  async #load(script) {
    this.#session ??= await this.page.context().newCDPSession(this.page);
    const { exceptionDetails } = await this.#session.send("Runtime.evaluate", { expression: `${script};0` });
    assert.equal(exceptionDetails, undefined);
  }

  /** Remembers what breaks rules on the whole page, or on the elements that look as named. */
  async #axe(what, options, only = null) {
    const violations = await this.page.evaluate(breaches, [options, only]);
    for (const fault of violations) this.#fault(`axe, ${what}: ${fault}`);
  }

  async #resize(size) {
    const { width } = this.page.viewportSize();
    if (width !== size.width) await this.page.setViewportSize(size);
  }

  async shot(name) {
    if (!SHOTS) return;
    await mkdir(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true, animations: "disabled" });
  }

  async leave() {
    await this.page.context().close();
    const faults = [...new Set(this.faults)];
    assert.ok(faults.length === 0, `went wrong on the pages seen:\n${faults.join("\n")}`);
  }
}

/** Whether elements stand, or are marked, as none did on the pages of this kind before. */
export function isNew(kind, standing) {
  const before = known.get(kind) ?? new Set();
  const now = new Set([...before, ...standing]);
  known.set(kind, now);
  return now.size > before.size;
}
