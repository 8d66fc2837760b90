/* Beside each field that chooses a picture: the picture. */
"use strict";
{
  // The address of the list of pictures, as the link for adding one knows it.
  const pictures = (wrapper) => wrapper.querySelector(".add-related")?.getAttribute("href")?.split("add/")[0];

  const show = (select) => {
    const wrapper = select.closest(".related-widget-wrapper");
    const address = pictures(wrapper);
    if (!address) return;
    for (const picture of wrapper.querySelectorAll(".chosen-picture")) picture.remove();
    for (const { value, text } of select.selectedOptions) {
      if (!value) continue;
      const picture = document.createElement("img");
      picture.className = "chosen-picture";
      picture.src = `${address}${value}/thumbnail/`;
      picture.alt = "";
      picture.title = text;
      wrapper.append(picture);
    }
  };

  const isPictureField = (element) => element.matches('[data-model-ref="picture"] select');

  const showAll = (root) =>
    root.querySelectorAll('[data-model-ref="picture"] select').forEach((select) => {
      if (!select.name.includes("__prefix__")) show(select);
    });

  document.addEventListener("DOMContentLoaded", () => {
    showAll(document);
    // Select2 and Django's pop-ups announce changes by jQuery only.
    window.django?.jQuery(document).on("change", "select", ({ target }) => isPictureField(target) && show(target));
    document.addEventListener("formset:added", ({ target }) => showAll(target));
  });
}
