/* From what a readiness check has found to the place where it can be mended: the field, or the block, is opened and gets
   the focus. Without this script, the links lead to the field's element. What a step asks for is asked before it is sent. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const CONTROLS = "input:not([type=hidden], [name$=-DELETE]), select:not(.select2-hidden-accessible), textarea, .select2-selection, [contenteditable=true]";

  const placeOf = ({ field, kind, block }) => {
    if (field) return document.querySelector(`.form-row.field-${field}, .fieldBox.field-${field}`);
    const keys = document.querySelectorAll(`input[type=hidden][name^="${kind}-"][name$="-id"]`);
    return [...keys].find((key) => key.value === block)?.closest(".inline-related");
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".readiness a");
    const place = link && placeOf(link.dataset);
    if (!place) return;
    event.preventDefault();
    window.formPlaces.reveal(place);
    place.scrollIntoView({ block: "center" });
    const visible = [...place.querySelectorAll(CONTROLS)].find((control) => control.getClientRects().length);
    visible?.focus({ preventScroll: true });
  });

  // Whoever asks for changes says which: without a page that says so first. The site asks for it, too.
  document.addEventListener("click", (event) => {
    const comment = event.target.name === "_request_changes" && event.target.form.elements.comment;
    if (!comment || comment.value.trim()) return;
    event.preventDefault();
    window.formPlaces.reveal(comment);
    comment.setCustomValidity(gettext("Say here what has to be changed, so that the author knows; then press the button again."));
    comment.reportValidity();
    comment.addEventListener("input", () => comment.setCustomValidity(""), { once: true });
  });
}
