/* Before the live: opens the page when it begins. A desk that takes a session up tells everybody to read the state anew
   (reset), and so is the opening heard. Missed it, or the line was lost: the state is asked for now and then, more often
   around the hour, and never while the tab is hidden. */
import { stream } from "../plumbing/js/stream.js";

const wait = document.querySelector("[data-wait]");
const id = wait.dataset.wait;
const BUSY = 20_000;
const QUIET = 120_000;
const NEAR = 15 * 60_000;
let asking = false;

async function look() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(`/api/sessions/${id}/state`, { headers: { accept: "application/json" } });
    if (answer.ok && (await answer.json()).session.state !== "scheduled") location.reload();
  } catch { /* the next look */ }
  asking = false;
}

/* All are told at once: they come one after the other. */
const soon = () => setTimeout(look, Math.random() * 4000);
stream(`/api/sessions/${id}/events`, "", { session: soon, reset: soon, stock: soon, pinned: soon });
document.addEventListener("phien:strong", soon);
(function again() {
  const near = Date.parse(wait.dataset.at) - Date.now() < NEAR;
  setTimeout(() => { if (!document.hidden) look(); again(); }, (near ? BUSY : QUIET) * (0.75 + Math.random() / 2));
})();
