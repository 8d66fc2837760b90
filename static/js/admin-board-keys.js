/* The board by keyboard alone: arrows lead from session to session, and move the one that is taken. */
"use strict";
{
  const { board, days, placeOf, columnOf, cardOf, titleOf, clashesAt, put, currentDay } = window.boardGrid;
  const { columnsOf, neighbourOf } = window.boardFocus;
  const { now, mayChange, fill, say, describe, perform, move, unplace, seenOf } = window.boardWork;
  const gettext = window.gettext ?? ((text) => text);
  const STEP = 5; // minutes
  const LONG_STEP = 30; // minutes

  const take = (card, isResize) => {
    const before = placeOf(card);
    let place = before;
    if (!before.is_placed) {
      const [first] = columnsOf(currentDay());
      place = { ...before, day: Number(currentDay().dataset.day), room: first.dataset.room ? Number(first.dataset.room) : null, is_placed: true };
    }
    now.held = { card, before, place, isResize };
    card.classList.add("taken");
    show_held();
    const how = isResize ? gettext("Changing the end of “%title”. Arrows change it, Enter keeps it, Escape leaves it.") : gettext("Moving “%title”. Arrows move it, Enter drops it, Escape leaves it.");
    say(fill(how, { title: titleOf(card) }));
  };
  const show_held = () => {
    put(now.held.card, now.held.place);
    now.held.card.firstElementChild.focus({ preventScroll: true });
    now.held.card.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const release = () => {
    const { card } = now.held;
    card.classList.remove("taken");
    now.held = null;
    return card;
  };
  const drop = () => {
    const { before, place } = now.held;
    const card = release();
    if (JSON.stringify(before) === JSON.stringify(place)) say("");
    else move(card, before, place);
  };
  const leave = () => {
    const { before } = now.held;
    put(release(), before);
    say(gettext("It stays where it was."));
  };

  const shiftHeld = (key, isLong) => {
    const { place, isResize } = now.held;
    const length = place.end - place.start;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const minutes = (isLong ? LONG_STEP : STEP) * (key === "ArrowDown" ? 1 : -1);
      if (isResize) now.held.place = { ...place, end: Math.max(place.start + STEP, place.end + minutes) };
      else {
        const start = Math.max(0, place.start + minutes);
        now.held.place = { ...place, start, end: start + length };
      }
    } else if (!isResize) {
      const day = days.findIndex((each) => Number(each.dataset.day) === place.day);
      if (key === "PageUp" || key === "PageDown") {
        const other = days[day + (key === "PageDown" ? 1 : -1)];
        if (other) now.held.place = { ...place, day: Number(other.dataset.day) };
      } else {
        const columns = columnsOf(days[day]);
        const column = columns[columns.indexOf(columnOf(place)) + (key === "ArrowRight" ? 1 : -1)];
        if (column) now.held.place = { ...place, room: column.dataset.room ? Number(column.dataset.room) : null };
      }
    }
    show_held();
    say(describe(now.held.place, now.held.card), clashesAt(now.held.place, [now.held.card]).length > 0);
  };

  let swapping = null; // the key of the first of two that are swapped
  const swap = (card) => {
    const key = Number(card.dataset.session);
    const first = swapping !== null && cardOf(swapping);
    for (const other of board.querySelectorAll(".swapping")) other.classList.remove("swapping");
    if (!first || first === card) {
      swapping = first === card ? null : key;
      card.classList.toggle("swapping", swapping !== null);
      say(swapping === null ? "" : fill(gettext("Swap “%title”: press S on another session."), { title: titleOf(card) }));
      return;
    }
    const operation = { action: "swap", one: seenOf(first), other: seenOf(card) };
    swapping = null;
    perform(operation);
  };

  const MOVING = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown"];
  const withHeld = (event) => {
    if (MOVING.includes(event.key)) shiftHeld(event.key, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") drop();
    else if (event.key === "Escape") leave();
    else if (event.key === "Tab") {
      leave();
      return;
    } else return;
    event.preventDefault();
  };
  const commands = {
    " ": (card) => take(card, false),
    r: (card) => placeOf(card).is_placed && take(card, true),
    u: unplace,
    s: swap,
    a: (card) => placeOf(card).is_placed && board.dispatchEvent(new CustomEvent("board:add", { detail: placeOf(card) })),
  };
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest(".board-card");
    if (!card || event.isComposing) return;
    if (now.held) {
      withHeld(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const command = mayChange && commands[event.key.toLowerCase()];
    if (command) {
      event.preventDefault();
      command(card);
    } else if (MOVING.includes(event.key) && event.key.startsWith("Arrow")) {
      event.preventDefault();
      const next = neighbourOf(card, event.key);
      next?.firstElementChild.focus({ preventScroll: true });
      next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });
  board.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target.closest(".board-card")) event.preventDefault(); // it would open the session
  });
  board.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (now.held && !now.held.isDragged && now.held.card.contains(target) && relatedTarget && !now.held.card.contains(relatedTarget)) leave();
  });

  window.boardKeys = { leave };
}
