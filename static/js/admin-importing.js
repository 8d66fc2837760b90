/* How far it is with reading and importing a programme. Forms are sent in the background, and what they answer is put in
   the place of this page, as the browser would; meanwhile the site is asked how far it is. Without this script the forms
   do the same, without a word until they are done. */
"use strict";
{
  const INTERVAL = 700; // milliseconds between two questions
  const ANNOUNCED_AFTER = 5000; // milliseconds after which numbers are read out again; each new step is at once

  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  /* Show below ``form`` how far its work is until the function that is returned is called; it may leave last words. */
  const showProgress = (form, { dataset, panel }) => {
    const bar = panel.querySelector(".importing-bar");
    const words = bar.querySelector("p");
    const said = panel.querySelector("[role=status]");
    const progress = bar.querySelector("progress");
    let isOver = false;
    let step = "sending";
    let saidAt = performance.now();

    const show = (answer) => {
      words.textContent = answer.words;
      if (answer.total) Object.assign(progress, { max: answer.total, value: answer.done });
      else progress.removeAttribute("value");
      if (answer.step === step && performance.now() - saidAt < ANNOUNCED_AFTER) return;
      step = answer.step;
      saidAt = performance.now();
      said.textContent = answer.words;
    };
    const ask = async () => {
      const answer = await fetch(dataset.url, { headers: { Accept: "application/json" }, redirect: "manual" });
      const progress = answer.ok ? await answer.json() : {};
      if (progress.words && !isOver) show(progress);
    };

    form.append(panel);
    said.classList.remove("errornote");
    said.textContent = dataset.sending;
    words.textContent = dataset.sending;
    progress.removeAttribute("value");
    bar.hidden = false;
    (async () => {
      while (!isOver) {
        await wait(INTERVAL);
        if (!isOver) await ask().catch(() => {}); // the next question may get through
      }
    })();
    return (lastWords = "") => {
      isOver = true;
      bar.hidden = true;
      said.textContent = lastWords;
      said.classList.toggle("errornote", Boolean(lastWords));
    };
  };

  let shownPath = location.pathname;

  /* Show the page that was answered; false if it is none of ours. */
  const show = (answer, html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!page.getElementById("importing-progress")) return false;
    document.title = page.title;
    if (answer.url !== location.href) history.pushState(null, "", answer.url);
    shownPath = location.pathname;
    for (const place of [".breadcrumbs", "#content-start"]) document.querySelector(place).replaceWith(page.querySelector(place));
    const heading = document.querySelector("#content-start h1");
    heading.tabIndex = -1;
    (document.querySelector("#content-start [aria-invalid=true]") ?? heading).focus();
    return true;
  };

  const send = async (form, button, dataset) => {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, button),
      headers: { "X-Progress": dataset.key },
    });
    if (answer.headers.get("Content-Type").startsWith("application/json")) {
      location.assign((await answer.json()).location);
      return new Promise(() => {}); // until the browser has gone there
    }
    if (show(answer, await answer.text())) return true;
    if (answer.ok) location.assign(answer.url); // to the door
    return answer.ok;
  };

  let isSending = false;
  document.addEventListener("submit", async (event) => {
    const panel = document.getElementById("importing-progress");
    if (!document.getElementById("content-start").contains(event.target)) return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    const { dataset } = panel;
    const stop = showProgress(event.target, { dataset, panel });
    const isShown = await send(event.target, event.submitter, dataset).catch(() => false);
    stop(isShown ? "" : dataset.failed);
    isSending = false;
  });

  // Whoever goes back sees what was there, and not what this script has made of it.
  window.addEventListener("popstate", () => location.pathname !== shownPath && location.reload());
  window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}
