/* What the menus above the board do: add sessions, one after the other, or a break, and move a column to another room. */
"use strict";
{
  const { board, clock, MINUTES_A_DAY } = window.boardGrid;
  const { perform } = window.boardWork;
  const scale = window.boardScale;
  const STEP = 15; // minutes, on which a session begins that is added where somebody has clicked

  const minutesOf = (text) => {
    const [hours, minutes] = text.split(":").map(Number);
    return hours * 60 + minutes;
  };
  const form = board.querySelector("[data-create]");
  let despite = []; // who is there with nearly a name that was typed, and was seen

  const timesIn = ({ elements: { start, end } }) => {
    const from = minutesOf(start.value);
    const until = minutesOf(end.value);
    return { from, until: until > from ? until : until + MINUTES_A_DAY };
  };
  const offer = ({ start, end }) => {
    form.elements.start.value = clock(start);
    form.elements.end.value = clock(end);
  };
  /* Open the form for a place. */
  const addAt = ({ day, start, end, room }) => {
    if (!form) return;
    offer({ start, end });
    form.elements.day.value = day;
    form.elements.room.value = room ?? "";
    menu.open = true;
    form.elements.title.focus();
  };

  const menu = form?.closest("details");
  menu?.addEventListener("toggle", () => menu.open && form.elements.title.focus());

  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const isBreak = event.submitter?.name === "break";
    const { title, kind, people, day, room, is_waiting: isWaiting } = form.elements;
    const { from, until } = timesIn(form);
    const isPlaced = !isWaiting.checked;
    const place = { day: Number(day.value), start: from, end: until, room: isBreak || !isPlaced || !room.value ? null : Number(room.value), is_placed: isPlaced };
    const names = (people?.value ?? "").split(";").map((name) => name.trim());
    const operation = { action: "create", title: title.value, kind: isBreak ? "break" : kind.value, place, people: names.filter(Boolean), despite };
    const result = await perform(operation);
    despite = result.refused?.result.despite ?? [];
    if (result.refused) return;
    // The next one follows it.
    if (isPlaced) offer({ start: place.end, end: place.end + place.end - place.start });
    title.value = "";
    if (people) people.value = "";
    title.focus();
  });

  // Who clicks twice on an empty place adds a session there.
  board.addEventListener("dblclick", ({ target, clientY }) => {
    if (!form || !target.matches(".board-column") || getComputedStyle(target).position !== "relative") return;
    const day = Number(target.closest(".board-day").dataset.day);
    const minute = scale.minuteAt(day, (clientY - target.getBoundingClientRect().top) / scale.pixels() + scale.first);
    const start = Math.floor(minute / STEP) * STEP;
    const { from, until } = timesIn(form); // as long as the one before
    addAt({ day, start, end: start + until - from, room: target.dataset.room });
  });
  board.addEventListener("board:add", ({ detail: { day, start, end, room } }) => addAt({ day, start: end, end: end + end - start, room }));

  board.querySelector("[data-move-room]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const { day, room, to_room: toRoom } = event.target.elements;
    perform({ action: "move_room", day: Number(day.value), room: Number(room.value), to_room: Number(toRoom.value) });
  });
}
