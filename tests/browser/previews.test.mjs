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

test("SCORM packages of both versions find what they talk to, and keep it from page to page", async () => {
  const reader = await visitor(browser, demo);
  await reader.open(MATERIAL);
  await reader.page.getByRole("link", { name: "Ouvrir licences-scorm12.zip" }).click();
  const frame = reader.page.frameLocator("iframe.material-frame");
  await frame.getByText("État : incomplete, page première").waitFor();
  await reader.page.getByText("Commencé").waitFor();
  await frame.getByRole("link", { name: "Répondre à une question" }).click();
  await frame.getByText("État : incomplete, page seconde").waitFor();
  await frame.getByRole("button", { name: "CC-BY-NC-ND-4.0" }).click();
  await reader.page.getByText("Pas encore réussi · score 0").waitFor();
  await frame.getByRole("button", { name: "CC-BY-4.0", exact: true }).click();
  await frame.getByText("État : passed").waitFor();
  await reader.page.getByText("Réussi · score 100").waitFor();
  // What it talks to is its own: of the site it reads nothing.
  const seen = await frame.locator("body").evaluate(() => {
    const tried = (work) => { try { return String(work()); } catch (error) { return error.name; } };
    return [document.cookie, tried(() => top.document.title)];
  });
  assert.deepEqual(seen, ["", "SecurityError"]);
  await reader.check("play-scorm12");

  await reader.open(MATERIAL);
  await reader.page.getByRole("link", { name: "Ouvrir formats-scorm2004.zip" }).click();
  await frame.getByText("État : unknown").waitFor();
  await frame.getByRole("button", { name: "J’ai lu" }).click();
  await reader.page.getByText("Réussi · score 12").waitFor();
  await reader.leave();
});
