/* The block editor (django-content-editor), made usable by keyboard and touch.

   The library moves blocks by dragging them only, opens its menu by mouse only, and keeps the blocks in the page grouped by
   kind, placed by the CSS property "order". Here each block gets buttons that move it, and one with all else that can be
   done with it; blocks are read, filled and added. The menus are in admin-blocks-menu.js, what is done with blocks and
   their texts in admin-blocks-actions.js. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const editor = () => document.querySelector(".order-machine");

  const blocks = () =>
    [...editor().querySelectorAll(".inline-related:not(.empty-form)")]
      .filter((block) => block.dataset.region === window.ContentEditor.currentRegion)
      .sort((one, other) => one.style.order - other.style.order);

  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("aria-live", "polite");

  // Their order -------------------------------------------------------------------------------------------------------

  const arrange = (list) =>
    list.forEach((block, index) => {
      const order = 10 * (index + 1);
      block.style.order = order;
      block.querySelector(".order-machine-ordering").value = order;
    });

  // For undoing: those that have come since stay at their places.
  const restore = (former) => {
    const present = blocks();
    const list = former.filter((block) => present.includes(block));
    present.forEach((block, index) => {
      if (!list.includes(block)) list.splice(index, 0, block);
    });
    arrange(list);
    for (const message of editor().querySelectorAll(".machine-message")) message.classList.add("hidden");
  };
  window.blockOrder = { read: () => (editor() ? blocks() : []), restore };

  const reorder = (block, former) => () => {
    const present = blocks();
    restore(former);
    block.scrollIntoView({ block: "nearest" });
    return reorder(block, present);
  };

  const offerToUndoMove = (block, former) =>
    window.undoSteps.add({
      words: `${gettext("Moved")}: ${window.undoSteps.nameOf(block)}`,
      row: block,
      changes: [reorder(block, former)],
    });

  const move = (block, steps) => {
    const former = blocks();
    const list = [...former];
    const from = list.indexOf(block);
    const to = from + steps;
    if (to < 0 || to >= list.length) return;
    list.splice(from, 1);
    list.splice(to, 0, block);
    arrange(list);
    offerToUndoMove(block, former);
    announcer.textContent = `${gettext("Now at place")} ${to + 1} / ${list.length}`;
    block.scrollIntoView({ block: "nearest" });
  };

  let beforeDrag = null;
  document.addEventListener(
    "dragstart",
    () => {
      beforeDrag = editor() && blocks();
    },
    { capture: true },
  );
  document.addEventListener("dragend", ({ target }) => {
    const block = target.closest?.(".order-machine > .inline-related");
    if (block && blocks().some((each, index) => each !== beforeDrag[index])) offerToUndoMove(block, beforeDrag);
  });

  // What is in them ---------------------------------------------------------------------------------------------------

  const BOOKKEEPING = ["id", "parent", "ordering", "region", "DELETE"];

  const prefixOf = (block) => block.id.replace(/-\d+$/, "");

  /* Its fields by their names, without those that only the site knows, and files. */
  const fieldsOf = (block) =>
    [...block.querySelectorAll("input, select, textarea")]
      .map((field) => [field.name.match(/-\d+-(\w+)$/)?.[1], field])
      .filter(([name, { type }]) => name && !BOOKKEEPING.includes(name) && type !== "file");

  const contentOf = (field) => {
    if (field.type === "checkbox") return field.checked;
    return field.options ? [...field.selectedOptions].map(({ value, text }) => ({ id: value, label: text })) : field.value;
  };

  const read = (block) => Object.fromEntries(fieldsOf(block).map(([name, field]) => [name, contentOf(field)]));

  const choose = (field, chosen) => {
    for (const option of field.options) option.selected = false;
    for (const { id, label } of chosen) {
      const known = [...field.options].find(({ value }) => value === id);
      if (known) known.selected = true;
      else if (field.matches(".admin-autocomplete, .chooser > select")) field.append(new Option(label, id, true, true));
    }
  };

  const put = (field, value) => {
    const proseEditor = field.closest(".prose-editor")?.querySelector(".ProseMirror[contenteditable]")?.editor;
    if (proseEditor) return proseEditor.chain().setMeta("addToHistory", false).setContent(value, { emitUpdate: true }).run();
    if (field.type === "checkbox") field.checked = value;
    else if (field.options) choose(field, value);
    else field.value = value;
    for (const happening of ["input", "change"]) field.dispatchEvent(new Event(happening, { bubbles: true }));
  };

  const fill = (block, values) => {
    for (const [name, field] of fieldsOf(block)) if (name in values) put(field, values[name]);
    rename(block);
  };

  /* Its first field gets the focus; a text that has not started yet when it has. */
  const focus = (block) => {
    block.scrollIntoView({ block: "nearest" });
    const field = window.undoSteps.fieldIn(block.querySelector("fieldset"));
    if (field?.editor) field.editor.commands.focus("start");
    else field?.focus();
    if (field?.matches(".prose-editor textarea, textarea[data-django-prose-editor-text]"))
      block.addEventListener("prose-editor:ready", ({ detail }) => detail.editor.commands.focus("start"), { once: true });
  };

  /* Add a block of a kind before another, or at the end, with values. */
  const add = (prefix, before, values = {}) => {
    let added = null;
    const note = ({ detail }) => {
      added ??= detail.inline;
    };
    document.addEventListener("content-editor:activate", note);
    window.ContentEditor._insertBefore = before;
    window.ContentEditor.addContent(prefix);
    document.removeEventListener("content-editor:activate", note);
    fill(added, values);
    return added;
  };

  const after = (block) => blocks()[blocks().indexOf(block) + 1] ?? null;

  /* The prefixes of the kinds that may be added here. */
  const prefixes = () =>
    [...document.querySelectorAll(".plugin-buttons .plugin-button:not(.content-editor-hide)")].map(({ dataset }) => dataset.pluginPrefix);

  const announce = (words) => {
    announcer.textContent = words;
  };

  window.blockEditor = { list: blocks, prefixes, prefixOf, read, fill, focus, add, after, move, announce };

  // Their heads -------------------------------------------------------------------------------------------------------

  /* A block is called by its kind, which its head has, and its first words, never by a number. */
  const rename = (block) => {
    const label = block.querySelector(":scope > h3 .inline_label");
    const words = window.undoSteps.nameOf(block).split(" – ").slice(1).join(" – ");
    if (words || /^\s*#\d+\s*$/.test(label.textContent)) label.textContent = words || gettext("New");
    const kind = block.querySelector(":scope > h3 b")?.textContent.replace(/:\s*$/, "").trim();
    for (const button of block.querySelectorAll(".block-moves button"))
      button.setAttribute("aria-label", `${button.title}: ${label.textContent.trim() || kind}`);
  };

  const headButton = (sign, words, press) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: words });
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      press(button);
    });
    return button;
  };

  const moveButton = (block, steps, sign, words) =>
    headButton(sign, words, (button) => {
      move(block, steps);
      button.focus();
    });

  const makeButton = (element, label) => {
    if (!element || element.hasAttribute("tabindex")) return;
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    if (label) element.setAttribute("aria-label", label);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      element.click();
    });
  };

  const equip = (block) => {
    const heading = block.querySelector(":scope > h3");
    if (!heading || heading.querySelector(".block-moves") || block.classList.contains("empty-form")) return;
    const buttons = document.createElement("span");
    buttons.className = "block-moves";
    buttons.append(
      moveButton(block, -1, "↑", gettext("Move up")),
      moveButton(block, 1, "↓", gettext("Move down")),
      headButton("⋯", gettext("More to do with this block"), (button) => window.blockMenu.openForBlock(block, button)),
    );
    const fold = heading.querySelector(".inline_label");
    fold.after(buttons);
    makeButton(fold);
    const sayWhetherOpen = () => fold.setAttribute("aria-expanded", String(!block.classList.contains("collapsed")));
    sayWhetherOpen();
    new MutationObserver(sayWhetherOpen).observe(block, { attributeFilter: ["class"] });
    block.addEventListener("change", () => rename(block));
    block.addEventListener("focusout", ({ target }) => target.matches(".ProseMirror") && rename(block));
    rename(block);
    block.querySelectorAll(":scope > .order-machine-insert-target").forEach((place) => {
      makeButton(place, gettext("Insert a block before this one"));
    });
  };

  document.addEventListener("content-editor:ready", () => {
    document.body.append(announcer);
    blocks().forEach(equip);
    for (const button of document.querySelectorAll(".machine-collapse .plugin-button")) makeButton(button);
    // The icons are letters of a font that a screen reader would read out.
    document.querySelectorAll(".order-machine-wrapper span.material-icons").forEach((icon) => {
      icon.setAttribute("aria-hidden", "true");
    });
    const last = editor().querySelector(".order-machine-insert-target.last");
    last.dataset.words = gettext("Add a block");
    makeButton(last, gettext("Add a block at the end"));
  });
  document.addEventListener("content-editor:activate", ({ detail }) => {
    if (announcer.isConnected) equip(detail.inline);
  });
}
