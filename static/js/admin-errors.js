/* After a save that failed: the first field with an error gets the focus, in the order in which fields are seen, and what
   is folded around errors opens. The block editor returns to where the editor was, which may be far from there. The links of
   the list of errors lead to the others. */
"use strict";
{
  const blockOf = (element) => element.closest(".order-machine > .inline-related");

  // Blocks are seen in another order than they have in the page.
  const byPlace = (one, other) => {
    const blocks = [one, other].map(blockOf);
    if (blocks[0] && blocks[1] && blocks[0] !== blocks[1]) return blocks[0].style.order - blocks[1].style.order;
    return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  };

  // Autocompletes, choosers and rich texts hide the field that has their value.
  const seenPartOf = (field) =>
    field.closest(".prose-editor")?.querySelector("[contenteditable=true], .waiting-text") ??
    field.closest(".chooser")?.querySelector(".choose") ??
    field.parentElement.querySelector(".select2-hidden-accessible + * :is(.select2-search__field, [tabindex='0'])") ??
    field;

  const isShown = (element) => element.getClientRects().length > 0;

  const focus = (goal) => {
    goal.scrollIntoView({ block: "center" });
    goal.focus({ preventScroll: true });
  };

  const focusFirstError = () => {
    const messages = [...document.querySelectorAll(".errorlist")].filter((message) => !message.closest(".empty-form"));
    const fields = [...document.querySelectorAll("[aria-invalid=true]")].filter((field) => !field.closest(".empty-form"));
    [...messages, ...fields].forEach(window.formPlaces.unfold);
    for (const field of fields.sort(byPlace).map(seenPartOf)) {
      window.formPlaces.reveal(field);
      if (isShown(field)) return focus(field);
    }
    const message = [...messages, document.querySelector(".errornote")].find((each) => each && isShown(each));
    if (!message) return;
    message.tabIndex = -1; // what is wrong with several fields at once
    focus(message);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a");
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    event.preventDefault();
    window.formPlaces.reveal(place);
    const field = place.matches("input, select, textarea") ? seenPartOf(place) : place;
    if (field === place && !field.matches("input, select, textarea")) field.tabIndex = -1;
    focus(field);
  });

  // The block editor scrolls 200 ms after it has started.
  if (document.readyState === "complete") setTimeout(focusFirstError, 400);
  else window.addEventListener("load", () => setTimeout(focusFirstError, 400));
}
