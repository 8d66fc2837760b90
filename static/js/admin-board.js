/* What is done on the board: dragging, the keyboard, the small form beside it, undo, and following what others do. Each step
   shows at once, is sent, and goes back with a sentence if the site refuses it. */
"use strict";
{
  const grid = window.boardGrid;
  const { board, scroll, waiting, days, placeOf, clock, columnOf, cardsIn, cardOf, titleOf, clashesAt, put, arrange, currentDay } = grid;
  const gettext = window.gettext ?? ((text) => text);
  const mayChange = "mayChange" in board.dataset;
  const NEWS_INTERVAL = 2000; // milliseconds
  const STEP = 5; // minutes
  const LONG_STEP = 30; // minutes
  const MIN_DRAG = 4; // pixels
  const EDGE = 50; // pixels, within which the board scrolls while something is dragged

  const fill = (text, values) => Object.entries(values).reduce((all, [name, value]) => all.replace(`%${name}`, value), text);

  // What is said ------------------------------------------------------------------------------------------------------

  const says = board.querySelector(".board-says");
  const say = (text, isRefusal = false) => {
    says.textContent = text;
    says.classList.toggle("said", Boolean(text) && !isRefusal);
    says.classList.toggle("refused", isRefusal);
  };

  const nameOfColumn = ({ day, room, is_placed: isPlaced }) => {
    const column = columnOf({ day, room, is_placed: isPlaced });
    if (!isPlaced || !column) return waiting.dataset.name;
    return `${column.dataset.name}, ${column.closest(".board-day").dataset.name}`;
  };
  const describe = (place, card) => {
    if (!place.is_placed) return waiting.dataset.name;
    const clashes = clashesAt(place, [card]).map(titleOf);
    const where = `${clock(place.start)}–${clock(place.end)}, ${nameOfColumn(place)}`;
    return clashes.length ? `${where}. ${fill(gettext("Taken by %titles"), { titles: clashes.map((title) => `“${title}”`).join(", ") })}` : where;
  };

  // Cards from the site -----------------------------------------------------------------------------------------------

  let held = null; // the card that somebody moves now
  const pending = new Set(); // keys of cards whose moves are on their way

  const asCard = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  };

  const showCard = (key, html) => {
    const present = cardOf(key);
    if (held?.card === present && present) return;
    const card = asCard(html);
    const hadFocus = present?.contains(document.activeElement);
    const column = columnOf(placeOf(card));
    if (!column) {
      say(gettext("Days or rooms have changed: load this page again."), true);
      return;
    }
    if (present) {
      const former = present.parentElement;
      card.firstElementChild.tabIndex = present.firstElementChild.tabIndex;
      card.classList.toggle("swapping", present.matches(".swapping"));
      present.replaceWith(card);
      arrange(former);
    } else column.append(card);
    put(card, placeOf(card));
    if (hadFocus) card.firstElementChild.focus({ preventScroll: true });
  };

  const showMarks = (marks) => {
    for (const card of board.querySelectorAll(".board-card:not(.board-ghost)")) {
      const sentences = marks[card.dataset.session] ?? [];
      const place = card.querySelector(".board-marks") ?? Object.assign(document.createElement("span"), { className: "board-marks" });
      if (place.textContent.trim() === sentences.join(" ")) continue;
      place.replaceChildren(...sentences.flatMap((text) => [Object.assign(document.createElement("span"), { textContent: text }), " "]));
      card.firstElementChild.append(place);
      card.classList.toggle("board-marked", sentences.length > 0);
    }
  };

  const removeCard = (card) => {
    if (!card) return;
    const column = card.parentElement;
    if (card.contains(document.activeElement)) neighbourOf(card)?.firstElementChild.focus();
    card.remove();
    arrange(column);
    startFocus();
  };

  const show = ({ cards = {}, marks, places = {}, gone = [] }) => {
    for (const [key, place] of Object.entries(places)) {
      const card = cardOf(key);
      if (card) put(card, place);
    }
    for (const [key, html] of Object.entries(cards)) showCard(key, html);
    if (marks) showMarks(marks);
    for (const key of gone) removeCard(cardOf(key));
    grid.sift();
    startFocus();
  };

  // Doing and undoing -------------------------------------------------------------------------------------------------

  const undoButton = board.querySelector("[data-undo]");
  const redoButton = board.querySelector("[data-redo]");
  const done = [];
  const undone = [];
  const showSteps = () => {
    if (!undoButton) return;
    undoButton.disabled = !done.length;
    redoButton.disabled = !undone.length;
  };

  const send = async (operation) => {
    const answer = await fetch(board.dataset.do, {
      method: "POST",
      body: JSON.stringify(operation),
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": board.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      redirect: "error", // to the door
    }).catch(() => null);
    const result = await answer?.json().catch(() => null);
    if (!result) throw Object.assign(new Error(gettext("The site did not answer. Nothing was changed; try again.")), { result: {} });
    if (!answer.ok) throw Object.assign(new Error(result.message), { result });
    return result;
  };

  /* One after the other, so that each begins with what the one before has left; who is quick waits for nothing. */
  let queue = Promise.resolve();
  const inTurn = (act) => {
    queue = queue.then(act);
    return queue;
  };
  const perform = (operation, options = {}) => {
    for (const key of options.sessions ?? []) pending.add(String(key));
    return inTurn(() => performNow(operation, options));
  };

  /* Do an operation and show what has become of it; `back` puts back what was shown before the answer. */
  const performNow = async (operation, { into = done, back = () => {}, sessions = [], isQuiet = false } = {}) => {
    try {
      const result = await send(operation);
      into.push(result.inverse);
      if (into === done && !operation.isStep) undone.length = 0;
      show(result);
      if (!isQuiet) say(result.message);
      return result;
    } catch (trouble) {
      back();
      show(trouble.result);
      if (!isQuiet) say(trouble.message, true);
      return { refused: trouble };
    } finally {
      for (const key of sessions) pending.delete(String(key));
      showSteps();
      askSoon();
    }
  };

  const step = async (from, into) => {
    const operation = from.pop();
    if (!operation) return;
    const result = await performNow({ ...operation, isStep: true }, { into });
    if (result.refused && !result.refused.result.message) from.push(operation); // the site did not answer
    showSteps();
    reloadPanel(); // not waited for: it may have something to send first
  };
  const undo = () => inTurn(() => step(done, undone));
  const redo = () => inTurn(() => step(undone, done));

  /* Show a card at its new place, and send that. */
  const move = (card, before, after) => {
    put(card, after);
    const key = Number(card.dataset.session);
    return perform(
      { action: "move", moves: [{ session: key, before, after }] },
      { back: () => cardOf(key) && put(cardOf(key), before), sessions: [key] },
    ).then((result) => {
      if (panelKey === key) reloadPanel();
      return result;
    });
  };

  const unplace = (card) => {
    const before = placeOf(card);
    if (before.is_placed) move(card, before, { ...before, room: null, is_placed: false });
  };

  // Following others --------------------------------------------------------------------------------------------------

  let cursor = board.dataset.cursor;
  let isAsking = false;
  const ask = async (all = "") => {
    if (isAsking || document.visibilityState !== "visible" || pending.size) return;
    isAsking = true;
    try {
      const answer = await fetch(`${board.dataset.news}?cursor=${cursor}${all}`, { redirect: "error" });
      if (!answer.ok) return;
      const news = await answer.json();
      if (pending.size) return; // it may be older than what is on its way
      cursor = news.cursor;
      for (const key of Object.keys(news.cards ?? {})) {
        const present = cardOf(key);
        if (present && present.outerHTML === shown.get(key)?.now && shown.get(key).html === news.cards[key]) delete news.cards[key];
      }
      show(news);
      for (const [key, html] of Object.entries(news.cards ?? {})) if (cardOf(key)) shown.set(key, { html, now: cardOf(key).outerHTML });
      const keys = [...board.querySelectorAll(".board-card:not(.board-ghost)")].map((card) => Number(card.dataset.session));
      if (all) for (const key of keys) if (!(key in news.cards)) removeCard(cardOf(key));
      const isWhole = keys.length === news.number && keys.reduce((sum, key) => sum + key, 0) === news.total;
      if (!isWhole && !all) queueMicrotask(() => ask("&all=1"));
    } catch {
      // The next time.
    } finally {
      isAsking = false;
    }
  };
  const shown = new Map(); // what the site has sent of a card, and how it stood then: some come twice
  const askSoon = () => setTimeout(ask, 50);
  setInterval(ask, NEWS_INTERVAL);
  document.addEventListener("visibilitychange", () => ask());

  // Focus -------------------------------------------------------------------------------------------------------------

  const allCards = () => [...board.querySelectorAll(".board-card:not(.board-ghost)")].filter((card) => !card.hidden && card.offsetParent !== null);
  const startFocus = () => {
    const cards = allCards();
    if (cards.length && !cards.some((card) => card.firstElementChild.tabIndex === 0)) cards[0].firstElementChild.tabIndex = 0;
    const firstWaiting = cardsIn(waiting).find((card) => !card.hidden);
    if (firstWaiting && !cardsIn(waiting).some((card) => card.firstElementChild.tabIndex === 0)) firstWaiting.firstElementChild.tabIndex = 0;
  };
  board.addEventListener("focusin", ({ target }) => {
    const card = target.closest(".board-card");
    if (!card) return;
    const isWaiting = card.parentElement === waiting;
    for (const other of board.querySelectorAll(".board-card > [tabindex='0']")) {
      if (other !== target && (other.parentElement.parentElement === waiting) === isWaiting) other.tabIndex = -1;
    }
    target.tabIndex = 0;
  });

  const columnsOf = (day) => [...day.querySelectorAll(".board-column")].filter((column) => !column.hidden);

  const neighbourOf = (card, key = "ArrowDown") => {
    const column = card.parentElement;
    const cards = cardsIn(column).filter((each) => !each.hidden);
    const position = cards.indexOf(card);
    if (key === "ArrowDown" || key === "ArrowUp") {
      const next = cards[position + (key === "ArrowDown" ? 1 : -1)];
      if (next || column === waiting) return next ?? cards[position - 1];
      const day = days[days.indexOf(column.closest(".board-day")) + (key === "ArrowDown" ? 1 : -1)];
      const there = day ? cardsIn(columnOf({ ...placeOf(card), day: Number(day.dataset.day) })) : [];
      return there.at(key === "ArrowDown" ? 0 : -1);
    }
    if (column === waiting) return null;
    const columns = columnsOf(column.closest(".board-day"));
    const direction = key === "ArrowRight" ? 1 : -1;
    for (let index = columns.indexOf(column) + direction; columns[index]; index += direction) {
      const others = cardsIn(columns[index]);
      const distance = (other) => Math.abs(other.dataset.start - card.dataset.start);
      if (others.length) return others.reduce((nearest, other) => (distance(other) < distance(nearest) ? other : nearest));
    }
    return null;
  };

  // The keyboard ------------------------------------------------------------------------------------------------------

  const take = (card, isResize) => {
    const before = placeOf(card);
    let place = before;
    if (!before.is_placed) {
      const [first] = columnsOf(currentDay());
      place = { ...before, day: Number(currentDay().dataset.day), room: first.dataset.room ? Number(first.dataset.room) : null, is_placed: true };
    }
    held = { card, before, place, isResize };
    card.classList.add("taken");
    show_held();
    const how = isResize ? gettext("Changing the end of “%title”. Arrows change it, Enter keeps it, Escape leaves it.") : gettext("Moving “%title”. Arrows move it, Enter drops it, Escape leaves it.");
    say(fill(how, { title: titleOf(card) }));
  };
  const show_held = () => {
    put(held.card, held.place);
    held.card.firstElementChild.focus({ preventScroll: true });
    held.card.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const release = () => {
    const { card } = held;
    card.classList.remove("taken");
    held = null;
    return card;
  };
  const drop = () => {
    const { before, place } = held;
    const card = release();
    if (JSON.stringify(before) === JSON.stringify(place)) say("");
    else move(card, before, place);
  };
  const leave = () => {
    const { before } = held;
    put(release(), before);
    say(gettext("It stays where it was."));
  };

  const shiftHeld = (key, isLong) => {
    const { place, isResize } = held;
    const length = place.end - place.start;
    if (key === "ArrowUp" || key === "ArrowDown") {
      const minutes = (isLong ? LONG_STEP : STEP) * (key === "ArrowDown" ? 1 : -1);
      if (isResize) held.place = { ...place, end: Math.max(place.start + STEP, place.end + minutes) };
      else {
        const start = Math.max(0, place.start + minutes);
        held.place = { ...place, start, end: start + length };
      }
    } else if (!isResize) {
      const day = days.findIndex((each) => Number(each.dataset.day) === place.day);
      if (key === "PageUp" || key === "PageDown") {
        const other = days[day + (key === "PageDown" ? 1 : -1)];
        if (other) held.place = { ...place, day: Number(other.dataset.day) };
      } else {
        const columns = columnsOf(days[day]);
        const column = columns[columns.indexOf(columnOf(place)) + (key === "ArrowRight" ? 1 : -1)];
        if (column) held.place = { ...place, room: column.dataset.room ? Number(column.dataset.room) : null };
      }
    }
    show_held();
    say(describe(held.place, held.card), clashesAt(held.place, [held.card]).length > 0);
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
    const seen = (each) => ({ session: Number(each.dataset.session), seen: placeOf(each) });
    const operation = { action: "swap", one: seen(first), other: seen(card) };
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
  };
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest(".board-card");
    if (!card || event.isComposing) return;
    if (held) {
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
    if (held && !held.isDragged && held.card.contains(target) && relatedTarget && !held.card.contains(relatedTarget)) leave();
  });
  document.addEventListener("keydown", (event) => {
    if (!mayChange || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    if (event.target.closest("input, textarea, select, [contenteditable=true]")) return;
    event.preventDefault();
    if (event.shiftKey) redo();
    else undo();
  });

  // Dragging ----------------------------------------------------------------------------------------------------------

  let drag = null;
  let wasDragged = false; // a click follows, which shall open nothing

  const scaleOf = () => board.querySelector(".board-grid").getBoundingClientRect().height / (board.dataset.last - board.dataset.first);

  const startDrag = () => {
    const { card } = drag;
    const box = card.getBoundingClientRect();
    drag.scale = scaleOf();
    held = { card, before: drag.before, isDragged: true };
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
      return { ...before, end: Math.min(before.start + grid.MINUTES_A_DAY, Math.max(before.start + STEP, snapped(before.end + minutes))) };
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
    if (says.textContent !== words) say(words, Boolean(words));
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
    held = null;
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
    if (!card || !mayChange || event.button !== 0 || event.pointerType === "touch" || pending.has(card.dataset.session)) return;
    if (held) leave();
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

  // The small form beside the board -----------------------------------------------------------------------------------

  const panel = board.querySelector(".board-panel");
  const base = board.dataset.do.replace(/do\/$/, "sessions/");
  const SAVE_AFTER = 900; // milliseconds without a key
  let panelKey = null;
  let said = {};
  let timer = null;
  let saving = Promise.resolve();

  const openPanel = async (key) => {
    await flush();
    const answer = await fetch(`${base}${key}/`, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) {
      say(answer?.status === 404 ? gettext("Somebody has deleted the session meanwhile.") : gettext("The site did not answer. Try again."), true);
      return;
    }
    panel.innerHTML = await answer.text();
    panel.hidden = false;
    panelKey = key;
    said = JSON.parse(panel.querySelector(".board-form").dataset.said);
    panel.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: "panel" } }));
    window.django?.jQuery?.(panel).on("change", "select", () => saveSoon(0));
    panel.setAttribute("aria-labelledby", "board-panel-name");
    panel.querySelector("h2").focus();
    panel.closest(".board-side").scrollTop = 0;
  };

  const reloadPanel = async () => {
    if (panelKey === null || panel.contains(document.activeElement)) return;
    const { activeElement } = document;
    await openPanel(panelKey);
    activeElement?.focus({ preventScroll: true });
  };

  const closePanel = async () => {
    await flush();
    const key = panelKey;
    panelKey = null;
    panel.hidden = true;
    panel.replaceChildren();
    cardOf(key)?.firstElementChild.focus();
  };

  const valuesOf = (form) => {
    const data = new FormData(form);
    return Object.fromEntries(
      Object.keys(said).map((name) => [name, Array.isArray(said[name]) ? data.getAll(name) : String(data.get(name) ?? "").replaceAll("\r\n", "\n")]),
    );
  };

  const showErrors = (form, errors) => {
    for (const field of form.querySelectorAll(".board-field")) {
      const messages = errors[field.dataset.field] ?? [];
      const list = field.querySelector(".errorlist");
      list.replaceChildren(...messages.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      list.hidden = !messages.length;
      const control = field.querySelector("input, select, textarea");
      control?.toggleAttribute("aria-invalid", messages.length > 0);
      if (messages.length) control?.setAttribute("aria-describedby", list.id);
    }
  };

  const save = async () => {
    const form = panel.querySelector(".board-form");
    if (!form || panelKey === null) return;
    const key = panelKey;
    const values = valuesOf(form);
    const changed = Object.keys(values).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(said[name]));
    const note = form.querySelector(".board-saved");
    if (!changed.length) return;
    const only = (all) => Object.fromEntries(changed.map((name) => [name, all[name]]));
    note.textContent = gettext("Saving …");
    const result = await perform({ action: "write", session: key, values: only(values), before: only(said) }, { sessions: [key], isQuiet: true });
    if (result.refused) {
      const { message, result: answer } = result.refused;
      note.textContent = message;
      showErrors(form, answer.errors ?? {});
      Object.assign(said, answer.before);
      return;
    }
    Object.assign(said, only(values));
    showErrors(form, {});
    note.textContent = gettext("Saved.");
    const heading = panel.querySelector("#board-panel-name");
    if (heading && panelKey === key) heading.textContent = values.title;
  };
  const saveSoon = (after) => {
    clearTimeout(timer);
    timer = setTimeout(flush, after);
  };
  const flush = () => {
    clearTimeout(timer);
    saving = saving.then(save);
    return saving;
  };

  panel.addEventListener("input", ({ target }) => target.closest(".board-form") && saveSoon(SAVE_AFTER));
  panel.addEventListener("change", ({ target }) => target.closest(".board-form") && saveSoon(100));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector(".select2-container--open, dialog[open]")) closePanel();
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    const card = cardOf(panelKey);
    if (event.target.matches("[data-shift]") && card) {
      const minutes = Number(event.target.elements.minutes.value);
      perform({ action: "shift", session: panelKey, seen: placeOf(card), minutes, in_all_rooms: event.submitter?.name === "all" });
    } else flush();
  });
  panel.addEventListener("click", async ({ target }) => {
    if (target.closest("[data-close]")) closePanel();
    if (target.closest("[data-unplace]")) {
      await flush();
      unplace(cardOf(panelKey));
    }
    if (target.closest("[data-delete]")) {
      await flush();
      const key = panelKey;
      const result = await perform({ action: "delete", session: key, seen: placeOf(cardOf(key)) });
      if (!result.refused) closePanel();
    }
  });
  window.addEventListener("pagehide", () => flush());

  board.addEventListener("click", (event) => {
    const card = event.target.closest(".board-card");
    if (!card) return;
    if (wasDragged || held) {
      wasDragged = false;
      return;
    }
    if (mayChange) openPanel(Number(card.dataset.session));
  });

  // Adding, and moving a column ---------------------------------------------------------------------------------------

  const minutesOf = (text) => {
    const [hours, minutes] = text.split(":").map(Number);
    return hours * 60 + minutes;
  };
  board.querySelector("[data-create]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const isBreak = event.submitter?.name === "break";
    const { title, kind, day, start, end, room } = form.elements;
    const from = minutesOf(start.value);
    const until = minutesOf(end.value);
    const place = { day: Number(day.value), start: from, end: until > from ? until : until + grid.MINUTES_A_DAY, room: isBreak || !room.value ? null : Number(room.value), is_placed: true };
    const result = await perform({ action: "create", title: title.value, kind: isBreak ? "break" : kind.value, place });
    if (result.refused) return;
    // The next one follows it.
    start.value = clock(place.end);
    end.value = clock(place.end + place.end - place.start);
    title.value = "";
    title.focus();
  });
  board.querySelector("[data-move-room]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const { day, room, to_room: toRoom } = event.target.elements;
    perform({ action: "move_room", day: Number(day.value), room: Number(room.value), to_room: Number(toRoom.value) });
  });

  undoButton?.addEventListener("click", undo);
  redoButton?.addEventListener("click", redo);
  startFocus();
}
