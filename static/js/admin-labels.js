/* Names for the fields that Django leaves without one: halves of split date and time fields, fields in table rows, and
   the search boxes of Select2 (WCAG 2.2, 4.1.2 Name, Role, Value). */
"use strict";
{
  const FIELDS = ".vDateField, .vTimeField, .select2-search__field, .select2-selection";

  const labelOf = (field) => {
    const cell = field.closest("td[class*=field-], div[class*=field-]");
    const label = cell?.querySelector("label, legend");
    if (label) return label.textContent;
    // In a table, the column's heading names the field.
    const column = cell?.matches("td") ? [...cell.parentNode.children].indexOf(cell) : -1;
    return cell?.closest("table")?.querySelectorAll("thead th")[column]?.textContent ?? "";
  };

  const part = ({ name = "" }) => {
    if (name.endsWith("_0")) return gettext("Date");
    return name.endsWith("_1") ? gettext("Time") : "";
  };

  const nameFields = (root) => {
    for (const field of root.querySelectorAll(FIELDS)) {
      if (field.labels?.length || field.hasAttribute("aria-label")) continue;
      const label = labelOf(field).replace(/:\s*$/, "").trim();
      // Select2 names its box after the chosen text only; the field's own name comes first.
      if (label) field.setAttribute("aria-label", `${label} ${part(field)}`.trim());
    }
  };

  const gettext = window.gettext ?? ((text) => text);
  const whenSettled = (root) => () => setTimeout(() => nameFields(root));

  window.addEventListener("load", whenSettled(document));
  document.addEventListener("formset:added", ({ target }) => whenSettled(target)());
}
