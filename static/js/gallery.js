// Pictures of a gallery, large in a dialog. Without this, each is a link to the picture itself.

for (const gallery of document.querySelectorAll("[data-gallery]")) enlarge(gallery);

function enlarge(gallery) {
  const items = [...gallery.querySelectorAll("li")];
  const dialog = gallery.querySelector("dialog");
  let here = 0;

  items.forEach((item, number) => {
    item.querySelector("a").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in a tab or window of its own
      event.preventDefault();
      show(number);
      dialog.showModal();
    });
  });
  dialog.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.step) show(here + Number(button.dataset.step));
    else if (button || target === dialog) dialog.close(); // the dialog itself is clicked where nothing is on it
  });
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") show(here - 1);
    if (key === "ArrowRight") show(here + 1);
  });

  function show(number) {
    here = (number + items.length) % items.length;
    const picture = items[here].querySelector("template").content.cloneNode(true);
    const caption = items[here].querySelector("figcaption")?.cloneNode(true);
    dialog.querySelector("[data-stage]").replaceChildren(picture, ...(caption ? [caption] : []));
  }
}
