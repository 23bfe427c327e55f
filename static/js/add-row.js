// Blank rows stand in the page for those without this script. With it one is shown, and the button brings the next.
for (const rows of document.querySelectorAll("[data-add-rows]")) {
  const template = rows.querySelector("template");
  const button = rows.parentElement.querySelector("[data-add-row]");
  const all = () => [...rows.querySelectorAll("[data-row]")];
  const isBlank = (row) => [...row.querySelectorAll("input")].every((input) => !input.value);

  all().forEach((row, index) => { row.hidden = index > 0 && isBlank(row); });

  const next = () => {
    const waiting = all().find((row) => row.hidden);
    if (waiting) return waiting;
    if (all().length >= Number(rows.dataset.most)) return null;
    const fresh = template.content.firstElementChild.cloneNode(true);
    const number = all().length;
    for (const element of fresh.querySelectorAll("[id], [name], [for]")) {
      for (const name of ["id", "name", "for"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace("__row__", number));
      }
    }
    rows.insertBefore(fresh, template);
    return fresh;
  };

  button?.addEventListener("click", () => {
    const row = next();
    if (!row) return;
    row.hidden = false;
    row.querySelector("input").focus();
  });
}
