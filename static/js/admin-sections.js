/* On narrow windows the navigation folds behind a button; without scripts it is open. What one may do with one's own account
   folds everywhere, and closes when somebody goes on elsewhere. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector(".sections-toggle");
  const show = (open) => button.setAttribute("aria-expanded", String(open));
  if (button) {
    button.hidden = false;
    show(false);
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  }

  const account = document.querySelector(".account");
  if (!account) return;
  for (const happening of ["focusin", "pointerdown"])
    document.addEventListener(happening, ({ target }) => {
      if (!account.contains(target)) account.open = false;
    });
  account.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    account.open = false;
    account.querySelector("summary").focus();
  });
});
