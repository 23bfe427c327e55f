// A citation goes where the cursor stood; the draft, the strip and the count of words follow. Where that fails, the
// button does what it does without this script: the page comes back with the citation in the chosen text. Beside an
// anonymous form the button itself knows the mark: nothing is sent.
const evidence = document.getElementById("evidence");
const form = document.getElementById("write");
let last = null;

function count(field) {
  const line = form.querySelector(`[data-words-of="${field.id}"]`);
  if (line) line.textContent = line.dataset.words.replace("{n}", field.value.trim().split(/\s+/).filter(Boolean).length);
}

form.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea")) last = event.target;
});
form.addEventListener("input", (event) => {
  if (event.target.matches("textarea")) count(event.target);
});

function insert(mark) {
  const field = last || form.querySelector("textarea");
  if (!field) return;
  const at = last ? field.selectionEnd : field.value.length;
  const before = field.value.slice(0, at);
  const after = field.value.slice(at);
  const text = `${/\S$/.test(before) ? " " : ""}${mark}${/^[\p{L}\p{N}[]/u.test(after) ? " " : ""}`;
  field.setRangeText(text, at, at, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function cited(button, mark) {
  const note = evidence.querySelector("[data-cite-note]");
  note.classList.add("vh");
  note.textContent = evidence.dataset.done.replace("{mark}", mark);
  button.closest("li").classList.add("mine", "cited");
  insert(mark);
}

async function cite(button) {
  if (button.dataset.mark) return cited(button, button.dataset.mark);
  const body = new URLSearchParams({ cite: button.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(evidence.dataset.cite, { method: "POST", body, redirect: "error" });
  const found = await answer.json();
  if (answer.ok) return cited(button, found.mark);
  const note = evidence.querySelector("[data-cite-note]");
  note.classList.remove("vh");
  note.textContent = found.words || evidence.dataset.failed;
}

evidence.addEventListener("click", (event) => {
  const button = event.target.closest("button.cite");
  if (!button) return;
  event.preventDefault();
  cite(button).catch(() => form.requestSubmit(button));
});
