/* Every [data-until]: MM:SS into its [data-left], the bar drains, 5 and 1 minutes are spoken, zero says what is next.
   data-now is the server's time when the part was rendered; the phone's own clock may be wrong by hours. */
const SPOKEN = [300, 60];
const seen = new WeakMap();

function started(part) {
  if (!seen.has(part)) {
    const until = Date.parse(part.dataset.until);
    const now = Date.parse(part.dataset.now ?? "") || Date.now();
    const seconds = (until - now) / 1000;
    seen.set(part, { end: performance.now() + seconds * 1000, before: seconds, over: false });
  }
  return seen.get(part);
}

function shown(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function tick(part) {
  const state = started(part);
  if (state.over) return;
  const left = Math.max(0, Math.ceil((state.end - performance.now()) / 1000));
  const text = part.querySelector("[data-left]") ?? part;
  const bar = part.querySelector("progress");
  const said = part.querySelector("[data-said]");
  if (text.textContent !== shown(left)) text.textContent = shown(left);
  if (bar) bar.value = left;
  part.classList.toggle("soon", left <= 60);
  for (const mark of SPOKEN) {
    if (state.before > mark && left <= mark && left > 0 && said) said.textContent = part.getAttribute(`data-say-${mark}`);
  }
  state.before = left;
  if (left > 0) return;
  state.over = true;
  if (part.dataset.over) {
    const line = part.querySelector("[data-line]");
    if (line) line.textContent = part.dataset.over;
    if (said) said.textContent = part.dataset.over;
  }
  part.dispatchEvent(new CustomEvent("phien:over", { bubbles: true }));
}

const all = () => document.querySelectorAll("[data-until]").forEach(tick);
all();
setInterval(all, 500);
document.addEventListener("visibilitychange", all);
