// Says in the footer what the page weighs: all that it is made of, compressed as it was sent, also what came from a cache.

const line = document.querySelector("[data-page-weight]");
let resources = 0;

function show() {
  const [page] = performance.getEntriesByType("navigation");
  const kilobytes = Math.ceil((page.encodedBodySize + resources) / 1000);
  // Without thousands separators: a browser takes a tenth of a second on a phone to learn how a language writes them.
  line.textContent = line.dataset.pageWeight.replace("{weight}", kilobytes);
  line.hidden = false;
}

// Pictures further down arrive when the visitor comes near them.
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) resources += entry.encodedBodySize;
  if (document.readyState === "complete") show();
});
observer.observe({ type: "resource", buffered: true });
addEventListener("load", () => setTimeout(show)); // the page's own size is known once its load has ended
