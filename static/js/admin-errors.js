/* After a save that failed: bring the first message into view. The block editor returns to where the editor was, which
   may be far from it. */
"use strict";
{
  const visible = (element) => element.getClientRects().length > 0;

  const showFirstError = () => {
    const message = [...document.querySelectorAll(".errorlist")].find(visible) ?? document.querySelector(".errornote");
    if (!message) return;
    message.scrollIntoView({ block: "center" });
    const field = message.parentElement.querySelector("input:not([type=hidden]), select, textarea, [contenteditable]");
    field?.focus({ preventScroll: true });
  };

  // The block editor scrolls 200 ms after it has started.
  if (document.readyState === "complete") setTimeout(showFirstError, 400);
  else window.addEventListener("load", () => setTimeout(showFirstError, 400));
}
