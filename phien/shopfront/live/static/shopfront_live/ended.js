/* After the live: one's own orders are still there; and a live closed by mistake goes on within some minutes. */
import { refresh } from "./mine.js";

const { session, mayGoOn } = document.querySelector("script[data-session]").dataset;
refresh(session);

const LOOKS = 24; // half a minute apart
async function look(left) {
  try {
    const answer = await fetch(`/api/sessions/${session}/state`, { headers: { accept: "application/json" } });
    if (answer.ok && (await answer.json()).session.state === "open") return void location.reload();
  } catch { /* the next look tells */ }
  if (left) setTimeout(look, 20000 + Math.random() * 10000, left - 1);
}
if (mayGoOn !== undefined) setTimeout(look, 10000 + Math.random() * 10000, LOOKS);
