/* The preview beside a form: the form is sent to the preview's address as it is, into a frame. It is shown at the width
   of a phone, a tablet or a desktop, and again whenever the editor pauses. Also: buttons that copy share links. */
"use strict";
{
  const PAUSE = 1500; // milliseconds without typing

  const pane = document.getElementById("preview");
  const button = document.querySelector("[name=_preview]");

  const startPreview = () => {
    const place = pane.querySelector(".preview-window");
    const state = pane.querySelector(".preview-state");
    const heading = pane.querySelector("h2");
    const widths = [...pane.querySelectorAll("[data-width]")];
    const coversForm = window.matchMedia("(width < 64rem)");
    let shown = null; // the frame with the page
    let next = null; // the frame that loads, behind it
    let number = 0; // frames so far

    const say = (what) => {
      state.textContent = state.dataset[what];
    };

    // As if in a window of that width, made smaller where there is less room.
    const fit = () => {
      const chosen = Number(widths.find((each) => each.getAttribute("aria-pressed") === "true").dataset.width);
      for (const frame of place.children) {
        const isPage = !frame.contentDocument?.querySelector(".no-preview"); // but words about the form
        const width = isPage ? chosen : place.clientWidth;
        const scale = Math.min(1, place.clientWidth / width);
        frame.style.inlineSize = `${width}px`;
        frame.style.blockSize = `${place.clientHeight / scale}px`;
        frame.style.transform = `scale(${scale})`;
        frame.style.insetInlineStart = `${Math.max(0, (place.clientWidth - width) / 2)}px`;
      }
    };

    const show = (frame) => {
      const page = frame.contentDocument; // none if the site did not answer, or somebody has to sign in
      if (page?.URL === "about:blank") return;
      next = null;
      if (!page?.body?.childElementCount) {
        frame.remove();
        say("failed");
        return;
      }
      const scrolled = shown?.contentWindow?.scrollY ?? 0;
      shown?.remove();
      shown = frame;
      frame.classList.remove("waiting");
      fit();
      frame.contentWindow.scrollTo(0, scrolled);
      say("shown");
    };

    const prepareFrame = () => {
      next?.remove();
      next = document.createElement("iframe");
      next.title = place.dataset.title;
      next.name = button.formTarget = `preview-${++number}`;
      next.className = "waiting";
      next.setAttribute("sandbox", place.dataset.sandbox);
      place.append(next);
      const frame = next;
      frame.addEventListener("load", () => frame === next && show(frame));
      fit();
    };

    const update = () => button.form.requestSubmit(button);

    button.form.addEventListener("submit", (event) => {
      if (event.submitter !== button) return;
      window.unsavedText?.renewToken();
      const isOpening = pane.hidden;
      pane.hidden = false;
      say("loading");
      prepareFrame();
      if (isOpening && coversForm.matches) heading.focus();
    });

    let pause = null;
    const updateSoon = () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        if (pane.hidden || coversForm.matches) return;
        if (next) updateSoon();
        else update();
      }, PAUSE);
    };
    for (const happening of ["input", "change"]) button.form.addEventListener(happening, updateSoon);

    const close = () => {
      pane.hidden = true;
      clearTimeout(pause);
      next?.remove();
      next = null;
      button.focus();
    };

    pane.querySelector("[data-action=update]").addEventListener("click", update);
    pane.querySelector("[data-action=close]").addEventListener("click", close);
    pane.addEventListener("keydown", (event) => event.key === "Escape" && close());
    for (const chosen of widths)
      chosen.addEventListener("click", () => {
        for (const each of widths) each.setAttribute("aria-pressed", String(each === chosen));
        fit();
      });
    new ResizeObserver(fit).observe(place);
  };

  const startCopying = (copy) => {
    if (!navigator.clipboard) return; // the address can be selected
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).value);
      copy.textContent = copy.dataset.done;
    });
  };

  document.querySelectorAll("[data-copy]").forEach(startCopying);
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".share-links input[readonly]")) target.select();
  });

  if (pane && button) startPreview();
}
