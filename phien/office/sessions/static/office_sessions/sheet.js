/* The run sheet: drag a row by its grip, and the arrow that was pressed keeps the focus. Without this the arrows do. */
const rows = document.querySelector("[data-rows]");
const LAST = "phien-moved";

function taken(grip, row) {
  const before = [...rows.children].indexOf(row);
  const middle = (other) => {
    const { top, height } = other.getBoundingClientRect();
    return top + height / 2;
  };
  // The others move around the row: moved itself, it would lose the pointer.
  const dragged = ({ clientY }) => {
    for (let next = row.nextElementSibling; next && clientY > middle(next); next = row.nextElementSibling) row.before(next);
    for (let last = row.previousElementSibling; last && clientY < middle(last); last = row.previousElementSibling) row.after(last);
  };
  const letGo = (event) => {
    grip.removeEventListener("pointermove", dragged);
    grip.removeEventListener("pointerup", letGo);
    grip.removeEventListener("pointercancel", letGo);
    row.classList.remove("dragged");
    const after = [...rows.children].indexOf(row);
    if (event.type === "pointercancel" || after === before) {
      if (after !== before) location.reload();
      return;
    }
    const form = row.querySelector(".moves > form");
    const to = document.createElement("input");
    Object.assign(to, { type: "hidden", name: "to", value: String(after + 1) });
    form.append(to);
    form.submit();
  };
  row.classList.add("dragged");
  grip.addEventListener("pointermove", dragged);
  grip.addEventListener("pointerup", letGo);
  grip.addEventListener("pointercancel", letGo);
}

if (rows) {
  rows.classList.add("can-drag");
  rows.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    taken(grip, grip.closest(".sheet-row"));
  });
  rows.addEventListener("submit", (event) => {
    const way = event.submitter?.value;
    if (event.target.closest(".moves") && way) sessionStorage.setItem(LAST, `${event.target.closest(".sheet-row").id} ${way}`);
  });
  addEventListener("load", () => setTimeout(focused)); // after the browser has gone to the row
}

function focused() {
  const [id, way] = (sessionStorage.getItem(LAST) ?? "").split(" ");
  sessionStorage.removeItem(LAST);
  if (!id || !way || location.hash !== `#${id}`) return;
  const buttons = [...document.querySelectorAll(`#${CSS.escape(id)} .moves button`)].filter((one) => !one.disabled);
  (buttons.find((one) => one.value === way) ?? buttons[0])?.focus();
}
