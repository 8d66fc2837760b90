/* Who else has this item open: this window says every few seconds that it is still there, and shows the answer. */
"use strict";
{
  const INTERVAL = 15_000; // milliseconds
  const notice = document.querySelector(".presence");
  const list = notice.appendChild(document.createElement("ul"));
  const signedOut = document.querySelector(".signed-out");
  const { keptTexts } = window;
  const name = keptTexts.newKey();

  const words = ({ name: person, is_me: isMe, is_editing: isEditing }) => {
    if (isMe) return isEditing ? notice.dataset.meEditing : notice.dataset.me;
    return (isEditing ? notice.dataset.editing : notice.dataset.open).replace("%s", person);
  };

  const show = (others) => {
    const lines = others.map(words);
    const shown = [...list.children].map((line) => line.textContent);
    if (lines.join("\n") === shown.join("\n")) return; // a screen reader reads what changes
    list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    notice.hidden = lines.length === 0;
  };

  const message = (...more) => {
    const data = new FormData();
    data.set("window", name);
    data.set("csrfmiddlewaretoken", keptTexts.cookie("csrftoken") ?? "");
    for (const field of more) data.set(field, "1");
    return data;
  };

  const tell = async () => {
    if (!notice.dataset.url) return; // of something new, which is nowhere yet
    const body = window.unsavedText?.isChanged() ? message("editing") : message();
    try {
      const answer = await fetch(notice.dataset.url, { method: "POST", body, redirect: "manual" });
      signedOut.hidden = answer.type !== "opaqueredirect"; // to the door
      document.querySelector(".item-gone").hidden = answer.status !== 404;
      if (answer.ok) show((await answer.json()).others);
    } catch {
      // No connection now; the next word may get through.
    }
  };

  tell();
  setInterval(tell, INTERVAL);
  document.addEventListener("visibilitychange", () => document.hidden || tell());
  window.addEventListener("pageshow", ({ persisted }) => persisted && tell());
  window.addEventListener("pagehide", () => notice.dataset.url && navigator.sendBeacon(notice.dataset.url, message("leaving")));
  document.addEventListener("newsroom:item-made", ({ detail }) => {
    notice.dataset.url = detail.address.replace(/change\/$/, "presence/");
    tell();
  });
  window.presence = { name, ask: tell };
}
