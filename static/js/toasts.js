// Messages can be put away; good news goes by itself, what is wrong stays until it is read.
const STAYS = 7000;

function tend(notice) {
  if (notice.dataset.tended) return;
  notice.dataset.tended = "1";
  if (!notice.matches(".error, .warning")) {
    let left = setTimeout(() => notice.remove(), STAYS);
    notice.addEventListener("pointerenter", () => clearTimeout(left));
    notice.addEventListener("focusin", () => clearTimeout(left));
    notice.addEventListener("pointerleave", () => { left = setTimeout(() => notice.remove(), STAYS); });
  }
}

function tendAll() {
  document.querySelectorAll(".toasts .notice").forEach(tend);
}

document.addEventListener("click", (event) => event.target.closest(".dismiss")?.closest(".notice").remove());
document.addEventListener("htmx:afterSettle", tendAll);
document.addEventListener("htmx:oobAfterSwap", tendAll);
tendAll();
