/* Words, money, icons and small elements that every module of the live page uses. */
const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");
export const words = read("words");
export const state = read("state");

const lang = document.documentElement.lang || "vi";
const grouped = new Intl.NumberFormat(lang);
export const whole = (number) => grouped.format(number);
export const dong = (amount) => `${grouped.format(amount)}\u00a0₫`;
export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export function put(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

export function make(name, className = "", text = "") {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

export function icon(name) {
  return one("#icons").content.querySelector(`[data-icon="${name}"] svg`).cloneNode(true);
}

/* Time left as countdown.js counts it, by the server's clock. */
let ahead = state.now ? Date.parse(state.now) - Date.now() : 0;
export const now = () => new Date(Date.now() + ahead);
export const clockIs = (iso) => { ahead = Date.parse(iso) - Date.now(); };
export function timer(until) {
  const node = make("b");
  node.dataset.until = until;
  node.dataset.now = now().toISOString();
  node.setAttribute("role", "timer");
  return node;
}

/* A few words at the foot; with `link`, a way to the order they are about. */
export function toast(text, link) {
  const box = document.getElementById("toasts");
  if (!link || !box) return void document.dispatchEvent(new CustomEvent("phien:toast", { detail: { words: text } }));
  const node = make("div", "toast");
  node.dataset.toast = "";
  const way = make("a", "btn", say("seeOrder"));
  way.href = link;
  node.append(make("span", "", text), way);
  box.append(node);
}

export async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}
