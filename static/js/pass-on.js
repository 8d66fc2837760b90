// Buttons that copy what a page offers to be copied, and the device's own way to share. Without them the text can be
// selected, and the links that share it are there.

for (const place of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = place.dataset.copy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const field = place.querySelector("textarea");
    try {
      await navigator.clipboard.writeText(field ? field.value : place.textContent.replace(/\s+/g, " ").trim());
      say(button, place.dataset.copied);
    } catch {
      // The browser does not let us: what there is to copy is selected, so that the visitor can.
      if (field) field.select();
      else getSelection().selectAllChildren(place);
    }
  });
  place.after(button);
}

function say(button, words) {
  const before = button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = before; }, 2500);
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Who changes their mind has not made a mistake.
    navigator.share({ title: button.dataset.share, url: button.dataset.url }).catch(() => {});
  });
}
