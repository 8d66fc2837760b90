/* The address of something new: the site makes it of the name, while that is typed or, at the latest, when it is saved. */
"use strict";
{
  const WAIT = 250; // milliseconds after the last letter
  const { url, fields } = document.currentScript.dataset;

  const setUp = (slug, names) => {
    let made = "";
    let waiting;

    const make = async () => {
      const text = names.map((name) => name.value).join(" ");
      const of = location.pathname.match(/(\d+)\/change\/$/)?.[1] ?? ""; // it may be saved while its title is typed
      const response = await fetch(`${url}?${new URLSearchParams({ text, of })}`).catch(() => null);
      if (!response?.ok || slug.value !== made || text !== names.map((name) => name.value).join(" ")) return;
      made = (await response.json()).slug;
      slug.value = made;
      waiting = undefined;
    };

    for (const name of names) {
      name.addEventListener("input", () => {
        if (slug.value && slug.value !== made) return; // somebody has chosen another
        made = slug.value;
        clearTimeout(waiting);
        waiting = setTimeout(make, WAIT);
      });
    }
    slug.form.addEventListener("submit", () => {
      if (waiting && slug.value === made) slug.value = ""; // it belongs to fewer letters than there are now
    });
  };

  for (const { id, dependency_ids: dependencies } of JSON.parse(fields)) {
    const slug = document.querySelector(id);
    if (slug && !slug.value) setUp(slug, dependencies.map((dependency) => document.querySelector(dependency)));
  }
}
