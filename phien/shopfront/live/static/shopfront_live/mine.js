/* One's own orders and places in line, from the edge; nothing is shown to who has none. */
import { mine } from "./goods.js";
import { icon, make, one, say, timer, toast } from "./page.js";

const box = one("[data-mine]");
let asking = null;
let again = false;
let before = null; // the last answer, to see a place in line become an order

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

const amount = (order, code) => (order?.items ?? []).filter((row) => row.code === code).reduce((sum, row) => sum + row.qty, 0);

/* Told only where the entry is gone and an order has more of its item than before: it may also have left the line. */
function promoted(found) {
  const still = new Set((found.waiting ?? []).map((entry) => entry.link));
  const had = new Map((before?.orders ?? []).map((order) => [order.order, order]));
  for (const entry of (before?.waiting ?? []).filter(({ link }) => !still.has(link))) {
    const order = (found.orders ?? []).find((row) => amount(row, entry.code) > amount(had.get(row.order), entry.code));
    if (order) toast(say("promoted", { items: `${entry.code} ×${entry.qty}` }), order.link);
  }
  before = found;
}

export async function refresh(session) {
  if (asking) {
    again = true; // what is told meanwhile may not be in that answer
    return asking;
  }
  asking = fetch(`/api/sessions/${session}/mine`, { headers: { accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { orders: [], waiting: [] }))
    .then((found) => { mine.waiting = found.waiting ?? []; promoted(found); drawn(found); })
    .catch(() => {})
    .finally(() => {
      asking = null;
      if (!again) return undefined;
      again = false;
      return refresh(session);
    });
  return asking;
}
