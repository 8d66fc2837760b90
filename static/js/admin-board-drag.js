/* Sessions are dragged over the board: its time stands on the card while it moves, and where it would land is marked. */
"use strict";
{
  const { board, scroll, waiting, placeOf, clock, columnOf, clashesAt, matesOf, doubtsAt, put, stretch, MINUTES_A_DAY } = window.boardGrid;
  const scale = window.boardScale;
  const { now, mayChange, say, describe, move } = window.boardWork;
  const { leave } = window.boardKeys;
  const STEP = 5; // minutes
  const MIN_DRAG = 4; // pixels
  const LONG_PRESS = 350; // milliseconds
  const MAX_TREMBLE = 10; // pixels, by which a finger moves that rests
  const EDGE = 50; // pixels, within which the board scrolls while something is dragged

  let drag = null;
  let wasDragged = false; // a click follows

  const startDrag = () => {
    const { card } = drag;
    const box = card.getBoundingClientRect();
    drag.pixels = scale.pixels();
    drag.mates = matesOf(card);
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
      const height = scale.heightAt(before.day, before.end) + (y - drag.fromY + scroll.scrollTop - drag.scrollTop) / drag.pixels;
      const end = snapped(scale.minuteAt(before.day, height));
      return { ...before, end: Math.min(before.start + MINUTES_A_DAY, Math.max(before.start + STEP, end)) };
    }
    const target = columnAt(x, y);
    if (!target) return null;
    if (target.matches(".board-strip")) return { ...before, room: null, is_placed: false };
    const { top } = target.getBoundingClientRect();
    const day = Number(target.closest(".board-day").dataset.day);
    const start = Math.max(0, snapped(scale.minuteAt(day, (y - drag.grip - top) / drag.pixels + scale.first)));
    return {
      day,
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
    const isTaken = clashesAt(place, [drag.card]).length > 0;
    const isDoubtful = doubtsAt(place, drag.card, drag.mates).length > 0;
    drag.landing.classList.toggle("clash", isTaken);
    drag.landing.classList.toggle("doubt", isDoubtful && !isTaken);
    stretch(drag.landing, place);
    const column = columnOf(place);
    if (column && drag.landing.parentElement !== column) column.append(drag.landing);
    if (drag.isResize) stretch(drag.card, place);
    const words = isTaken || isDoubtful ? describe(place, drag.card) : "";
    if (drag.words !== words) say(words, isTaken);
    drag.words = words;
  };

  const endDrag = (isKept) => {
    if (!drag) return;
    const { card, before, place, landing, ghost } = drag;
    clearTimeout(drag.timer);
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

  /* Whether the board is a list, in which nothing has a place on a scale: there the small form moves sessions. */
  const isList = () => getComputedStyle(board.querySelector(".board-hours") ?? board).display === "none";

  board.addEventListener("pointerdown", (event) => {
    wasDragged = false;
    const card = event.target.closest(".board-card");
    if (!card || !mayChange || event.button !== 0 || !event.isPrimary || now.pending.has(card.dataset.session) || isList()) return;
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
      isTouch: event.pointerType === "touch",
    };
    // A finger that moves at once scrolls, and a tap opens the session: one that rests takes it.
    if (drag.isTouch) drag.timer = setTimeout(takeByTouch, LONG_PRESS);
  });
  const takeByTouch = () => {
    startDrag();
    frame();
    navigator.vibrate?.(20);
  };
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    Object.assign(drag, { x: event.clientX, y: event.clientY });
    if (!drag.landing) {
      if (Math.hypot(drag.x - drag.fromX, drag.y - drag.fromY) < (drag.isTouch ? MAX_TREMBLE : MIN_DRAG)) return;
      if (drag.isTouch) {
        endDrag(false);
        return;
      }
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
  // The browser would scroll, or offer what can be done with a text.
  board.addEventListener("touchmove", (event) => drag?.landing && event.preventDefault(), { passive: false });
  board.addEventListener("contextmenu", (event) => drag?.isTouch && event.preventDefault());
  board.addEventListener("dragstart", (event) => event.preventDefault());

  /* Tell once whether a click is the end of a drag, and shall open nothing. */
  const hasJustEnded = () => {
    const was = wasDragged;
    wasDragged = false;
    return was;
  };

  window.boardDrag = { hasJustEnded };
}
