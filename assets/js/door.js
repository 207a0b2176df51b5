// The list at the door without network: data-door on its form. What is chosen is sent at once, or waits on this device until the
// network is back. Only numbers of people and what was noted wait there, for a day at most, and they go when they were sent or
// when the person signs out (drafts.js).

const DAY = 86_400_000;
const PAUSE = 20_000;

const form = document.querySelector("form[data-door]");
if (form) keepDoor(form);

function keepDoor(form) {
  const key = `maillage-draft:door:${form.dataset.door}`;
  const said = form.querySelector("[data-door-said]");
  const late = form.querySelector("[data-door-late]");
  const count = document.querySelector("[data-door-count]");
  const selects = [...form.querySelectorAll("select[name^=p_]")];
  const waiting = read(key);
  let busy = false;

  const show = (text, bad) => {
    said.hidden = false;
    said.textContent = text;
    said.classList.toggle("is-bad", Boolean(bad));
  };
  const keep = () => {
    const at = Math.max(0, ...Object.values(waiting).map((tick) => tick.at));
    try {
      if (at === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ at, days: 1, values: waiting }));
    } catch {
      // Storage is full or forbidden: it waits as long as the page is open.
    }
  };
  const left = () => Object.keys(waiting).length;

  const send = async () => {
    if (busy || left() === 0) return;
    busy = true;
    const sent = { ...waiting };
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: bodyOf(form, sent), headers: { accept: "application/json" }, credentials: "same-origin",
      });
      // Who is signed out is led to where one signs in.
      if (answer.redirected || answer.status === 401) return show(said.dataset.signedOut, true);
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok) return show(told.refused ?? said.dataset.refused.replace("#", String(left())), true);
      for (const [name, tick] of Object.entries(sent)) if (waiting[name]?.at === tick.at) delete waiting[name];
      keep();
      for (const select of selects) if (!(select.name in waiting) && select.name in told.noted) select.value = told.noted[select.name];
      if (count) count.textContent = told.count;
      for (const sentence of told.late) late.append(Object.assign(document.createElement("li"), { textContent: sentence }));
      // What was chosen meanwhile.
      if (left() > 0) return setTimeout(send, 0);
      show(said.dataset.saved);
      // Nothing is left that leaving the page would lose.
      form.dispatchEvent(new Event("reset"));
    } catch {
      show(said.dataset.waiting.replace("#", String(left())), true);
    } finally {
      busy = false;
    }
  };

  for (const select of selects) {
    if (select.name in waiting) select.value = waiting[select.name].state;
    select.addEventListener("change", () => {
      if (select.value === "") delete waiting[select.name];
      else waiting[select.name] = { state: select.value, at: Date.now() };
      keep();
      send();
    });
  }
  // Without network there is no page to come to. What waits is sent again with the next page, which changes nothing.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    show(said.dataset.waiting.replace("#", String(left())), true);
  });
  window.addEventListener("online", send);
  setInterval(send, PAUSE);
  send();
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    const fresh = Object.entries(kept?.values ?? {}).filter(([, tick]) => Date.now() - tick.at < DAY);
    return Object.fromEntries(fresh);
  } catch {
    return {};
  }
}

function bodyOf(form, ticks) {
  const body = new URLSearchParams({ meeting: form.elements.meeting.value, half: form.elements.half.value });
  for (const [name, tick] of Object.entries(ticks)) {
    body.set(name, tick.state);
    body.set(name.replace("p_", "a_"), String(Math.max(0, Math.round((Date.now() - tick.at) / 1000))));
  }
  return body;
}
