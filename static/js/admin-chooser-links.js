/* The dialog of a link in a text: it finds pages and documents of the site by their titles, or takes an address. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const TYPING_PAUSE = 200; // milliseconds

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const SCHEMES = /^(https?:\/\/[^\s/]|mailto:[^\s@]+@|tel:[+\d(])/i;
  const HOST = /^[\p{L}\d-]+(\.[\p{L}\d-]+)*\.\p{L}{2,}(:\d+)?([/?#]\S*)?$/u;

  /* The address that was typed, in full; null if it is none. */
  const addressOf = (typed) => {
    const text = typed.trim();
    if (text.startsWith(`${location.origin}/`)) return text.slice(location.origin.length); // a page of ours
    if (SCHEMES.test(text) || /^\/(?!\/)\S*$/.test(text)) return text;
    if (/^[^\s@/:]+@[^\s@/:]+\.\p{L}{2,}$/u.test(text)) return `mailto:${text}`;
    if (/^\+[\d\s()/-]{6,}$/.test(text)) return `tel:${text.replace(/[^+\d]/g, "")}`;
    return HOST.test(text) ? `https://${text}` : null;
  };

  const box = make("input", { type: "text", autocomplete: "off", spellcheck: false, id: "link-dialog-box" });
  const list = make("ul", { id: "link-dialog-options", role: "listbox", className: "link-options" });
  list.setAttribute("aria-label", gettext("Pages and documents"));
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-controls", list.id],
    ["aria-expanded", "true"],
    ["aria-autocomplete", "list"],
  ])
    box.setAttribute(name, value);
  const message = make("p", { className: "link-message" });
  message.setAttribute("role", "alert");
  const status = make("p", { className: "visually-hidden" });
  status.setAttribute("role", "status");
  const set = make("button", { type: "submit", className: "button default", textContent: gettext("Set the link") });
  const unset = make("button", { type: "button", className: "button", textContent: gettext("Remove the link") });
  const cancel = make("button", { type: "button", className: "button", textContent: gettext("Cancel") });
  const label = make("label", { htmlFor: box.id, textContent: gettext("Words of the title, or an address such as https://…") });
  const form = make("form", {}, label, box, message, list, status, make("div", { className: "chooser-foot" }, set, unset, cancel));
  const heading = make("h2", { id: "link-dialog-heading", textContent: gettext("Where does the link lead?") });
  const dialog = make("dialog", { className: "chooser-dialog link-dialog" }, make("div", { className: "chooser-head" }, heading), form);
  dialog.setAttribute("aria-labelledby", heading.id);

  let editor = null;
  let url = "";
  let place = null;
  let options = [];
  let current = -1;
  let waiting = 0;
  let asked = "";

  const mark = (index) => {
    current = Math.max(-1, Math.min(index, options.length - 1));
    [...list.children].forEach((element, number) => {
      element.setAttribute("aria-selected", String(number === current));
    });
    const marked = list.children[current];
    if (marked) box.setAttribute("aria-activedescendant", marked.id);
    else box.removeAttribute("aria-activedescendant");
    marked?.scrollIntoView({ block: "nearest" });
  };

  const optionElement = ({ title, kind, note }, index) => {
    const about = make("span", { className: "option-note", textContent: [kind, note].filter(Boolean).join(" · ") });
    const element = make("li", { id: `link-option-${index}`, role: "option" }, make("span", { className: "option-title", textContent: title }), about);
    element.addEventListener("click", () => lead(options[index]));
    return element;
  };

  const look = async () => {
    const typed = box.value.trim();
    asked = typed;
    let found = [];
    if (!addressOf(typed))
      try {
        const answer = await fetch(`${url}?${new URLSearchParams({ q: typed })}`, { redirect: "error" });
        found = answer.ok ? (await answer.json()).options : [];
      } catch {
        message.textContent = gettext("The site did not answer. Please try again.");
      }
    if (asked !== typed) return;
    options = found;
    list.replaceChildren(...options.map(optionElement));
    status.textContent = `${options.length} ${gettext("found")}`;
    mark(typed && options.length ? 0 : -1);
  };

  /* Make the link, of the selected words or of those that have it already; without either, of the title. */
  const lead = ({ url: href, title }) => {
    dialog.close();
    const chain = editor.chain().setTextSelection(place).focus();
    if (editor.isActive("link")) chain.extendMarkRange("link").updateAttributes("link", { href }).run();
    else if (place.from !== place.to) chain.setMark("link", { href }).run();
    else chain.insertContent({ type: "text", text: title, marks: [{ type: "link", attrs: { href } }] }).run();
  };

  const submit = () => {
    const typed = box.value.trim();
    const address = addressOf(typed);
    if (address) return lead({ url: address, title: address.replace(/^(mailto|tel):/, "") });
    if (options[current]) return lead(options[current]);
    const scheme = typed.match(/^[a-z][a-z\d+.-]*:/i)?.[0];
    message.textContent = scheme
      ? `${gettext("Links lead to web pages (https:// or http://), e-mail addresses (mailto:) and telephone numbers (tel:), not to")} ${scheme}`
      : gettext("Choose one from the list, or write an address in full, as in https://netzerocities.eu/");
    box.focus();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", () => {
    message.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(look, TYPING_PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!steps) return;
    event.preventDefault();
    mark(current + steps);
  });
  unset.addEventListener("click", () => {
    dialog.close();
    editor.chain().setTextSelection(place).focus().extendMarkRange("link").unsetLink().run();
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => editor.commands.focus());

  /* Open the dialog for what is selected in ``forEditor``; ``optionsURL`` answers with what is found. */
  const open = (forEditor, optionsURL) => {
    [editor, url] = [forEditor, optionsURL];
    const { from, to } = editor.state.selection;
    place = { from, to };
    box.value = editor.getAttributes("link").href ?? "";
    unset.hidden = !editor.isActive("link");
    message.textContent = "";
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
    box.select();
    look();
  };

  window.linkDialog = { open };
}
