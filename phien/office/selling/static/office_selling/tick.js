/* Tick all, and say beside the buttons how many are ticked. Without it every box is ticked by hand. */
const boxes = () => [...document.querySelectorAll("#ticked input[name=code]")];
const all = document.querySelector("[data-tick-all]");

const everything = document.querySelector("[data-all-found]");

function counted() {
  const here = boxes().filter((box) => box.checked).length;
  const ticked = everything?.checked ? Number(everything.dataset.allFound) : here;
  document.querySelectorAll("[data-tick-count]").forEach((place) => {
    place.textContent = ticked ? ` (${ticked})` : "";
  });
  if (!all) return;
  all.checked = here > 0 && here === boxes().length;
  all.indeterminate = here > 0 && !all.checked;
}

all?.addEventListener("change", () => {
  boxes().forEach((box) => { box.checked = all.checked; });
  counted();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("#ticked input[name=code], [data-all-found]")) counted();
});
counted();
