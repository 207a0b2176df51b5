// Says below a package how far its reader is. It is told so by the package's own frame alone, and only words that are known
// are said.
const frame = document.querySelector("iframe.material-frame");
const told = document.querySelector("[data-told]");

const isOurs = (source) => {
  for (let at = source; at; at = at.parent) {
    if (at === frame.contentWindow) return true;
    if (at === at.parent) return false;
  }
  return false;
};

if (frame && told) {
  window.addEventListener("message", ({ source, data }) => {
    const { status, score } = data?.scorm ?? {};
    if (!isOurs(source) || !["incomplete", "completed", "passed", "failed"].includes(status)) return;
    const points = /^-?\d{1,5}(\.\d{1,7})?$/.test(score) ? ` · ${told.dataset.score} ${score}` : "";
    told.textContent = `${told.dataset[status]}${points}`;
  });
}
