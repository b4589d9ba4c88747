/* Copy buttons: <button data-copy="5000205123456" data-copied="Đã chép"><span data-word>Chép</span></button> */
const BACK_AFTER = 2500;

async function copied(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Pages opened by address in a local network are no secure context: use a field, as old phones do.
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "vh";
  field.setAttribute("readonly", "");
  document.body.append(field);
  field.select();
  const worked = document.execCommand("copy");
  field.remove();
  if (!worked) throw new Error("copy refused");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const word = button.querySelector("[data-word]") ?? button;
  try {
    await copied(button.dataset.copy);
  } catch {
    return;
  }
  button.dataset.before ??= word.textContent;
  word.setAttribute("role", "status");
  word.textContent = button.dataset.copied;
  clearTimeout(button.backAgain);
  button.backAgain = setTimeout(() => { word.textContent = button.dataset.before; }, BACK_AFTER);
});
