/* What changes in the form of something that is not public is saved on the site while it is written: one request, a few
   seconds after the last key, with only what has changed. What cannot be sent stays in the browser (admin-unsaved.js). */
"use strict";
{
  const INTERVAL = 1000; // milliseconds between two looks at the form
  const LONGEST_WAIT = 8; // looks, while somebody writes without a pause
  const LOOKS_UNTIL_RETRY = 10; // after a failure
  const SETTLED = 1500; // milliseconds after which editors of blocks and text have put their fields in order
  const PATIENCE = 20_000; // milliseconds until a request counts as lost
  const ROW_FIELD = /^(\w+-\d+)-(\w+)$/;
  const NOT_WRITTEN = /^_|^csrfmiddlewaretoken$|__prefix__|_FORMS$|-parent$/;
  const NO_VALUES = new Set(["file", "submit", "button", "password"]);
  const REMOVED_ROW_NUMBER = 100_000; // where rows are sent that the form does not have any more: it has never as many

  const isEqual = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const keyOf = ({ fields }) => fields.get("id")?.[0] ?? "";
  const isMarked = ({ fields }) => fields.get("DELETE")?.length > 0;

  /* Return the values of a form's fields by name: those of the item, those of its blocks by their elements, and the rest,
     which only a button saves. */
  const read = (form, byButton) => {
    const given = new Map();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") given.set(name, [...(given.get(name) ?? []), value]);
    }
    const now = { fields: new Map(), rows: new Map(), rest: new Map() };
    for (const element of form.elements) {
      const { name, type } = element;
      if (!name || NOT_WRITTEN.test(name) || NO_VALUES.has(type)) continue;
      const [, prefix, short] = name.match(ROW_FIELD) ?? [];
      const row = prefix && element.closest(".order-machine > .inline-related:not(.empty-form)");
      if (row && !now.rows.has(row)) now.rows.set(row, { prefix, fields: new Map() });
      const place = row ? now.rows.get(row).fields : prefix || byButton.has(name) ? now.rest : now.fields;
      place.set(row ? short : name, given.get(name) ?? []);
    }
    return now;
  };

  /* Return what is different in a form now from what is saved, as entries of a request, and the blocks that it has by the
     beginning of their fields' names. A block that was removed stays known: it may come back. */
  const difference = (now, saved) => {
    const entries = [];
    const rows = new Map();

    const note = (name, values, before) => {
      entries.push(["_field", name], ...values.map((value) => [name, value]));
      entries.push(...(before ?? []).map((value) => [`_before:${name}`, value]));
    };
    const noteChanged = (fields, before, prefix = "") => {
      for (const [name, values] of fields)
        if (name !== "id" && !isEqual(values, before?.get(name))) note(prefix + name, values, before?.get(name));
    };
    const noteRemoval = (row, prefix) => {
      rows.set(prefix, row);
      entries.push([`${prefix}-id`, keyOf(saved.rows.get(row))]);
      for (const [name, values] of saved.rows.get(row).fields) if (name !== "id") note(`${prefix}-${name}`, [], values);
      note(`${prefix}-DELETE`, ["on"]);
    };

    noteChanged(now.fields, saved.fields);
    for (const [row, { prefix, fields }] of now.rows) {
      const former = saved.rows.get(row);
      if (isMarked({ fields })) {
        if (former && !former.isGone) noteRemoval(row, prefix);
        continue;
      }
      const count = entries.length;
      noteChanged(fields, former?.isGone ? null : former?.fields, `${prefix}-`);
      if (entries.length === count) continue;
      rows.set(prefix, row);
      if (keyOf({ fields })) entries.push([`${prefix}-${former?.isGone ? "former" : "id"}`, keyOf({ fields })]);
    }
    let number = REMOVED_ROW_NUMBER;
    for (const [row, { prefix, isGone }] of saved.rows) {
      if (now.rows.has(row) || isGone) continue;
      noteRemoval(row, prefix.replace(/\d+$/, number));
      number += 1;
    }
    return { entries, rows };
  };

  const NOTHING = { fields: new Map(), rows: new Map(), rest: new Map() };

  /* Note in ``saved`` what a request had and its answer does not refuse. */
  const take = (now, rows, answer, saved) => {
    const refused = new Set([...Object.keys(answer.errors), ...answer.conflicts]);
    for (const [name, values] of now.fields) if (!refused.has(name)) saved.fields.set(name, values);
    for (const [prefix, row] of rows) {
      const state = now.rows.get(row);
      if (refused.has(prefix)) continue;
      if (!state || isMarked(state)) {
        saved.rows.get(row).isGone = true;
        continue;
      }
      const key = answer.keys[prefix];
      if (key) row.querySelector("input[name$='-id']").value = key;
      const fields = new Map(saved.rows.get(row)?.isGone ? [] : saved.rows.get(row)?.fields);
      for (const [name, values] of state.fields) if (!refused.has(`${prefix}-${name}`)) fields.set(name, values);
      if (key) fields.set("id", [String(key)]);
      saved.rows.set(row, { prefix, fields });
    }
  };

  const start = (notice) => {
    const form = document.getElementById(notice.dataset.form);
    const byButton = new Set(notice.dataset.byButton.split(" "));
    const identity = window.keptTexts.newKey();
    let isNew = "isNew" in notice.dataset;
    let saved = null; // as it is on the site, as far as this window knows; of something new, as the form was opened
    let sending = null; // the request on its way
    let isPaused = false; // until somebody has chosen between two versions
    let wait = 0; // looks, before it is tried again
    let waited = 0; // looks, since there is something to be saved
    let last = ""; // what there was to be saved at the last look
    let refused = ""; // what the site does not take as it is
    let isBehind = false; // somebody else has saved since the form was opened
    let isLeaving = false; // a button was pressed

    const settle = () => {
      saved ??= read(form, byButton);
    };
    for (const happening of ["keydown", "pointerdown", "beforeinput", "paste", "drop"])
      document.addEventListener(happening, settle, { capture: true });
    setTimeout(settle, SETTLED);

    const changes = (now = read(form, byButton)) => difference(now, saved);
    const isChanged = () => {
      if (!saved) return false;
      const now = read(form, byButton);
      return changes(now).entries.length > 0 || !isEqual([...now.rest], [...saved.rest]);
    };

    // What is said ----------------------------------------------------------------------------------------------------

    const state = document.querySelector("template.saving-state").content.querySelector("p").cloneNode(true);
    const announcer = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });
    document.querySelector(".saving")?.append(state, announcer);
    let spoken = "saved"; // it is said when it changes, not each time

    const say = (kind, ...content) => {
      state.replaceChildren(...content);
      state.dataset.kind = kind;
      if (kind !== spoken && kind !== "saving") {
        announcer.textContent = state.textContent;
        spoken = kind;
      }
    };
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" });
    const words = (name, value = "") => state.dataset[name].replace("%s", value);
    const sayNotSaved = (name) => {
      const isKept = window.unsavedText?.keep();
      say(name, words("notSaved", words(name)), isKept === false ? ` ${words("notKept")}` : "");
    };

    const linkTo = (name, text) => {
      const field = form.elements[name] && [].concat(form.elements[name])[0];
      const link = Object.assign(document.createElement("a"), { href: `#${field?.id ?? form.id}`, textContent: text });
      link.addEventListener("click", (event) => {
        if (!field) return;
        event.preventDefault();
        field.closest("details")?.setAttribute("open", "");
        field.closest(".inline-related.collapsed")?.classList.remove("collapsed");
        const seen = [field, ...field.parentElement.querySelectorAll("[contenteditable=true], [tabindex='0'], input")];
        const target = seen.find((each) => each.getClientRects().length > 0);
        target?.scrollIntoView({ block: "center" });
        target?.focus({ preventScroll: true });
      });
      return link;
    };
    const labelOf = (name) => document.querySelector(`label[for="id_${CSS.escape(name)}"]`)?.textContent.replace(/:\s*$/, "").trim();

    const sayErrors = (errors) => {
      const [[name, [message]]] = Object.entries(errors);
      const [before, after] = state.dataset.notSaved.split("%s");
      say("error", before, linkTo(name, [labelOf(name), message].filter(Boolean).join(" – ")), after);
    };

    // Saving ----------------------------------------------------------------------------------------------------------

    const MAX_FAREWELL_LENGTH = 40_000; // characters: browsers send little for a page that is gone

    /* A request that is the last one, as the window may close, also says which kept text is saved with it. */
    const request = ({ entries, isFarewell }) => {
      const data = new FormData();
      data.set("csrfmiddlewaretoken", window.keptTexts.cookie("csrftoken") ?? form.elements.csrfmiddlewaretoken.value);
      data.set("_version", form.elements._version?.value ?? "");
      data.set("_window", window.presence?.name ?? "");
      if (isNew) data.set("_identity", identity);
      for (const [name, value] of entries) data.append(name, value);
      if (isFarewell) data.set("_unsaved_key", window.unsavedText.key);
      const keepalive = Boolean(isFarewell) && JSON.stringify(entries).length < MAX_FAREWELL_LENGTH;
      const options = { method: "POST", body: data, redirect: "manual", keepalive, signal: AbortSignal.timeout(PATIENCE) };
      return fetch(notice.dataset.url, options);
    };

    const FAILURES = { 403: "forbidden", 404: "gone", 409: "byButtonOnly" };

    /* What was new is there now: the page is its page from now on. */
    const move = (address) => {
      const [, key] = address.match(/(\w+)\/change\/$/);
      for (const element of document.querySelectorAll("[formaction]")) {
        const path = element.formAction.replace(/\/add\/(?=[?#]|$)/, `/${key}/change/`);
        element.formAction = path.replace("/add/", `/${key}/`);
      }
      history.replaceState(history.state, "", address + location.hash);
      notice.dataset.url = address.replace(/change\/$/, "autosave/");
      isNew = false;
      document.dispatchEvent(new CustomEvent("newsroom:item-made", { detail: { address } }));
    };

    const settleAnswer = (now, rows, answer) => {
      const hasErrors = Object.keys(answer.errors).length > 0;
      if (isNew && !answer.url) {
        refused = JSON.stringify(difference(now, saved).entries);
        return sayErrors(answer.errors);
      }
      if (isNew) saved = { fields: new Map(), rows: new Map(), rest: saved.rest };
      if (answer.url) move(answer.url);
      take(now, rows, answer, saved);
      refused = JSON.stringify(difference(now, saved).entries);
      isBehind = !answer.version;
      if (answer.version) {
        form.elements._version ?? form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_version" }));
        form.elements._version.value = answer.version;
      }
      isPaused = answer.conflicts.length > 0;
      notice.hidden = !isPaused;
      const time = clock.format(new Date());
      if (isPaused) sayNotSaved("conflict");
      else if (hasErrors) sayErrors(answer.errors);
      else say("saved", words("saved", time));
      if (isBehind) window.presence?.ask();
      window.unsavedText?.keep();
    };

    const save = async (isFarewell) => {
      const now = read(form, byButton);
      const { entries, rows } = isNew ? difference(now, NOTHING) : changes(now);
      if (!entries.length) return;
      say("saving", words("saving"));
      waited = 0;
      try {
        const response = await request({ entries, isFarewell });
        if (isFarewell) window.keptTexts.dropCookie(window.unsavedText.key); // nobody has left: what is kept from now on is newer
        if (response.ok || response.status === 422) settleAnswer(now, rows, { conflicts: [], keys: {}, ...(await response.json()) });
        else {
          wait = LOOKS_UNTIL_RETRY;
          sayNotSaved(response.type === "opaqueredirect" ? "signedOut" : (FAILURES[response.status] ?? "failed"));
        }
      } catch {
        wait = LOOKS_UNTIL_RETRY;
        sayNotSaved(navigator.onLine ? "failed" : "offline");
      }
    };
    const send = (isFarewell = false) => {
      sending ??= save(isFarewell).finally(() => {
        sending = null;
      });
      return sending;
    };

    // A form that makes room for a kept text is no longer what anybody has written.
    const isGone = () => isLeaving || !form.isConnected;

    const look = () => {
      if (!saved || sending || isPaused || isGone()) return;
      const { entries } = changes();
      const found = JSON.stringify(entries);
      const isResting = found === last;
      last = found;
      wait = Math.max(0, wait - 1);
      if (!entries.length) return;
      waited += 1;
      if (isNew && !form.elements.title?.value.trim()) return say("wantsTitle", linkTo("title", words("wantsTitle")));
      if (found === refused || wait > 0) return;
      if (isResting || waited >= LONGEST_WAIT) send();
    };
    setInterval(look, INTERVAL);

    const tryNow = (isFarewell) => {
      wait = 0;
      if (saved && !isPaused && !isGone() && (!isNew || form.elements.title?.value.trim())) send(isFarewell);
    };
    window.addEventListener("online", () => tryNow(false));
    document.addEventListener("visibilitychange", () => document.hidden && tryNow(true));

    // Buttons ---------------------------------------------------------------------------------------------------------

    /* The whole form says nothing of blocks that it does not have any more, and may be behind what was saved of it: what
       there is to be saved goes first. */
    const hasToGoFirst = () => {
      if (isNew || isPaused || !saved) return false;
      const { entries, rows } = changes();
      return isBehind ? entries.length > 0 : [...rows.values()].some((row) => !row.isConnected);
    };

    form.addEventListener(
      "submit",
      (event) => {
        if (event.submitter?.name === "_preview") return; // which leaves the form where it is
        if (isLeaving || (!sending && !hasToGoFirst())) {
          isLeaving = true;
          setTimeout(() => {
            isLeaving = false;
          }, PATIENCE);
          return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
        Promise.resolve(sending)
          .then(() => hasToGoFirst() && send())
          .then(() => {
            isLeaving = true;
            form.requestSubmit(event.submitter);
          });
      },
      { capture: true },
    );
    window.addEventListener("pageshow", () => {
      isLeaving = false;
    });
    notice.querySelector("[data-action=see-both]").addEventListener("click", () => form.requestSubmit(form.querySelector("[name=_continue]")));

    /* Save what there is, and tell whether nothing is left. */
    const flush = async () => {
      await sending;
      await send();
      return !isChanged();
    };
    window.savingAsYouWrite = { isChanged, flush, isSending: () => sending !== null };
  };

  const notice = document.querySelector(".saving-as-you-write");
  if (notice && !("isUnsaved" in notice.dataset)) start(notice);
}
