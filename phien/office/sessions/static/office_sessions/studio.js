/* The studio: one stream says what is out of date, the parts are fetched anew at most once a second.
   Closed while hidden, resumed by event id. Without a line nothing is decided: the buttons say so. */
import { stream } from "../plumbing/js/stream.js";

const EVERY = 1000;
const STALE = {
  stock: ["pinned", "items"], pinned: ["pinned", "items", "say", "changes"], price: ["pinned", "items", "changes"], chat: ["comments", "say"], hidden: ["comments"], reset: null,
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
  if ((event.submitter ?? form).dataset.plain !== undefined || form.dataset.plain !== undefined) leaving = true;
  if (leaving || !form.closest("main, #toasts")) return;
  event.preventDefault();
  const button = event.submitter;
  const data = new FormData(form, button);
  if (form.dataset.find !== undefined) return void steer(new URLSearchParams(data).toString());
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Studio": "1" } });
    if (answer.redirected) throw new Error("away");
    toast(await answer.text());
    if (answer.ok) form.closest("[data-toast]")?.remove();
    if (answer.ok && form.closest("[data-part=steer]")) fetchPart("steer", form.dataset.then ?? `?steer=${encodeURIComponent(data.get("code"))}`);
    button.blur(); // what somebody types in meanwhile keeps its focus, and so its place
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
  const steered = event.target.closest("[data-steer]");
  if (later) {
    event.preventDefault();
    part("review").dataset.after = later.dataset.after;
    fetchPart("review").catch(() => {});
  } else if (steered) {
    event.preventDefault();
    steer(steered.dataset.steer);
  }
});

/* What is set of one item, or an item to add; empty closes it. */
const WIDE = matchMedia("(min-width: 60rem)");
function steer(query) {
  part("steer").dataset.text = "";
  fetchPart("steer", `?${query}`)
    .then(() => {
      part("steer").scrollIntoView({ block: WIDE.matches ? "nearest" : "start" });
      const first = part("steer").querySelector("input:not([type=hidden])") ?? part("steer").querySelector("a[data-steer]");
      if (WIDE.matches || part("steer").querySelector("[data-find]")) first?.focus({ preventScroll: true });
    })
    .catch(() => {});
}

/* Keys: a digit decides, Shift and a digit pins that row, a typed code pins it, Ctrl+Z undoes what was just said. */
const PAUSE = 1200;
const typed = { code: "", timer: null };
const pinButton = (row) => row?.querySelector("[data-pin]:not([aria-pressed]):not(:disabled)");
const rowOf = (code) => part("items").querySelector(`[data-code="${CSS.escape(code)}"]`);

function type(letters) {
  clearTimeout(typed.timer);
  typed.code = letters;
  const note = document.querySelector("[data-typed]");
  note.hidden = !letters;
  note.querySelector("span").textContent = letters && say(rowOf(letters) ? words.pins : words.types, { code: letters });
  const longer = letters && [...part("items").querySelectorAll("[data-code]")].some((row) => row.dataset.code !== letters && row.dataset.code.startsWith(letters));
  if (letters && rowOf(letters) && !longer) return void finish();
  if (letters) typed.timer = setTimeout(finish, PAUSE);
}

function finish() {
  const row = rowOf(typed.code);
  type("");
  pinButton(row)?.click();
}

document.addEventListener("keydown", (event) => {
  const toast = [...document.querySelectorAll("#toasts form button")].at(-1);
  if (event.target.closest("input, select, textarea")) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && toast) return void toast.click();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (event.key === "?") {
    const keys = document.getElementById("keys");
    keys.open = !keys.open;
    keys.scrollIntoView({ block: "nearest" });
  } else if (event.shiftKey && digit) {
    pinButton(part("items").querySelectorAll("[data-code]")[digit - 1])?.click();
  } else if (typed.code && event.key === "Enter") {
    event.preventDefault();
    finish();
  } else if (typed.code && event.key === "Escape") {
    type("");
  } else if (typed.code ? /^[a-z0-9-]$/i.test(event.key) : /^[a-z]$/i.test(event.key)) {
    type((typed.code + event.key).toUpperCase().slice(0, 8));
  } else {
    part("review").querySelector(`.first [data-key="${CSS.escape(event.key)}"]`)?.click();
  }
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
