// On request, the visitor's own time beside each time of a conference that takes place in another zone.

const note = document.querySelector("[data-own-times]");
const key = "own-times";
const instant = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }); // as in 2026-06-12 09:00
const weekday = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short" });
const button = document.createElement("button");

if (note) offer();

function offer() {
  button.type = "button";
  button.className = "own-times";
  button.hidden = true;
  button.textContent = note.dataset.ownTimes.replace("{zone}", Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " "));
  button.setAttribute("aria-pressed", isWanted());
  button.addEventListener("click", () => {
    keep(button.getAttribute("aria-pressed") !== "true");
    show();
  });
  note.append(" ", button);
  addEventListener("sessions-shown", show); // brought by another script
  show();
}

function isWanted() {
  try {
    return localStorage.getItem(key) === "yes";
  } catch {
    return false; // not allowed to keep anything
  }
}

function keep(wanted) {
  button.setAttribute("aria-pressed", wanted);
  try {
    if (wanted) localStorage.setItem(key, "yes");
    else localStorage.removeItem(key);
  } catch {
    // It holds until the page is left.
  }
}

function show() {
  for (const old of document.querySelectorAll(".own-time")) old.remove();
  const places = new Set([...document.querySelectorAll('main time[datetime*="T"]')].map((time) => time.parentElement));
  const others = [...places].map((place) => [place, ownTimes(place)]).filter(([, words]) => words);
  button.hidden = !others.length;
  if (button.getAttribute("aria-pressed") !== "true") return;
  for (const [place, words] of others) {
    const time = document.createElement("span");
    time.className = "own-time";
    time.textContent = note.dataset.ownTime.replace("{times}", words);
    place.append(" ", time);
  }
}

// What is written in a place, such as 09:00–10:00, as the visitor's clocks show it; nothing where they show the same.
function ownTimes(place) {
  const times = [...place.querySelectorAll("time")].map((time) => new Date(time.dateTime));
  const [clock, end] = place.textContent.match(/\d\d:\d\d(?:–\d\d:\d\d)?/)[0].split("–");
  if (instant.format(times[0]) === `${place.querySelector("time").dateTime.slice(0, 10)} ${clock}`) return "";
  if (end && times.length < 2) times.push(new Date(times[0].getTime() + minutesBetween(clock, end) * 60_000));
  const shown = times.map((time) => instant.format(time));
  const isSameDay = shown[0].slice(0, 10) === place.querySelector("time").dateTime.slice(0, 10);
  return (isSameDay ? "" : `${weekday.format(times[0])} `) + shown.map((time) => time.slice(11)).join("–");
}

function minutesBetween(clock, end) {
  const [first, last] = [clock, end].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  return (last - first + 1440) % 1440 || 1440; // it may end after midnight
}
