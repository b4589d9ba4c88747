/* "Another size" on the product form: one more row from the template, numbered as Django's formset counts. */
const button = document.querySelector("[data-add-size]");
const rows = document.querySelector("[data-sizes]");
const blank = document.querySelector("[data-new-size]");
const total = document.querySelector("#id_sizes-TOTAL_FORMS");

if (button && rows && blank && total) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    total.value = String(Number(total.value) + 1);
    rows.append(holder.content);
    rows.lastElementChild.querySelector("input:not([type=hidden])").focus();
  });
}
