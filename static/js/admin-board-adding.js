/* What the menus above the board do: add a session or a break, and move a column to another room. */
"use strict";
{
  const { board, clock, MINUTES_A_DAY } = window.boardGrid;
  const { perform } = window.boardWork;

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
    const place = { day: Number(day.value), start: from, end: until > from ? until : until + MINUTES_A_DAY, room: isBreak || !room.value ? null : Number(room.value), is_placed: true };
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
}
