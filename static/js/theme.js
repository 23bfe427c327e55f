// Runs before the first paint: the remembered choice of colours, under the name that the admin uses too.
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function remembered() {
    try {
      return localStorage.getItem("theme") || "auto";
    } catch {
      return "auto";
    }
  }

  function wear() {
    const choice = remembered();
    root.dataset.theme = choice;
    root.dataset.bsTheme = choice === "dark" || (choice === "auto" && system.matches) ? "dark" : "light";
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  }

  root.dataset.js = "";
  wear();
  system.addEventListener("change", wear);
  window.addEventListener("storage", wear);
  document.addEventListener("DOMContentLoaded", wear);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    try {
      localStorage.setItem("theme", button.dataset.themeChoice);
    } catch {
      // A browser that keeps nothing: the choice holds for this page.
    }
    wear();
    root.dataset.theme = button.dataset.themeChoice;
  });
})();
