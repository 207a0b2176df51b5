// One-key commands. The markup decides: data-key="a" on a link, button or field is pressed or focused by "a",
// data-key="g i" by "g" then "i". Rows of a list carry data-row; j and k walk them, x picks, o or Enter opens.
// They may be switched off (WCAG 2.1.4) in the help, <dialog id="shortcuts-help">.

const OFF = "maillage-shortcuts-off";
const SEQUENCE_MS = 1200;

const help = document.getElementById("shortcuts-help");
const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.activeElement?.closest?.("[data-row]");

let pending = "";
let pendingTimer;

const isOff = () => {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
};

function walk(step) {
  const list = rows();
  const at = list.indexOf(current());
  const next = list[at < 0 && step < 0 ? list.length - 1 : Math.min(Math.max(at + step, 0), list.length - 1)];
  next?.querySelector("a[data-open], a")?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

const BUILT_IN = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => press(current()?.querySelector("[data-pick]")),
  o: () => press(current()?.querySelector("a[data-open], a")),
  "?": () => {
    help?.showModal();
    return Boolean(help);
  },
};

function press(element) {
  if (!element) return false;
  const isField = element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");
  const closed = element.closest("details:not([open])");
  if (closed) closed.open = true;
  if (isField) element.focus();
  else if (element.matches("summary")) {
    element.parentElement.open = true;
    const opened = element.parentElement;
    (opened.querySelector("[data-first]") ?? opened.querySelector("textarea, select, input:not([type=hidden])"))?.focus();
  } else element.click();
  return true;
}

function marked(keys) {
  const selector = `[data-key="${CSS.escape(keys)}"]`;
  return current()?.querySelector(selector) ?? document.querySelector(selector);
}

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], .ts-wrapper");
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (isOff() || isTyping(event.target) || document.querySelector("dialog[open]")) return;

  const keys = pending ? `${pending} ${event.key}` : event.key;
  clearTimeout(pendingTimer);
  pending = "";
  if (press(marked(keys)) || BUILT_IN[keys]?.()) {
    event.preventDefault();
  } else if (document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) {
    pending = event.key;
    pendingTimer = setTimeout(() => (pending = ""), SEQUENCE_MS);
  }
}

document.addEventListener("keydown", onKey);

for (const opener of document.querySelectorAll("[data-shortcuts-open]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => help?.showModal());
}

for (const box of document.querySelectorAll("[data-shortcuts-switch]")) {
  box.checked = !isOff();
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
