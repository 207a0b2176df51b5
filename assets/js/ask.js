// While a question is written: who will answer it, and why. The form carries data-preview-url, the fields that
// decide carry data-routing, and the answer, an HTML fragment of ours, goes into [data-preview] (aria-live="polite").

const WAIT_MS = 500;

for (const form of document.querySelectorAll("form[data-preview-url]")) {
  const card = document.querySelector("[data-preview]");
  let timer;
  let running;
  let shown = "";

  const routing = () => {
    const data = new FormData(form);
    const names = new Set([...form.querySelectorAll("[data-routing]")].map((field) => field.name));
    const kept = [...data].filter(([name, value]) => names.has(name) && typeof value === "string" && value !== "");
    return new URLSearchParams(kept).toString();
  };

  const refresh = async () => {
    const wanted = routing();
    if (!card || wanted === shown) return;
    running?.abort();
    running = new AbortController();
    card.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.previewUrl, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/html" },
        body: wanted,
        signal: running.signal,
      });
      if (answer.ok) {
        card.innerHTML = await answer.text();
        shown = wanted;
      }
      card.removeAttribute("aria-busy");
    } catch (fault) {
      // A newer request took over, or the network is away: what is shown stays.
      if (fault.name !== "AbortError") card.removeAttribute("aria-busy");
    }
  };

  const soon = (event) => {
    if (!event.target.closest("[data-routing], .ts-wrapper")) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}
