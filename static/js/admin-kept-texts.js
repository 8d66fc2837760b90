/* Texts that were typed but not saved, kept in this browser. On every page of the admin: forget those that the site says
   are saved, those that are old, and all of a person who signs out.

   A text is kept in localStorage as "newsroom:<user>:<address>:<key>"; its value is JSON with "title", "keptAt", "sentAt"
   (milliseconds since 1970; sentAt only when a button was pressed) and "fields", a list of names and values. */
"use strict";
{
  const PREFIX = "newsroom:";
  const DAYS = 7;
  const user = document.currentScript.dataset.user;

  const parse = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null; // not one of ours
    }
  };

  const all = () =>
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => {
        const [, owner, address, key] = name.split(":");
        return { name, owner, address, key, ...parse(localStorage.getItem(name)) };
      });

  const forget = (key) => {
    for (const text of all()) if (text.key === key) localStorage.removeItem(text.name);
  };

  const cookie = (name) =>
    document.cookie
      .split("; ")
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1);

  const keptTexts = {
    /* Return the texts of the person who is signed in, the latest first. */
    mine: () => all().filter(({ owner }) => owner === user).sort((one, other) => other.keptAt - one.keptAt),

    /* Keep a text; tells whether there was room for it. */
    keep: (address, key, text) => {
      try {
        localStorage.setItem(`${PREFIX}${user}:${address}:${key}`, JSON.stringify(text));
        return true;
      } catch {
        return false; // no room, or no storage allowed
      }
    },

    forget,

    newKey: () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""),

    cookie,

    /* Send a text to the address where it was typed, which shows it and saves nothing. */
    send: ({ address, key, fields }) => {
      const sender = Object.assign(document.createElement("form"), { method: "post", action: address, hidden: true });
      const token = cookie("csrftoken") ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
      const extra = [["csrfmiddlewaretoken", token], ["_unsaved_key", key], ["_bring_back", "1"]];
      for (const [name, value] of [...fields, ...extra]) {
        const field = document.createElement("textarea"); // unlike an input it keeps the ends of lines
        Object.assign(field, { name, value });
        sender.append(field);
      }
      document.body.append(sender);
      sender.submit();
    },
  };
  window.keptTexts = keptTexts;

  /* Take notice that the site says that a text is saved. */
  const dropCookie = (key) => {
    const path = document.querySelector("#site-name a")?.getAttribute("href") ?? "/admin/";
    document.cookie = `saved-${key}=; path=${path}; max-age=0`;
  };
  keptTexts.dropCookie = dropCookie;

  const forgetSaved = () => {
    for (const [, key] of document.cookie.matchAll(/\bsaved-([0-9a-f]{32})=/g)) {
      forget(key);
      dropCookie(key);
    }
  };

  const forgetOld = () => {
    const oldest = Date.now() - DAYS * 24 * 60 * 60 * 1000;
    for (const { name, keptAt } of all()) if (!(keptAt >= oldest)) localStorage.removeItem(name);
  };

  try {
    forgetSaved();
    forgetOld();
  } catch {
    // A browser that allows no storage keeps nothing.
  }

  document.getElementById("logout-form")?.addEventListener("submit", () => {
    for (const { name } of keptTexts.mine()) localStorage.removeItem(name);
    localStorage.removeItem("newsroom-block"); // see admin-blocks-actions.js
    indexedDB.deleteDatabase("newsroom-files"); // see admin-files.js
  });

  // On the desk: the texts that wait for being brought back.
  const panel = document.querySelector(".kept-panel");
  const entries = panel ? keptTexts.mine() : [];
  for (const text of entries) {
    const entry = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: text.address, textContent: text.title || text.address });
    link.addEventListener("click", (event) => {
      event.preventDefault(); // what was typed is shown even where nothing can be opened any more
      keptTexts.send(text);
    });
    const time = document.createElement("p");
    time.textContent = new Date(text.keptAt).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: panel.dataset.forget });
    button.setAttribute("aria-label", `${panel.dataset.forget}: ${link.textContent}`);
    button.addEventListener("click", () => {
      forget(text.key);
      entry.remove();
      panel.hidden = !panel.querySelector(".panel-entries li");
    });
    entry.append(link, time, button);
    panel.querySelector(".panel-entries").append(entry);
  }
  if (entries.length) panel.hidden = false;

  // At the door: who was sent here while saving reads that nothing is lost.
  const comfort = document.querySelector(".kept-comfort");
  const wanted = new URLSearchParams(location.search).get("next")?.split("?")[0];
  if (comfort) comfort.hidden = !all().some(({ address }) => address === wanted);
}
