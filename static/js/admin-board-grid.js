/* Where the cards of the board stand: in the column of their day and room, by the minutes of their times. Also the tabs that
   follow, rooms that are hidden, the condensed view, and the order of what waits for a place. */
"use strict";
{
  const board = document.getElementById("board");
  const scroll = board.querySelector(".board-scroll");
  const waiting = board.querySelector(".board-waiting");
  const days = [...board.querySelectorAll(".board-day")];
  const scale = window.boardScale;
  const MINUTES_A_DAY = 1440;
  const MINUTES_TO_CHANGE_ROOMS = 5; // this and the next as in events/board/cards.py
  const EARLIEST_START = 360; // minutes
  const gettext = window.gettext ?? ((text) => text);

  const stored = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // no storage allowed
    }
  };
  const store = (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      // It is as at first the next time.
    }
  };

  // Places ------------------------------------------------------------------------------------------------------------

  const placeOf = ({ dataset }) => ({
    day: Number(dataset.day),
    start: Number(dataset.start),
    end: Number(dataset.end),
    room: dataset.room ? Number(dataset.room) : null,
    is_placed: !("unplaced" in dataset),
  });

  const clock = (minutes) => {
    const two = (number) => String(number).padStart(2, "0");
    return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  };

  const timeOf = ({ start, end, is_placed: isPlaced }) => (isPlaced ? `${clock(start)}–${clock(end)}` : gettext("%s min").replace("%s", end - start));

  const columnOf = ({ day, room, is_placed: isPlaced }) =>
    isPlaced ? board.querySelector(`.board-day[data-day="${day}"] .board-column[data-room="${room ?? ""}"]`) : waiting;

  const cardsIn = (column) => [...column.querySelectorAll(":scope > .board-card")];
  const cardOf = (key) => board.querySelector(`.board-card[data-session="${key}"]:not(.board-ghost)`);
  const titleOf = (card) => card.querySelector("strong").textContent;

  /* What stands in another column, and takes this room too. */
  const alsoIn = ({ day, room }) => {
    const cards = [...board.querySelectorAll(`.board-day[data-day="${day}"] .board-card[data-also]:not(.board-ghost)`)];
    return cards.filter(({ dataset }) => dataset.also === "all" || dataset.also.split(" ").includes(String(room)));
  };

  /* What stands in a room at the time of a place, but for the cards that are left out. */
  const clashesAt = (place, but) => {
    if (!place.is_placed || place.room === null) return [];
    const column = columnOf(place);
    return [...new Set([...(column ? cardsIn(column) : []), ...alsoIn(place)])].filter((card) => {
      const there = placeOf(card);
      return !but.includes(card) && !card.matches(".board-off") && there.start < place.end && place.start < there.end;
    });
  };

  /* What stands on the day of a place, elsewhere, with somebody who is in `card` too. */
  const matesOf = (card) => {
    const people = new Set(card.dataset.people?.split(" "));
    const others = people.size ? board.querySelectorAll(".board-column > .board-card[data-people]:not(.board-off)") : [];
    return [...others].filter((other) => other !== card && other.dataset.people.split(" ").some((person) => people.has(person)));
  };
  /* What an editor should look at if `card` were there: sentences, as the site makes them of what is there. */
  const doubtsAt = (place, card, mates = matesOf(card)) => {
    if (!place.is_placed || card.matches(".board-off")) return [];
    const doubts = [];
    for (const other of mates) {
      const there = placeOf(other);
      if (there.day !== place.day) continue;
      const names = (text) => text.replace("%title", titleOf(other)).replace("%times", timeOf(there));
      const gap = Math.max(place.start - there.end, there.start - place.end);
      if (gap < 0) doubts.push(names(gettext("Somebody is in two places at once: also in “%title”, %times.")));
      else if (gap < MINUTES_TO_CHANGE_ROOMS && there.room !== place.room) doubts.push(names(gettext("Somebody has no time to change rooms: also in “%title”, %times.")));
    }
    if (place.start < EARLIEST_START) doubts.push(gettext("It begins before six."));
    else if (place.start >= MINUTES_A_DAY + EARLIEST_START) doubts.push(gettext("It lies outside of its day."));
    return doubts;
  };

  /* Cards that overlap stand side by side. */
  const arrange = (column) => {
    const cards = cardsIn(column).filter((card) => column === waiting || !card.matches(":is([data-break], [data-also=all]):not([data-room])"));
    let group = [];
    let groupEnd = -1;
    const close = () => {
      const lanes = Math.max(0, ...group.map(({ lane }) => lane + 1));
      for (const { card, lane } of group) {
        card.style.setProperty("--lane", lane);
        card.style.setProperty("--lanes", lanes);
      }
      group = [];
    };
    for (const card of cards) {
      const { start, end } = placeOf(card);
      if (start >= groupEnd) close();
      const taken = new Set(group.filter((other) => other.end > start).map(({ lane }) => lane));
      let lane = 0;
      while (taken.has(lane)) lane += 1;
      group.push({ card, lane, end });
      groupEnd = Math.max(groupEnd, end);
    }
    close();
  };

  /* Give an element the height of its times. */
  const stretch = (element, { day, start, end }) => {
    const top = scale.heightAt(day, start);
    element.style.setProperty("--start", top);
    element.style.setProperty("--length", scale.heightAt(day, end) - top);
  };

  const paint = (card) => {
    if (!card.firstElementChild.hasAttribute("tabindex")) card.firstElementChild.tabIndex = -1; // arrows lead there
    stretch(card, placeOf(card));
    const colour = card.dataset.track && board.querySelector(`.board-legend [data-track="${card.dataset.track}"]`)?.dataset.colour;
    if (colour) card.style.setProperty("--track", colour);
  };

  /* Let a card stand at a place, after those that begin before; returns whether there is a column for it. */
  const put = (card, place) => {
    const column = columnOf(place);
    if (!column) return false;
    const former = card.parentElement;
    Object.assign(card.dataset, { day: place.day, start: place.start, end: place.end });
    if (place.room === null) delete card.dataset.room;
    else card.dataset.room = place.room;
    if (place.is_placed) delete card.dataset.unplaced;
    else card.dataset.unplaced = "";
    card.querySelector(".board-time").textContent = timeOf(place);
    const hadFocus = card.contains(document.activeElement);
    const next = cardsIn(column).find((other) => {
      if (other === card) return false;
      const there = placeOf(other);
      return column === waiting ? compare(card, other) < 0 : there.start > place.start || (there.start === place.start && there.end > place.end);
    });
    column.insertBefore(card, next ?? null);
    if (hadFocus) card.firstElementChild.focus({ preventScroll: true });
    paint(card);
    if (place.is_placed && scale.openFor(place)) drawDay(column.closest(".board-day"));
    for (const each of new Set([former, column])) if (each?.matches("ol")) arrange(each);
    return true;
  };

  // Hours -------------------------------------------------------------------------------------------------------------

  const cardsOn = (day) => [...day.querySelectorAll(".board-column > .board-card")];
  const drawDay = (day) => {
    scale.draw(day, clock, (hours) => {
      scale.openFor({ day: Number(day.dataset.day), start: hours.from, end: hours.to });
      drawDay(day);
      scroll.focus({ preventScroll: true });
    });
    for (const card of cardsOn(day)) paint(card);
  };
  const folding = board.querySelector("[data-fold]");
  const foldHours = () => {
    for (const day of days) {
      scale.fold(day, folding.checked ? cardsOn(day).map(placeOf) : []);
      drawDay(day);
    }
  };
  folding.checked = stored("board-unfolded") !== "yes";
  folding.addEventListener("change", () => {
    store("board-unfolded", folding.checked ? "no" : "yes");
    foldHours();
  });

  // What waits --------------------------------------------------------------------------------------------------------

  const order = document.getElementById("board-order");
  const filter = document.getElementById("board-filter");
  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
  const compare = (one, other) => {
    const lengthOf = (card) => card.dataset.end - card.dataset.start;
    const first = order.value === "track" ? Number(one.dataset.track ?? 0) - Number(other.dataset.track ?? 0) : 0;
    const second = order.value === "length" ? lengthOf(other) - lengthOf(one) : 0;
    return first || second || collator.compare(titleOf(one), titleOf(other));
  };
  const sift = () => {
    const words = filter.value.trim().toLowerCase();
    for (const card of cardsIn(waiting)) card.hidden = Boolean(words) && !card.textContent.toLowerCase().includes(words);
  };
  order.addEventListener("change", () => waiting.append(...cardsIn(waiting).sort(compare)));
  filter.addEventListener("input", sift);

  // Rooms and looks ---------------------------------------------------------------------------------------------------

  const hiddenKey = `board-hidden-${board.dataset.do}`;
  const boxes = [...board.querySelectorAll("[data-rooms] input")];
  const showRooms = () => {
    const hidden = new Set(boxes.filter((box) => !box.checked).map(({ value }) => value));
    for (const each of board.querySelectorAll(".board-head, .board-column")) each.hidden = hidden.has(each.dataset.room);
    board.style.setProperty("--columns", Math.max(1, boxes.length - hidden.size));
    return [...hidden];
  };
  const remembered = stored(hiddenKey)?.split(",") ?? [];
  for (const box of boxes) box.checked = stored(hiddenKey) === null || !remembered.includes(box.value);
  board.querySelector("[data-rooms]").addEventListener("change", () => {
    const hidden = showRooms();
    store(hiddenKey, hidden.length ? hidden.join(",") : "none");
  });

  const condensed = board.querySelector("[data-condensed]");
  condensed.checked = stored("board-condensed") === "yes";
  const condense = () => board.classList.toggle("condensed", condensed.checked);
  condensed.addEventListener("change", () => {
    store("board-condensed", condensed.checked ? "yes" : "no");
    condense();
    for (const day of days) drawDay(day);
  });

  // Menus are one at a time, and Escape closes them.
  const menus = [...board.querySelectorAll(".board-menu")];
  for (const menu of menus) {
    menu.addEventListener("toggle", () => {
      if (menu.open) for (const other of menus) if (other !== menu) other.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    });
  }
  document.addEventListener("pointerdown", ({ target }) => {
    for (const menu of menus) if (!menu.contains(target)) menu.open = false;
  });

  // A mark's sentences, for who points at the card; others hear them, or open it.
  board.addEventListener("pointerover", ({ target }) => {
    const card = target.closest(".board-card");
    if (card) card.title = card.querySelector(".board-marks")?.textContent.trim() ?? "";
  });

  // Days --------------------------------------------------------------------------------------------------------------

  const tabs = [...board.querySelectorAll(".board-tabs a")];
  const scrolls = () => getComputedStyle(scroll).overflowY !== "visible";
  const currentDay = () => {
    const edge = scrolls() ? scroll.getBoundingClientRect().top + 80 : 120;
    return days.findLast((day) => day.getBoundingClientRect().top <= edge) ?? days[0];
  };
  const follow = () => {
    const current = currentDay();
    for (const tab of tabs) {
      if (current && tab.hash === `#${current.id}`) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  };
  let isAsked = false;
  const followSoon = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      follow();
    });
  };
  scroll.addEventListener("scroll", followSoon, { passive: true });
  window.addEventListener("scroll", followSoon, { passive: true });
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      const day = document.getElementById(tab.hash.slice(1));
      if (scrolls()) scroll.scrollTo({ top: day.offsetTop });
      else day.scrollIntoView();
      for (const other of tabs) other.removeAttribute("aria-current");
      tab.setAttribute("aria-current", "true");
    });
  }

  // At first ----------------------------------------------------------------------------------------------------------

  board.style.setProperty("--first", scale.first);
  for (const each of board.querySelectorAll(".board-legend li")) if (each.dataset.colour) each.style.setProperty("--track", each.dataset.colour);
  for (const card of board.querySelectorAll(".board-card")) paint(card);
  for (const column of board.querySelectorAll(".board-column")) arrange(column);
  showRooms();
  condense();
  foldHours();
  follow();

  window.boardGrid = { board, scroll, waiting, days, MINUTES_A_DAY, placeOf, clock, columnOf, cardsIn, cardOf, titleOf, clashesAt, matesOf, doubtsAt, put, stretch, arrange, sift, currentDay };
}
