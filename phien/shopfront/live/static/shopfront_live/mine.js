/* One's own orders and places in line, from the edge; nothing is shown to who has none. */
import { mine } from "./goods.js";
import { icon, make, one, say, timer } from "./page.js";

const box = one("[data-mine]");
let asking = null;

function strip(sign, title, parts, link) {
  const row = make("a", "mine");
  row.href = link;
  const right = make("span", "push");
  right.append(...parts);
  row.append(icon(sign), make("b", "", title), right, icon("chevron"));
  return row;
}

function drawn({ orders = [], waiting = [] }) {
  const living = orders.filter((order) => order.state === "held" || order.state === "confirmed");
  const rows = [];
  const latest = living[0]; // the newest comes first
  if (latest) {
    const title = living.length > 1 ? say("orders", { count: living.length }) : say("order");
    const parts = latest.state === "held" && latest.pay_by && !latest.paid && !latest.claimed ? [`${say("payIn")} `, timer(latest.pay_by)] : [say("payLater")];
    rows.push(strip("basket", title, parts, latest.link));
  }
  waiting.forEach((entry) => {
    rows.push(strip("clock", say("waits", { items: `${entry.code} ×${entry.qty}` }), [say("place", { position: entry.position })], entry.link));
  });
  box.replaceChildren(...rows);
}

export async function refresh(session) {
  if (asking) return asking;
  asking = fetch(`/api/sessions/${session}/mine`, { headers: { accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { orders: [], waiting: [] }))
    .then((found) => { mine.waiting = found.waiting ?? []; drawn(found); })
    .catch(() => {})
    .finally(() => { asking = null; });
  return asking;
}
