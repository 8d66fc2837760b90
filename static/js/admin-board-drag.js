/* Sessions are dragged over the board: its time stands on the card while it moves, and where it would land is marked. */
"use strict";
{
  const { board, scroll, waiting, placeOf, clock, columnOf, clashesAt, put, MINUTES_A_DAY } = window.boardGrid;
  const { now, mayChange, say, describe, move } = window.boardWork;
  const { leave } = window.boardKeys;
  const STEP = 5; // minutes
  const MIN_DRAG = 4; // pixels
  const EDGE = 50; // pixels, within which the board scrolls while something is dragged

  let drag = null;
  let wasDragged = false; // a click follows

  const scaleOf = () => board.querySelector(".board-grid").getBoundingClientRect().height / (board.dataset.last - board.dataset.first);

  const startDrag = () => {
    const { card } = drag;
    const box = card.getBoundingClientRect();
    drag.scale = scaleOf();
    now.held = { card, before: drag.before, isDragged: true };
    drag.landing = Object.assign(document.createElement("li"), { className: "board-landing" });
    drag.landing.setAttribute("aria-hidden", "true");
    card.classList.add(drag.isResize ? "taken" : "leaving");
    if (!drag.isResize) {
      drag.ghost = card.cloneNode(true);
      drag.ghost.className += " board-ghost";
      drag.ghost.setAttribute("aria-hidden", "true");
      drag.ghost.style.setProperty("inline-size", `${Math.min(box.width, 320)}px`);
      drag.ghost.style.setProperty("block-size", `${Math.max(box.height, 34)}px`);
      board.append(drag.ghost);
    }
    document.documentElement.classList.add("board-dragging");
  };

  const columnAt = (x, y) => document.elementsFromPoint(x, y).find((element) => element.matches(".board-column, .board-strip"));

  const aim = () => {
    const { before, x, y } = drag;
    const snapped = (minutes) => Math.round(minutes / STEP) * STEP;
    if (drag.isResize) {
      const minutes = (y - drag.fromY + scroll.scrollTop - drag.scrollTop) / drag.scale;
      return { ...before, end: Math.min(before.start + MINUTES_A_DAY, Math.max(before.start + STEP, snapped(before.end + minutes))) };
    }
    const target = columnAt(x, y);
    if (!target) return null;
    if (target.matches(".board-strip")) return { ...before, room: null, is_placed: false };
    const top = target.getBoundingClientRect().top;
    const start = Math.max(0, snapped((y - drag.grip - top) / drag.scale + Number(board.dataset.first)));
    return {
      day: Number(target.closest(".board-day").dataset.day),
      start,
      end: start + before.end - before.start,
      room: target.dataset.room ? Number(target.dataset.room) : null,
      is_placed: true,
    };
  };

  const frame = () => {
    if (!drag?.landing) return;
    drag.isAsked = false;
    const box = scroll.getBoundingClientRect();
    if (drag.y < box.top + EDGE) scroll.scrollTop -= 12;
    else if (drag.y > Math.min(box.bottom, innerHeight) - EDGE && drag.x < box.right) scroll.scrollTop += 12;
    if (drag.x < box.left + EDGE) scroll.scrollLeft -= 12;
    else if (drag.x > box.right - EDGE && drag.x < box.right) scroll.scrollLeft += 12;
    const place = aim();
    drag.place = place;
    if (drag.ghost) drag.ghost.style.setProperty("transform", `translate(${drag.x - drag.gripX}px, ${drag.y - drag.grip}px)`);
    if (!place) {
      drag.landing.remove();
      return;
    }
    const time = place.is_placed ? `${clock(place.start)}–${clock(place.end)}` : waiting.dataset.name;
    const shownTime = (drag.ghost ?? drag.card).querySelector(".board-time");
    if (shownTime.textContent !== time) shownTime.textContent = time;
    const clashes = clashesAt(place, [drag.card]);
    drag.landing.classList.toggle("clash", clashes.length > 0);
    drag.landing.style.setProperty("--start", place.start);
    drag.landing.style.setProperty("--length", place.end - place.start);
    const column = columnOf(place);
    if (column && drag.landing.parentElement !== column) column.append(drag.landing);
    if (drag.isResize) drag.card.style.setProperty("--length", place.end - place.start);
    const words = clashes.length ? describe(place, drag.card) : "";
    if (drag.words !== words) say(words, Boolean(words));
    drag.words = words;
  };

  const endDrag = (isKept) => {
    if (!drag) return;
    const { card, before, place, landing, ghost } = drag;
    drag = null;
    if (!landing) return;
    landing.remove();
    ghost?.remove();
    card.classList.remove("taken", "leaving");
    document.documentElement.classList.remove("board-dragging");
    now.held = null;
    if (isKept && place && JSON.stringify(place) !== JSON.stringify(before)) move(card, before, place);
    else {
      put(card, before);
      say("");
    }
  };

  board.addEventListener("pointerdown", (event) => {
    wasDragged = false;
    const card = event.target.closest(".board-card");
    // A finger scrolls; a tap opens the session, whose form moves it.
    if (!card || !mayChange || event.button !== 0 || event.pointerType === "touch" || now.pending.has(card.dataset.session)) return;
    if (now.held) leave();
    const box = card.getBoundingClientRect();
    const isPlaced = placeOf(card).is_placed;
    drag = {
      card,
      before: placeOf(card),
      isResize: isPlaced && getComputedStyle(card).position === "absolute" && box.bottom - event.clientY < Math.min(9, box.height / 4),
      fromX: event.clientX,
      fromY: event.clientY,
      x: event.clientX,
      y: event.clientY,
      grip: isPlaced ? event.clientY - box.top : 10,
      gripX: Math.min(event.clientX - box.left, 300),
      scrollTop: scroll.scrollTop,
    };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    Object.assign(drag, { x: event.clientX, y: event.clientY });
    if (!drag.landing) {
      if (Math.hypot(drag.x - drag.fromX, drag.y - drag.fromY) < MIN_DRAG) return;
      startDrag();
    }
    event.preventDefault();
    if (!drag.isAsked) {
      drag.isAsked = true;
      requestAnimationFrame(frame);
    }
  });
  document.addEventListener("pointerup", () => {
    if (drag?.landing) {
      frame();
      wasDragged = true;
    }
    endDrag(true);
  });
  document.addEventListener("pointercancel", () => endDrag(false));
  document.addEventListener("keydown", (event) => {
    if (drag?.landing && event.key === "Escape") {
      wasDragged = true;
      endDrag(false);
    }
  });
  board.addEventListener("dragstart", (event) => event.preventDefault());

  /* Tell once whether a click is the end of a drag, and shall open nothing. */
  const hasJustEnded = () => {
    const was = wasDragged;
    wasDragged = false;
    return was;
  };

  window.boardDrag = { hasJustEnded };
}
