/* Autocompletes: of a long form they start when their place comes near. Each one that starts lets the browser work out the whole
   page anew, which took 20 seconds for the 200 of a day with 100 sessions. */
"use strict";
{
  const MAX_AT_ONCE = 40; // autocompletes
  const NEAR = "1500px"; // from the window

  // Before jQuery tells Django that the page is there, which starts them all.
  window.addEventListener(
    "DOMContentLoaded",
    () => {
      const $ = window.django?.jQuery;
      const startAll = $?.fn.djangoAdminSelect2;
      if (!startAll) return;
      // What is offered is part of the page's content, as the landmarks tell it.
      $.fn.select2.defaults.set("dropdownParent", $("main"));
      const waiting = new Set();

      const start = (field) => {
        if (!waiting.delete(field)) return;
        observer.unobserve(field);
        startAll.call($(field));
        field.dispatchEvent(new CustomEvent("autocomplete:started", { bubbles: true }));
      };
      const observer = new IntersectionObserver(
        (entries) => {
          for (const { isIntersecting, target } of entries) if (isIntersecting) start(target);
        },
        { rootMargin: NEAR },
      );

      $.fn.djangoAdminSelect2 = function () {
        if (this.length <= MAX_AT_ONCE) return startAll.call(this);
        return this.each((_index, field) => {
          waiting.add(field);
          observer.observe(field);
        });
      };

      document.addEventListener("focusin", ({ target }) => {
        if (!waiting.has(target)) return;
        start(target);
        target.parentElement.querySelector(".select2-search__field, .select2-selection[tabindex='0']")?.focus();
      });
    },
    { capture: true },
  );
}
