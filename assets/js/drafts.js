// data-draft="key" on a form: what is typed survives a closed tab, a lost connection or an ended session.
// A draft stays in this browser for seven days at most, and goes when the form was accepted or the person signs out.

const PREFIX = "maillage-draft:";
const SENT = "maillage-sent";
const DAYS_KEPT = 7;
const TEXT = "textarea, input:not([type]), input[type=text], input[type=url], input[type=search], input[type=date]";

const fields = (form) => [...form.querySelectorAll(TEXT)].filter((field) => field.name && !field.dataset.noDraft);

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + key));
    return draft && Date.now() - draft.at < (draft.days ?? DAYS_KEPT) * 86_400_000 ? draft.values : null;
  } catch {
    return null;
  }
}

function save(form) {
  const values = {};
  for (const field of fields(form)) if (field.value !== field.defaultValue) values[field.name] = field.value;
  try {
    if (Object.keys(values).length === 0) localStorage.removeItem(PREFIX + form.dataset.draft);
    else localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), values }));
  } catch {
    // Storage is full or forbidden: typing goes on without a net.
  }
}

function restore(form) {
  const values = read(form.dataset.draft);
  if (!values) return;
  let restored = false;
  for (const field of fields(form)) {
    // What the server sent back is newer than the draft.
    if (!(field.name in values) || field.defaultValue !== "") continue;
    field.value = values[field.name];
    restored = true;
  }
  const note = form.querySelector("[data-draft-note]");
  if (!restored || !note) return;
  note.hidden = false;
  form.closest("details")?.setAttribute("open", "");
  note.querySelector("button")?.addEventListener("click", () => {
    localStorage.removeItem(PREFIX + form.dataset.draft);
    for (const field of fields(form)) field.value = field.defaultValue;
    note.hidden = true;
  });
}

// The page after a submission tells whether it was accepted: no errors on it, and not reached by the back button.
function forgetSent() {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  const arrival = performance.getEntriesByType("navigation")[0]?.type;
  const accepted = document.querySelector("[data-flash='success']") ?? arrival === "navigate";
  const refused = document.querySelector(".error-summary, .error-page");
  if (accepted && !refused) localStorage.removeItem(PREFIX + key);
  if (arrival === "navigate") sessionStorage.removeItem(SENT);
}

function forgetOld() {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX) && !read(name.slice(PREFIX.length))) localStorage.removeItem(name);
  }
}

function forgetAll() {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
}

export function keepDrafts() {
  try {
    forgetSent();
    forgetOld();
  } catch {
    return; // No storage here.
  }
  for (const form of document.querySelectorAll("form[data-draft]")) {
    let timer;
    restore(form);
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => save(form), 400);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      save(form);
      sessionStorage.setItem(SENT, form.dataset.draft);
    });
  }
  for (const form of document.querySelectorAll("form[data-forget-drafts]")) form.addEventListener("submit", forgetAll);
}
