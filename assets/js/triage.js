// What triage gets on top of plain HTML: who else has the ticket open, prepared answers put in where one writes, and
// names that complete themselves after an @.

const BEAT_MS = 20_000;

// data-presence="address" on a line of a ticket's page: says every 20 seconds that the page is open.
function keepPresence(line) {
  const words = line.querySelector("[data-presence-words]");
  const address = line.dataset.presence;
  let lastTyped = 0;
  const beat = async () => {
    if (document.visibilityState === "hidden") return;
    const doing = Date.now() - lastTyped < 2 * BEAT_MS ? "writing" : "looking";
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams({ doing }) });
      if (!answer.ok) return;
      const said = await answer.text();
      if (words.textContent !== said) words.textContent = said;
      line.hidden = said === "";
    } catch {
      // The network is away; the next beat tries again.
    }
  };
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(".composer textarea")) return;
    const began = Date.now() - lastTyped > 2 * BEAT_MS;
    lastTyped = Date.now();
    if (began) beat();
  });
  window.addEventListener("pagehide", () => {
    navigator.sendBeacon(address, new URLSearchParams({ doing: "left" }));
  });
  document.addEventListener("visibilitychange", beat);
  setInterval(beat, BEAT_MS);
  beat();
}

// data-insert on a button that posts its form: the text that comes back is put in where the cursor is.
function insertInPlace(button) {
  button.addEventListener("click", async (event) => {
    const form = button.form;
    const field = form.querySelector("textarea[name=body]");
    if (!form.querySelector("[name=template]")?.value) return;
    event.preventDefault();
    const data = new URLSearchParams({ template: form.querySelector("[name=template]").value });
    const answer = await fetch(button.formAction, { method: "POST", body: data, headers: { "x-insert": "1" } });
    if (!answer.ok || answer.redirected) {
      form.requestSubmit(button);
      return;
    }
    const text = await answer.text();
    const before = field.value.slice(0, field.selectionStart);
    const gap = before && !before.endsWith("\n") ? "\n\n" : "";
    field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// data-mentions="name\nname" on a textarea: what is typed after an @ offers the names that begin so.
function completeNames(field) {
  const names = field.dataset.mentions.split("\n").filter(Boolean);
  if (names.length === 0) return;
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${field.id}-names`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.mentionsLabel);
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  let at = 0;

  const typed = () => /(?:^|[^\p{L}\p{N}])@([\p{L}][\p{L}\p{M}' -]{0,40})?$/u.exec(field.value.slice(0, field.selectionStart));
  const choices = () => [...list.children];
  const close = () => {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    at = (to + choices().length) % choices().length;
    for (const [place, choice] of choices().entries()) choice.setAttribute("aria-selected", String(place === at));
    field.setAttribute("aria-activedescendant", choices()[at].id);
  };
  const take = (name) => {
    const end = field.selectionStart;
    const start = field.value.slice(0, end).lastIndexOf("@");
    field.setRangeText(`@${name} `, start, end, "end");
    close();
    field.focus();
  };
  const offer = () => {
    const found = typed();
    const start = plain(found?.[1] ?? "");
    const fits = (name) => plain(name).startsWith(start) || plain(name).split(/[ -]/).some((part) => part.startsWith(start));
    const fitting = found ? names.filter(fits).slice(0, 6) : [];
    if (fitting.length === 0) return close();
    list.replaceChildren(
      ...fitting.map((name, place) => {
        const choice = document.createElement("li");
        choice.id = `${list.id}-${place}`;
        choice.setAttribute("role", "option");
        choice.textContent = name;
        choice.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(name);
        });
        return choice;
      }),
    );
    list.hidden = false;
    mark(0);
  };
  field.addEventListener("input", offer);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const keys = {
      ArrowDown: () => mark(at + 1),
      ArrowUp: () => mark(at - 1),
      Enter: () => take(choices()[at].textContent),
      Tab: () => take(choices()[at].textContent),
      Escape: close,
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

document.querySelectorAll("[data-presence]").forEach(keepPresence);
document.querySelectorAll("[data-insert]").forEach(insertInPlace);
document.querySelectorAll("[data-mentions]").forEach(completeNames);
