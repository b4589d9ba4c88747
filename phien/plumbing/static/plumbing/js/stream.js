/* One EventSource a tab: closed while the tab is hidden, resumed by the last event's id; the page hears phien:weak when the
   line is lost and phien:strong when it is back. stream(url, "fence.seq" or "", {kind: (facts) => …}). */
const LOST_AFTER = 4000;
const AGAIN = [1000, 2000, 4000, 8000, 15000];

export function stream(url, after, kinds) {
  let source = null;
  let id = after;
  let failures = 0;
  let lostTimer;
  let againTimer;

  const lost = () => { clearTimeout(lostTimer); lostTimer = setTimeout(() => tell("phien:weak"), LOST_AFTER); };
  const tell = (name) => document.dispatchEvent(new CustomEvent(name));

  function close() {
    clearTimeout(lostTimer);
    clearTimeout(againTimer);
    source?.close();
    source = null;
  }

  function open() {
    if (source || document.hidden) return;
    source = new EventSource(id ? `${url}?after=${encodeURIComponent(id)}` : url);
    lost();
    source.onopen = () => { failures = 0; clearTimeout(lostTimer); tell("phien:strong"); };
    source.onerror = () => {
      lost();
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      source = null;
      againTimer = setTimeout(open, AGAIN[Math.min(failures++, AGAIN.length - 1)] * (0.75 + Math.random() / 2));
    };
    for (const [kind, heard] of Object.entries(kinds)) {
      source.addEventListener(kind, (event) => {
        if (event.lastEventId) id = event.lastEventId;
        heard(event.data ? JSON.parse(event.data) : {});
      });
    }
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  window.addEventListener("online", () => { close(); open(); });
  open();
  /* A state of that id was read: from it on. False where more has been told already. */
  function from(newId) {
    if (isBefore(newId, id)) return false;
    id = newId;
    return true;
  }
  return { from, again() { close(); open(); }, close };
}

/* Whether an id fence.seq tells of less than another. */
export function isBefore(one, other) {
  const [[fence, seq], [fenceToo, seqToo]] = [one, other].map((id) => id.split(".").map(Number));
  return fence < fenceToo || (fence === fenceToo && seq < seqToo);
}
