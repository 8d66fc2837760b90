/* On narrow windows the navigation folds behind a button; without scripts it is open. */
"use strict";
{
  const button = document.querySelector(".sections-toggle");
  const show = (open) => button.setAttribute("aria-expanded", String(open));
  if (button) {
    button.hidden = false;
    show(false);
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  }
}
