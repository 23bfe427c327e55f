// Drag a person to another place of the grid: their page opens with the two levels chosen, and asks for the reason.
const TYPE = "application/x-calibrate";

for (const chip of document.querySelectorAll("[data-calibration] .person-chip")) {
  chip.draggable = true;
  chip.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData(TYPE, chip.getAttribute("href"));
    event.dataTransfer.effectAllowed = "move";
  });
}

for (const cell of document.querySelectorAll("[data-calibration] td[data-performance]")) {
  cell.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes(TYPE)) return;
    event.preventDefault();
    cell.classList.add("is-target");
  });
  cell.addEventListener("dragleave", () => cell.classList.remove("is-target"));
  cell.addEventListener("drop", (event) => {
    cell.classList.remove("is-target");
    const path = event.dataTransfer.getData(TYPE);
    if (!path.startsWith("/")) return;
    event.preventDefault();
    const { performance, potential } = cell.dataset;
    location.assign(`${path}?${new URLSearchParams({ performance, potential })}`);
  });
}
