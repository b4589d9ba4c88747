/* Toasts stay 8 s, longer while a finger, a mouse or the focus is on one. New ones may be swapped into #toasts.
   Other modules: document.dispatchEvent(new CustomEvent("phien:toast", { detail: { words: "…" } })). */
const STAY = 8000;
const box = document.getElementById("toasts");

function watched(toast) {
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), STAY); };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", wait);
  wait();
}

/* Above whatever stands at the foot now: the dock may rest higher up on a short page, or have two rows. */
function above() {
  const feet = [...document.querySelectorAll(".dock, .nav, .foot")].map((foot) => foot.getBoundingClientRect());
  const wide = feet.filter((foot) => foot.width > innerWidth / 2 && foot.height && foot.top < innerHeight && foot.bottom > innerHeight / 2);
  const top = Math.min(innerHeight, ...wide.map((foot) => foot.top));
  if (top > innerHeight / 2) box.style.bottom = `${innerHeight - top + 12}px`;
}

if (box) {
  above();
  addEventListener("scroll", above, { passive: true });
  addEventListener("resize", above);
  box.querySelectorAll("[data-toast]").forEach(watched);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) watched(node);
      above();
    }
  }).observe(box, { childList: true });
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]").remove();
  });
  document.addEventListener("phien:toast", (event) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.toast = "";
    const words = document.createElement("span");
    words.textContent = event.detail.words;
    toast.append(words);
    box.append(toast);
  });
}
