/* Keyboard shortcuts. An element says with aria-keyshortcuts which keys press it; Control is ⌘ on a Mac.
   The button that saves and stays is Ctrl+S, the preview Ctrl+P. */
"use strict";
{
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

  const announce = (element, letter) => {
    if (!element || element.hasAttribute("aria-keyshortcuts")) return;
    element.setAttribute("aria-keyshortcuts", `${isMac ? "Meta" : "Control"}+${letter}`);
    element.title ||= `${isMac ? "⌘" : "Ctrl+"}${letter}`;
  };

  announce(document.querySelector("[name=_continue]") ?? document.querySelector("[name=_save]"), "S");
  announce(document.querySelector("[name=_preview], [data-preview]") ?? document.querySelector(".viewsitelink"), "P");

  const keysOf = ({ key, ctrlKey, metaKey, altKey, shiftKey }) =>
    [ctrlKey && "Control", altKey && "Alt", shiftKey && "Shift", metaKey && "Meta", key.toUpperCase()].filter(Boolean).join("+");

  // Before the block editor's own shortcut, which would save a second time.
  window.addEventListener(
    "keydown",
    (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.length !== 1) return;
      const element = document.querySelector(`[aria-keyshortcuts~="${CSS.escape(keysOf(event))}"]`);
      if (!element) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) element.click();
    },
    { capture: true },
  );
}
