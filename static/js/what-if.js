// A slider and the number beside it say the same. The slider has no name: only the number is sent.
// Towards the target is always to the right, so the slider of a falling one counts in negative numbers.
function opposite(text) {
  return text.startsWith("-") ? text.slice(1) : text === "0" ? text : `-${text}`;
}

function numberOf(text) {
  const plain = text.replace(/[\s%]/g, "").replace("−", "-").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

function fromSlider(slider) {
  const text = "falls" in slider.dataset ? opposite(slider.value) : slider.value;
  document.getElementById(slider.dataset.slides).value = text;
  slider.setAttribute("aria-valuetext", text);
}

function fromField(field) {
  const slider = document.querySelector(`[data-slides="${CSS.escape(field.id)}"]`);
  const value = numberOf(field.value);
  if (!slider || Number.isNaN(value)) return;
  slider.value = "falls" in slider.dataset ? -value : value;
  slider.setAttribute("aria-valuetext", field.value);
}

// While it goes down, so that htmx, further up, sends what is in the fields by then.
document.addEventListener("input", ({ target }) => (target.dataset?.slides ? fromSlider(target) : fromField(target)), true);
