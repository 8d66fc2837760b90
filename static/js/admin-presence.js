/* Who else has this item open, where in it they are, and who has saved it: this window says every few seconds that it is
   still there, and shows the answer. */
"use strict";
{
  const INTERVAL = 15_000; // milliseconds
  const SHORTEST_INTERVAL = 4000; // milliseconds, when the focus goes elsewhere
  const WRITING = 30_000; // milliseconds since the last key
  const notice = document.querySelector(".presence");
  const newerNotice = document.querySelector(".newer-version");
  const list = notice.appendChild(document.createElement("ul"));
  const signedOut = document.querySelector(".signed-out");
  const { keptTexts } = window;
  const name = keptTexts.newKey();
  let typedAt = Number.NEGATIVE_INFINITY;
  let place = "";
  let toldAt = Number.NEGATIVE_INFINITY;

  // Where somebody is -------------------------------------------------------------------------------------------------

  const keyField = (block) => block?.querySelector("input[type=hidden][name$='-id']");

  const placeOf = (element) => {
    const key = keyField(element.closest(".order-machine > .inline-related"));
    if (key) return key.value && key.name.replace(/\d+-id$/, key.value);
    const field = element.closest(".form-row, .fieldBox")?.querySelector("[name]");
    return field?.form?.method === "post" && /^\w+$/.test(field.name) ? field.name : "";
  };

  const blockAt = (where) => {
    const [, start, key] = where.match(/^(\w+-)(\d+)$/) ?? [];
    const fields = start ? document.querySelectorAll(`.order-machine input[type=hidden][name^="${start}"][name$="-id"]`) : [];
    return [...fields].find(({ value }) => value === key)?.closest(".inline-related");
  };

  const nameOf = (where) => {
    const block = where && blockAt(where);
    if (block) return window.undoSteps?.nameOf(block);
    const label = where && document.querySelector(`label[for="id_${CSS.escape(where)}"]`);
    return label?.textContent.replace(/:\s*$/, "").trim();
  };

  const mark = (others) => {
    for (const sign of document.querySelectorAll(".present-here")) sign.remove();
    for (const { name: person, is_me: isMe, place: where } of others) {
      const heading = !isMe && where && blockAt(where)?.querySelector(":scope > h3");
      if (heading) heading.append(Object.assign(document.createElement("span"), { className: "present-here", textContent: person }));
    }
  };

  // What is said ------------------------------------------------------------------------------------------------------

  const words = ({ name: person, is_me: isMe, is_editing: isEditing, place: where }) => {
    if (isMe) return isEditing ? notice.dataset.meEditing : notice.dataset.me;
    const there = isEditing && nameOf(where);
    const text = (isEditing ? notice.dataset.editing : notice.dataset.open).replace("%s", person);
    return there ? `${text} ${notice.dataset.place.replace("%s", there)}` : text;
  };

  const show = (others) => {
    mark(others);
    const lines = others.map(words);
    const shown = [...list.children].map((line) => line.textContent);
    if (lines.join("\n") === shown.join("\n")) return; // a screen reader reads what changes
    list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    notice.hidden = lines.length === 0;
  };

  const showNewer = (newer) => {
    newerNotice.hidden = !newer;
    if (!newer) return;
    const text = newerNotice.querySelector(".newer-words");
    if (text.textContent !== newer.text) text.textContent = newer.text;
    newerNotice.querySelector("[data-action=compare]").href = newer.compare_url;
  };

  /* What is typed is saved, or kept and offered back, and then the page is loaded with what somebody else has saved. */
  newerNotice.querySelector("[data-action=take-over]").addEventListener("click", async () => {
    await window.savingAsYouWrite?.flush();
    window.unsavedText?.keep();
    location.reload();
  });

  // Asking ------------------------------------------------------------------------------------------------------------

  const version = () => document.querySelector("form [name=_version]")?.value ?? "";

  const message = (fields) => {
    const data = new FormData();
    data.set("window", name);
    data.set("csrfmiddlewaretoken", keptTexts.cookie("csrftoken") ?? "");
    for (const [field, value] of Object.entries(fields)) data.set(field, value);
    return data;
  };

  const tell = async () => {
    if (!notice.dataset.url) return; // of something new, which is nowhere yet
    toldAt = performance.now();
    const asked = version();
    const isEditing = performance.now() - typedAt < WRITING || window.unsavedText?.isChanged();
    const body = message({ place, _version: asked, ...(isEditing ? { editing: "1" } : {}) });
    try {
      const answer = await fetch(notice.dataset.url, { method: "POST", body, redirect: "manual" });
      signedOut.hidden = answer.type !== "opaqueredirect"; // to the door
      document.querySelector(".item-gone").hidden = answer.status !== 404;
      if (!answer.ok) return;
      const { others, newer } = await answer.json();
      show(others);
      if (asked === version() && !window.savingAsYouWrite?.isSending()) showNewer(newer);
    } catch {
      // No connection now; the next word may get through.
    }
  };

  tell();
  setInterval(tell, INTERVAL);
  document.addEventListener("visibilitychange", () => document.hidden || tell());
  window.addEventListener("pageshow", ({ persisted }) => persisted && tell());
  window.addEventListener("pagehide", () => notice.dataset.url && navigator.sendBeacon(notice.dataset.url, message({ leaving: "1" })));
  document.addEventListener("input", () => {
    typedAt = performance.now();
  });

  let waiting = null;
  document.addEventListener("focusin", ({ target }) => {
    const where = placeOf(target);
    if (where === place) return;
    place = where;
    clearTimeout(waiting);
    waiting = setTimeout(tell, Math.max(SHORTEST_INTERVAL / 4, toldAt + SHORTEST_INTERVAL - performance.now()));
  });

  document.addEventListener("newsroom:item-made", ({ detail }) => {
    notice.dataset.url = detail.address.replace(/change\/$/, "presence/");
    tell();
  });
  window.presence = { name, ask: tell };
}
