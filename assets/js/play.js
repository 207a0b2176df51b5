// Counts that a package or a film was opened and followed to its end, and says below a package how far its reader is. It is told
// so by the package's own frame alone, and only words that are known are said.
const frame = document.querySelector("iframe.material-frame");
const told = document.querySelector("[data-told]");

const counted = new Set();
const count = (what) => {
  const plays = document.querySelector("[data-plays]")?.dataset.plays;
  if (!plays || counted.has(what)) return;
  counted.add(what);
  // Whether it was counted is nothing to the reader.
  fetch(plays, { method: "POST", body: new URLSearchParams({ what }), keepalive: true }).catch(() => {});
};

const isOurs = (source) => {
  for (let at = source; at; at = at.parent) {
    if (at === frame.contentWindow) return true;
    if (at === at.parent) return false;
  }
  return false;
};

if (frame) {
  count("opened");
  window.addEventListener("message", ({ source, data }) => {
    if (!isOurs(source)) return;
    if (data?.played === "finished") count("finished");
    const { status, score } = data?.scorm ?? {};
    if (!["incomplete", "completed", "passed", "failed"].includes(status)) return;
    if (status !== "incomplete") count("finished");
    if (!told) return;
    const points = /^-?\d{1,5}(\.\d{1,7})?$/.test(score) ? ` · ${told.dataset.score} ${score}` : "";
    told.textContent = `${told.dataset[status]}${points}`;
  });
}

const film = document.querySelector("video[data-plays]");
film?.addEventListener("play", () => count("opened"));
film?.addEventListener("ended", () => count("finished"));
