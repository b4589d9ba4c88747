/* The live page: one stream of events, each told to the module that shows it. */
import { buying } from "./buy.js";
import { heard, hide, replay, writing } from "./chat.js";
import { change, flashOver, pin, redraw, take } from "./goods.js";
import { refresh } from "./mine.js";
import { now, one, put, state, whole } from "./page.js";
import { stream } from "../plumbing/js/stream.js";

const id = state.session.id;
const ownThings = () => refresh(id).then(redraw);

/* What was said before does not hold: the state is read anew, at a moment of chance, since all are told so at once.
   Told again while that moment is awaited, one reading is enough. */
let anew;
function reset() {
  anew ??= setTimeout(() => { anew = undefined; readState(); }, Math.random() * 5000);
}

async function readState() {
  try {
    const answer = await fetch(`/api/sessions/${id}/state`, { headers: { accept: "application/json" } });
    if (!answer.ok) return void (answer.status >= 500 && reset());
    const fresh = await answer.json();
    if (fresh.session.state !== "open") return void location.reload();
    if (!events.from(fresh.id)) return reset(); // older than what the stream has told meanwhile
    take(fresh);
    replay(fresh.chat);
    viewers(fresh.viewers);
    ownThings();
  } catch { /* the stream tells when the line is back */ }
}

function viewers(count) {
  one("[data-viewers-box]").hidden = !count;
  put(one("[data-viewers]"), whole(count));
}

take(state);
const events = stream(`/api/sessions/${id}/events`, state.id, {
  stock: ({ items }) => change(items),
  pinned: ({ code }) => pin(code),
  price: (row) => change([row]),
  session: ({ state: now }) => { if (now !== "open") setTimeout(() => location.reload(), Math.random() * 3000); },
  chat: ({ rows }) => heard(rows),
  hidden: ({ ids }) => hide(ids),
  viewers: ({ n }) => viewers(n),
  mine: ownThings,
  reset,
});
// The first answer brings the buyer's cookie; only a stream opened with it is told of one's own things.
let known = false;
const answered = () => {
  if (!known) events.again();
  known = true;
  ownThings();
};
buying(answered);
writing(answered);
ownThings();
document.addEventListener("phien:over", (event) => { if (event.target.closest("[data-deal]")) flashOver(); });
const clock = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" });
document.addEventListener("phien:weak", () => put(one("[data-as-of]"), clock.format(now())));
