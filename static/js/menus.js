// A menu (<details data-menu>) and the list under the search close with Escape, and when one goes elsewhere.
function closeAll(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
  const found = document.getElementById("found");
  if (found && !found.parentElement.contains(except)) found.replaceChildren();
}

document.addEventListener("click", (event) => closeAll(event.target));
document.addEventListener("focusin", (event) => closeAll(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]");
  if (event.target.closest?.("#found")) document.getElementById("search").focus();
  closeAll(null);
  menu?.querySelector("summary").focus();
  if (event.target.id === "search") event.target.blur();
});
