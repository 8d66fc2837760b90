/* The editors of rich text. Each one that starts costs the browser more than the rest of its block together; in a text to
   write, those of blocks start when their place comes near, or when somebody goes there. Until then the text stands there as
   it will read, in a box that takes the focus and the mouse as the editor would. */
import * as library from "django-prose-editor/editor";

const ATTRIBUTE = "data-django-prose-editor-text";
const NEAR = "300px 0px"; // from the window
const SHOWN = new Set(["A", "B", "BLOCKQUOTE", "BR", "EM", "H2", "H3", "H4", "I", "LI", "OL", "P", "STRONG", "UL"]);
const NEVER_SHOWN = new Set(["SCRIPT", "STYLE", "TEMPLATE"]);

const known = new Map(Object.entries(library)); // extensions by their names, and more
const soon = window.requestIdleCallback ?? ((act) => setTimeout(act));
const boxes = new Map(); // of texts whose editors have not started
const near = new Set(); // of those, the ones whose turn it is

// Starting -------------------------------------------------------------------------------------------------------------

const makeEditor = (textarea) => {
  const { extensions } = JSON.parse(textarea.getAttribute(ATTRIBUTE));
  const chosen = Object.entries(extensions)
    .filter(([name, options]) => options && known.has(name))
    .map(([name, options]) => (typeof options === "object" ? known.get(name).configure(options) : known.get(name)));
  const editor = library.createTextareaEditor(textarea, chosen);
  textarea.dispatchEvent(new CustomEvent("prose-editor:ready", { bubbles: true, detail: { editor, textarea } }));
  return editor;
};

/* Start the editor of a text, and return it. */
const start = (textarea) => {
  const box = boxes.get(textarea);
  if (box) {
    boxes.delete(textarea);
    near.delete(textarea);
    observer.unobserve(box);
    box.parentElement.replaceWith(textarea);
  }
  return makeEditor(textarea);
};

const startNext = () => {
  const [textarea] = near;
  if (!textarea) return;
  if (textarea.isConnected) start(textarea);
  else near.delete(textarea);
  soon(startNext);
};

const observer = new IntersectionObserver(
  (entries) => {
    const isIdle = near.size === 0;
    for (const { isIntersecting, target } of entries) {
      const textarea = target.parentElement?.querySelector("textarea");
      if (isIntersecting && boxes.has(textarea)) near.add(textarea);
      else near.delete(textarea);
    }
    if (isIdle) soon(startNext);
  },
  { rootMargin: NEAR },
);

// Waiting --------------------------------------------------------------------------------------------------------------

/* Copy what an editor would show, and nothing that could do anything: the text may not have been cleaned by the site yet. */
const copy = (from, into) => {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || NEVER_SHOWN.has(node.nodeName)) continue;
    const element = SHOWN.has(node.nodeName) ? into.appendChild(document.createElement(node.nodeName)) : into;
    if (node.nodeName === "OL") element.start = node.start;
    copy(node, element);
  }
};

const show = (textarea) => {
  const box = boxes.get(textarea);
  if (!box) return;
  box.replaceChildren();
  copy(new DOMParser().parseFromString(textarea.value, "text/html").body, box);
  if (!box.hasChildNodes()) box.append(document.createElement("p"));
  for (const empty of box.querySelectorAll("p:empty")) empty.append(document.createElement("br"));
  textarea.dispatchEvent(new CustomEvent("prose-editor:waiting", { bubbles: true, detail: { box, textarea } }));
};

const wait = (textarea) => {
  const frame = document.createElement("div");
  frame.className = "prose-editor";
  const box = document.createElement("div");
  box.className = "ProseMirror waiting-text";
  box.setAttribute("role", "textbox");
  box.tabIndex = 0;
  textarea.before(frame);
  frame.append(textarea, box);
  boxes.set(textarea, box);
  show(textarea);
  textarea.addEventListener("input", () => show(textarea)); // by undoing, for example
  box.addEventListener("focus", () => start(textarea).view.focus());
  box.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the box is gone before it could get the focus
    const { view, commands } = start(textarea);
    const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (place) commands.setTextSelection(place.pos);
    view.focus();
  });
  observer.observe(box);
};

const startWithin = (root, begin) => {
  for (const textarea of root.querySelectorAll(`textarea[${ATTRIBUTE}]`))
    if (!textarea.id.includes("__prefix__") && !textarea.closest(".prose-editor")) begin(textarea);
};

startWithin(document, (textarea) => {
  const isBlock = textarea.closest("form.written .inline-related");
  return isBlock && !textarea.disabled ? wait(textarea) : makeEditor(textarea);
});
document.addEventListener("formset:added", ({ target }) => startWithin(target, makeEditor));

/* The editor of the first text within an element; it starts if it has not yet. */
const editorIn = (element) => {
  const textarea = element.querySelector(`textarea[${ATTRIBUTE}]`);
  if (boxes.has(textarea)) return start(textarea);
  return element.querySelector(".ProseMirror[contenteditable]")?.editor;
};
window.textEditors = { editorIn };
