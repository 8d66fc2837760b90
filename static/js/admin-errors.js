/* After a save that failed: the first field with an error gets the focus, in the order in which fields are seen, and what
   is folded around errors opens. The block editor returns to where the editor was, which may be far from there. */
"use strict";
{
  const blockOf = (element) => element.closest(".order-machine > .inline-related");

  // Blocks are seen in another order than they have in the page.
  const byPlace = (one, other) => {
    const blocks = [one, other].map(blockOf);
    if (blocks[0] && blocks[1] && blocks[0] !== blocks[1]) return blocks[0].style.order - blocks[1].style.order;
    return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  };

  const unfold = (element) => {
    blockOf(element)?.classList.remove("collapsed");
    for (let around = element.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  };

  // Autocompletes, choosers and rich texts hide the field that has their value.
  const seenPartOf = (field) =>
    field.closest(".prose-editor")?.querySelector("[contenteditable=true]") ??
    field.closest(".chooser")?.querySelector(".choose") ??
    field.parentElement.querySelector(".select2-hidden-accessible + * :is(.select2-search__field, [tabindex='0'])") ??
    field;

  const isShown = (element) => element.getClientRects().length > 0;

  const focusFirstError = () => {
    const messages = [...document.querySelectorAll(".errorlist")].filter((message) => !message.closest(".empty-form"));
    const fields = [...document.querySelectorAll("[aria-invalid=true]")].filter((field) => !field.closest(".empty-form"));
    [...messages, ...fields].forEach(unfold);
    const field = fields.sort(byPlace).map(seenPartOf).find(isShown);
    const message = messages.find(isShown) ?? document.querySelector(".errornote");
    const goal = field ?? message;
    if (!goal) return;
    if (!field) message.tabIndex = -1; // what is wrong with several fields at once
    goal.scrollIntoView({ block: "center" });
    goal.focus({ preventScroll: true });
  };

  // The block editor scrolls 200 ms after it has started.
  if (document.readyState === "complete") setTimeout(focusFirstError, 400);
  else window.addEventListener("load", () => setTimeout(focusFirstError, 400));
}
