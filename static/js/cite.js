// A citation goes where the cursor stood; the draft, the strip and the count of words follow. Where that fails, the
// button does what it does without this script: the page comes back with the citation in the chosen text.
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

async function cite(button) {
  const body = new URLSearchParams({ cite: button.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(evidence.dataset.cite, { method: "POST", body, redirect: "error" });
  const found = await answer.json();
  const note = evidence.querySelector("[data-cite-note]");
  note.classList.toggle("vh", answer.ok);
  note.textContent = answer.ok ? evidence.dataset.done.replace("{mark}", found.mark) : found.words || evidence.dataset.failed;
  if (!answer.ok) return;
  button.closest("li").classList.add("mine", "cited");
  insert(found.mark);
}

evidence.addEventListener("click", (event) => {
  const button = event.target.closest("button.cite");
  if (!button) return;
  event.preventDefault();
  cite(button).catch(() => form.requestSubmit(button));
});
