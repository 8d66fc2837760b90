/* The tag field: Django's Select2 looks existing tags up, and offers what was typed as a new one below them. */
"use strict";
{
  const same = (one, other) => one.localeCompare(other, undefined, { sensitivity: "accent" }) === 0;

  const setUp = (element) => {
    const newTag = element.dataset.newTag;
    django.jQuery(element).select2({
      tags: true,
      width: "min(40rem, 100%)",
      tokenSeparators: [","],
      ajax: { data: ({ term, page }) => ({ term, page }) },
      createTag: ({ term }) => {
        const text = term.trim().replace(/\s+/g, " ");
        return text ? { id: text, text, isNew: true } : null;
      },
      // Existing tags first, so that Enter takes the one that is there.
      insertTag: (found, tag) => {
        if (!found.some(({ text }) => same(text, tag.text))) found.push(tag);
      },
      templateResult: ({ text, isNew }) => (isNew ? newTag.replace("%s", text) : text),
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("select.tag-autocomplete").forEach(setUp);
  });
}
