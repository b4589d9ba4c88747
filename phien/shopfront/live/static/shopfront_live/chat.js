/* Comments: the latest at the foot, one's own line at once under an id made here. */
import { buyer } from "./buy.js";
import { icon, make, one, post, say, state } from "./page.js";

const KEPT = 60;
const NAME = 60; // longest that the edge takes
const PILLS = {
  order: ["ok", "check", "ordered"], changed: ["ok", "check", "changed"], cancelled: ["bad", "ban", "cancelled"],
  question: ["info", "clock", "asked"], review: ["wait", "clock", "checking"], waitlisted: ["wait", "clock", "inLine"],
  limit: ["bad", "ban", "overLimit"], sold_out: ["bad", "ban", "none"],
};
const LACKING = /([A-Z0-9]+): (waitlisted|limit|sold_out)/g; // what the answer says of each item that was not promised
const box = one("[data-chat-box]");
const list = one("[data-chat]");
const sent = new Map(); // cid -> the line as it stands here

// The box is laid from its foot up (column-reverse): 0 is the foot, and it stays there by itself.
const toEnd = () => { box.scrollTop = 0; };

function line(row) {
  const node = make("li", row.tag === "host" ? "from-shop" : "");
  if (row.id) node.dataset.id = row.id;
  node.append(make("span", "who", row.author), document.createTextNode(row.text));
  if (row.tag === "order") pill(node, "order");
  return node;
}

function pill(node, outcome) {
  const look = PILLS[outcome];
  if (!look || one(".state", node)) return;
  const state = make("span", `state ${look[0]}`);
  state.append(icon(look[1]), document.createTextNode(say(look[2])));
  node.append(" ", state);
}

/* An order that got only a part of what was asked says so beside the mark: nobody takes the rest for promised. */
function lacking(node, { outcome, reason }) {
  if (!["order", "changed"].includes(outcome)) return;
  for (const [, code, why] of (reason ?? "").matchAll(LACKING)) {
    const [look, shape, word] = PILLS[why];
    const state = make("span", `state ${look}`);
    state.append(icon(shape), document.createTextNode(`${code}: ${say(word)}`));
    node.append(" ", state);
  }
}

export function heard(rows) {
  for (const row of rows) {
    const own = row.cid && sent.get(row.cid);
    const gone = row.id && known(row.id);
    if (own) {
      own.node.dataset.id = row.id ?? "";
      own.node.classList.remove("sending", "not-sent");
      if (row.tag === "order") pill(own.node, "order");
    } else if (gone) {
      gone.replaceWith(line(row)); // shown again, where it stood
    } else {
      list.append(line(row));
    }
  }
  while (list.children.length > KEPT) list.firstElementChild.remove();
}

const known = (id) => one(`li[data-id="${CSS.escape(id)}"]`, list);

/* Staff took these off the page: their words go at once, their places are kept. */
export function hide(ids) {
  for (const id of ids) {
    const node = known(id);
    if (!node) continue;
    for (const [cid, own] of sent) if (own.node === node) sent.delete(cid);
    const place = make("li", "");
    place.dataset.id = id;
    place.hidden = true;
    node.replaceWith(place);
  }
}

export function replay(rows) {
  const known = new Set(rows.map((row) => row.cid));
  const mine = [...sent].filter(([cid]) => !known.has(cid)).map(([, own]) => own.node);
  list.replaceChildren(...rows.map((row) => sent.get(row.cid)?.node ?? line(row)), ...mine);
  toEnd();
}

async function send(cid) {
  const { node, text } = sent.get(cid);
  node.classList.remove("not-sent");
  node.classList.add("sending");
  one(".again", node)?.remove();
  try {
    const { status, body } = await post(`/api/sessions/${state.session.id}/chat`, { cid, name: (buyer.known()?.name ?? "").slice(0, NAME), text });
    if (status >= 400 && !body.outcome) throw new Error(body.reason ?? "");
    node.classList.remove("sending");
    pill(node, body.outcome);
    lacking(node, body);
    if (body.reason && !PILLS[body.outcome]) node.append(make("span", "small dim", ` ${body.reason}`));
    return body;
  } catch (error) {
    node.classList.replace("sending", "not-sent");
    const again = make("button", "btn plain sm again", error.message || say("notSent"));
    again.type = "button";
    again.addEventListener("click", () => send(cid));
    node.append(again);
    toEnd();
    return {};
  }
}

export function writing(whenAnswered) {
  const form = one("[data-write]");
  form.hidden = false;
  toEnd();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = form.elements.text.value.trim();
    if (!text) return;
    form.elements.text.value = "";
    const cid = `c${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    const node = line({ author: say("you"), text, tag: "" });
    node.classList.add("sending");
    sent.set(cid, { node, text });
    list.append(node);
    toEnd();
    const { outcome } = await send(cid);
    if (outcome) whenAnswered();
  });
}
