/* What is done on the board, undo, and following what others do. Each step shows at once, is sent, and goes back with a sentence
   if the site refuses it. How it is asked for is in the scripts for the keyboard, dragging, the small form, and adding. */
"use strict";
{
  const grid = window.boardGrid;
  const { board, waiting, placeOf, clock, columnOf, cardOf, titleOf, clashesAt, doubtsAt, put, arrange } = grid;
  const { startFocus, neighbourOf } = window.boardFocus;
  const gettext = window.gettext ?? ((text) => text);
  const mayChange = "mayChange" in board.dataset;
  const NEWS_INTERVAL = 2000; // milliseconds
  const MAX_STEPS = 200; // that can be undone

  const fill = (text, values) => Object.entries(values).reduce((all, [name, value]) => all.replace(`%${name}`, value), text);

  // What is said ------------------------------------------------------------------------------------------------------

  const says = board.querySelector(".board-says");
  const say = (text, isRefusal = false) => {
    if (swapButton) swapButton.hidden = true;
    says.textContent = text;
    says.classList.toggle("said", Boolean(text) && !isRefusal);
    says.classList.toggle("refused", isRefusal);
  };

  /* Who drops a session where one stands may have meant that they change places. */
  const swapButton = board.querySelector("[data-swap-instead]");
  let swapInstead = null; // the operation
  const offerSwap = (operation) => {
    swapInstead = operation;
    swapButton.hidden = false;
  };
  const seenOf = (card) => ({ session: Number(card.dataset.session), seen: placeOf(card) });

  const nameOfColumn = ({ day, room, is_placed: isPlaced }) => {
    const column = columnOf({ day, room, is_placed: isPlaced });
    if (!isPlaced || !column) return waiting.dataset.name;
    return `${column.dataset.name}, ${column.closest(".board-day").dataset.name}`;
  };
  const describe = (place, card) => {
    if (!place.is_placed) return waiting.dataset.name;
    const clashes = clashesAt(place, [card]).map((other) => `“${titleOf(other)}”`);
    const where = `${clock(place.start)}–${clock(place.end)}, ${nameOfColumn(place)}.`;
    const taken = clashes.length ? [fill(gettext("Taken by %titles."), { titles: clashes.join(", ") })] : [];
    return [where, ...taken, ...doubtsAt(place, card)].join(" ");
  };

  // Cards from the site -----------------------------------------------------------------------------------------------

  /* `held` is the card that somebody moves now, `pending` the keys of cards whose moves are on their way. */
  const now = { held: null, pending: new Set() };
  const { pending } = now;

  const asCard = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  };

  const showCard = (key, html) => {
    const present = cardOf(key);
    if (now.held?.card === present && present) return;
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
  // They stay when the page is loaded again, in this window. Each says what it undoes, so that the site refuses it if somebody
  // has changed that since.
  const stepsKey = `board-steps-${board.dataset.do}-${board.dataset.account}`;
  const { done, undone } = (() => {
    try {
      return JSON.parse(sessionStorage.getItem(stepsKey)) ?? { done: [], undone: [] };
    } catch {
      return { done: [], undone: [] }; // no storage allowed
    }
  })();
  const showSteps = () => {
    if (!undoButton) return;
    done.splice(0, done.length - MAX_STEPS);
    try {
      sessionStorage.setItem(stepsKey, JSON.stringify({ done, undone }));
    } catch {
      // They last as long as the page.
    }
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
  /* Let the small form beside the board know that a session, or any of them, is not what it was. */
  const changed = (key = null) => board.dispatchEvent(new CustomEvent("board:changed", { detail: key }));

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
    if (result.refused) {
      const { message, result: answer } = result.refused;
      if (answer.message) say([gettext("Not done."), message, ...Object.values(answer.errors ?? {}).flat()].join(" "), true);
      else from.push(operation); // the site did not answer
    }
    showSteps();
    changed();
  };
  const undo = () => inTurn(() => step(done, undone));
  const redo = () => inTurn(() => step(undone, done));

  /* Show a card at its new place, and send that. */
  const move = (card, before, after) => {
    const key = Number(card.dataset.session);
    const clashes = clashesAt(after, [card]);
    put(card, after);
    return perform(
      { action: "move", moves: [{ session: key, before, after }] },
      { back: () => cardOf(key) && put(cardOf(key), before), sessions: [key] },
    ).then((result) => {
      changed(key);
      if (result.refused && before.is_placed && clashes.length === 1 && cardOf(key)) {
        offerSwap({ action: "swap", one: seenOf(cardOf(key)), other: seenOf(clashes[0]) });
      }
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

  undoButton?.addEventListener("click", undo);
  redoButton?.addEventListener("click", redo);
  swapButton?.addEventListener("click", () => perform(swapInstead));
  showSteps();
  document.addEventListener("keydown", (event) => {
    if (!mayChange || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    if (event.target.closest("input, textarea, select, [contenteditable=true]")) return;
    event.preventDefault();
    if (event.shiftKey) redo();
    else undo();
  });
  startFocus();

  window.boardWork = { now, mayChange, fill, say, describe, perform, move, unplace, seenOf };
}
