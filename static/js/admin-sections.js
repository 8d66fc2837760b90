/* On narrow windows the navigation folds behind a button; without scripts it is open. Menus, of one's own account and of
   filters, close when somebody goes on elsewhere, or presses Escape. */
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector(".sections-toggle");
  const show = (open) => button.setAttribute("aria-expanded", String(open));
  if (button) {
    button.hidden = false;
    show(false);
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  }

  const menus = [...document.querySelectorAll(".account, .list-filter")];
  for (const happening of ["focusin", "pointerdown"])
    document.addEventListener(happening, ({ target }) => {
      for (const menu of menus) if (!menu.contains(target)) menu.open = false;
    });
  for (const menu of menus)
    menu.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
});
