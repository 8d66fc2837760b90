/* "/" leads to the search from everywhere but a field, in which it is a character. */
"use strict";
{
  const isField = (element) => element?.isContentEditable || element?.matches?.("input, textarea, select, [role=textbox]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isField(event.target)) return;
    const field = document.querySelector("#content-main [role=search] [type=search], .header-search [type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
