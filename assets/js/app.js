// What every page gets on top of plain HTML. Each part looks for its own data- attribute and needs no other part.

import { keepDrafts } from "./drafts.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// A fault to correct, or what just happened, is where reading should go on.
function focusWhatMatters() {
  const target = document.querySelector(".error-summary") ?? document.querySelector("[data-flash]");
  if (!target) return;
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: !target.matches(".error-summary") });
}

// One submission at a time; the button says it is busy.
function refuseDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    if (form.method === "post" && !form.hasAttribute("data-no-busy")) {
      form.setAttribute("aria-busy", "true");
      event.submitter?.setAttribute("aria-disabled", "true");
    }
  });
  // Coming back by the browser's button: the form is free again.
  window.addEventListener("pageshow", () => {
    for (const form of all("form[aria-busy]")) form.removeAttribute("aria-busy");
    for (const button of all("button[aria-disabled]")) button.removeAttribute("aria-disabled");
  });
}

// data-guard on a form: text that was typed is not lost without a question.
function guardUnsavedText() {
  const dirty = new Set();
  for (const form of all("form[data-guard]")) {
    form.addEventListener("input", () => dirty.add(form));
    form.addEventListener("submit", () => dirty.delete(form));
    form.addEventListener("reset", () => dirty.delete(form));
  }
  window.addEventListener("beforeunload", (event) => {
    if (dirty.size > 0) event.preventDefault();
  });
}

// data-confirm="…" on a form or on a submit button.
function confirmFirst() {
  const words = document.body.dataset;
  const confirmed = new WeakSet();

  // In the capture phase, so that the other listeners only see what was confirmed.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
      if (!question) return;
      if (confirmed.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(question, words, () => {
        confirmed.add(form);
        form.requestSubmit(event.submitter);
      });
    },
    true,
  );
}

function ask(question, words, onYes) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  const buttons = document.createElement("form");
  const no = button(words.confirmNo ?? "Annuler", "btn btn-quiet", "no");
  const yes = button(words.confirmYes ?? "Continuer", "btn btn-primary", "yes");
  dialog.className = "dialog";
  text.id = "confirm-question";
  text.textContent = question;
  dialog.setAttribute("aria-labelledby", text.id);
  buttons.method = "dialog";
  buttons.className = "form-actions";
  buttons.append(yes, no);
  dialog.append(text, buttons);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") onYes();
  });
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}

function button(label, className, value) {
  const element = document.createElement("button");
  element.className = className;
  element.value = value;
  element.textContent = label;
  return element;
}

// Menus are <details>: Escape and a press elsewhere close them.
function closeMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// data-bulk on a form: its bar shows while rows are picked, and says how many.
const counted = new WeakSet();

function countPicked() {
  for (const form of all("form[data-bulk]")) {
    if (counted.has(form)) continue;
    counted.add(form);
    const bar = form.querySelector("[data-bulk-bar]");
    const everyone = form.querySelector("[data-pick-all]");
    const picks = () => all("[data-pick]", form);
    const show = () => {
      const count = picks().filter((pick) => pick.checked).length;
      if (bar) bar.hidden = count === 0;
      for (const place of all("[data-bulk-count]", form)) place.textContent = String(count);
      if (!everyone) return;
      everyone.checked = count > 0 && count === picks().length;
      everyone.indeterminate = count > 0 && count < picks().length;
    };
    if (everyone) everyone.closest("[hidden]")?.removeAttribute("hidden");
    form.addEventListener("change", (event) => {
      if (event.target === everyone) for (const pick of picks()) pick.checked = everyone.checked;
      show();
    });
    show();
  }
}

// On a phone the queues are one row to push aside: the one that is open is brought to its middle.
function showOpenQueue() {
  const row = document.querySelector(".queues");
  const open = row?.querySelector("[aria-current]");
  if (open) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
}

// Lists that htmx swaps in: new forms are wired, and a whole page that comes instead of a part (the session has ended,
// an error) is shown as the page it is.
function welcomeParts() {
  document.addEventListener("htmx:afterSettle", () => {
    countPicked();
    showOpenQueue();
    // What was pressed may have gone with the old list: the focus goes to what came instead.
    if (document.activeElement !== document.body) return;
    const arrival = document.querySelector("#inbox :is([data-flash], [role=alert]), #list");
    arrival?.setAttribute("tabindex", "-1");
    arrival?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (!xhr.responseText.trimStart().toLowerCase().startsWith("<!doctype")) return;
    event.detail.shouldSwap = false;
    if (xhr.status < 400) location.assign(xhr.responseURL);
    else location.reload();
  });
}

// data-submit-on-change on a <select> of a GET form.
function submitOnChange() {
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submit-on-change]")) event.target.form?.requestSubmit();
  });
}

// data-own-clock on a <select> of clocks: the one of the reader's machine is proposed where the address names none.
function proposeOwnClock() {
  const select = document.querySelector("select[data-own-clock]");
  if (!select || new URL(location.href).searchParams.has(select.name)) return;
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const value = timeZone === "Europe/Paris" ? "" : timeZone;
  if ([...select.options].some((one) => one.value === value)) select.value = value;
}

// data-copy="#id": puts the text of that element on the clipboard.
function copyOnPress() {
  for (const element of all("[data-copy]")) element.hidden = false;
  document.addEventListener("click", async (event) => {
    const pressed = event.target.closest?.("[data-copy]");
    if (!pressed) return;
    await navigator.clipboard.writeText(document.querySelector(pressed.dataset.copy)?.textContent.trim() ?? "");
    if (pressed.dataset.copied) pressed.textContent = pressed.dataset.copied;
  });
}

// <time data-left>: how long it is still until then, counted on by the clock of the server, which made the page at data-now.
function countDown() {
  const times = all("time[data-left]");
  if (times.length === 0) return;
  const began = performance.now();
  const show = () => {
    for (const one of times) {
      const now = Date.parse(one.dataset.now) + performance.now() - began;
      const minutes = Math.max(0, Math.floor((Date.parse(one.dateTime) - now) / 60_000));
      if (minutes >= 48 * 60) continue;
      const pattern = minutes < 60 ? one.dataset.minutes : one.dataset.hours;
      const rest = minutes < 60 ? String(minutes) : String(minutes % 60).padStart(2, "0");
      const text = pattern.replace("##", rest).replace("#", String(Math.floor(minutes / 60)));
      if (one.textContent !== text) one.textContent = text;
    }
  };
  setInterval(show, 10_000);
}

document.documentElement.classList.add("has-js");
countDown();
confirmFirst();
refuseDoubleSubmit();
guardUnsavedText();
keepDrafts();
closeMenus();
countPicked();
showOpenQueue();
welcomeParts();
submitOnChange();
proposeOwnClock();
copyOnPress();
focusWhatMatters();
