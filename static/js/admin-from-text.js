// A text that is pasted with its formatting is sent at once, as HTML; without this script, as plain text.
const form = document.getElementById("from-text");
const { text, html } = form.elements;

text.addEventListener("paste", (event) => {
  const markup = event.clipboardData.getData("text/html");
  if (!markup || text.value.trim()) return;
  event.preventDefault();
  text.value = event.clipboardData.getData("text/plain");
  html.value = markup;
  form.requestSubmit();
});

// Back on this page, what is typed counts, and no more what was pasted.
text.addEventListener("input", () => {
  html.value = "";
});

// A file that is dropped anywhere on the page is read at once, too.
document.addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  form.elements.file.files = event.dataTransfer.files;
  form.requestSubmit();
});
