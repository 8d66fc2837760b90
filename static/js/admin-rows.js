/* Whoever asks for another row goes on in it: its first field takes the focus. */
"use strict";
document.addEventListener("formset:added", ({ target }) => {
  if (!document.activeElement?.closest(".add-row")) return;
  // Choosers become what people use at the same event.
  setTimeout(() => {
    const fields = [...target.querySelectorAll("input:not([type=hidden]), select, textarea, .select2-selection")];
    fields.find((field) => field.getClientRects().length && !field.matches(".select2-hidden-accessible"))?.focus();
  });
});
