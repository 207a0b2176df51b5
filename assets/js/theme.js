// Runs in <head> before the page is painted: the theme a person chose, else the system's.
(() => {
  const KEY = "maillage-theme";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  const chosen = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  const apply = () => {
    const theme = chosen() ?? (system.matches ? "dark" : "light");
    root.setAttribute("data-bs-theme", theme);
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(theme === "dark"));
    }
  };

  const toggle = () => {
    const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    const isSystem = next === (system.matches ? "dark" : "light");
    try {
      // Back on the system's theme: follow the system again.
      if (isSystem) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // Without storage the choice holds for this page.
    }
    apply();
    root.setAttribute("data-bs-theme", next);
  };

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-theme-toggle]")) toggle();
  });
})();
