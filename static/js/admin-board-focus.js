/* Which card of the board Tab leads to, and which the arrows: one in the programme and one of what waits can be reached by Tab. */
"use strict";
{
  const { board, waiting, days, placeOf, columnOf, cardsIn } = window.boardGrid;

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

  window.boardFocus = { startFocus, columnsOf, neighbourOf };
}
