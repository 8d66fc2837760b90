/* What was done to the rows of a form, and not saved yet, is undone and done again step by step: with the buttons of a bar, or
   with Ctrl+Z and Ctrl+Shift+Z once the field that has the focus has nothing of its own left to undo.

   A step is a list of changes. A change is a function that does something, and returns the change that takes it back.

   A row that was never saved is gone from the form once it is removed, with all that was typed. Here it is kept aside, and
   only a stand-in without fields is left for Django to remove. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  // Steps, each with words, changes, the row that it is about, and what fields said before they were typed into since.
  const done = [];
  const undone = [];

  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("aria-live", "polite");

  const bar = document.createElement("div");
  bar.className = "undo-bar";
  const words = document.createElement("span");

  const makeButton = (className, text, from, to) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
    button.addEventListener("click", () => {
      const row = go(from, to);
      (from.length ? button : (fieldIn(row) ?? row)).focus();
    });
    return button;
  };
  const undoButton = makeButton("button undo", gettext("Undo"), done, undone);
  const redoButton = makeButton("button redo", gettext("Redo"), undone, done);

  const offer = () => {
    const step = done.at(-1);
    words.textContent = (step ?? undone.at(-1))?.words;
    for (const button of [undoButton, redoButton]) button.setAttribute("aria-label", `${button.textContent}: ${words.textContent}`);
    if (undone.length) redoButton.setAttribute("aria-label", `${redoButton.textContent}: ${undone.at(-1).words}`);
    bar.replaceChildren(words, ...(step ? [undoButton] : []), ...(undone.length ? [redoButton] : []));
    if (step || undone.length) document.querySelector(".saving").prepend(bar); // which stays in sight
    else bar.remove();
  };

  const add = (step) => {
    done.push({ ...step, typed: new Map() });
    undone.length = 0;
    offer();
    announcer.textContent = step.words;
  };

  const go = (from, to) => {
    const step = from.pop();
    step.changes = step.changes.map((change) => change()).reverse();
    step.typed = new Map();
    to.push(step);
    announcer.textContent = `${from === done ? gettext("Undone") : gettext("Done again")}: ${step.words}`;
    offer();
    return step.row.isConnected ? step.row : document.querySelector(".order-machine-insert-target.last, .saving");
  };

  const fieldIn = (row) =>
    [...row.querySelectorAll("[contenteditable=true], .waiting-text, .select2-selection, .chooser .choose, input, select, textarea")].find(
      (each) => each.getClientRects().length > 0,
    );

  // By key ------------------------------------------------------------------------------------------------------------

  const textOf = (field) => (field.editor ? field.editor.getHTML() : field.value);
  const fieldOf = (element) => element.closest?.("[contenteditable=true], textarea, input");

  const remember = ({ target }) => {
    const typed = (done.at(-1) ?? undone.at(-1))?.typed;
    const field = typed && fieldOf(target);
    if (field && !typed.has(field)) typed.set(field, textOf(field));
  };
  for (const happening of ["keydown", "beforeinput", "paste"]) window.addEventListener(happening, remember, { capture: true });

  const goByKey = (from, to) => {
    const row = go(from, to);
    (fieldIn(row) ?? row).focus();
  };

  window.addEventListener(
    "keydown",
    (event) => {
      const key = event.key?.toLowerCase(); // filling in a form has none
      if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return;
      const [from, to] = key === "y" || event.shiftKey ? [undone, done] : [done, undone];
      const step = from.at(-1);
      if (!step) return;
      const field = fieldOf(event.target);
      const text = field && textOf(field);
      const before = (done.at(-1) ?? undone.at(-1)).typed.get(field);
      if (field && before !== undefined && before !== text) {
        // Typing comes first, unless the field has forgotten it.
        return setTimeout(() => textOf(field) === text && from.at(-1) === step && goByKey(from, to));
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      goByKey(from, to);
    },
    { capture: true },
  );

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

  const tick = (box) => () => {
    box.click();
    return tick(box);
  };

  /* The change that removes a row: one that the form had as saved is marked, so that it goes with the next save. */
  const remove = (row) => {
    const box = row.querySelector(":scope > h3 .delete input[type=checkbox]");
    return box ? tick(box) : () => takeOut(row);
  };

  const takeOut = (row) => {
    const prefix = [...row.classList].find((name) => name.startsWith("dynamic-")).slice("dynamic-".length);
    const order = window.blockOrder?.read();
    const standIn = row.cloneNode(false);
    standIn.classList.add("stand-in");
    standIn.append(...window.django.jQuery(row.querySelector(".inline-deletelink")).clone(true)); // with what Django does when it is pressed
    row.replaceWith(standIn);
    standIn.querySelector(".inline-deletelink").click();
    return () => {
      putBack(row, prefix);
      if (order?.includes(row)) window.blockOrder.restore(order);
      return remove(row);
    };
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

  window.undoSteps = { add, remove, nameOf, fieldIn };

  window.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.(".inline-deletelink");
      if (!link || link.closest(".stand-in")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const row = link.closest("[class*=dynamic-]");
      const step = { words: `${gettext("Removed")}: ${nameOf(row)}`, row };
      add({ ...step, changes: [remove(row)()] });
      undoButton.focus();
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
