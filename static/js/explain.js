// A number opens into its sum: htmx fills the dialog, this shows it. Without JavaScript the link is a page of its own.
const dialog = document.getElementById("explained");

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "explained-body" && !dialog.open) dialog.showModal();
});

dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
