/* The studio: one stream says what is out of date, the parts are fetched anew at most once a second.
   Closed while hidden, resumed by event id. Without a line nothing is decided: the buttons say so. */
import { stream } from "../plumbing/js/stream.js";

const EVERY = 1000;
const STALE = {
  stock: ["pinned", "items"], pinned: ["pinned", "items", "say"], price: ["pinned", "items"], chat: ["comments", "say"], reset: null,
};
const main = document.querySelector("[data-studio]");
const words = JSON.parse(document.getElementById("words").textContent);
const part = (name) => document.querySelector(`[data-part="${name}"]`);
const names = [...document.querySelectorAll("[data-part]")].map((node) => node.dataset.part).filter((name) => name !== "steer");
const stale = new Set();
let last = performance.now();
let timer = null;
let seen = new Date();
let waiting = -1;
let leaving = false; // a form leads away from here: its answer is not to be cut short

const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const clock = (date) => new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" }).format(date);

/* Parts */
function mark(list) {
  (list ?? names).forEach((name) => stale.add(name));
  timer ??= setTimeout(refetch, Math.max(0, last + EVERY - performance.now()));
}

async function refetch() {
  timer = null;
  last = performance.now();
  const now = [...stale].filter((name) => !busy(part(name)));
  now.forEach((name) => stale.delete(name));
  if (stale.size) mark([]);
  try {
    await Promise.all(now.map((name) => fetchPart(name)));
    seen = new Date();
  } catch {
    now.forEach((name) => stale.add(name)); // they come with the line
  }
}

/* Somebody types in it, or has unfolded what must not fold back under the finger. */
const busy = (node) => Boolean(node?.matches(":has(:is(input, select, textarea):not([type=hidden]):focus)") || node?.querySelector("details[data-hold][open]:focus-within"));

async function fetchPart(name, query = "") {
  const node = part(name);
  const after = name === "review" && Number(node.dataset.after) ? `?after=${node.dataset.after}` : query;
  const answer = await fetch(`${main.dataset.parts}${name}/${after}`, { headers: { "X-Studio": "1" } });
  if (answer.redirected || !answer.ok) throw new Error(name);
  const text = await answer.text();
  if (node.dataset.text === text) return;
  node.dataset.text = text;
  const held = node.contains(document.activeElement) && (document.activeElement.dataset.key ?? document.activeElement.getAttribute("aria-label"));
  const open = [...node.querySelectorAll("details")].map((one) => one.open);
  node.innerHTML = text;
  node.querySelectorAll("details").forEach((one, place) => { if (one.dataset.keep) one.open = open[place] ?? one.open; });
  if (held) [...node.querySelectorAll("[data-key], [aria-label]")].find((one) => (one.dataset.key ?? one.getAttribute("aria-label")) === held)?.focus();
}

/* What is pressed */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.plain !== undefined) leaving = true;
  if (leaving || !form.closest("main, #toasts")) return;
  event.preventDefault();
  const button = event.submitter;
  const data = new FormData(form, button);
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Studio": "1" } });
    if (answer.redirected) throw new Error("away");
    toast(await answer.text());
    if (answer.ok) form.closest("[data-toast]")?.remove();
    if (answer.ok && form.closest("[data-part=steer]")) fetchPart("steer", `?steer=${encodeURIComponent(data.get("code"))}`);
    document.activeElement?.blur?.();
    last = 0; // one's own change is seen at once
    mark();
  } catch {
    document.dispatchEvent(new CustomEvent("phien:toast", { detail: { words: words.failed } }));
  } finally {
    button.disabled = document.body.classList.contains("away");
  }
});

function toast(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  document.getElementById("toasts").append(box.content);
}

document.addEventListener("click", (event) => {
  const later = event.target.closest("[data-part=review] a[data-after]");
  const steer = event.target.closest("[data-steer]");
  if (later) {
    event.preventDefault();
    part("review").dataset.after = later.dataset.after;
    fetchPart("review").catch(() => {});
  } else if (steer) {
    event.preventDefault();
    part("steer").dataset.text = "";
    fetchPart("steer", `?steer=${encodeURIComponent(steer.dataset.steer)}`)
      .then(() => { part("steer").scrollIntoView({ block: "nearest" }); part("steer").querySelector("input:not([type=hidden])")?.focus(); })
      .catch(() => {});
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  part("review").querySelector(`.first [data-key="${CSS.escape(event.key)}"]`)?.click();
});

/* The line */
const strip = document.querySelector("[data-away]");
function away(lost) {
  document.body.classList.toggle("away", lost);
  strip.hidden = !lost;
  strip.querySelector("span").textContent = say(words.away, { time: clock(seen) });
  document.querySelectorAll("main button, #toasts form button").forEach((button) => { button.disabled = lost; });
  const word = document.querySelector("[data-count-word]");
  if (word && lost) word.textContent = say(words.asOf, { time: clock(seen) });
  if (!lost) { names.forEach((name) => delete part(name).dataset.text); mark(); }
}
let lostNow = false;
document.addEventListener("phien:weak", () => { if (!lostNow) { lostNow = true; away(true); } });
document.addEventListener("phien:strong", () => { if (lostNow) { lostNow = false; away(false); } });
window.addEventListener("offline", () => document.dispatchEvent(new CustomEvent("phien:weak")));

/* How long it lasts */
const since = document.querySelector("[data-since]");
const begun = performance.now() - (Date.parse(since.dataset.now) - Date.parse(since.dataset.since));
setInterval(() => {
  const seconds = Math.floor((performance.now() - begun) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  since.textContent = `${hours ? `${hours}:` : ""}${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}, 1000);

/* Viewers are told when they change; how many there are already is asked once. */
function viewers(n) {
  document.querySelector("[data-viewers-box]").hidden = !n;
  document.querySelector("[data-viewers]").textContent = new Intl.NumberFormat(document.documentElement.lang).format(n);
}
fetch(main.dataset.state, { headers: { accept: "application/json" } })
  .then((answer) => answer.json())
  .then((state) => viewers(state.viewers))
  .catch(() => {});

/* What waits at the desk: told with every frame, shown where a person would wonder. */
const MANY = 100;
function queue(n) {
  const note = document.querySelector("[data-queue]");
  note.hidden = n < MANY;
  if (n >= MANY) note.querySelector("span").textContent = say(words.queue, { n: new Intl.NumberFormat(document.documentElement.lang).format(n) });
}

stream(main.dataset.events, "", {
  ...Object.fromEntries(Object.entries(STALE).map(([kind, list]) => [kind, () => mark(list)])),
  // told with every frame, so only what has changed is fetched
  order: ({ n }) => n && mark(["orders", "totals", "pinned", "items"]),
  comment: ({ n }) => n && mark(["comments", "say"]),
  review: ({ n }) => { if (n !== waiting) mark(["review", "comments"]); waiting = n; },
  viewers: ({ n }) => viewers(n),
  queue: ({ n }) => queue(n),
  session: ({ state }) => { if (state !== "open" && !leaving) location.reload(); },
});
