/* Names for the fields that Django and its libraries leave without one: fields in table rows, the boxes of Select2, and
   boxes for rich text (WCAG 2.2, 4.1.2 Name, Role, Value). */
"use strict";
{
  const FIELDS = [
    ".select2-search__field",
    ".select2-selection",
    ".select2-selection__rendered[role=textbox]",
    "#result_list td input:not([type=hidden], [type=checkbox])",
    "#result_list td select",
    ".tabular td input:not([type=hidden])",
    ".tabular td select",
    ".tabular td textarea",
  ].join(", ");

  const OPENED = ".select2-dropdown .select2-search__field, .select2-dropdown .select2-results__options";

  const gettext = window.gettext ?? ((text) => text);
  const tidy = (text) => text.replace(/:\s*$/, "").trim();

  const labelOf = (field) => {
    const cell = field.closest("td[class*=field-], td.delete, div[class*=field-]");
    if (!cell?.matches("td")) return cell?.querySelector("label, legend")?.textContent ?? "";
    // In a table, the column's heading names the field, and in a list the row's title, too.
    const column = [...cell.parentNode.children].indexOf(cell);
    const heading = cell.closest("table").querySelectorAll("thead th")[column];
    const title = cell.parentNode.querySelector("th")?.textContent;
    return [heading?.querySelector(".text")?.textContent ?? heading?.textContent, title].filter(Boolean).map(tidy).join(": ");
  };

  const nameFields = (root) => {
    // Where nothing can be deleted, and nothing added, the last column is for nothing.
    for (const heading of root.querySelectorAll(".tabular th:last-child:empty")) {
      const table = heading.closest("table");
      if (table.querySelector(".empty-form")) continue;
      for (const cell of [...table.querySelectorAll("td.delete"), heading]) cell.remove();
    }
    for (const field of root.querySelectorAll(FIELDS)) {
      if (field.labels?.length || field.hasAttribute("aria-label")) continue;
      const label = tidy(labelOf(field));
      if (!label) continue;
      field.setAttribute("aria-label", label);
      field.removeAttribute("aria-labelledby"); // by which Select2 calls a box what is chosen in it, and that would win
    }
    // On a phone a row of a table is a card, in which each cell says what it is.
    for (const cell of root.querySelectorAll(".tabular td[class*=field-], .tabular td.delete")) {
      const column = cell.closest("table").querySelectorAll("thead th")[[...cell.parentNode.children].indexOf(cell)];
      if (column) cell.dataset.column = tidy(column.textContent);
    }
    // A name needs a role that may have one.
    for (const sign of root.querySelectorAll(".search-label-icon[aria-label]")) sign.setAttribute("role", "img");
    for (const heading of root.querySelectorAll("th.original:empty")) {
      const text = document.createElement("span");
      text.className = "visually-hidden";
      text.textContent = gettext("Row");
      heading.append(text);
    }
  };

  const whenSettled = (root) => setTimeout(() => nameFields(root));

  window.addEventListener("load", () => {
    whenSettled(document);
    // What Select2 opens stands at the end of the page, with a search field of its own.
    window.django?.jQuery(document).on("select2:open", ({ target }) => {
      for (const part of document.querySelectorAll(OPENED)) part.setAttribute("aria-label", tidy(labelOf(target)));
      // ARIA 1.2 has another name for it than Select2.
      for (const box of document.querySelectorAll(".select2-selection[aria-owns]"))
        box.setAttribute("aria-controls", box.getAttribute("aria-owns"));
    });
  });
  document.addEventListener("formset:added", ({ target }) => whenSettled(target));
  document.addEventListener("autocomplete:started", ({ target }) => nameFields(target.parentElement));

  const nameTextBox = (box, textarea) => {
    const label = document.querySelector(`label[for="${textarea.id}"]`)?.textContent ?? gettext("Text");
    box.setAttribute("aria-multiline", "true");
    box.setAttribute("aria-label", tidy(label));
  };
  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => nameTextBox(editor.view.dom, textarea));
  document.addEventListener("prose-editor:waiting", ({ detail: { box, textarea } }) => nameTextBox(box, textarea));
}
