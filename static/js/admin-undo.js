/* What was removed or moved in a form, and not saved yet, comes back: a bar offers to undo one step after the other.

   A row that was never saved is gone from the form once it is removed, with all that was typed. Here it is kept aside, and
   only a stand-in without fields is left for Django to remove. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const steps = []; // each with words, and undo, which returns the row that is back

  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("aria-live", "polite");

  const bar = document.createElement("div");
  bar.className = "undo-bar";
  const words = bar.appendChild(document.createElement("span"));
  const button = bar.appendChild(Object.assign(document.createElement("button"), { type: "button", className: "button" }));
  button.textContent = gettext("Undo");

  const offer = () => {
    const step = steps.at(-1);
    if (!step) return bar.remove();
    words.textContent = step.words;
    button.setAttribute("aria-label", `${button.textContent}: ${step.words}`);
    document.querySelector(".saving").prepend(bar); // which stays in sight
  };

  const add = (step) => {
    steps.push(step);
    offer();
    announcer.textContent = step.words;
  };

  button.addEventListener("click", () => {
    const step = steps.pop();
    const row = step.undo();
    announcer.textContent = `${gettext("Undone")}: ${step.words}`;
    offer();
    const fields = [...row.querySelectorAll("[contenteditable=true], .select2-selection, input, select, textarea")];
    const field = fields.find((each) => each.getClientRects().length > 0);
    (steps.length ? button : (field ?? row)).focus();
  });

  window.undoSteps = { add };

  // Removing rows -----------------------------------------------------------------------------------------------------

  const nameOf = (row) => {
    const kind = row.closest(".order-machine") ? row.querySelector(":scope > h3 b") : null;
    const group = row.closest(".inline-group")?.querySelector(".inline-heading");
    const field = row.querySelector("input[type=text], textarea, [contenteditable=true]");
    const text = (field?.value ?? field?.textContent ?? "").replace(/<[^>]*>/g, " ").trim();
    return [(kind ?? group)?.textContent.replace(/:\s*$/, "").trim(), text.slice(0, 40)].filter(Boolean).join(" – ");
  };

  const ATTRIBUTES = ["id", "name", "for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns"];

  const renumber = (row, prefix, index) => {
    for (const element of [row, ...row.querySelectorAll("*")])
      for (const name of ATTRIBUTES) {
        const value = element.getAttribute(name);
        if (value?.includes(prefix)) element.setAttribute(name, value.replaceAll(RegExp(`${prefix}-\\d+`, "g"), `${prefix}-${index}`));
      }
  };

  const remove = (link) => {
    const row = link.closest("[class*=dynamic-]");
    const prefix = [...row.classList].find((name) => name.startsWith("dynamic-")).slice("dynamic-".length);
    const step = { words: `${gettext("Removed")}: ${nameOf(row)}` };
    const order = window.blockOrder?.read();
    const standIn = row.cloneNode(false);
    standIn.classList.add("stand-in");
    standIn.append(...window.django.jQuery(link).clone(true)); // with what Django does when it is pressed
    row.replaceWith(standIn);
    standIn.querySelector(".inline-deletelink").click();
    step.undo = () => {
      putBack(row, prefix);
      if (order?.includes(row)) window.blockOrder.restore(order);
      return row;
    };
    add(step);
    button.focus();
  };

  // Django makes a new row, so that it goes on counting; the one that was removed takes its place.
  const putBack = (row, prefix) => {
    const take = (event) => {
      event.stopImmediatePropagation(); // nothing has to be set up in it
      renumber(row, prefix, event.target.id.slice(prefix.length + 1));
      event.target.replaceWith(row);
    };
    window.addEventListener("formset:added", take, { capture: true, once: true });
    document.querySelector(`#${prefix}-group .add-row a`).click();
  };

  window.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.(".inline-deletelink");
      if (!link || link.closest(".stand-in")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      remove(link);
    },
    { capture: true },
  );

  // Select2 knows its fields by the id that they had at first. A row that was removed leaves its number to another.
  let fieldCount = 0;
  window.addEventListener(
    "formset:added",
    ({ target }) => {
      for (const field of target.querySelectorAll("select.admin-autocomplete")) {
        fieldCount += 1;
        field.dataset.select2Id = `added-${fieldCount}`;
      }
    },
    { capture: true },
  );

  document.addEventListener("DOMContentLoaded", () => document.body.append(announcer));
}
