// Suggestions while somebody types in a search field: a combobox with a list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).

for (const form of document.querySelectorAll("[data-suggestions]")) offerSuggestions(form);

function offerSuggestions(form) {
  const field = form.querySelector("[type=search]");
  const list = document.createElement("ul");
  list.id = `${field.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  field.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
    field.setAttribute(name, value);

  let timer, request;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    timer = setTimeout(look, 150);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.children.length) {
      event.preventDefault();
      open();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && chosen()) {
      event.preventDefault();
      location.assign(chosen().dataset.url);
    }
  });
  // Before the field loses the focus, which would close the list.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.button) return;
    event.preventDefault();
    location.assign(option.dataset.url);
  });

  async function look() {
    const text = field.value.trim();
    if (text.length < 2) return show([]);
    request = new AbortController();
    try {
      const response = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: text })}`, { signal: request.signal });
      show((await response.json()).suggestions);
    } catch {
      // Typed on, or no network: the form itself still works.
    }
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(({ title, url, kind }, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = url;
      const note = document.createElement("span");
      note.textContent = kind;
      option.append(`${title} `, note);
      return option;
    }));
    field.removeAttribute("aria-activedescendant");
    suggestions.length && document.activeElement === field ? open() : close();
  }

  function chosen() {
    return list.querySelector("[aria-selected=true]");
  }

  function move(step) {
    const options = [...list.children];
    const before = chosen();
    before?.setAttribute("aria-selected", "false");
    // Above the first and below the last is the field itself.
    const position = (options.indexOf(before) + 1 + step + options.length + 1) % (options.length + 1) - 1;
    const option = options[position];
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  }

  function open() {
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
  }

  function close() {
    list.hidden = true;
    chosen()?.setAttribute("aria-selected", "false");
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }
}
