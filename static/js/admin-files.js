/* Files that were chosen in a form that was refused: browsers forget them, so this one keeps them, and chooses them again.
   Until the next form with files is opened, or the editor signs out (admin-kept-texts.js), a file waits in the browser's
   own database. */
"use strict";
{
  const DATABASE = "newsroom-files";
  const STORE = "files";

  const asPromise = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const withStore = async (act) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await asPromise(opening);
    try {
      return await asPromise(act(database.transaction(STORE, "readwrite").objectStore(STORE)));
    } finally {
      database.close();
    }
  };

  const keyOf = (name) => `${location.pathname}:${name}`;

  const chooseAgain = async (note) => {
    const input = document.getElementById(note.dataset.field);
    const file = await withStore((store) => store.get(keyOf(input.name)));
    if (file?.name !== note.dataset.file || input.files.length) return;
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    note.textContent = note.dataset.chosen;
  };

  const ignoreRefusal = () => {}; // a browser that keeps nothing: the note says which file to choose again

  document.addEventListener("change", ({ target }) => {
    const chosen = target.closest(".file-input")?.querySelector(".file-chosen");
    if (chosen) chosen.value = target.files[0]?.name ?? "";
    if (target.matches("input[type=file]") && target.files[0])
      withStore((store) => store.put(target.files[0], keyOf(target.name))).catch(ignoreRefusal);
  });

  document.addEventListener("DOMContentLoaded", () => {
    const notes = [...document.querySelectorAll(".file-note")];
    if (notes.length) for (const note of notes) chooseAgain(note).catch(ignoreRefusal);
    else if (document.querySelector("input[type=file]")) withStore((store) => store.clear()).catch(ignoreRefusal);
  });
}
