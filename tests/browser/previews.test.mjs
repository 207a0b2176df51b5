// Files of a material looked at in the page: a PDF drawn in its frame, slides as text, an H5P package that plays.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, visitor } from "./browser.mjs";
import { startDemo } from "./demo.mjs";

const MATERIAL = "/materials/comprendre-les-donnees-de-la-recherche-en-une-heure";

let browser;
let demo;
before(async () => { [browser, demo] = await Promise.all([launch(), startDemo()]); });
after(async () => { await browser?.close(); await demo?.stop(); });

test("a PDF is drawn page by page in a frame that may ask for nothing", async () => {
  const reader = await visitor(browser, demo);
  await reader.open(MATERIAL);
  await reader.page.getByRole("link", { name: "Aperçu fiche.pdf" }).click();
  const frame = reader.page.frameLocator("iframe.material-frame");
  await frame.locator(".where").filter({ hasText: "Page 1 sur 1" }).waitFor();
  await frame.locator("section canvas").waitFor();
  assert.match(await frame.locator(".textLayer").innerText(), /Les données en une heure/);
  const drawn = await frame.locator("section canvas").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, place) => place % 4 === 0 && value < 100);
  });
  assert.ok(drawn, "the page is white");
  await frame.getByRole("button", { name: "Agrandir" }).click();
  await reader.check("preview-pdf");
  await reader.leave();
});

test("without JavaScript there is the file, and the text of slides", async () => {
  const reader = await visitor(browser, demo, { javaScriptEnabled: false });
  await reader.open(MATERIAL);
  await reader.page.getByRole("link", { name: "Aperçu fiche.pdf" }).click();
  await reader.page.getByText("L’aperçu a besoin de JavaScript").waitFor();
  assert.ok(!(await reader.page.locator("iframe").isVisible()));
  await reader.open(MATERIAL);
  await reader.page.getByRole("link", { name: "Aperçu diapositives.odp" }).click();
  await reader.page.getByRole("heading", { name: "diapositives.odp" }).waitFor();
  assert.match(await reader.page.locator("main").innerText(), /3 diapositives[^]*Une donnée, c’est ce qui prouve/);
  await reader.check("preview-slides");
  await reader.leave();
});

test("an H5P package plays in a frame that sees nothing of the site", async () => {
  const reader = await visitor(browser, demo);
  await reader.open(MATERIAL);
  await reader.page.getByRole("link", { name: "Ouvrir idees-recues.h5p" }).click();
  const frame = reader.page.frameLocator("iframe.material-frame");
  await frame.getByRole("heading", { name: /Ouvrir ses données/ }).waitFor();
  await frame.getByRole("button", { name: "Suivante" }).click();
  await frame.getByRole("heading", { name: /Personne ne les relira/ }).waitFor();
  const seen = await frame.locator("body").evaluate(() => {
    const tried = (work) => { try { return String(work()); } catch (error) { return error.name; } };
    return [tried(() => document.cookie), tried(() => parent.document.title)];
  });
  assert.deepEqual(seen, ["SecurityError", "SecurityError"]);
  await reader.leave();
});
