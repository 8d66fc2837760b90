/* Nothing that was typed into a form is lost: it is kept in this browser every few seconds until the site has saved it,
   offered back when the form is opened again, and leaving with unsaved changes asks first. */
"use strict";
{
  const INTERVAL = 2000; // milliseconds
  const SETTLED = 1500; // milliseconds after which editors of blocks and text have put their fields in order
  const PATIENCE = 20_000; // milliseconds before a button may be pressed again when no answer comes

  const { form: formId, shown, isUnsaved, tokenCookie } = document.currentScript.dataset;
  const form = document.getElementById(formId);
  const { keptTexts } = window;
  const key = keptTexts.newKey();
  const find = (selector) => document.querySelector(selector);

  // What is in the form -----------------------------------------------------------------------------------------------

  const asText = () => {
    const secret = new Set(["csrfmiddlewaretoken", "_unsaved_key"]);
    for (const { name } of form.querySelectorAll("[type=password]")) secret.add(name);
    const isKept = ([name, value]) =>
      typeof value === "string" && !secret.has(name) && !name.includes("__prefix__"); // files cannot be kept
    return JSON.stringify([...new FormData(form)].filter(isKept));
  };

  // The form as it was opened; looked at before the first thing that the editor does.
  let opened = null;
  const settle = () => {
    opened ??= isUnsaved ? "" : asText();
  };
  for (const happening of ["keydown", "pointerdown", "beforeinput", "paste", "drop"])
    document.addEventListener(happening, settle, { capture: true });
  setTimeout(settle, SETTLED);

  // Where the form is saved while it is written (admin-saving.js), what is saved by now counts.
  const isChanged = (text = asText()) =>
    form.isConnected && (window.savingAsYouWrite?.isChanged() ?? (opened !== null && text !== opened));

  // Keeping -----------------------------------------------------------------------------------------------------------

  let kept = null;
  let hasRoom = true;
  let sending = false;
  const state = find("template.unsaved-state").content.querySelector(".unsaved-state").cloneNode(true);
  find(".saving")?.append(state);

  /* Keep what is in the form; tells whether there was room for it. */
  const keep = (sentAt) => {
    const text = asText();
    if (!isChanged(text)) {
      if (kept !== null) keptTexts.forget(key);
      kept = null;
      state.textContent = "";
      return hasRoom;
    }
    if (text === kept && !sentAt) return hasRoom;
    const title = document.getElementById("id_title")?.value || find("#content h1")?.textContent.trim();
    hasRoom = keptTexts.keep(location.pathname, key, { title, keptAt: Date.now(), sentAt, fields: JSON.parse(text) });
    kept = text;
    const words = hasRoom ? state.dataset.kept : state.dataset.notKept;
    if (state.textContent !== words && !window.savingAsYouWrite) state.textContent = words;
    return hasRoom;
  };

  setInterval(() => !sending && keep(), INTERVAL);
  document.addEventListener("visibilitychange", () => document.hidden && !sending && keep());
  window.addEventListener("pagehide", () => !sending && keep());

  // This page shows a text that was kept by the page before it: now it is ours to keep.
  if (shown) {
    settle();
    keep();
    keptTexts.forget(shown);
  }

  // Leaving and sending -----------------------------------------------------------------------------------------------

  window.addEventListener("beforeunload", (event) => {
    if (sending || !isChanged()) return;
    keep();
    event.preventDefault();
    event.returnValue = ""; // older browsers ask only then
  });

  const setField = (name, value) => {
    const field =
      form.querySelector(`input[name="${name}"]`) ??
      form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    field.value = value;
  };

  // Whoever has signed in anew in another tab has a new token.
  const renewToken = () => {
    const token = keptTexts.cookie(tokenCookie);
    if (token) setField("csrfmiddlewaretoken", token);
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "_preview") return; // which leaves the form where it is
    if (sending) return event.preventDefault(); // a second click
    if (!navigator.onLine) {
      event.preventDefault();
      keep();
      const notice = find(".unsaved-offline");
      notice.hidden = false;
      return notice.scrollIntoView({ block: "center" });
    }
    renewToken();
    setField("_unsaved_key", key);
    keep(Date.now());
    sending = true;
    setTimeout(() => {
      sending = false;
    }, PATIENCE);
  });

  window.addEventListener("pageshow", () => {
    sending = false;
  });
  window.addEventListener("online", () => {
    find(".unsaved-offline").hidden = true;
  });

  // Offering back -----------------------------------------------------------------------------------------------------

  // A window that is open holds a lock with its key, so that its text is not offered to another window.
  const inOpenWindows = async () => {
    if (!navigator.locks) return new Set();
    navigator.locks.request(key, () => new Promise(() => {}));
    const { held } = await navigator.locks.query();
    return new Set(held.map(({ name }) => name));
  };

  const bringBack = (text) => {
    sending = true; // what is in the form now makes room
    keptTexts.forget(key);
    form.remove();
    keptTexts.send(text);
  };

  const offer = (text) => {
    const notice = find(".unsaved-offer");
    const words = notice.querySelector(text.sentAt ? ".unsaved-sent" : ".unsaved-left");
    const time = words.querySelector("time");
    const moment = new Date(text.sentAt ?? text.keptAt);
    time.dateTime = moment.toISOString();
    const isToday = moment.toDateString() === new Date().toDateString();
    time.textContent = moment.toLocaleString(document.documentElement.lang, {
      timeStyle: "short",
      ...(isToday ? {} : { dateStyle: "medium" }),
    });
    words.hidden = notice.hidden = false;
    notice.querySelector("[data-action=bring-back]").addEventListener("click", () => bringBack(text));
    notice.querySelector("[data-action=forget]").addEventListener("click", () => {
      keptTexts.forget(text.key);
      notice.hidden = true;
    });
  };

  inOpenWindows().then((open) => {
    const text = keptTexts.mine().find((each) => each.address === location.pathname && each.key !== key && !open.has(each.key));
    if (text) offer(text);
  });

  // For presence and saving: whether this window has unsaved changes, and to keep them at once.
  window.unsavedText = { isChanged, renewToken, keep, key };
}
