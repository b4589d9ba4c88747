/* A label is scanned by a scanner that types like a keyboard, or by the camera where the browser reads bars.
   On the page of one order its own label means "packed", an item's code ticks that line; in the list of what
   leaves, a label ticks its parcel; any other code opens its order. */
const form = document.querySelector("[data-scan]");
const FAST = 60; // ms between two keys of a scanner; no thumb is as fast
const LOOK = 250;

function ticked(code) {
  const safe = CSS.escape(code);
  const line = document.querySelector(`[data-line="${safe}"]:not(:checked)`);
  const parcel = form?.hasAttribute("data-ticks") ? document.querySelector(`#ticked [name=code][value="${safe}"]`) : null;
  const box = line || parcel;
  if (!box) return false;
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  box.closest("li")?.scrollIntoView({ block: "center" });
  return true;
}

function found(text) {
  const code = text.trim();
  if (!code || !form) return;
  if (ticked(code.toUpperCase())) return;
  const pack = document.getElementById("pack");
  if (pack && form.dataset.own === code.toUpperCase()) { pack.requestSubmit(); return; }
  form.elements.code.value = code;
  form.requestSubmit();
}

let typed = "", last = 0;
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog")) return;
  if (event.timeStamp - last > FAST) typed = "";
  last = event.timeStamp;
  if (event.key === "Enter" && typed.length > 1) { event.preventDefault(); found(typed); typed = ""; }
  else if (event.key.length === 1) typed += event.key;
});

form?.addEventListener("submit", (event) => {
  if (!ticked(form.elements.code.value.trim().toUpperCase())) return;
  event.preventDefault();
  form.elements.code.value = "";
});

const button = form?.querySelector("[data-camera]");
const view = form?.querySelector("[data-camera-view]");
if (button && "BarcodeDetector" in window && navigator.mediaDevices) button.hidden = false;

button?.addEventListener("click", async () => {
  const video = view.querySelector("video");
  const word = view.querySelector("[data-camera-word]");
  let stream;
  view.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    const reader = new window.BarcodeDetector({ formats: ["code_128", "qr_code"] });
    while (view.open) {
      const [code] = await reader.detect(video);
      if (code) { view.close(); found(code.rawValue); }
      await new Promise((later) => { setTimeout(later, LOOK); });
    }
  } catch {
    word.textContent = word.dataset.none;
  }
  stream?.getTracks().forEach((track) => track.stop());
});
view?.addEventListener("click", (event) => { if (event.target.closest("[data-camera-close]")) view.close(); });
