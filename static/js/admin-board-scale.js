/* How minutes of a day become heights on the board. Hours in which nothing is in any room fold into a strip, which a click opens;
   what comes into one opens it too. They fold when the page comes, and when somebody asks, never under somebody's hands. */
"use strict";
{
  const board = document.getElementById("board");
  const gettext = window.gettext ?? ((text) => text);
  const first = Number(board.dataset.first);
  const last = Number(board.dataset.last);
  const HOUR = 60; // minutes
  const MIN_FOLDED = 2 * HOUR; // one empty hour is a place to put something
  const STRIP = 26; // pixels

  const folds = new Map(); // by the key of a day: from when until when
  const pixels = () => Number.parseFloat(getComputedStyle(board).getPropertyValue("--scale")); // of a minute
  let strip = STRIP; // minutes as high as it

  /* Where a minute stands, in minutes of the scale. */
  const heightAt = (day, minute) => {
    let height = minute;
    for (const { from, to } of folds.get(Number(day)) ?? []) {
      if (minute > from) height -= (Math.min(minute, to) - from) * (1 - strip / (to - from));
    }
    return height;
  };

  /* Which minute stands there. */
  const minuteAt = (day, height) => {
    let minute = height;
    for (const { from, to } of folds.get(Number(day)) ?? []) {
      if (minute > from) minute += Math.min(minute - from, strip) * ((to - from) / strip - 1);
    }
    return minute;
  };

  const emptyHours = (places) => {
    const runs = [];
    for (let hour = first; hour < last; hour += HOUR) {
      if (places.some(({ start, end }) => start < hour + HOUR && hour < end)) continue;
      if (runs.at(-1)?.to === hour) runs.at(-1).to += HOUR;
      else runs.push({ from: hour, to: hour + HOUR });
    }
    return runs.filter(({ from, to }) => to - from >= MIN_FOLDED);
  };

  /* Fold the hours of a day that are empty but for `places`; on a day with nothing, none. */
  const fold = (day, places) => folds.set(Number(day.dataset.day), places.length ? emptyHours(places) : []);

  /* Open what a place is in; returns whether anything was folded there. */
  const openFor = ({ day, start, end }) => {
    const present = folds.get(day) ?? [];
    const left = present.filter(({ from, to }) => end <= from || to <= start);
    folds.set(day, left);
    return left.length < present.length;
  };

  /* Draw the hours of a day, its strips, and its height; `open` is called with the fold whose strip is pressed. */
  const draw = (day, clock, open) => {
    const key = Number(day.dataset.day);
    const grid = day.querySelector(".board-grid");
    const inside = (minute) => folds.get(key)?.some(({ from, to }) => from <= minute && minute < to);
    const lines = [];
    strip = STRIP / pixels();
    for (const hour of day.querySelectorAll(".board-hours span")) {
      const minute = Number(hour.dataset.minute);
      hour.hidden = inside(minute);
      hour.style.setProperty("--minute", heightAt(key, minute));
      const at = `(${heightAt(key, minute) - first} * var(--scale))`;
      lines.push(`transparent calc${at}`, `var(--line) calc${at}`, `var(--line) calc(${at} + 1px)`, `transparent calc(${at} + 1px)`);
    }
    grid.style.setProperty("background-image", `linear-gradient(${lines.join(", ")})`);
    grid.style.setProperty("--height", heightAt(key, last) - first);
    for (const each of grid.querySelectorAll(".board-fold")) each.remove();
    for (const each of folds.get(key) ?? []) {
      const times = `${clock(each.from)}–${clock(each.to)}`;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "board-fold", textContent: times });
      button.setAttribute("aria-label", `${times}: ${gettext("nothing here, show it")}`);
      button.style.setProperty("--start", heightAt(key, each.from));
      button.addEventListener("click", () => open(each));
      grid.append(button);
    }
  };

  window.boardScale = { first, pixels, heightAt, minuteAt, fold, openFor, draw };
}
