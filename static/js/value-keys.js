// In a form of many values ↑ and ↓ go from value to value; a list of choices keeps its own arrows.
document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const form = event.target.closest?.("form[data-value-keys]");
  if (!step || !form || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!event.target.matches("input[name$='-value']")) return;
  const values = [...form.querySelectorAll("input[name$='-value']:not([type=hidden])")];
  const next = values[values.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});
