/* What needs care takes long to find where there is much: it is fetched when the desk is there. If it cannot be had, the
   link to it stays. */
const section = document.querySelector("[data-care-url]");

const fetchLists = async () => {
  const response = await fetch(section.dataset.careUrl, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const lists = page.querySelector("[data-care-lists]");
  for (const heading of lists?.querySelectorAll("h2") ?? []) {
    const lower = document.createElement("h3"); // the desk has a heading above them
    lower.id = heading.id;
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
  if (lists) section.querySelector("[data-care-lists]").replaceWith(document.adoptNode(lists));
};

if (section) {
  section.ariaBusy = "true";
  fetchLists()
    .catch(() => {}) // there is the link
    .finally(() => {
      section.ariaBusy = "false";
    });
}
