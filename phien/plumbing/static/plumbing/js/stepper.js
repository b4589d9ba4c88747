/* − n + around a number field. data-price on the field and data-total="#id" keep a total in step with it. */
const dong = new Intl.NumberFormat(document.documentElement.lang || "vi");

function counted(field) {
  const least = Number(field.min || 0);
  const most = field.max === "" ? Infinity : Number(field.max);
  const value = Math.min(most, Math.max(least, Math.trunc(Number(field.value)) || least));
  return { value, least, most };
}

function followed(field) {
  const { value, least, most } = counted(field);
  const frame = field.closest(".stepper");
  frame?.querySelectorAll("[data-step]").forEach((button) => {
    button.disabled = Number(button.dataset.step) < 0 ? value <= least : value >= most;
  });
  if (!field.dataset.price || !field.dataset.total) return;
  document.querySelectorAll(field.dataset.total).forEach((total) => {
    total.textContent = `${dong.format(value * Number(field.dataset.price))}\u00a0₫`;
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".stepper [data-step]");
  if (!button) return;
  const field = button.closest(".stepper").querySelector("input");
  field.value = Number(field.value || 0) + Number(button.dataset.step);
  field.value = counted(field).value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("input", (event) => {
  if (event.target.matches(".stepper input")) followed(event.target);
});
document.querySelectorAll(".stepper input").forEach(followed);
document.addEventListener("htmx:after:swap", () => document.querySelectorAll(".stepper input").forEach(followed));
