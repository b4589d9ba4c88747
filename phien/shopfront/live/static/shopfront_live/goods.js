/* What is sold: keeps the pinned part and the list true to the state. */
import { all, clockIs, dong, icon, one, put, say, state, timer, whole } from "./page.js";

const LOW = 10;
const unbroken = (name) => name.replace(/(\d) (?=\p{L})/gu, "$1\u00a0");
export const items = new Map();
export const mine = { waiting: [] };
let pinned = state.pinned;
let shown = one("[data-pin] [data-code]")?.textContent; // stays until a pin says otherwise: what sells out does not make way
let turned = -Infinity;

export const featured = () => items.get(pinned) ?? items.get(shown) ?? [...items.values()].find((item) => item.left > 0 && !item.stopped) ?? [...items.values()][0];

/* Whether what stands in the first place stood there long enough to be what the finger meant. */
const SETTLES = 1200;
export const settled = () => performance.now() - turned >= SETTLES;

export function take(fresh) {
  clockIs(fresh.now);
  items.clear();
  // The first state knows the pictures; the edge's does not.
  fresh.items.forEach((item) => items.set(item.code, { picture: pictures.get(item.code), ...item }));
  pinned = fresh.pinned;
  draw();
}

export function change(rows) {
  rows.forEach((row) => { if (items.has(row.code)) Object.assign(items.get(row.code), row); });
  draw();
}

export function pin(code) {
  pinned = code;
  draw();
}

export function flashOver() {
  items.forEach((item) => {
    if (item.flash_until && Date.parse(item.flash_until) <= Date.now() + 1000) Object.assign(item, { price: item.base_price, flash_until: null });
  });
  draw();
}

const picture = (item) => item.picture ?? one("[data-drawn]").dataset.drawn;
const pictures = new Map((state.items ?? []).map((item) => [item.code, item.picture]));

function draw() {
  if (items.size) all("[data-item]").forEach((row) => { if (!items.has(row.dataset.item)) row.remove(); });
  items.forEach(drawRow);
  const item = featured();
  if (item) drawPinned(item, one("[data-pin]"));
}

/* An item that came during the live has its row made like the others, one that went away loses it. */
function rowOf(item) {
  const row = one(`[data-item="${CSS.escape(item.code)}"]`);
  const like = row ?? one("[data-item]");
  if (row || !like) return row;
  const made = like.cloneNode(true);
  made.dataset.item = item.code;
  put(one(".tag", made), item.code);
  one("h3", made).lastChild.textContent = ` ${unbroken(item.name)}`;
  one("img", made).src = picture(item);
  one('[name="code"]', made).value = item.code;
  like.parentNode.append(made);
  return made;
}

function drawRow(item) {
  const row = rowOf(item);
  if (!row) return;
  put(one("[data-price]", row), dong(item.price));
  const left = one("[data-left]", row);
  put(left, item.stopped ? say("stopped") : item.left ? say("leftShort", { count: whole(item.left) }) : say("none"));
  left.classList.toggle("low", item.left <= LOW);
  const button = one("[data-buy-short]", row);
  button.hidden = Boolean(item.stopped);
  put(button, say(item.left ? "buyShort" : "waitShort"));
  button.setAttribute("aria-label", `${button.textContent} ${item.name}`);
  if (item.code === pinned) row.setAttribute("aria-current", "true");
  else row.removeAttribute("aria-current");
}

