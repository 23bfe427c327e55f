// `/` searches, `g` and a letter goes to a place, `?` lists the keys.
let waitsForPlace = 0;

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function act(key) {
  if (Date.now() - waitsForPlace < 1500) {
    waitsForPlace = 0;
    const place = [...document.querySelectorAll(".nav [data-key]")].find((link) => link.dataset.key === key);
    if (place) place.click();
    return Boolean(place);
  }
  if (key === "/") {
    const field = document.getElementById("search");
    field?.focus();
    return Boolean(field);
  }
  if (key === "?") {
    document.getElementById("keys")?.showModal();
    return true;
  }
  if (key === "g") waitsForPlace = Date.now();
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (act(event.key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) document.getElementById("keys").showModal();
  if (event.target.matches("dialog.keys")) event.target.close();
});

// On a phone the places lie over the foot of the page: what the keyboard comes to is moved up from behind them.
document.addEventListener("focusin", ({ target }) => {
  const places = document.querySelector(".nav");
  if (!places || places.contains(target) || getComputedStyle(places).position !== "fixed") return;
  if (target.getBoundingClientRect().bottom > places.getBoundingClientRect().top) {
    target.scrollIntoView({ block: "nearest" });
  }
});
