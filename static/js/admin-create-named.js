/* Choosers of people and partners create what is not there yet, without leaving the text: the list offers it, the site says
   whether it is already there, and Undo takes it back. */
"use strict";
{
  const $ = window.django?.jQuery;
  const gettext = window.gettext ?? ((text) => text);
  const OFFER_KEY = "new"; // which no row has

  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("aria-live", "polite");
  document.addEventListener("DOMContentLoaded", () => document.body.append(announcer));

  const post = async (url, data) => {
    const answer = await fetch(url, {
      method: "POST",
      body: JSON.stringify(data),
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      redirect: "error", // to the door
    }).catch(() => null);
    const result = await answer?.json().catch(() => null);
    if (answer?.ok && result) return result;
    throw Object.assign(new Error(result?.message ?? gettext("The site did not answer. Try again.")), { despite: result?.despite });
  };

  // Fields ------------------------------------------------------------------------------------------------------------

  const announceChange = (field) => {
    for (const happening of ["input", "change"]) field.dispatchEvent(new Event(happening, { bubbles: true }));
  };

  /* Choose something new in a field; returns a function that chooses again what was chosen before. */
  const choose = (field, { id, text }) => {
    const former = [...field.selectedOptions];
    const option = new Option(text, id, true, true);
    field.append(option);
    announceChange(field);
    return () => {
      option.remove();
      for (const each of former) each.selected = true;
      if (!former.length && !field.multiple) field.selectedIndex = -1;
      announceChange(field);
    };
  };

  const write = (field, text) => {
    const former = field.value;
    field.value = text;
    announceChange(field);
    return () => {
      field.value = former;
      announceChange(field);
    };
  };

  /* Fill the empty fields of the same row; returns functions that empty them again. */
  const fill = (field, fills) => {
    const prefix = field.name.slice(0, field.name.lastIndexOf("-") + 1);
    return Object.entries(fills).flatMap(([name, value]) => {
      const other = field.form.elements[prefix + name];
      if (!other || other === field || other.value) return [];
      return [other.options ? choose(other, value) : write(other, value)];
    });
  };

  // What happened stands below the field until something else is chosen.
  const say = (field, text, url) => {
    const frame = field.parentElement;
    frame.querySelector(".create-note")?.remove();
    announcer.textContent = text;
    const note = Object.assign(document.createElement("p"), { className: "create-note", textContent: `${text} ` });
    if (url) note.append(Object.assign(document.createElement("a"), { href: url, target: "_blank", textContent: gettext("Open its page") }));
    frame.append(note);
    $(field).one("change", () => note.remove());
  };

  /* Where drafts are saved while they are written, the one that names somebody has to forget them first. */
  const saveDraft = async () => {
    try {
      await window.savingAsYouWrite?.flush();
    } catch {
      // The site says whether somebody is still named.
    }
  };

  // Creating ----------------------------------------------------------------------------------------------------------

  /* The step to undo: it takes back what was created, here and on the site; done again, it is created anew. */
  const keepForUndo = (field, offer, created) => {
    let requests = Promise.resolve(created);
    let back = put(field, created);

    const takeBack = () => {
      for (const each of back) each();
      requests = requests.then(async (former) => {
        await saveDraft();
        return post(former.takeBackUrl, { rows: former.rows });
      });
      requests.then(
        ({ message }) => say(field, message),
        ({ message }) => say(field, message),
      );
      return createAgain;
    };
    const createAgain = () => {
      back = [];
      requests = requests
        .catch(() => null)
        .then(() => post(field.dataset.createUrl, offer))
        .then((again) => {
          back = put(field, again);
          return again;
        });
      requests.catch(({ message }) => say(field, message));
      return takeBack;
    };

    const row = field.closest("[class*=dynamic-], .form-row") ?? field.form;
    window.undoSteps?.add({ words: created.message, row, changes: [takeBack] });
  };

  const put = (field, created) => {
    const back = [choose(field, created), ...fill(field, created.fills)];
    say(field, created.message, created.changeUrl);
    return back;
  };

  const create = async (field, option) => {
    const { offer } = option;
    if (offer.isOnItsWay) return;
    offer.isOnItsWay = true;
    try {
      const created = await post(field.dataset.createUrl, { words: offer.words, despite: offer.despite });
      $(field).select2("close");
      keepForUndo(field, { words: offer.words, despite: offer.despite }, created);
    } catch (trouble) {
      offer.despite = trouble.despite ?? offer.despite; // now they have been seen
      announcer.textContent = trouble.message;
      const place = document.querySelector(".create-offer .create-trouble");
      if (place) place.textContent = trouble.message;
    } finally {
      offer.isOnItsWay = false;
    }
  };

  // The list ----------------------------------------------------------------------------------------------------------

  const withOffer = ({ results, pagination, offer }) => {
    const all = [...results];
    if (offer) all.splice(offer.place, 0, { id: OFFER_KEY, text: offer.text, offer });
    return { results: all, pagination };
  };

  const show = ({ text, offer }) => {
    if (!offer) return text;
    const element = Object.assign(document.createElement("span"), { className: "create-offer" });
    const note = Object.assign(document.createElement("small"), { textContent: offer.note });
    const trouble = Object.assign(document.createElement("strong"), { className: "create-trouble" });
    element.append(text, note, trouble);
    return element;
  };

  // Who is quicker than the site presses Enter on what an earlier list has: it is kept until the list for these words is there.
  let open = null; // the chooser, for which words its list is, and whether Enter waits

  document.addEventListener(
    "keydown",
    (event) => {
      if (!open || event.key !== "Enter" || event.isComposing || !event.target.matches(".select2-search__field")) return;
      const words = event.target.value.trim();
      if (!words || words === open.words) return;
      event.preventDefault();
      event.stopPropagation();
      open.enterWaits = true;
    },
    { capture: true },
  );

  const start = (field) => {
    const { appLabel: app_label, modelName: model_name, fieldName: field_name } = field.dataset;
    $(field).select2({
      ajax: {
        data: ({ term, page }) => ({ term, page, app_label, model_name, field_name }),
        processResults: withOffer,
      },
      templateResult: show,
    });
    const chooser = $(field).data("select2");
    $(field)
      .on("select2:open", () => {
        open = { chooser, words: null, enterWaits: false };
      })
      .on("select2:close", () => {
        open = null;
      })
      .on("select2:selecting", (event) => {
        const { data } = event.params.args;
        if (!data.offer) return;
        event.preventDefault();
        create(field, data);
      });
    chooser.on("results:all", ({ query }) => {
      if (open?.chooser !== chooser) return;
      open.words = (query.term ?? "").trim();
      if (!open.enterWaits || document.activeElement.value?.trim() !== open.words) return;
      open.enterWaits = false;
      setTimeout(() => chooser.trigger("results:select", {}));
    });
  };

  if ($?.fn.djangoAdminSelect2) {
    const startOthers = $.fn.djangoAdminSelect2;
    $.fn.djangoAdminSelect2 = function () {
      startOthers.call(this.not("[data-create-url]"));
      this.filter("[data-create-url]").each((_index, field) => start(field));
      return this;
    };
  }
}
