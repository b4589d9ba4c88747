/* A form that came back: its first fault is in sight, and where it is a field, under the cursor. */
const fault = document.querySelector('.errors, [aria-invalid="true"]');
if (fault) {
  fault.scrollIntoView({ block: "center" });
  if (fault.matches("[aria-invalid]")) fault.focus({ preventScroll: true });
}
