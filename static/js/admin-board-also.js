/* A session in several rooms stands once on the board, as a card that can be moved; in its other columns stands only that the
   room is taken, and by what. What says so follows the card, whoever moves it. */
"use strict";
{
  const board = document.getElementById("board");

  const clear = (key) => {
    for (const each of board.querySelectorAll(`.board-also[data-of="${key}"]`)) each.remove();
  };

  const follow = (card) => {
    const { also, session, room } = card.dataset;
    clear(session);
    const day = card.closest(".board-day");
    if (!also || !day || (also === "all" && !room)) return; // that of all rooms spans them
    const rooms = also.split(" ");
    for (const column of day.querySelectorAll(".board-column")) {
      const own = column.dataset.room;
      if (!own || own === room || !(also === "all" || rooms.includes(own))) continue;
      const mark = document.createElement("li");
      mark.className = "board-also";
      mark.dataset.of = session;
      mark.ariaHidden = "true"; // the session's form names its rooms
      mark.textContent = card.querySelector("strong").textContent;
      for (const name of ["--start", "--length"]) mark.style.setProperty(name, card.style.getPropertyValue(name));
      column.append(mark);
    }
  };

  const isCard = (node) => node instanceof HTMLElement && node.matches(".board-card[data-also]:not(.board-ghost)");
  const observer = new MutationObserver((records) => {
    const cards = new Set();
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type === "attributes") cards.add(target);
      else for (const node of [...addedNodes, ...removedNodes]) cards.add(node);
    }
    for (const card of [...cards].filter(isCard)) {
      if (card.isConnected) follow(card);
      else if (!board.querySelector(`.board-card[data-session="${card.dataset.session}"][data-also]`)) clear(card.dataset.session);
    }
  });
  observer.observe(board, { subtree: true, childList: true, attributes: true, attributeFilter: ["style", "data-room", "data-also"] });
  for (const card of board.querySelectorAll(".board-card[data-also]")) follow(card);
}
