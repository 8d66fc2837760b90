/* The block editor (django-content-editor), made usable by keyboard and touch.

   The library moves blocks by dragging them only, opens its menu by mouse only, and keeps the blocks in the page grouped by
   kind, placed by the CSS property "order". Here each block gets buttons that move it, and the places for new blocks become
   buttons. */
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

  const nameOf = (block) => block.querySelector(".inline_label")?.textContent.trim() ?? "";

  const offerToUndoMove = (block, former) =>
    window.undoSteps.add({
      words: `${gettext("Moved")}: ${nameOf(block)}`,
      undo: () => {
        restore(former);
        block.scrollIntoView({ block: "nearest" });
        return block;
      },
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

  const moveButton = (block, steps, sign, words) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", `${words}: ${nameOf(block)}`);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      move(block, steps);
      button.focus();
    });
    return button;
  };

  const pressOnEnterOrSpace = (element) =>
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      element.click();
    });

  const makeButton = (element, label) => {
    if (!element || element.hasAttribute("tabindex")) return;
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    if (label) element.setAttribute("aria-label", label);
    pressOnEnterOrSpace(element);
  };

  // The place for a new block opens the menu of kinds; by keyboard, go on there.
  const makeInsertButton = (place, label) => {
    makeButton(place, label);
    place?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ")
        setTimeout(() => document.querySelector(".plugin-buttons .plugin-button:not(.content-editor-hide)")?.focus());
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
    );
    heading.querySelector(".inline_label").after(buttons);
    const fold = heading.querySelector(".inline_label");
    makeButton(fold);
    const sayWhetherOpen = () => fold.setAttribute("aria-expanded", String(!block.classList.contains("collapsed")));
    sayWhetherOpen();
    new MutationObserver(sayWhetherOpen).observe(block, { attributeFilter: ["class"] });
    block.querySelectorAll(":scope > .order-machine-insert-target").forEach((place) => {
      makeInsertButton(place, gettext("Insert a block before this one"));
    });
  };

  document.addEventListener("content-editor:ready", () => {
    document.body.append(announcer);
    blocks().forEach(equip);
    makeInsertButton(editor().querySelector(".order-machine-insert-target.last"), gettext("Add a block at the end"));
    const menu = document.querySelector(".plugin-buttons");
    for (const button of document.querySelectorAll(".machine-collapse .plugin-button")) makeButton(button);
    // The icons are letters of a font that a screen reader would read out.
    for (const button of menu.querySelectorAll(".plugin-button")) makeButton(button, button.title);
    document.querySelectorAll(".order-machine-wrapper span.material-icons").forEach((icon) => {
      icon.setAttribute("aria-hidden", "true");
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const place = document.querySelector(".order-machine-insert-target.selected");
      place?.click();
      place?.focus();
    });
  });
  document.addEventListener("content-editor:activate", ({ detail }) => {
    if (announcer.isConnected) equip(detail.inline);
  });
}
