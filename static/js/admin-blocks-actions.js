/* What is done with blocks and their texts: a text is divided where another block should stand, joined with its neighbour,
   or words of it become a quote; blocks are duplicated, copied and cut, and pasted, also into another article or page. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const { list, prefixOf, read, fill, focus, add, after, announce } = window.blockEditor;
  let toHTML = null; // of the text editor, once it is there
  document.addEventListener("prose-editor:ready", () => {
    import("django-prose-editor/editor").then((library) => {
      toHTML = library.getHTMLFromFragment;
    });
  }, { once: true });

  const textField = (block) => block?.querySelector("textarea[name$='-text']");

  const wordsOf = (block) => textField(block).value;

  /* The change that gives a text block other words, which ``html`` returns. */
  const rewrite = (block, html) => () => {
    const former = wordsOf(block);
    fill(block, { text: html() });
    return rewrite(block, () => former);
  };

  const EMPTY = "<(?:p|h[2-4])>(?:\\s|<br>)*</(?:p|h[2-4])>";
  const tidy = (html) =>
    html
      .replace(RegExp(`^(?:${EMPTY})+|(?:${EMPTY})+$`, "g"), "")
      .replace(/^<p>\s+/, "<p>")
      .replace(/\s+<\/p>$/, "</p>");

  const htmlOf = (node) => tidy(toHTML(node.content, node.type.schema));

  /* Divide a text: a block of another kind takes the place of what stands between two places of it. Halves that are
     empty make no block. Without a kind, the halves become neighbours. */
  const divide = (editor, { from, to }, prefix, values, words) => {
    const block = editor.view.dom.closest(".inline-related");
    const { doc } = editor.state;
    const [first, middle, last] = [doc.cut(0, from), doc.cut(from, to), doc.cut(to)].map(htmlOf);
    const former = wordsOf(block);
    const next = after(block);
    const changes = [];
    const insert = (...given) => {
      const added = add(...given);
      changes.unshift(window.undoSteps.remove(added));
      return added;
    };
    rewrite(block, () => first || last)();
    let added = prefix && insert(prefix, first || !last ? next : block, values);
    const rest = first && last && insert(prefixOf(block), next, { text: last });
    added ??= rest || null;
    // To undo it loses nothing that was written into the halves since.
    const halves = () => (first ? [wordsOf(block), middle, rest ? wordsOf(rest) : ""] : [middle, wordsOf(block)]).join("");
    const untouched = halves();
    changes.push(rewrite(block, () => (halves() === untouched ? former : halves())));
    if (!first && !last && added) changes.unshift(window.undoSteps.remove(block)());
    if (!added) return editor.view.focus();
    window.undoSteps.add({ words: `${words}: ${window.undoSteps.nameOf(block)}`, row: block, changes });
    focus(added);
  };

  // A menu within a text ----------------------------------------------------------------------------------------------

  const openInText = (editor, sign = "") => {
    const { to } = editor.state.selection;
    const place = { from: to, to }; // words that are selected stay
    const split = (prefix, values) => divide(editor, place, prefix, values, gettext("Added within a text"));
    const here = { label: gettext("Split the text here"), act: () => split(null) };
    const back = (typed) => {
      editor.commands.focus();
      if (sign && typed !== null) editor.commands.insertContent({ type: "text", text: sign + typed });
    };
    const options = [...window.blockMenu.kinds(split), here, ...pasteOptionsFor(split)];
    window.blockMenu.open(editor.view.coordsAtPos(to), gettext("Kind of block"), options, back);
  };

  const isEmptyParagraph = ({ selection }) =>
    selection.empty && selection.$from.depth === 1 && selection.$from.parent.isTextblock && !selection.$from.parent.content.size;

  const textEditorAt = (target) => target.closest?.(".order-machine .inline-related .ProseMirror")?.editor;

  window.addEventListener(
    "beforeinput",
    (event) => {
      const editor = event.data === "/" && toHTML && textEditorAt(event.target);
      if (!editor || !isEmptyParagraph(editor.state)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      openInText(editor, "/");
    },
    { capture: true },
  );

  // A paragraph more, where there is an empty one already, is hardly what somebody wants.
  const isAtEmptyEnd = (state) =>
    isEmptyParagraph(state) && state.doc.childCount > 1 && state.selection.$from.after() === state.doc.content.size;

  // Quotes ------------------------------------------------------------------------------------------------------------

  const MARKS = "[\"“”„‟«»]";
  const PAIRS = /^[‘‚‹'](.*)[’‘›']$/s;
  const quotePrefix = () => window.blockEditor.prefixes().find((prefix) => prefix.endsWith("_quote_set"));

  const withoutMarks = (words) =>
    words.trim().replace(RegExp(`^${MARKS}+\\s*|\\s*${MARKS}+$`, "g"), "").replace(PAIRS, "$1").replace(/,$/, "");

  /* The place of the selected words with the quotation marks around them. */
  const withMarks = ({ doc, selection: { $from, $to, from, to } }) => {
    const before = doc.textBetween($from.start(), from).match(RegExp(`${MARKS}\\s?$`));
    const behind = doc.textBetween(to, $to.end()).match(RegExp(`^[,.]?\\s?${MARKS}[,.]?`));
    return { from: from - (before?.[0].length ?? 0), to: to + (behind?.[0].length ?? 0) };
  };

  const QUOTE_WAIT = 3000; // milliseconds until words are made a quote without a speaker
  const MAX_TEXT_LENGTH = 20_000; // characters around them

  /* What the site understands of the words that are selected: who has said them, and as what. */
  const recognise = async ({ doc, selection: { $from, $to, from, to } }) => {
    const around = doc.content.size > MAX_TEXT_LENGTH ? doc.cut($from.before(1), $to.after(1)) : doc;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    data.set("text", htmlOf(around));
    data.set("words", withoutMarks(doc.textBetween(from, to, "\n")));
    try {
      const url = location.pathname.replace(/(add|[^/]+\/change)\/$/, "quote/");
      const answer = await fetch(url, { method: "POST", body: data, redirect: "error", signal: AbortSignal.timeout(QUOTE_WAIT) });
      return answer.ok ? await answer.json() : {};
    } catch {
      return {}; // the words alone, then
    }
  };

  /* The place of ``said`` in the paragraph that is selected, or null if that is not all in one. */
  const selectionOf = ({ doc, selection: { $from, $to } }, said) => {
    const start = $from.start();
    const offset = $from.sameParent($to) ? doc.textBetween(start, $from.end(), "\n", "\ufffc").indexOf(said) : -1;
    if (offset < 0) return null;
    const [from, to] = [start + offset, start + offset + said.length];
    return { from, to, $from: doc.resolve(from), $to: doc.resolve(to) };
  };

  const makeQuote = async (editor) => {
    const prefix = quotePrefix();
    const { state } = editor;
    const words = withoutMarks(state.doc.textBetween(state.selection.from, state.selection.to, "\n"));
    if (!prefix || !words) return;
    const recognised = await recognise(state);
    if (!editor.view.dom.isConnected || editor.state.doc !== state.doc) return; // somebody goes on writing
    const { words: said, ...more } = recognised;
    // What names the speaker goes along if the site knows them; else it stays in the text, so that nothing is lost.
    const isMore = said && words.length > said.length;
    const inside = isMore && !more.speaker.length && selectionOf(state, said);
    const isSaid = isMore && (more.speaker.length || inside);
    const place = withMarks({ doc: state.doc, selection: inside || state.selection });
    divide(editor, place, prefix, { ...more, words: isSaid ? said : words }, gettext("Made a quote"));
  };

  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
    const frame = editor.view.dom.closest(".inline-related .prose-editor");
    if (!frame || !document.getElementById("content-editor-context")) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "prose-menubar__button make-quote" });
    button.textContent = gettext("Make this a quote");
    button.title = "Ctrl+Alt+Q";
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays to be seen
    button.addEventListener("click", () => makeQuote(editor));
    const show = () => {
      button.hidden = editor.state.selection.empty || !quotePrefix();
    };
    editor.on("transaction", show);
    show();
    setTimeout(() => frame.querySelector(".prose-menubar")?.append(button));
  });

  // Joining, copying --------------------------------------------------------------------------------------------------

  const isText = (block) => Boolean(textField(block));
  const neighbour = (block, steps) => {
    const staying = list().filter((each) => each === block || !each.classList.contains("for-deletion"));
    return staying[staying.indexOf(block) + steps];
  };

  const join = (block, next) => {
    const words = `${gettext("Joined")}: ${window.undoSteps.nameOf(next)}`;
    const joined = textField(block).value + textField(next).value;
    const editor = window.textEditors?.editorIn(block);
    const seam = editor?.state.doc.content.size;
    const changes = [window.undoSteps.remove(next)(), rewrite(block, () => joined)()];
    window.undoSteps.add({ words, row: block, changes });
    if (editor) editor.commands.focus(seam + 1);
    else focus(block);
  };

  const addStep = (words, prefix, before, values) => {
    const added = add(prefix, before, values);
    window.undoSteps.add({ words: `${words}: ${window.undoSteps.nameOf(added)}`, row: added, changes: [window.undoSteps.remove(added)] });
    focus(added);
  };

  const duplicate = (block) => addStep(gettext("Duplicated"), prefixOf(block), after(block), read(block));

  const STORE = "newsroom-block"; // removed by admin-kept-texts.js when somebody signs out
  const kindOf = (prefix) => prefix.replace(/^[^_]+_/, ""); // an article's quote is of the kind of a page's

  const copy = (block) => {
    const name = window.undoSteps.nameOf(block);
    localStorage.setItem(STORE, JSON.stringify({ kind: kindOf(prefixOf(block)), name, values: read(block) }));
    announce(`${gettext("Copied")}: ${name}`);
  };

  const cut = (block) => {
    copy(block);
    const next = neighbour(block, 1) ?? neighbour(block, -1);
    const words = `${gettext("Cut")}: ${window.undoSteps.nameOf(block)}`;
    window.undoSteps.add({ words, row: block, changes: [window.undoSteps.remove(block)()] });
    if (next) focus(next);
  };

  /* What was copied, if there are blocks of its kind here. */
  const copied = () => {
    try {
      const { kind, name, values } = JSON.parse(localStorage.getItem(STORE));
      const prefix = window.blockEditor.prefixes().find((each) => kindOf(each) === kind);
      return prefix && { prefix, name, values };
    } catch {
      return null; // nothing, or nothing of ours
    }
  };

  const pasteOptionsFor = (paste) => {
    const block = copied();
    if (!block) return [];
    return [{ label: `${gettext("Paste block")}: ${block.name}`, act: () => paste(block.prefix, block.values) }];
  };
  const pasteOptions = (before) => pasteOptionsFor((prefix, values) => addStep(gettext("Pasted"), prefix, before, values));

  // By key, and in the menu of a block's head -------------------------------------------------------------------------

  const openBelow = (block, target) => {
    const insert = (prefix, values) => focus(add(prefix, after(block), values));
    const options = [...window.blockMenu.kinds(insert), ...pasteOptions(after(block))];
    window.blockMenu.open(target.getBoundingClientRect(), gettext("Kind of block"), options, () => target.focus());
  };

  const joinBefore = (block) => isText(block) && isText(neighbour(block, -1)) && join(neighbour(block, -1), block);
  const paste = (block) => pasteOptions(after(block))[0]?.act();

  const optionsFor = (block) => {
    const isPart = isText(block);
    return [
      { label: gettext("Duplicate"), keys: "Ctrl+Alt+D", act: () => duplicate(block) },
      { label: gettext("Copy"), keys: "Ctrl+Alt+C", act: () => copy(block) },
      { label: gettext("Cut"), keys: "Ctrl+Alt+X", act: () => cut(block) },
      ...pasteOptions(after(block)).map((option) => ({ ...option, keys: "Ctrl+Alt+V" })),
      ...(isPart && isText(neighbour(block, -1))
        ? [{ label: gettext("Join with the text before"), keys: "Ctrl+Alt+J", act: () => joinBefore(block) }]
        : []),
      ...(isPart && isText(neighbour(block, 1))
        ? [{ label: gettext("Join with the text after"), act: () => join(block, neighbour(block, 1)) }]
        : []),
    ];
  };
  window.blockActions = { optionsFor, pasteOptions };

  const moveByKey = (steps) => (block, { target }) => {
    window.blockEditor.move(block, steps);
    target.focus();
  };

  const joinByKey = (block, { target }) => {
    const { selection } = textEditorAt(target)?.state ?? {};
    if (selection?.empty && selection.from === 1) joinBefore(block);
  };

  const makeQuoteByKey = (_block, { target }) => textEditorAt(target) && makeQuote(textEditorAt(target));

  const BY_KEY = {
    q: makeQuoteByKey,
    j: joinByKey,
    d: duplicate,
    c: copy,
    x: cut,
    v: paste,
    arrowup: moveByKey(-1),
    arrowdown: moveByKey(1),
  };

  /* What a key does in a block, if it is one of ours. The key to the right of the space bar, with which some keyboards
     write other signs, counts as Ctrl+Alt; the sign is compared, so that it can still be written. */
  const actionOf = (event, editor) => {
    const isControl = event.ctrlKey || event.metaKey;
    if (isControl && event.altKey) return BY_KEY[event.key?.toLowerCase()];
    const isPlain = !isControl && !event.shiftKey && !event.altKey;
    if (event.key !== "Enter" || event.isComposing || !(isControl || (isPlain && editor && isAtEmptyEnd(editor.state)))) return null;
    return (block, { target }) => (editor ? openInText(editor) : openBelow(block, target));
  };

  window.addEventListener(
    "keydown",
    (event) => {
      const block = event.target.closest?.(".order-machine > .inline-related:not(.empty-form)");
      const act = block && actionOf(event, textEditorAt(event.target));
      if (!act) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act(block, event);
    },
    { capture: true },
  );
}
