/* Buying: one press where name and phone are known, else a sheet that asks them once.
   A wish keeps its key until it is answered, so that pressing again after a lost line buys once;
   after an answer that gave something, buttons rest for a moment, so that a double tap buys once. */
import { buyWord, items, redraw, settled } from "./goods.js";
import { all, dong, one, post, put, say, state, toast } from "./page.js";

const BUYER = "phien.buyer";
const RESTS = 2000;
const open = { wish: null, resting: false };
let answered = () => {};

const known = () => { try { return JSON.parse(localStorage.getItem(BUYER)); } catch { return null; } };
const remember = (buyer) => { try { localStorage.setItem(BUYER, JSON.stringify(buyer)); } catch { /* private window */ } };
const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function wishFor(code, qty) {
  const same = open.wish && open.wish.code === code && open.wish.qty === qty;
  if (!same) open.wish = { key: newKey(), code, qty };
  return open.wish;
}

const gave = ({ status, body }) => status === 200 || status === 201 || body.code === "waitlisted";

// Not `disabled`: the focus must not fall from the button that the sheet gives it back to.
function rest(resting) {
  open.resting = resting;
  all("[data-buy-word], [data-buy-short]").forEach((button) => {
    if (resting) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  });
}

function settle(wish, answer) {
  const over = () => { if (open.wish === wish) open.wish = null; };
  if (answer.status >= 500) return; // unanswered: the key stays
  if (!gave(answer)) return void over();
  rest(true);
  setTimeout(() => { over(); rest(false); }, RESTS);
}

async function place(code, qty, buyer, button) {
  const wish = wishFor(code, qty);
  const word = button.textContent;
  button.dataset.busy = "";
  button.disabled = true;
  put(button, say("sending"));
  try {
    const answer = await post(`/api/sessions/${state.session.id}/orders`, { key: wish.key, buyer, items: [{ code, qty }] });
    settle(wish, answer);
    return answer;
  } catch {
    return { status: 0, body: { reason: say("lost") } };
  } finally {
    delete button.dataset.busy;
    button.disabled = false;
    put(button, word);
    redraw();
  }
}

function told({ status, body }, code, qty) {
  const what = `${code} ×${qty}`;
  if (status === 200 || status === 201) toast(say("kept", { items: what }), body.link);
  else if (body.code === "waitlisted") toast(say("waiting", { position: body.position ?? "", items: what }));
  else toast(body.reason || say("failed"));
  if (status && status < 500) answered();
}

const sheet = one("#sheet");
const form = one("[data-order]");

function ask(item, qty) {
  sheet.dataset.item = item.code;
  put(one("[data-code]", sheet), item.code);
  put(one("[data-name]", sheet), item.name);
  form.elements.qty.max = item.limit ?? "";
  form.elements.qty.value = qty;
  const buyer = known() ?? {};
  form.elements.name.value ||= buyer.name ?? "";
  form.elements.phone.value ||= buyer.phone ?? "";
  complain({});
  sum();
  sheet.showModal();
  if (!form.elements.name.value) form.elements.name.focus();
}

function sum() {
  const item = items.get(sheet.dataset.item);
  if (!item) return;
  const qty = Number(form.elements.qty.value) || 1;
  put(one("[data-sum]", sheet), dong(item.price * qty));
  put(one("[data-buy-word]", form), buyWord(item, qty));
}

function complain(fields) {
  for (const place of ["buyer.name", "buyer.phone", "other"]) {
    const line = one(`[data-error="${place}"]`, form);
    put(line, fields[place] ?? "");
    const field = line.previousElementSibling?.matches("input") ? line.previousElementSibling : one("input", line.parentElement);
    if (place !== "other") field.setAttribute("aria-invalid", String(Boolean(fields[place])));
  }
  one('[aria-invalid="true"]', form)?.focus();
}

form?.addEventListener("input", sum);
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (open.resting) return undefined;
  const buyer = { name: form.elements.name.value.trim(), phone: form.elements.phone.value.trim() };
  const [code, qty] = [sheet.dataset.item, Number(form.elements.qty.value) || 1];
  const answer = await place(code, qty, buyer, one("[data-buy-word]", form));
  if (answer.status === 422 && answer.body.fields) {
    const fields = { ...answer.body.fields };
    fields.other = Object.entries(fields).find(([name]) => !name.startsWith("buyer."))?.[1];
    return complain(fields);
  }
  if (answer.status === 0 || answer.status >= 500) return complain({ other: answer.body.reason || say("failed") });
  remember(buyer);
  sheet.close();
  return told(answer, code, qty);
});

export function buying(whenAnswered) {
  answered = whenAnswered;
  document.addEventListener("submit", async (event) => {
    const pressed = event.target.closest("[data-buy]");
    if (!pressed) return;
    if (open.resting || (pressed.closest("[data-pin]") && !settled())) return void event.preventDefault();
    const item = items.get(pressed.elements.code.value);
    if (!item || !sheet?.showModal) return; // an old phone: the order page asks
    event.preventDefault();
    const qty = Number(pressed.elements.qty?.value) || 1;
    const buyer = known();
    if (!buyer?.phone || !pressed.elements.qty) return ask(item, qty);
    const answer = await place(item.code, qty, buyer, one("button:not([type])", pressed));
    if (answer.status === 422) {
      ask(item, qty);
      return complain(answer.body.fields ?? { other: answer.body.reason });
    }
    return told(answer, item.code, qty);
  });
  document.addEventListener("input", (event) => {
    const pressed = event.target.closest("[data-pin] [data-buy]");
    const item = pressed && items.get(pressed.elements.code.value);
    if (item) put(one("[data-buy-word]", pressed), buyWord(item, Number(event.target.value) || 1));
  });
}

export const buyer = { known, remember };
