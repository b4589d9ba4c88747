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

if (box) {
  box.querySelectorAll("[data-toast]").forEach(watched);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) watched(node);
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
