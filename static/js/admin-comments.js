/* Comments on an item: said, answered and resolved without leaving the form; begun from a block, or from words that are
   marked in it; passages that are talked about are marked in the text. Without this script, each button loads the page. */
"use strict";
{
  const section = document.getElementById("comments");
  const say = (words) => {
    section.querySelector(".comments-said").textContent = words;
  };
  const find = (selector) => section.querySelector(selector);

  // Sending -----------------------------------------------------------------------------------------------------------

  const number = (unresolved) => {
    const shown = document.querySelector(".comments-number");
    shown.hidden = !unresolved;
    shown.querySelector("[data-unresolved]").textContent = unresolved;
  };

  /* Put in the threads as they are now. What is being typed elsewhere among them stays. */
  const show = (html) => {
    const typed = [...section.querySelectorAll(".comment-threads textarea")].filter(({ value }) => value);
    const threads = find(".comment-threads");
    threads.innerHTML = html; // our own page's, escaped by the site
    for (const { id, value } of typed) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      field.closest("details").open = true;
    }
    mark();
  };

  const wrong = ({ type, status }) => {
    if (type === "opaqueredirect") return section.dataset.signedOut; // to the door
    return status === 404 ? section.dataset.gone : section.dataset.offline;
  };

  const send = async (form, button) => {
    const data = new FormData(form, button);
    const field = button.name === "say" ? find("#comment-text") : document.getElementById(`answer-${button.value}`);
    const sent = field?.value;
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: data,
        redirect: "manual",
        headers: { Accept: "application/json" },
      });
      if (!answer.ok && answer.status !== 400) return say(wrong(answer));
      const { html, unresolved, notices, error } = await answer.json();
      const isSaid = !error && ["say", "answer"].includes(button.name);
      if (isSaid && field.value === sent) field.value = "";
      if (isSaid && button.name === "say") {
        for (const each of section.querySelectorAll("#comment-block, #comment-passage")) each.value = "";
      }
      const thread = button.closest(".comment-thread")?.id;
      show(html);
      number(unresolved);
      say([error || (isSaid ? section.dataset.said : section.dataset.done), ...notices].join(" "));
      if (error) field?.focus();
      else if (button.name !== "say") document.getElementById(thread)?.focus();
    } catch {
      say(section.dataset.offline);
    } finally {
      button.disabled = false;
    }
  };

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "comments-form") return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...(section?.querySelectorAll("textarea") ?? [])].some(({ value }) => value.trim())) event.preventDefault();
  });

  // Where they are ----------------------------------------------------------------------------------------------------

  const keyOf = (block) => block.querySelector("input[type=hidden][name$='-id']")?.value;
  const blockWith = ({ kind, block }) =>
    [...document.querySelectorAll(`input[type=hidden][name^="${kind}-"][name$="-id"]`)]
      .find(({ value }) => value === block)
      ?.closest(".inline-related");

  const WORDS = /[^\s]/g;
  /* The range of a passage in an element, whatever spaces are between its words; null if it is not there. */
  const rangeOf = (element, passage) => {
    const letters = []; // each that is no space: its node and its place there
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) for (const { index } of walker.currentNode.data.matchAll(WORDS)) letters.push([walker.currentNode, index]);
    const text = letters.map(([node, index]) => node.data[index]).join("");
    const wanted = passage.replace(/\s/g, "");
    const start = wanted ? text.indexOf(wanted) : -1;
    if (start < 0) return null;
    const range = new Range();
    range.setStart(...letters[start]);
    const [node, index] = letters[start + wanted.length - 1];
    range.setEnd(node, index + 1);
    return range;
  };

  const placeOf = (thread) => {
    const block = blockWith(thread.dataset);
    const passage = thread.querySelector("q.comment-passage")?.textContent;
    const text = block?.querySelector(".prose-editor > .ProseMirror");
    return { block, range: passage && text ? rangeOf(text, passage) : null };
  };

  const mark = () => {
    if (!window.CSS?.highlights) return;
    const open = [...section.querySelectorAll(".comment-thread[data-block]:not(.is-resolved)")];
    CSS.highlights.set("commented", new Highlight(...open.map((thread) => placeOf(thread).range).filter(Boolean)));
  };

  const leadTo = (thread) => {
    const { block } = placeOf(thread);
    if (!block) return;
    const editor = window.textEditors?.editorIn(block);
    const { range } = placeOf(thread); // in the editor, which may have started only now
    block.closest("details")?.setAttribute("open", "");
    if (block.classList.contains("collapsed")) block.querySelector(".inline_label")?.click();
    if (editor && range) {
      const at = editor.view.posAtDOM(range.startContainer, range.startOffset);
      editor.chain().focus().setTextSelection({ from: at, to: editor.view.posAtDOM(range.endContainer, range.endOffset) }).run();
      (range.startContainer.parentElement ?? block).scrollIntoView({ block: "center" });
      return;
    }
    block.scrollIntoView({ block: "center" });
    const field = [...block.querySelectorAll("[contenteditable=true], textarea, input:not([type=hidden])")].find((each) => each.getClientRects().length);
    field?.focus({ preventScroll: true });
  };

  // Beginning one -----------------------------------------------------------------------------------------------------

  const selectedIn = (field) =>
    field.selectionStart === undefined || field.selectionStart === null ? "" : field.value.slice(field.selectionStart, field.selectionEnd);

  /* What is marked, and where: in a text or a field, of a block or of the item. */
  const marked = () => {
    const field = document.activeElement;
    if (section.contains(field)) return { words: "", block: null };
    const words = field?.matches?.("textarea, input:not([type=hidden])") ? selectedIn(field) : getSelection().toString();
    const element = field?.closest?.(".inline-related") ?? getSelection().anchorNode?.parentElement?.closest(".order-machine .inline-related");
    return { words: words.trim().slice(0, 500), block: element ?? null };
  };

  const begin = ({ words, block }) => {
    const place = document.getElementById("comment-block");
    const label = block?.id.replace(/_set-\d+$/, "").replace("_", ".");
    const key = block && keyOf(block);
    if (block && !key) say(section.dataset.unsaved);
    else say("");
    if (place) {
      const value = key ? `${label}:${key}` : "";
      if (key && ![...place.options].some((option) => option.value === value))
        place.append(new Option(window.undoSteps?.nameOf(block) ?? "", value));
      place.value = value;
    }
    find("#comment-passage").value = words.replace(/\s+/g, " ");
    const text = find("#comment-text");
    section.closest("details")?.setAttribute("open", "");
    text.scrollIntoView({ block: "center" });
    text.focus({ preventScroll: true });
  };

  // A button takes the focus, but what was marked before it was pressed is meant.
  let last = { words: "", block: null };
  document.addEventListener("selectionchange", () => {
    if (section && !section.contains(document.activeElement)) last = marked();
  });

  const addButton = (block) => {
    const heads = block.querySelector(":scope > h3 .block-moves");
    if (!heads || heads.querySelector(".comment-on-block")) return;
    const words = find(".comment-selection").dataset.words;
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "comment-on-block",
      textContent: "“”",
      title: words,
    });
    button.setAttribute("aria-label", words);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      begin({ words: last.block === block ? last.words : "", block });
    });
    heads.append(button);
  };

  // Whom it mentions --------------------------------------------------------------------------------------------------

  const AT_NAME = /(?:^|[^\w@.+-])@([\w.+-]*)$/;
  const list = Object.assign(document.createElement("ul"), { id: "comment-colleagues", className: "comment-colleagues", hidden: true });
  list.setAttribute("role", "listbox");
  let choosing = null; // the field in which a name is being typed
  let asked = 0;

  const close = () => {
    list.hidden = true;
    choosing?.removeAttribute("aria-activedescendant");
    choosing = null;
  };

  const choose = (option) => {
    const field = choosing;
    const before = field.value.slice(0, field.selectionStart).replace(/@[\w.+-]*$/, `@${option.dataset.username} `);
    field.setRangeText(before, 0, field.selectionStart, "end");
    close();
    field.focus();
  };

  const point = (option) => {
    for (const each of list.children) each.setAttribute("aria-selected", String(each === option));
    choosing.setAttribute("aria-activedescendant", option.id);
  };

  const offer = async (field) => {
    const name = field.value.slice(0, field.selectionStart).match(AT_NAME)?.[1];
    if (name === undefined) return close();
    const mine = ++asked;
    let people = [];
    try {
      const answer = await fetch(`${section.dataset.colleagues}?${new URLSearchParams({ q: name })}`, { redirect: "manual" });
      if (answer.ok) people = (await answer.json()).colleagues;
    } catch {
      // No connection: a name can be typed, too.
    }
    if (mine !== asked || document.activeElement !== field) return;
    if (!people.length) return close();
    choosing = field;
    field.setAttribute("aria-controls", list.id);
    list.setAttribute("aria-label", section.dataset.offered.replace("%s", people.length));
    list.replaceChildren(
      ...people.map(({ username, name: called }, index) => {
        const option = Object.assign(document.createElement("li"), { id: `comment-colleague-${index}`, textContent: called });
        option.setAttribute("role", "option");
        option.dataset.username = username;
        if (called !== username) option.append(Object.assign(document.createElement("small"), { textContent: ` @${username}` }));
        return option;
      }),
    );
    field.after(list);
    list.hidden = false;
    point(list.firstElementChild);
    say(section.dataset.offered.replace("%s", people.length));
  };

  const KEYS = { ArrowDown: 1, ArrowUp: -1 };
  const onKey = (event) => {
    if (!choosing || event.target !== choosing) return;
    const options = [...list.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key in KEYS) point(options[(at + KEYS[event.key] + options.length) % options.length]);
    else if (event.key === "Enter" || event.key === "Tab") choose(options[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // Putting it together -----------------------------------------------------------------------------------------------

  if (section) {
    section.addEventListener("input", ({ target }) => target.matches("textarea") && offer(target));
    section.addEventListener("keydown", onKey);
    section.addEventListener("focusout", ({ target }) => target === choosing && setTimeout(() => document.activeElement !== choosing && close()));
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest("li");
      if (option) choose(option);
    });
    section.addEventListener("click", (event) => {
      const link = event.target.closest(".comment-leads");
      if (link) {
        event.preventDefault();
        leadTo(link.closest(".comment-thread"));
      }
      if (event.target.closest(".comment-selection")) begin(last.words || last.block ? last : marked());
    });
    find(".comment-selection").hidden = false;
    const addButtons = () => {
      for (const block of document.querySelectorAll(".order-machine .inline-related:not(.empty-form)")) addButton(block);
    };
    document.addEventListener("content-editor:ready", () => setTimeout(addButtons));
    document.addEventListener("content-editor:activate", () => setTimeout(addButtons));
    let waiting = 0;
    const markSoon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(mark, 200); // editors start one after the other
    };
    for (const happening of ["prose-editor:ready", "prose-editor:waiting"]) document.addEventListener(happening, markSoon);
    markSoon();
    if (location.hash === "#comments") section.focus();
  }
}
