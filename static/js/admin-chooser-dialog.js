/* The dialog in which pictures and documents are chosen. It comes from the site as HTML; there is one of each kind in a page,
   which keeps what is not uploaded yet when it is closed. What is uploaded in it is in admin-chooser-uploads.js. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const TYPING_PAUSE = 200; // milliseconds
  const dialogs = new Map();

  const getJSON = async (url, parameters) => {
    const answer = await fetch(`${url}?${new URLSearchParams(parameters)}`, { redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  class ChooserDialog {
    constructor(url) {
      this.url = url;
      this.element = document.createElement("dialog");
      this.element.className = "chooser-dialog";
      this.chosen = new Map(); // labels by id, in the order in which they were chosen
    }

    async load() {
      const answer = await fetch(`${this.url}choose/`, { redirect: "error" }); // to the door
      if (!answer.ok) throw new Error(answer.status);
      this.element.innerHTML = await answer.text();
      document.body.append(this.element);
      this.element.setAttribute("aria-labelledby", this.find("h2").id);
      this.list = this.find(".chooser-options");
      this.filters = this.find("form.chooser-filters");
      this.next = this.list.dataset.next;
      this.list.addEventListener("click", ({ target }) => this.press(target.closest("[role=option]")));
      this.list.addEventListener("keydown", (event) => this.goByKey(event));
      this.filters.addEventListener("submit", (event) => {
        event.preventDefault();
        this.goToFirst();
      });
      this.filters.addEventListener("input", () => {
        clearTimeout(this.waiting);
        this.waiting = setTimeout(() => this.look(), TYPING_PAUSE);
      });
      this.filters.addEventListener("keydown", (event) => {
        if (event.key !== "ArrowDown" || !event.target.matches("[type=search]")) return;
        event.preventDefault();
        this.goToFirst();
      });
      this.find(".chooser-more").addEventListener("click", () => this.look(this.next));
      this.find(".chooser-close").addEventListener("click", () => this.element.close());
      this.element.addEventListener("close", () => this.finish());
      this.uploads = window.chooserUploads(this);
      this.arrange();
    }

    find(selector) {
      return this.element.querySelector(selector);
    }

    options() {
      return [...this.list.querySelectorAll("[role=option]")];
    }

    say(words) {
      this.find(".chooser-status").textContent = words;
    }

    // Looking for something -------------------------------------------------------------------------------------------

    /* Show what fits the filters, or from a number on more of it. */
    async look(start = "") {
      clearTimeout(this.waiting);
      this.waiting = null;
      const parameters = Object.fromEntries(new FormData(this.filters));
      const asked = JSON.stringify(parameters);
      this.asked = asked;
      let found;
      try {
        this.looking = getJSON(this.filters.dataset.url, { ...parameters, start });
        found = await this.looking;
      } catch {
        return this.say(gettext("The site did not answer. Please try again."));
      }
      if (this.asked !== asked) return; // something else is looked for by now
      const known = this.options();
      const hadFocus = this.list.contains(document.activeElement);
      if (start) this.list.insertAdjacentHTML("beforeend", found.options);
      else this.list.innerHTML = found.options;
      for (const option of this.options().slice(start ? known.length : 0))
        if (start && known.some(({ dataset }) => dataset.id === option.dataset.id)) option.remove(); // others came before it
      this.next = found.next;
      this.arrange();
      const number = this.options().length;
      this.say(`${number}${this.next ? "+" : ""} ${gettext("found")}`);
      if (start) this.options()[known.length]?.focus();
      else if (hadFocus) this.options()[0]?.focus();
    }

    lookAnew() {
      this.filters.reset();
      this.look();
    }

    /* Go to the first of what is found for what is typed, once that is there. */
    async goToFirst() {
      if (this.waiting) await this.look();
      else await this.looking?.catch(() => {});
      this.options()[0]?.focus();
    }

    arrange() {
      const options = this.options();
      for (const option of options) option.setAttribute("aria-selected", String(this.chosen.has(option.dataset.id)));
      if (!options.some(({ tabIndex }) => tabIndex === 0) && options.length) options[0].tabIndex = 0;
      this.find(".chooser-more").hidden = !this.next;
      this.find(".chooser-nothing").hidden = options.length > 0;
      for (const button of this.element.querySelectorAll(".chooser-foot button")) {
        const { words } = button.dataset;
        button.disabled = !this.chosen.size;
        button.textContent = this.chosen.size > 1 ? `${words} (${this.chosen.size})` : words;
      }
    }

    // Choosing ----------------------------------------------------------------------------------------------------------

    press(option) {
      if (!option) return;
      const { id, label } = option.dataset;
      this.mark(option);
      if (this.isMultiple && this.chosen.delete(id)) return this.arrange();
      this.choose(id, label);
      if (!this.isMultiple) this.element.close();
    }

    choose(id, label) {
      if (!this.isMultiple) this.chosen.clear();
      this.chosen.set(id, label);
      this.arrange();
    }

    /* Let the Tab key come back to the option that had the focus last. */
    mark(option) {
      for (const each of this.options()) each.tabIndex = each === option ? 0 : -1;
      option.focus();
    }

    /* Put what is there at the beginning of the list, and choose it. */
    addOption({ id, label, option }) {
      this.options().find(({ dataset }) => dataset.id === id)?.remove();
      this.list.insertAdjacentHTML("afterbegin", option);
      this.choose(id, label);
    }

    columns() {
      const options = this.options();
      const inFirstLine = options.findIndex(({ offsetTop }) => offsetTop !== options[0].offsetTop);
      return inFirstLine > 0 ? inFirstLine : options.length;
    }

    goByKey(event) {
      const option = event.target.closest("[role=option]");
      if (!option || event.ctrlKey || event.metaKey || event.altKey) return;
      const options = this.options();
      const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns(), ArrowUp: -this.columns() }[event.key];
      const place = { Home: 0, End: options.length - 1 }[event.key] ?? options.indexOf(option) + (steps ?? 0);
      if (event.key === " ") this.press(option);
      else if (event.key === "Enter") this.enter(option);
      else if (steps === undefined && !["Home", "End"].includes(event.key)) return;
      else if (options[place]) this.mark(options[place]);
      else if (place < 0) this.find("[type=search]").focus();
      else if (this.next) this.look(this.next);
      event.preventDefault();
    }

    /* Enter takes what is marked, or where several can be, what was chosen before. */
    enter(option) {
      if (!this.isMultiple || !this.chosen.size) this.press(option);
      if (this.isMultiple) this.conclude(this.actions[0].value);
    }

    conclude(action) {
      this.action = action;
      this.element.close();
    }

    // Opening and closing -----------------------------------------------------------------------------------------------

    open({ isMultiple, files, actions }) {
      this.isMultiple = isMultiple;
      this.actions = actions ?? [{ value: "choose", words: gettext("Choose") }];
      this.action = null;
      this.chosen.clear();
      this.list.setAttribute("aria-multiselectable", String(isMultiple));
      this.find(".chooser-foot").replaceChildren(...(isMultiple ? this.actions.map((each) => this.actionButton(each)) : []));
      this.arrange();
      this.element.showModal();
      this.find("[type=search]").focus();
      if (files.length) this.uploads?.add(files);
      return new Promise((resolve) => {
        this.resolve = resolve;
      });
    }

    actionButton({ value, words }) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
      button.dataset.words = words;
      button.classList.toggle("default", value === this.actions[0].value);
      button.addEventListener("click", () => this.conclude(value));
      return button;
    }

    finish() {
      const isTaken = this.action || !this.isMultiple;
      const chosen = isTaken ? [...this.chosen].map(([id, label]) => ({ id, label })) : [];
      this.resolve({ chosen, action: this.action });
    }
  }

  /* Say, in the page, why there is no dialog; returns when that was read. */
  const explain = (words) => {
    const element = Object.assign(document.createElement("dialog"), { className: "chooser-dialog chooser-failure" });
    const button = Object.assign(document.createElement("button"), { className: "button", textContent: gettext("Close") });
    const form = Object.assign(document.createElement("form"), { method: "dialog" });
    form.append(button);
    element.append(Object.assign(document.createElement("p"), { textContent: words }), form);
    element.setAttribute("aria-label", words);
    document.body.append(element);
    element.showModal();
    return new Promise((resolve) => {
      element.addEventListener("close", () => resolve(element.remove()));
    });
  };

  /* Open the dialog of the list at ``url``; returns what was chosen (ids and labels), and by which of the ``actions``. */
  const open = async ({ url, isMultiple, files = [], actions }) => {
    const dialog = dialogs.get(url) ?? new ChooserDialog(url);
    try {
      if (dialogs.has(url)) dialog.lookAnew();
      else await dialog.load();
    } catch (error) {
      console.warn(error);
      await explain(gettext("The site did not answer: perhaps you are not signed in any more. What you have written stays here."));
      return { chosen: [] };
    }
    dialogs.set(url, dialog);
    return dialog.open({ isMultiple, files, actions });
  };

  window.chooserDialog = { open };
}
