/* The clay strip under the header. Streams say phien:weak and phien:strong too: a phone may call itself online without signal. */
const strips = () => document.querySelectorAll("[data-offline]");
const show = (away) => strips().forEach((strip) => { strip.hidden = !away; });

window.addEventListener("offline", () => show(true));
window.addEventListener("online", () => show(false));
document.addEventListener("phien:weak", () => show(true));
document.addEventListener("phien:strong", () => show(!navigator.onLine));
if (!navigator.onLine) show(true);
