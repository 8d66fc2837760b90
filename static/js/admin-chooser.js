/* Fields that choose pictures or documents from the library: what is chosen, and the buttons that choose, replace and remove.
   A hidden list is what is sent. The dialog comes from the site when it is first opened (admin-chooser-dialog.js). Files that
   are dropped or pasted anywhere into the form go into it: on a field or a gallery for that, else for blocks of their own. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const { dialog: dialogScript, links: linksURL } = document.currentScript.dataset;

  const KINDS = {
    picture: { choose: gettext("Choose a picture"), add: gettext("Choose pictures") },
    document: { choose: gettext("Choose a document"), add: gettext("Choose documents") },
  };
  const PICTURE_NAME = /\.(avif|gif|hei[cf]|jpe?g|png|tiff?|webp)$/i;

  const openDialog = async (options) => {
    await import(dialogScript);
    return window.chooserDialog.open(options);
  };

  // What is chosen ----------------------------------------------------------------------------------------------------

  const selectOf = (chooser) => chooser.querySelector("select");
  const read = (select) => [...select.selectedOptions].filter(({ value }) => value).map(({ value, text }) => ({ id: value, label: text }));

  const write = (select, chosen) => {
    select.replaceChildren(...chosen.map(({ id, label }) => new Option(label, id, true, true)));
    if (!select.multiple && !chosen.length) select.append(new Option("", ""));
    for (const happening of ["input", "change"]) select.dispatchEvent(new Event(happening, { bubbles: true }));
  };

  /* The change that chooses something else, as undoing knows changes. */
  const set = (select, chosen) => () => {
    const former = read(select);
    write(select, chosen);
    return set(select, former);
  };

  const change = (select, chosen, words) => {
    const row = select.closest("[class*=dynamic-], .form-row");
    window.undoSteps.add({ words, row, changes: [set(select, chosen)()] });
  };

  // How it is shown ---------------------------------------------------------------------------------------------------

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const makeButton = (text, about, press) => {
    const button = make("button", { type: "button", className: "button", textContent: text });
    if (about) button.setAttribute("aria-label", `${text}: ${about}`);
    button.addEventListener("click", press);
    return button;
  };

  const nameOf = (select) => document.querySelector(`label[for="${select.id}"]`)?.textContent.replace(/:\s*$/, "").trim() ?? "";

  /* The title in a label, and what tells it from others of that title. */
  const partsOf = (label) => {
    const [, title, note = ""] = label.match(/^(.*?)(?: \((.*)\))?$/s);
    return [title, note];
  };

  const moved = (list, from, to) => {
    const others = list.filter((_each, index) => index !== from);
    return [...others.slice(0, to), list[from], ...others.slice(to)];
  };

  const chosenItem = (chooser, list, index) => {
    const { url, kind } = chooser.dataset;
    const { id, label } = list[index];
    const select = selectOf(chooser);
    const [name, note] = partsOf(label);
    const focusAfter = (selector) => () => chooser.querySelector(selector)?.focus();
    const remove = () => {
      change(select, list.filter((each) => each.id !== id), `${gettext("Removed")}: ${name}`);
      focusAfter(".choose")();
    };
    const move = (steps, words) => {
      const button = makeButton(steps < 0 ? "←" : "→", name, () => {
        change(select, moved(list, index, index + steps), `${gettext("Moved")}: ${name}`);
        focusAfter(`[data-id="${id}"] button`)();
      });
      button.title = words;
      button.setAttribute("aria-label", `${words}: ${name}`);
      button.disabled = index + steps < 0 || index + steps >= list.length;
      return button;
    };
    const shown =
      kind === "picture"
        ? make("img", { src: `${url}${id}/thumbnail/`, alt: "", width: 132, height: 88, loading: "lazy" })
        : make("span", { className: "file-kind", textContent: note.match(/\.(\w+),/)?.[1].toUpperCase() ?? "" });
    const words = make("a", { href: `${url}${id}/change/`, target: "_blank", textContent: name, title: note });
    const buttons = select.multiple
      ? [...(list.length > 1 ? [move(-1, gettext("Earlier")), move(1, gettext("Later"))] : [])]
      : [makeButton(gettext("Replace"), nameOf(select), () => choose(chooser))];
    buttons[0]?.classList.add(select.multiple ? "move" : "choose");
    const item = make("li", {}, shown, words, make("span", { className: "chosen-actions" }, ...buttons, makeButton(gettext("Remove"), name, remove)));
    item.dataset.id = id;
    return item;
  };

  const show = (chooser) => {
    const select = selectOf(chooser);
    const list = read(select);
    const { choose: one, add: several } = KINDS[chooser.dataset.kind];
    const items = make("ul", { className: "chosen" }, ...list.map((_each, index) => chosenItem(chooser, list, index)));
    const button = makeButton(select.multiple ? several : one, nameOf(select), () => choose(chooser));
    button.classList.add("choose");
    button.setAttribute("aria-haspopup", "dialog");
    chooser.querySelectorAll(":scope > :is(.chosen, .choose)").forEach((part) => {
      part.remove();
    });
    chooser.append(...(list.length ? [items] : []), ...(select.multiple || !list.length ? [button] : []));
  };

  const showAll = (root) =>
    root.querySelectorAll(".chooser").forEach((chooser) => {
      if (!selectOf(chooser).name.includes("__prefix__")) show(chooser);
    });

  const choose = async (chooser, files = []) => {
    const select = selectOf(chooser);
    const { url, kind } = chooser.dataset;
    const { chosen } = await openDialog({ url, kind, isMultiple: select.multiple, files });
    if (chosen.length) {
      const former = read(select);
      const added = chosen.filter(({ id }) => !former.some((each) => each.id === id));
      change(select, select.multiple ? [...former, ...added] : chosen.slice(0, 1), `${gettext("Chosen")}: ${partsOf(chosen[0].label)[0]}`);
    }
    chooser.querySelector(".choose")?.focus();
  };

  document.addEventListener("DOMContentLoaded", () => showAll(document));
  document.addEventListener("formset:added", ({ target }) => showAll(target));
  document.addEventListener("change", ({ target }) => target.matches(".chooser > select") && show(target.parentElement));

  // Blocks of files that come from outside ----------------------------------------------------------------------------

  const prefixWith = (field) =>
    window.blockEditor?.prefixes().find((prefix) => document.querySelector(`#${prefix}-empty .chooser [name$="-${field}"]`));

  const addBlocks = (before, field, values) => {
    const changes = [];
    let added = null;
    for (const value of values) {
      added = window.blockEditor.add(prefixWith(field), before, { [field]: value });
      changes.unshift(window.undoSteps.remove(added));
    }
    window.undoSteps.add({ words: `${gettext("Added")}: ${window.undoSteps.nameOf(added)}`, row: added, changes });
    window.blockEditor.focus(added);
  };

  const insert = async (kind, files, block) => {
    const field = prefixWith(kind);
    if (!field) return;
    const { url } = document.querySelector(`#${field}-empty .chooser`).dataset;
    const actions = [{ value: "blocks", words: gettext("Insert into the text") }];
    if (kind === "picture" && prefixWith("pictures")) actions.push({ value: "gallery", words: gettext("Insert as a gallery") });
    const { chosen, action } = await openDialog({ url, kind, isMultiple: true, files, actions });
    if (!chosen.length) return;
    const before = block?.isConnected ? window.blockEditor.after(block) : null;
    if (action === "gallery") addBlocks(before, "pictures", [chosen]);
    else addBlocks(before, kind, chosen.map((each) => [each]));
  };

  const isPicture = ({ name, type }) => type.startsWith("image/") || PICTURE_NAME.test(name);

  /* The field that files are meant for which are dropped or pasted there, if there is one. */
  const fieldAt = (target, kind) => {
    const around = target.closest(`.chooser[data-kind="${kind}"]`);
    const inBlock = target.closest(".inline-related")?.querySelector(`.chooser[data-kind="${kind}"]:has(> [multiple])`);
    const all = [...document.querySelectorAll(`form .chooser[data-kind="${kind}"]`)].filter((each) => !each.closest(".empty-form"));
    return around ?? inBlock ?? (window.blockEditor || all.length !== 1 ? null : all[0]);
  };

  const putIntoForm = (file) => {
    const input = document.querySelector(".file-input input");
    if (!input) return;
    const transfer = new DataTransfer();
    transfer.items.add(file);
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const take = async (files, target) => {
    putIntoForm(files[0]); // of a picture or a document
    const block = target.closest(".order-machine > .inline-related");
    for (const kind of ["picture", "document"]) {
      const wanted = files.filter((file) => isPicture(file) === (kind === "picture"));
      const field = wanted.length && fieldAt(target, kind);
      if (field) await choose(field, wanted);
      else if (wanted.length && window.blockEditor) await insert(kind, wanted, block);
    }
  };

  const isElsewhere = (target) => !target.closest || target.closest("dialog, input[type=file]");
  const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

  // A file that nobody takes would be opened by the browser in the place of the form.
  window.addEventListener("dragover", (event) => hasFiles(event) && !isElsewhere(event.target) && event.preventDefault());
  window.addEventListener(
    "drop",
    (event) => {
      if (!hasFiles(event) || isElsewhere(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      take([...event.dataTransfer.files], event.target);
    },
    { capture: true },
  );

  window.addEventListener(
    "paste",
    (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || isElsewhere(event.target)) return;
      // Office programs send a picture of the text along with it.
      const html = new DOMParser().parseFromString(event.clipboardData.getData("text/html"), "text/html");
      if (html.body.textContent.trim()) return;
      event.preventDefault();
      event.stopPropagation();
      take(files, event.target);
    },
    { capture: true },
  );

  // Links in texts, for which the editor has a dialog that knows addresses only -----------------------------------------

  const useOurDialog = (editor) => {
    const { rawCommands } = editor.commandManager;
    if (!rawCommands.addLink) return;
    rawCommands.addLink = () => () => {
      import(dialogScript).then(() => window.linkDialog.open(editor, linksURL));
      return true;
    };
  };
  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => useOurDialog(editor));
  for (const { editor } of document.querySelectorAll(".ProseMirror[contenteditable]")) if (editor) useOurDialog(editor); // they came first
}
