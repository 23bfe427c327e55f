// Ctrl (or ⌘) and Enter sends the page's one long form from wherever one is; held down, it sends but once.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  if (document.querySelector("dialog[open]")) return;
  const form = document.querySelector("form[data-send-key]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector(".actions button:not([name])"));
});