function drawPinned(item, pin) {
  const code = one('[name="code"]', pin);
  if (!code) return location.reload(); // the first item came: the page has no place for it yet
  const other = shown !== item.code;
  if (other) turned = performance.now();
  shown = item.code;
  code.value = item.code;
  put(one("[data-code]", pin), item.code);
  put(one("[data-name]", pin), unbroken(item.name));
  put(one("[data-price]", pin), dong(item.price));
  const usually = one("[data-usually]", pin);
  usually.hidden = item.price === item.base_price;
  put(usually, say("usually", { price: dong(item.base_price) }));
  if (other) one("[data-picture]", pin).src = picture(item);
  put(one("[data-count]", pin), whole(item.left));
  put(one("[data-count-word]", pin), item.stopped ? say("stopped") : item.left === 0 ? say("none") : item.left <= LOW ? say("low") : say("left", { unit: item.unit }));
  one("[data-count-box]", pin).classList.toggle("low", item.left <= LOW);
  const taken = item.allotted - item.left;
  one("[data-meter]", pin).hidden = Boolean(item.stopped);
  put(one("[data-taken]", pin), item.stopped ? "" : say("taken", { count: whole(taken), total: whole(item.allotted) }));
  put(one("[data-limit]", pin), item.limit ? say("limit", { limit: item.limit }) : "");
  drawMeter(item, taken, one("[data-meter]", pin));
  drawDeal(item, one("[data-deal]", pin), other);
  drawTurn(item, taken, pin);
  drawButton(item, one("[data-buy]", pin), other);
}

function drawMeter(item, taken, meter) {
  const label = say("gauge", { total: item.allotted, unit: item.unit, left: item.left, taken });
  const cells = item.left > 0 && item.left <= LOW;
  let gauge = meter.firstElementChild;
  if (!gauge || gauge.matches(".cells") !== cells) {
    meter.innerHTML = cells
      ? `<span class="cells" role="img">${"<i></i>".repeat(LOW)}</span>`
      : '<svg class="gauge" role="img" preserveAspectRatio="none"><rect class="left" height="100%"/></svg>';
    gauge = meter.firstElementChild;
  }
  gauge.setAttribute("aria-label", label);
  if (cells) [...gauge.children].forEach((cell, place) => { cell.className = place < item.left ? "left" : ""; });
  else one(".left", gauge).setAttribute("width", `${item.allotted ? (100 * item.left) / item.allotted : 0}%`);
}

function drawDeal(item, deal, other) {
  const now = item.stopped ? "stopped" : item.left ? item.flash_until ?? "" : "out";
  const over = now === "out" || now === "stopped";
  if (!other && deal.dataset.shows === now) return;
  deal.dataset.shows = now;
  deal.hidden = !now;
  if (!now) return;
  const text = document.createElement("span");
  text.textContent = now === "stopped" ? say("stoppedLong", { code: item.code }) : now === "out" ? say("gone", { code: item.code }) : say("dealLeft");
  deal.replaceChildren(icon(over ? "ban" : "clock"), text, ...(over ? [] : [timer(now)]));
}

function drawTurn(item, taken, pin) {
  const turn = one("[data-turn]", pin);
  const waiting = mine.waiting.find((entry) => entry.code === item.code);
  turn.hidden = (item.left > 0 || item.stopped) && !waiting;
  put(one("[data-turn-number]", turn), String(waiting ? waiting.position : item.waiting + 1));
  put(one("[data-turn-title]", turn), waiting ? say("yourTurn", { qty: waiting.qty, unit: item.unit }) : say("ifYouWait"));
  put(one("[data-turn-why]", turn), waiting ? say("nothingPaid") : say("waitWhy", { count: whole(taken) }));
  one("[data-buy]", pin).hidden = Boolean(waiting || item.stopped);
}

function drawButton(item, form, other) {
  const field = one('[name="qty"]', form);
  field.max = item.limit ?? "";
  if (other) field.value = 1;
  if (other) field.dispatchEvent(new Event("input", { bubbles: true }));
  const button = one("[data-buy-word]", form);
  if (button.dataset.busy !== undefined) return;
  put(button, buyWord(item, Number(field.value) || 1));
}

export const buyWord = (item, qty) => (item.left ? say("buy", { sum: dong(item.price * qty) }) : say("wait", { qty, unit: item.unit }));

export function redraw() { draw(); }
export const rowsOf = () => all("[data-item]");
