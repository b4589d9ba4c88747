/* Tick all, and say beside the buttons how many are ticked. Without it every box is ticked by hand. */
const boxes = () => [...document.querySelectorAll("#ticked input[name=code]")];
const all = document.querySelector("[data-tick-all]");

function counted() {
  const ticked = boxes().filter((box) => box.checked).length;
  document.querySelectorAll("[data-tick-count]").forEach((place) => {
    place.textContent = ticked ? ` (${ticked})` : "";
  });
  if (!all) return;
  all.checked = ticked > 0 && ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
}

all?.addEventListener("change", () => {
  boxes().forEach((box) => { box.checked = all.checked; });
  counted();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("#ticked input[name=code]")) counted();
});
counted();
