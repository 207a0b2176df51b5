// Draws the pages of a PDF file whose bytes the page around this frame hands over. The frame has no origin and may ask for
// nothing, so that whatever a file makes of the library stays in here.

const words = document.body.dataset;
const main = document.querySelector("main");
const where = document.querySelector(".where");
// More would be slow to draw and no clearer.
const SHARPEST = 2;

let library;
let shown;
let zoom = 1;

window.addEventListener("message", ({ source, data }) => {
  if (source !== window.parent || !(data instanceof ArrayBuffer)) return;
  show(data).catch((error) => {
    where.textContent = words.failed;
    console.info(error);
  });
}, { once: true });
window.parent.postMessage("ready", "*");

async function show(data) {
  library = await import(words.library);
  library.GlobalWorkerOptions.workerSrc = words.worker;
  shown = await library.getDocument({ data, useSystemFonts: true, enableXfa: false }).promise;
  const first = await shown.getPage(1);
  const { width, height } = first.getViewport({ scale: 1 });
  for (let number = 1; number <= shown.numPages; number += 1) {
    const place = document.createElement("section");
    place.dataset.number = number;
    place.setAttribute("aria-label", `${words.page} ${number} ${words.of} ${shown.numPages}`);
    Object.assign(place, { pageWidth: width, pageHeight: height });
    main.append(place);
  }
  fit();
  const near = new IntersectionObserver(look, { root: main, rootMargin: "100%" });
  for (const place of main.children) near.observe(place);
  main.addEventListener("scroll", say, { passive: true });
  window.addEventListener("resize", fit);
  say();
}

/** Draws what comes near, and lets go of what is far. */
function look(changes) {
  for (const { target, isIntersecting } of changes) {
    target.near = isIntersecting;
    if (isIntersecting) draw(target);
    else target.replaceChildren();
  }
}

function scaleOf(place) {
  return (zoom * (main.clientWidth - 24)) / place.pageWidth;
}

/** Gives each page its place, and draws anew those that are seen. */
function fit() {
  for (const place of main.children) {
    const scale = scaleOf(place);
    place.style.width = `${Math.floor(place.pageWidth * scale)}px`;
    place.style.height = `${Math.floor(place.pageHeight * scale)}px`;
    place.style.setProperty("--total-scale-factor", scale);
    if (place.near) draw(place);
  }
}

async function draw(place) {
  const page = await shown.getPage(Number(place.dataset.number));
  const own = page.getViewport({ scale: 1 });
  Object.assign(place, { pageWidth: own.width, pageHeight: own.height });
  const scale = scaleOf(place);
  const viewport = page.getViewport({ scale });
  place.style.width = `${Math.floor(viewport.width)}px`;
  place.style.height = `${Math.floor(viewport.height)}px`;
  place.style.setProperty("--total-scale-factor", scale);
  const sharp = Math.min(window.devicePixelRatio || 1, SHARPEST);
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(viewport.width * sharp);
  canvas.height = Math.floor(viewport.height * sharp);
  const text = document.createElement("div");
  text.className = "textLayer";
  place.turn = (place.turn ?? 0) + 1;
  const { turn } = place;
  const transform = sharp === 1 ? undefined : [sharp, 0, 0, sharp, 0, 0];
  await page.render({ canvas, viewport, transform }).promise;
  const source = page.streamTextContent({ includeMarkedContent: true });
  await new library.TextLayer({ textContentSource: source, container: text, viewport }).render();
  // Meanwhile it may be far away, or drawn larger.
  if (place.near && turn === place.turn) place.replaceChildren(canvas, text);
}

/** The page that is being looked at: the last one that begins above the middle. */
function current() {
  const middle = main.scrollTop + main.clientHeight / 2;
  const above = [...main.children].filter((place) => place.offsetTop - main.offsetTop <= middle);
  return above.at(-1) ?? main.firstElementChild;
}

function say() {
  const text = `${words.page} ${current().dataset.number} ${words.of} ${shown.numPages}`;
  if (where.textContent !== text) where.textContent = text;
}

document.querySelector(".bar").addEventListener("click", ({ target }) => {
  if (!shown) return;
  if (target.dataset.step) {
    const next = Number(current().dataset.number) - 1 + Number(target.dataset.step);
    const place = main.children[next];
    if (place) main.scrollTo({ top: place.offsetTop - main.offsetTop });
  } else if (target.dataset.zoom) {
    zoom = Math.min(4, Math.max(0.4, zoom * Number(target.dataset.zoom)));
    fit();
  }
});
