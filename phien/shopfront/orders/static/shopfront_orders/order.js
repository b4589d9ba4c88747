/* Looks every 8 s while the page is seen, and at once when it is seen again or a hold runs out.
   htmx swaps the top (#order-status); where the forms below would differ too, the page is loaded anew,
   unless somebody is writing in it: then a line offers it. */
const EVERY = 8000;
const look = () => {
  if (document.visibilityState === "visible") document.body.dispatchEvent(new CustomEvent("order-look"));
};
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
document.addEventListener("phien:over", () => setTimeout(look, 1500));

let written = false;
document.addEventListener("input", () => { written = true; });
const shape = () => document.getElementById("order-status")?.dataset.shape;
const shown = shape();
document.addEventListener("htmx:after:swap", () => {
  if (shape() === shown) return;
  const offer = document.querySelector("[data-moved]");
  if (written && offer) offer.hidden = false;
  else window.location.reload();
});
