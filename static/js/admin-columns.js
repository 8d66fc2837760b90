/* The form of what is written: sections of its panel remember whether they are open, and where there is no room for two
   columns (admin-columns.css says when) these are tabs. For all forms: what is folded around a place opens, and whoever begins
   something new begins in its first field. */
"use strict";
{
  const MAX_HEADLINE_LINES = 12;
  const gettext = window.gettext ?? ((text) => text);

  // Sections ----------------------------------------------------------------------------------------------------------

  const nameOf = (section) => `newsroom-section-${section.dataset.section}`;

  const remembered = (section) => {
    try {
      return localStorage.getItem(nameOf(section));
    } catch {
      return null; // no storage allowed
    }
  };

  const remember = (section, state) => {
    try {
      localStorage.setItem(nameOf(section), state);
    } catch {
      // It opens the next time as it does at first.
    }
  };

  const startSection = (section) => {
    const state = remembered(section);
    if (state && !section.querySelector(".errorlist")) section.open = state === "open";
    section.querySelector("summary").addEventListener("click", () => remember(section, section.open ? "folded" : "open"));
  };

  // Tabs --------------------------------------------------------------------------------------------------------------

  const SHOWN_TAB = "newsroom-tab";

  /* Return the tab in which somebody pressed the button that led from a form to itself. What is wrong, anywhere, begins with
     the text and the list of errors above it. */
  const formerTab = (form, tabs) => {
    const listOf = (address) => address.replace(/(add|[^/]+\/change)\/([?#].*)?$/, "");
    if (listOf(document.referrer) !== listOf(location.href) || form.querySelector(".errorlist")) return null;
    try {
      return tabs.find(({ id }) => id === sessionStorage.getItem(SHOWN_TAB));
    } catch {
      return null; // no storage allowed
    }
  };

  const rememberTab = ({ id }) => {
    try {
      sessionStorage.setItem(SHOWN_TAB, id);
    } catch {
      // The next page begins with the text.
    }
  };

  let showTabOf = () => {};

  const startTabs = (form) => {
    const list = form.querySelector(".form-tabs");
    const tabs = [...list.querySelectorAll("a")];
    const panels = new Map(tabs.map((tab) => [tab, document.getElementById(tab.hash.slice(1))]));
    const panelOf = (tab) => panels.get(tab); // also of a form that has left the page

    const show = (shown) => {
      for (const tab of tabs) {
        tab.setAttribute("aria-selected", String(tab === shown));
        tab.tabIndex = tab === shown ? 0 : -1;
        panelOf(tab).classList.toggle("other-tab", tab !== shown);
      }
    };

    showTabOf = (element) => {
      const tab = tabs.find((each) => panelOf(each).contains(element));
      if (tab) show(tab);
    };

    list.setAttribute("role", "tablist");
    for (const tab of tabs) {
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panelOf(tab).id);
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        show(tab);
      });
    }
    list.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -tabs.length, End: tabs.length, " ": 0 }[event.key];
      if (steps === undefined) return;
      event.preventDefault();
      const place = tabs.indexOf(event.target) + steps;
      const next = Math.abs(steps) === 1 ? (place + tabs.length) % tabs.length : Math.max(0, Math.min(place, tabs.length - 1));
      show(tabs[next]);
      tabs[next].focus();
    });
    form.addEventListener("submit", () => rememberTab(tabs.find((tab) => tab.getAttribute("aria-selected") === "true")));
    show(formerTab(form, tabs) ?? tabs[0]);

    // Where there are tabs, what saves stays in sight, and with it the step that comes next, in place of a second way to save.
    const step = form.querySelector(".transitions input.default");
    const [leave, stay] = ["_save", "_continue"].map((name) => form.querySelector(`.saving [name=${name}]`));
    const steps = step?.parentElement;
    let isInSight = false;
    const place = (areTabs) => {
      if (!step || !leave || !stay || areTabs === isInSight) return;
      isInSight = areTabs;
      const focused = document.activeElement;
      if (areTabs) {
        leave.after(step); // so that Enter in a field still saves, and nothing else
        steps.prepend(stay);
      } else {
        steps.prepend(step);
        leave.after(stay);
      }
      if ([step, stay].includes(focused)) focused.focus({ preventScroll: true });
    };

    // In two columns there is nothing to choose between.
    const describe = () => {
      const areTabs = getComputedStyle(list).display !== "none";
      place(areTabs);
      for (const tab of tabs) {
        const panel = panelOf(tab);
        if (areTabs) {
          panel.setAttribute("role", "tabpanel");
          panel.setAttribute("aria-labelledby", tab.id);
        } else {
          panel.removeAttribute("role");
          panel.removeAttribute("aria-labelledby");
        }
      }
    };
    new ResizeObserver(describe).observe(form);
  };

  // The head of the text: lines that do not break, on as many lines as they need ----------------------------------------

  const startHeadlines = (form) => {
    const fields = [...form.querySelectorAll(".form-text > fieldset textarea")];
    for (const field of fields.filter((each) => each.matches(".headline"))) {
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        fields[fields.indexOf(field) + 1]?.focus();
      });
      if (CSS.supports("field-sizing", "content")) continue;
      const fit = () => {
        field.rows = 1;
        while (field.scrollHeight > field.clientHeight && field.rows < MAX_HEADLINE_LINES) field.rows += 1;
      };
      field.addEventListener("input", fit);
      fit();
    }
  };

  // What goes into a text that is empty
  const showPlaceholder = (box) => {
    if (!box.closest("form.written")) return;
    const isBlock = box.closest(".inline-related") !== null;
    box.dataset.placeholder = isBlock ? gettext("Write, or press / for a quote, a picture, a table …") : gettext("Write …");
  };
  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => showPlaceholder(editor.view.dom));
  document.addEventListener("prose-editor:waiting", ({ detail: { box } }) => showPlaceholder(box));

  // Places ------------------------------------------------------------------------------------------------------------

  const unfold = (element) => {
    element.closest(".order-machine > .inline-related")?.classList.remove("collapsed");
    for (let around = element.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  };

  /* Let an element of a form be seen, whatever it is in. */
  const reveal = (element) => {
    unfold(element);
    showTabOf(element);
  };

  const revealLinked = () => {
    const id = location.hash.slice(1);
    const place = id && document.getElementById(id)?.closest("form.written *");
    if (!place) return;
    reveal(place);
    place.scrollIntoView();
    if (place.matches("input, textarea")) place.focus();
  };

  window.formPlaces = { unfold, reveal };

  const startInFirstField = ({ elements }) => {
    const isField = (element) => element.matches("input:not([type=hidden]), select, textarea") && element.getClientRects().length;
    [...elements].find(isField)?.focus({ preventScroll: true });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-is-new]").forEach(startInFirstField);
    const form = document.querySelector("form.written");
    // What is published opens for reading; whoever begins to write in it corrects it, and gets the buttons for that. A form
    // asks all its fields whether one of them is called "classList": not at each key.
    const classes = form?.classList;
    for (const happening of ["focusin", "input"])
      form?.addEventListener(happening, ({ target }) => {
        if (!classes.contains("for-reading")) return;
        if (target.closest(".form-text, .form-about fieldset")) classes.remove("for-reading");
      });
    if (!form) return;
    form.querySelectorAll(".panel-section").forEach(startSection);
    startTabs(form);
    startHeadlines(form);
    revealLinked();
    window.addEventListener("hashchange", revealLinked);
  });
}
