// The button opens the browser's own print dialog, which also saves as PDF.
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
// On paper nothing is folded.
const folded = () => [...document.querySelectorAll("main details:not([open])")];
let opened = [];
window.addEventListener("beforeprint", () => { opened = folded(); for (const each of opened) each.open = true; });
window.addEventListener("afterprint", () => { for (const each of opened) each.open = false; opened = []; });
