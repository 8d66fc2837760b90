// My programme: the sessions that a visitor has starred. Only their browser knows which: nothing of it is sent anywhere.

const page = document.querySelector("[data-conference]");
const key = `my-programme-${page.dataset.conference}`;
const shelf = document.querySelector("[data-my-programme]");
let chosen = read();

for (const session of document.querySelectorAll("[data-session]")) addStar(session);
addEventListener("storage", (event) => event.key === key && refresh()); // changed in another tab
if (shelf) openShelf();

function read() {
  try {
    return new Set(JSON.parse(localStorage.getItem(key)) ?? []);
  } catch {
    return new Set(); // not allowed to keep anything, or what is kept is not ours
  }
}

function keep() {
  try {
    localStorage.setItem(key, JSON.stringify([...chosen]));
  } catch {
    // It holds until the page is left.
  }
}

function refresh() {
  chosen = read();
  for (const star of document.querySelectorAll(".star")) star.setAttribute("aria-pressed", chosen.has(numberOf(star)));
  if (shelf) show();
}

function numberOf(element) {
  return Number(element.closest("[data-session]").dataset.session);
}

function titleOf(session) {
  const heading = session.querySelector("h1, h3");
  return (heading.querySelector("a") ?? heading).textContent.trim();
}

function addStar(session) {
  const star = document.createElement("button");
  star.type = "button";
  star.className = "star";
  star.setAttribute("aria-label", page.dataset.star.replace("{title}", titleOf(session)));
  star.setAttribute("aria-pressed", chosen.has(Number(session.dataset.session)));
  star.addEventListener("click", () => {
    const number = numberOf(star);
    if (!chosen.delete(number)) chosen.add(number);
    keep();
    star.setAttribute("aria-pressed", chosen.has(number));
    if (shelf) afterRemoval(session);
  });
  session.querySelector("h1, h3").before(star);
}

// The page of My programme: the chosen sessions are taken from the pages of their days, so that they are as announced now.

function openShelf() {
  part("needs-script").hidden = true;
  shelf.hidden = false;
  part("calendar").addEventListener("click", saveCalendar);
  part("print").addEventListener("click", () => print());
  part("copy").addEventListener("click", copyLink);
  part("take").addEventListener("click", () => {
    for (const number of offered()) chosen.add(number);
    keep();
    history.replaceState(null, "", location.pathname);
    show();
    part("list").focus();
  });
  addEventListener("hashchange", show);
  show();
}

function part(name) {
  return document.querySelector(`[data-part="${name}"]`);
}

function offered() {
  const numbers = /^#\d+(,\d+)*$/.test(location.hash) ? location.hash.slice(1).split(",").map(Number) : [];
  return numbers.filter((number) => !chosen.has(number));
}

async function show() {
  part("offer").hidden = !offered().length;
  part("offer-words").textContent = part("offer-words").dataset.words.replace("{number}", offered().length);
  showLinks();
  let days = [];
  try {
    if (chosen.size) days = await Promise.all([...document.querySelectorAll("[data-day]")].map(chosenOfDay));
    part("failure").hidden = true;
  } catch {
    part("failure").hidden = false; // no network: what is there stays
    return;
  }
  part("list").replaceChildren(...days.filter((day) => day));
  showState();
  dispatchEvent(new Event("sessions-shown"));
}

function showLinks() {
  const numbers = [...chosen].join(",");
  part("link").value = `${location.origin}${location.pathname}#${numbers}`;
  part("subscribe").href = part("subscribe").dataset.address + numbers;
}

async function chosenOfDay(link) {
  const response = await fetch(link.href);
  if (!response.ok) throw new Error(response.status);
  const source = new DOMParser().parseFromString(await response.text(), "text/html");
  const sessions = [...source.querySelectorAll("article[data-session]")].filter((each) => chosen.has(Number(each.dataset.session)));
  if (!sessions.length) return null;
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  heading.append(...link.cloneNode(true).childNodes);
  section.append(heading, ...sessions.map((session) => document.importNode(session, true)));
  section.querySelectorAll("[data-session]").forEach(addStar);
  return section;
}

function showState() {
  const sessions = [...part("list").querySelectorAll("[data-session]")];
  part("empty").hidden = sessions.length > 0;
  part("ways").hidden = sessions.length === 0;
  for (const note of part("list").querySelectorAll(".clash")) note.remove();
  for (const session of sessions) {
    const others = sessions.filter((other) => other !== session && overlap(session, other));
    if (!others.length) continue;
    const note = document.createElement("p");
    note.className = "clash";
    note.textContent = shelf.dataset.clash.replace("{titles}", others.map(titleOf).join(", "));
    session.append(note);
  }
}

function overlap(one, other) {
  if (one.matches(".session-off") || other.matches(".session-off")) return false;
  const [first, second] = [one, other].map(period);
  return first.starts < second.ends && second.starts < first.ends;
}

function period(session) {
  const minutes = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  const [starts, ends] = session.querySelector("h3 small").textContent.match(/\d\d:\d\d/g).map(minutes);
  const begin = Date.parse(session.querySelector("time").dateTime);
  return { starts: begin, ends: begin + ((ends - starts + 1440) % 1440 || 1440) * 60_000 }; // it may end after midnight
}

function afterRemoval(session) {
  const section = session.closest("section");
  const next = session.nextElementSibling?.querySelector(".star") ?? session.previousElementSibling?.querySelector?.(".star");
  session.remove();
  if (!section.querySelector("[data-session]")) section.remove();
  showLinks();
  showState();
  (next ?? part("list")).focus();
}

async function saveCalendar() {
  // The site's own calendar, with those events that are chosen: they are the same events for whoever has both.
  const text = await (await fetch(shelf.dataset.calendar)).text();
  const paths = [...part("list").querySelectorAll("[data-session] h3 a")].map((link) => new URL(link.href).pathname);
  const [beginning, ...events] = text.split("BEGIN:VEVENT");
  const isChosen = (event) =>
    event.replace(/\r\n[ \t]/g, "").split("\r\n").some((line) => line.startsWith("URL") && paths.some((path) => line.endsWith(path)));
  // What is on offer leaves one's time free; what one has chosen takes it up, unless it is called off.
  const busy = (event) => (/^STATUS:CONFIRMED/m.test(event) ? event.replace("TRANSP:TRANSPARENT", "TRANSP:OPAQUE") : event);
  const taken = events.map((event) => `BEGIN:VEVENT${busy(event).split("END:VEVENT")[0]}END:VEVENT\r\n`).filter(isChosen);
  const file = new Blob([beginning, ...taken, "END:VCALENDAR\r\n"], { type: "text/calendar" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "my-programme.ics";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function copyLink() {
  part("link").select();
  try {
    await navigator.clipboard.writeText(part("link").value);
    part("copied").textContent = part("copied").dataset.words;
  } catch {
    // It is selected, to be copied by hand.
  }
}
