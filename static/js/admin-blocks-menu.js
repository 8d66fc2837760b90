/* The menus of the block editor: a list that can be typed into, of the kinds of block or of what can be done with one; and
   the list of keys behind "?". */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const box = make("input", { type: "text", autocomplete: "off", spellcheck: false, placeholder: gettext("Type to choose") });
  const list = make("ul", { id: "block-menu-options", role: "listbox" });
  const menu = make("div", { className: "block-menu", popover: "auto" }, box, list);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-controls", list.id],
    ["aria-expanded", "true"],
    ["aria-autocomplete", "list"],
  ])
    box.setAttribute(name, value);

  let offered = []; // each with label, keys, icon, and act
  let shown = [];
  let current = 0;
  let leave = () => {};

  const mark = (index) => {
    current = Math.max(0, Math.min(index, shown.length - 1));
    [...list.children].forEach((element, place) => {
      element.setAttribute("aria-selected", String(place === current));
    });
    const chosen = shown.length ? list.children[current] : null;
    if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
    else box.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  };

  const take = (option) => {
    leave = () => {};
    menu.hidePopover();
    option?.act();
  };

  const optionElement = (option, index) => {
    const icon = make("span", { className: "material-icons", textContent: option.icon ?? "" });
    icon.setAttribute("aria-hidden", "true");
    const element = make("li", { id: `block-menu-option-${index}`, role: "option" }, icon, make("span", { textContent: option.label }));
    if (option.keys) element.append(make("kbd", { textContent: option.keys }));
    element.addEventListener("click", () => take(option));
    element.addEventListener("pointermove", () => current !== index && mark(index));
    return element;
  };

  const filter = () => {
    const typed = box.value.trim().toLowerCase();
    const startsWith = ({ label }) => label.toLowerCase().startsWith(typed);
    const fitting = offered.filter(({ label }) => label.toLowerCase().includes(typed));
    shown = [...fitting.filter(startsWith), ...fitting.filter((option) => !startsWith(option))];
    list.replaceChildren(...shown.map(optionElement));
    if (!shown.length) list.append(make("li", { role: "option", ariaDisabled: "true", textContent: gettext("Nothing is called that.") }));
    mark(0);
  };
  box.addEventListener("input", filter);

  const close = () => menu.hidePopover();

  box.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.isComposing) return;
    if (key === "ArrowDown") mark((current + 1) % shown.length);
    else if (key === "ArrowUp") mark((current + shown.length - 1) % shown.length);
    else if (key === "Enter") shown.length && take(shown[current]);
    else if (key === "Escape" || key === "Tab" || (key === "Backspace" && !box.value)) {
      const left = leave;
      leave = () => {};
      close();
      left(key === "Escape" ? box.value : null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener("toggle", ({ newState }) => {
    if (newState === "closed") leave = () => {};
  });

  /* Open it at a place (a rectangle); ``back`` is called with what was typed when nothing is taken. */
  const open = (place, label, options, back) => {
    offered = options;
    box.value = "";
    box.setAttribute("aria-label", label);
    list.setAttribute("aria-label", label);
    filter();
    if (!menu.isConnected) document.querySelector("main").append(menu);
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    const hasRoomBelow = place.bottom + height + 8 < innerHeight;
    menu.style.top = `${Math.max(8, hasRoomBelow ? place.bottom + 4 : Math.min(place.top - height - 4, innerHeight - height - 8))}px`;
    menu.style.left = `${Math.max(8, Math.min(place.left, innerWidth - width - 8))}px`;
    leave = back;
    box.focus({ preventScroll: true });
  };

  /* The kinds of block that may be added here, as options that call ``act`` with the kind's prefix. */
  const kinds = (act) =>
    [...document.querySelectorAll(".plugin-buttons .plugin-button:not(.content-editor-hide)")].map((button) => ({
      label: button.title,
      icon: button.querySelector(".material-icons")?.textContent,
      act: () => act(button.dataset.pluginPrefix),
    }));

  // The places for new blocks, before the library hears of the click.
  window.addEventListener(
    "click",
    (event) => {
      const target = event.target.closest?.(".order-machine-insert-target");
      if (!target) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const before = target.closest(".inline-related");
      const insert = (prefix, values) => window.blockEditor.focus(window.blockEditor.add(prefix, before, values));
      const options = [...kinds(insert), ...(window.blockActions?.pasteOptions(before) ?? [])];
      open(target.getBoundingClientRect(), gettext("Kind of block"), options, () => target.focus());
    },
    { capture: true },
  );

  const openForBlock = (block, button) =>
    open(button.getBoundingClientRect(), button.getAttribute("aria-label"), window.blockActions.optionsFor(block), () => button.focus());

  // The list of keys ----------------------------------------------------------------------------------------------------

  const KEYS = [
    ["/", gettext("in an empty paragraph: the kinds of block; Esc leaves the stroke")],
    ["Ctrl+Enter", gettext("the kinds of block, to divide the text at the cursor or to go on below a block")],
    ["Enter", gettext("in an empty last paragraph: the kinds of block")],
    ["Ctrl+Alt+Q", gettext("make a quote of the selected words")],
    ["Ctrl+Alt+J", gettext("at the start of a text: join it with the text before")],
    ["Ctrl+Alt+D", gettext("duplicate the block")],
    ["Ctrl+Alt+C, X, V", gettext("copy the block, cut it, paste it below, also in another article or page")],
    ["Ctrl+Alt+↑, ↓", gettext("move the block")],
    ["Ctrl+Alt+M", gettext("comment on the selected words, or on the block")],
    ["Ctrl+Z, Ctrl+Shift+Z", gettext("undo, redo")],
    ["Ctrl+S, Ctrl+P", gettext("save, preview")],
    ["?", gettext("outside of fields: this list")],
  ];

  const keyList = make("dialog", { className: "block-keys" });
  const table = make("dl", {}, ...KEYS.map(([keys, meaning]) =>
    make("div", {}, make("dt", {}, make("kbd", { textContent: keys })), make("dd", { textContent: meaning }))));
  const closeButton = make("button", { type: "submit", className: "button", textContent: gettext("Close") });
  keyList.append(
    make("h2", { id: "block-keys-heading", textContent: gettext("Keys") }),
    table,
    make("form", { method: "dialog" }, closeButton),
  );
  keyList.setAttribute("aria-labelledby", "block-keys-heading");
  const showKeys = () => {
    if (!keyList.isConnected) document.body.append(keyList);
    if (!keyList.open) keyList.showModal();
  };

  document.addEventListener("content-editor:ready", () => {
    const button = make("button", { type: "button", className: "block-keys-button", textContent: "?", title: gettext("Keys") });
    button.setAttribute("aria-label", gettext("Keys"));
    button.addEventListener("click", showKeys);
    document.querySelector(".tabs.regions .machine-collapse")?.prepend(button);
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.closest("input, textarea, select, [contenteditable=true], .select2-container, dialog");
      if (event.key !== "?" || event.ctrlKey || event.metaKey || isTyping) return;
      event.preventDefault();
      showKeys();
    });
  });

  window.blockMenu = { open, kinds, openForBlock };
}
