// From the search field ↓ goes into the list of what it found; ↑ and ↓ go through it, and back to the field.
document.addEventListener("keydown", (event) => {
  if (!/^Arrow(Up|Down)$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  const form = event.target.closest?.("form.search");
  if (!form) return;
  const field = form.querySelector("input[type=search]");
  const stops = [field, ...form.querySelectorAll("#found a")];
  const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
