/* How many characters a text may still have. It may have more while it is being written: the browser cuts nothing. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const NEAR = 0.8; // of the limit: from here on, short fields say it too

  const count = (text) => [...text.replace(/\r?\n/g, "\r\n")].length; // as the site counts

  const setUp = (field) => {
    if (field.dataset.counted || field.name.includes("__prefix__") || field.type === "hidden") return;
    if (field.hidden || field.closest(".prose-editor")) return;
    field.dataset.counted = "true";
    const longest = Number(field.dataset.longest);
    const words = document.createElement("span");
    words.className = "letters-left";
    words.id = `${field.id}-left`;
    field.after(words);
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), words.id].filter(Boolean).join(" "));

    const show = () => {
      const left = longest - count(field.value);
      words.hidden = left >= 0 && !field.matches("textarea:not(.headline)") && left > longest * (1 - NEAR);
      words.classList.toggle("too-many", left < 0);
      // A screen reader says it at once only when there are too many.
      words.setAttribute("aria-live", left < 0 ? "polite" : "off");
      words.textContent =
        left < 0
          ? gettext("%s characters too many").replace("%s", -left)
          : gettext("%s characters left").replace("%s", left);
    };
    field.addEventListener("input", show);
    show();
  };

  const setUpAll = (root) => root.querySelectorAll("[data-longest]").forEach(setUp);
  document.addEventListener("DOMContentLoaded", () => setUpAll(document));
  document.addEventListener("formset:added", ({ target }) => setUpAll(target));
  document.addEventListener("content-editor:activate", ({ detail }) => setUpAll(detail.inline));
}
