/* The small form beside the board, in which one session is written; each change is saved by itself. */
"use strict";
{
  const { board, cardOf } = window.boardGrid;
  const { now, mayChange, say, perform, unplace, seenOf } = window.boardWork;
  const gettext = window.gettext ?? ((text) => text);

  const panel = board.querySelector(".board-panel");
  const base = board.dataset.do.replace(/do\/$/, "sessions/");
  const SAVE_AFTER = 900; // milliseconds without a key
  let panelKey = null;
  let said = {};
  let timer = null;
  let saving = Promise.resolve();

  const openPanel = async (key) => {
    await flush();
    const answer = await fetch(`${base}${key}/`, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) {
      say(answer?.status === 404 ? gettext("Somebody has deleted the session meanwhile.") : gettext("The site did not answer. Try again."), true);
      return;
    }
    panel.innerHTML = await answer.text();
    panel.hidden = false;
    panelKey = key;
    said = JSON.parse(panel.querySelector(".board-form").dataset.said);
    panel.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: "panel" } }));
    window.django?.jQuery?.(panel).on("change", "select", () => saveSoon(0));
    panel.setAttribute("aria-labelledby", "board-panel-name");
    panel.querySelector("h2").focus();
    panel.closest(".board-side").scrollTop = 0;
  };

  const reloadPanel = async () => {
    if (panelKey === null || panel.contains(document.activeElement)) return;
    const { activeElement } = document;
    await openPanel(panelKey);
    activeElement?.focus({ preventScroll: true });
  };

  board.addEventListener("board:changed", ({ detail: key }) => {
    if (key === null || key === panelKey) reloadPanel(); // not waited for: it may have something to send first
  });

  const closePanel = async () => {
    await flush();
    const key = panelKey;
    panelKey = null;
    panel.hidden = true;
    panel.replaceChildren();
    cardOf(key)?.firstElementChild.focus();
  };

  const valuesOf = (form) => {
    const data = new FormData(form);
    return Object.fromEntries(
      Object.keys(said).map((name) => [name, Array.isArray(said[name]) ? data.getAll(name) : String(data.get(name) ?? "").replaceAll("\r\n", "\n")]),
    );
  };

  const showErrors = (form, errors) => {
    for (const field of form.querySelectorAll(".board-field")) {
      const messages = errors[field.dataset.field] ?? [];
      const list = field.querySelector(".errorlist");
      list.replaceChildren(...messages.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      list.hidden = !messages.length;
      const control = field.querySelector("input, select, textarea");
      control?.toggleAttribute("aria-invalid", messages.length > 0);
      if (messages.length) control?.setAttribute("aria-describedby", list.id);
    }
  };

  const save = async () => {
    const form = panel.querySelector(".board-form");
    if (!form || panelKey === null) return;
    const key = panelKey;
    const values = valuesOf(form);
    const changed = Object.keys(values).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(said[name]));
    const note = form.querySelector(".board-saved");
    if (!changed.length) return;
    const only = (all) => Object.fromEntries(changed.map((name) => [name, all[name]]));
    note.textContent = gettext("Saving …");
    const result = await perform({ action: "write", session: key, values: only(values), before: only(said) }, { sessions: [key], isQuiet: true });
    if (result.refused) {
      const { message, result: answer } = result.refused;
      note.textContent = message;
      showErrors(form, answer.errors ?? {});
      Object.assign(said, answer.before);
      return;
    }
    Object.assign(said, only(values));
    showErrors(form, {});
    note.textContent = gettext("Saved.");
    const heading = panel.querySelector("#board-panel-name");
    if (heading && panelKey === key) heading.textContent = values.title;
  };
  const saveSoon = (after) => {
    clearTimeout(timer);
    timer = setTimeout(flush, after);
  };
  const flush = () => {
    clearTimeout(timer);
    saving = saving.then(save);
    return saving;
  };

  panel.addEventListener("input", ({ target }) => target.closest(".board-form") && saveSoon(SAVE_AFTER));
  panel.addEventListener("change", ({ target }) => target.closest(".board-form") && saveSoon(100));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector(".select2-container--open, dialog[open]")) closePanel();
  });
  panel.addEventListener("submit", async (event) => {
    event.preventDefault();
    const card = cardOf(panelKey);
    if (event.target.matches("[data-split]") && card) {
      const toRoom = Number(event.target.elements.to_room.value);
      await flush();
      const result = await perform({ action: "split", ...seenOf(card), to_room: toRoom });
      if (!result.refused) openPanel(result.inverse.session);
      return;
    }
    if (event.target.matches("[data-shift]") && card) {
      const minutes = Number(event.target.elements.minutes.value);
      perform({ action: "shift", ...seenOf(card), minutes, in_all_rooms: event.submitter?.name === "all" });
    } else flush();
  });
  panel.addEventListener("click", async ({ target }) => {
    if (target.closest("[data-close]")) closePanel();
    if (target.closest("[data-unplace]")) {
      await flush();
      unplace(cardOf(panelKey));
    }
    if (target.closest("[data-delete]")) {
      await flush();
      const result = await perform({ action: "delete", ...seenOf(cardOf(panelKey)) });
      if (!result.refused) closePanel();
    }
  });
  window.addEventListener("pagehide", () => flush());

  board.addEventListener("click", (event) => {
    const card = event.target.closest(".board-card");
    if (!card) return;
    if (window.boardDrag.hasJustEnded() || now.held) return;
    if (mayChange) openPanel(Number(card.dataset.session));
  });
}
