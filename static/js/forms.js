// After a refusal the focus goes to the first thing to mend; a form that was sent is not sent twice by a double click.
function focusFirstError(root) {
  const field = root.querySelector('[aria-invalid="true"], .is-invalid');
  (field || root.querySelector("[data-focus]"))?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000); // an answer that is a file leaves the page standing
});
// The page came back from the browser's memory: its forms may be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
document.addEventListener("htmx:afterRequest", (event) => delete event.target.closest?.("form")?.dataset.sent);
// The new element: what was swapped out may be gone from the page.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  focusFirstError(target);
  // What was pressed went with its row: the keyboard goes on where it stood, not at the top of the page.
  if (document.activeElement === document.body) {
    (target.matches("[data-go-on]") ? target : target.querySelector("[data-go-on]"))?.focus();
  }
});
document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));
document.addEventListener("htmx:responseError", () => say(document.body.dataset.failed));

function say(words) {
  const toasts = document.getElementById("toasts");
  if (!toasts || !words) return;
  const notice = document.createElement("div");
  notice.className = "notice error";
  const text = document.createElement("p");
  text.textContent = words;
  notice.append(text);
  toasts.append(notice);
}

focusFirstError(document);
