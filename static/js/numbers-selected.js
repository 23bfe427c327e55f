// Who comes to a number by keyboard, or is put there by the page, types over it: typed in front of 73, 75 would be
// recorded as 7573. A click keeps the caret where it is.
let clicked = false;
const select = (field) => {
  if (!clicked && field?.matches?.("input.number") && field.value === field.defaultValue) field.select();
};

document.addEventListener("pointerdown", () => (clicked = true), true);
for (const done of ["click", "pointercancel"]) document.addEventListener(done, () => (clicked = false));
document.addEventListener("focusin", (event) => select(event.target));
// The page may have put it there before this ran.
select(document.activeElement);
