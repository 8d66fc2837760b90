/* Pasting from other programs into the text editors. The site makes a text of ours of it, by rules that know what those
   programs write; what comes back is inserted, and what was left out is said below the editor. Without an answer, the plain
   text is inserted. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const WAIT = 2000; // milliseconds
  const { url } = document.currentScript.dataset;
  // Pictures that stand in the text itself would be sent for nothing.
  const EMBEDDED_FILE = /\bdata:[^"'\s)>]{200,}/gi;
  const waiting = new Set();

  const announcer = document.createElement("p");
  announcer.className = "visually-hidden";
  announcer.setAttribute("aria-live", "polite");
  document.body.append(announcer);

  const ask = async (html, headings) => {
    const answer = await fetch(`${url}${headings ? "?headings=1" : ""}`, {
      method: "POST",
      body: html.replace(EMBEDDED_FILE, "data:"),
      headers: { "Content-Type": "text/html", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      redirect: "error", // to the door
      signal: AbortSignal.timeout(WAIT),
    });
    const result = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(answer.status), { words: result.message });
    return result;
  };

  /* Follow the selection while the text around it changes; what is typed at its place comes behind it (side -1) or before. */
  const follow = (editor, side) => {
    let { from, to } = editor.state.selection;
    const selected = editor.state.doc.slice(from, to);
    const move = ({ transaction: { mapping } }) => {
      to = from === to ? mapping.map(to, side) : mapping.map(to, -1);
      from = mapping.map(from, side);
    };
    editor.on("transaction", move);
    return () => {
      editor.off("transaction", move);
      // What was typed over the selection meanwhile stays.
      return { from, to: from < to && editor.state.doc.slice(from, to).eq(selected) ? to : from };
    };
  };

  /* Insert something at a place; who has gone on writing elsewhere stays there. Returns where it is. */
  const insertAt = (editor, place, insert) => {
    const { selection } = editor.state;
    const isThere = selection.from === place.from && selection.to === place.to;
    const back = isThere ? null : follow(editor, 1);
    if (!isThere) editor.commands.setTextSelection(place);
    insert();
    const { to } = editor.state.selection;
    if (back) editor.commands.setTextSelection(back());
    return { from: place.from, to };
  };

  // Notes below the editor -------------------------------------------------------------------------------------------------

  const button = (text, action) => {
    const element = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
    element.addEventListener("click", action);
    return element;
  };

  const frameOf = (editor) => editor.view.dom.closest(".prose-editor");

  const forget = (editor) => frameOf(editor).parentNode.querySelector(".paste-note")?.remove();

  const say = (editor, sentences, ...buttons) => {
    forget(editor);
    announcer.textContent = sentences;
    if (!sentences) return;
    const note = document.createElement("div");
    note.className = "notice paste-note";
    const words = Object.assign(document.createElement("p"), { textContent: sentences });
    const actions = Object.assign(document.createElement("div"), { className: "notice-actions" });
    const close = button(gettext("Close"), () => {
      forget(editor);
      editor.view.focus();
    });
    actions.append(...buttons, close);
    note.append(words, actions);
    frameOf(editor).after(note);
  };

  // Tables -----------------------------------------------------------------------------------------------------------------

  /* The prefix of the table blocks' fields; none where the text is no block or the person may not add tables. */
  const tablePrefix = (editor) =>
    editor.view.dom.closest(".order-machine") &&
    document.querySelector(".order-machine [name$='-__prefix__-has_header_row']")?.name.split("-")[0];

  const addTable = (prefix, table, before) => {
    document.addEventListener(
      "content-editor:activate",
      ({ detail: { inline } }) => {
        const field = (name) => inline.querySelector(`[name$="-${name}"]`);
        const lines = table.rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")).join(" | "));
        field("caption").value = table.caption;
        field("content").value = lines.join("\n");
        field("has_header_row").checked = table.has_header_row;
        field("has_header_column").checked = table.has_header_column;
        field("content").dispatchEvent(new Event("input", { bubbles: true }));
      },
      { once: true },
    );
    window.ContentEditor._insertBefore = before; // as the round "+" does
    window.ContentEditor.addContent(prefix);
  };

  const insertTables = (editor, prefix, answer, place, pasted) => {
    const isUntouched = editor.state.doc.eq(pasted);
    if (isUntouched) {
      editor.commands.setTextSelection(place);
      if (answer.htmlWithoutTables) editor.view.pasteHTML(answer.htmlWithoutTables);
      else editor.commands.deleteSelection();
    }
    const block = editor.view.dom.closest(".inline-related");
    const following = [...document.querySelectorAll(".order-machine > .inline-related:not(.empty-form)")]
      .filter(({ dataset, style }) => dataset.region === block.dataset.region && +style.order > +block.style.order)
      .sort((one, other) => one.style.order - other.style.order);
    for (const table of answer.tables) addTable(prefix, table, following[0] ?? null);
    const below = gettext("Inserted below this text.");
    say(editor, isUntouched ? below : `${below} ${gettext("You have changed the text since: delete the table’s lines there.")}`);
  };

  // ------------------------------------------------------------------------------------------------------------------------

  const paste = async (editor, html, text) => {
    const stopFollowing = follow(editor, -1);
    let isWaiting = true;
    const finish = (insert) => {
      isWaiting = false;
      waiting.delete(insertPlainText);
      return insertAt(editor, stopFollowing(), insert);
    };
    const insertPlainText = () => finish(() => editor.view.pasteText(text));
    waiting.add(insertPlainText);
    forget(editor);
    try {
      const answer = await ask(html, "heading" in editor.schema.nodes);
      if (!isWaiting || editor.isDestroyed) return;
      const place = finish(() => answer.html && editor.view.pasteHTML(answer.html));
      const prefix = answer.tables.length && tablePrefix(editor);
      const pasted = editor.state.doc;
      const offers = prefix
        ? [button(answer.tableOffer, () => insertTables(editor, prefix, answer, place, pasted))]
        : [];
      say(editor, [answer.message, answer.tableMessage].filter(Boolean).join(" "), ...offers);
    } catch ({ words }) {
      if (!isWaiting || editor.isDestroyed) return;
      insertPlainText();
      const reason = words ?? gettext("The site did not answer.");
      say(editor, `${reason} ${gettext("The text was pasted without its formatting.")}`);
    }
  };

  // Before the editor sees it. What it has copied itself, and plain text, it pastes itself.
  document.addEventListener(
    "paste",
    (event) => {
      const editor = event.target.closest?.(".ProseMirror")?.editor;
      const html = event.clipboardData?.getData("text/html");
      if (!editor?.isEditable || !html || html.includes("data-pm-slice")) return;
      event.preventDefault();
      event.stopPropagation();
      const text = event.clipboardData.getData("text/plain");
      paste(editor, html, text || new DOMParser().parseFromString(html, "text/html").body.textContent);
    },
    true,
  );

  // Who saves while the answer is on its way loses no words.
  const insertAll = () => {
    for (const insertPlainText of waiting) insertPlainText();
  };
  document.addEventListener("submit", insertAll, true);
}
