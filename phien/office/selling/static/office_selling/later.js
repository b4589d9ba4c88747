/* Forms marked data-send-later are never lost in a weak signal: what cannot be sent now is kept in the phone
   and sent when the signal is back. Packing twice is harmless, so a repeat does no damage. */
const KEY = "phien.later";
const PATIENCE = 6000;
const AGAIN = 15000;
const strip = document.querySelector("[data-later]");

const kept = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");
const keep = (list) => { localStorage.setItem(KEY, JSON.stringify(list)); shown(); };

function shown() {
  const count = kept().length;
  if (!strip) return;
  strip.hidden = count === 0;
  const words = strip.querySelector("[data-later-count]");
  words.textContent = count === 1 ? words.dataset.one : words.dataset.many.replace("#", count);
}

async function sent({ url, body }) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const fresh = new URLSearchParams(body);
  fresh.set("csrfmiddlewaretoken", token);
  const answer = await fetch(url, {
    method: "POST", body: fresh, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    headers: { "X-Sent-Later": "1" },
  });
  // A redirect (opaque) or any answer below 500 is the server's word; it will not change by asking again.
  // Where to go on is in X-Next: a refusal leads back to the order, not to the next one.
  if (answer.type !== "opaqueredirect" && answer.status >= 500) return "";
  return answer.headers.get("X-Next") ?? "#";
}

let busy = false;
async function flush() {
  if (busy || !kept().length) return;
  busy = true;
  try {
    while (kept().length && await sent(kept()[0])) keep(kept().slice(1));
  } catch { /* still no signal */ }
  busy = false;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-send-later]");
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form)).toString();
  const next = new FormData(form).get("next");
  form.querySelector("button").disabled = true;
  try {
    const to = await sent({ url: form.action, body });
    if (to) { window.location.assign(to === "#" ? next : to); return; }
  } catch { /* kept below */ }
  keep([...kept(), { url: form.action, body }]);
  form.querySelector("button").disabled = false;
  if (navigator.onLine) window.location.assign(next);
  else form.hidden = true;
});

window.addEventListener("online", flush);
setInterval(flush, AGAIN);
shown();
flush();
