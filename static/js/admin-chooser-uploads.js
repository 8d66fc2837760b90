/* Uploading in the dialog that chooses pictures and documents: each file has a row, in which it is described before it is sent.
   Files are sent one after the other. Of many, some are shown at a time; the others wait, and follow by themselves. What the
   library has already is recognised by its checksum, and offered instead. */
"use strict";
{
  const gettext = window.gettext ?? ((text) => text);
  const ROWS_AT_ONCE = 20;
  const MAX_HASHED_BYTES = 100_000_000;
  const PREVIEW_SIDE = 480; // pixels
  const STEP = 0.05; // of a side, by which an arrow key moves the focal point
  const SAYS_NOTHING = /^(img|dsc[nf]?|pict?|image|photo|screenshot|scan|unnamed|download)?[\W_\d]*$/i; // as cameras call files

  const titleFrom = (name) => {
    const title = name.replace(/\.\w+$/, "").replace(/[_\s-]+/g, " ").trim();
    return SAYS_NOTHING.test(title) ? "" : title[0].toUpperCase() + title.slice(1);
  };

  const checksumOf = async (file) => {
    if (!crypto.subtle || file.size > MAX_HASHED_BYTES) return ""; // without TLS; the site finds out itself
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const button = (words, press) => {
    const element = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words });
    element.addEventListener("click", press);
    return element;
  };

  const drawCrop = (canvas, image, [x, y]) => {
    const ratio = Number(canvas.dataset.ratio);
    const width = Math.min(image.width, image.height * ratio);
    const height = Math.min(image.height, image.width / ratio);
    const left = Math.min(Math.max(0, image.width * x - width / 2), image.width - width);
    const top = Math.min(Math.max(0, image.height * y - height / 2), image.height - height);
    canvas.getContext("2d").drawImage(image, left, top, width, height, 0, 0, canvas.width, canvas.height);
  };

  /* The preview of a picture in its row, and the point that must stay in view when it is cut. */
  const setUpPreview = async (row, file) => {
    const frame = row.querySelector(".focal-point");
    let point = [0.5, 0.5];
    row.focalPoint = () => point.map((part) => Number(part.toFixed(3))).join("x");
    let image;
    try {
      const whole = await createImageBitmap(file);
      const scale = Math.min(1, PREVIEW_SIDE / Math.max(whole.width, whole.height));
      const size = { resizeWidth: Math.max(1, Math.round(whole.width * scale)), resizeHeight: Math.max(1, Math.round(whole.height * scale)) };
      image = await createImageBitmap(whole, { ...size, resizeQuality: "medium" });
      whole.close();
    } catch {
      // A kind of picture that browsers do not show, such as HEIC: the site will.
      const kind = frame.querySelector(".file-kind");
      kind.hidden = false;
      kind.textContent = file.name.match(/\.(\w+)$/)?.[1].toUpperCase() ?? "?";
      row.querySelector(".crops").hidden = true;
      frame.disabled = true;
      return;
    }
    const canvas = frame.querySelector("canvas");
    Object.assign(canvas, { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    const mark = frame.querySelector(".focal-mark");
    mark.hidden = false;
    const show = () => {
      const [x, y] = point.map((part) => Math.round(part * 100));
      mark.style.insetInlineStart = `${x}%`;
      mark.style.insetBlockStart = `${y}%`;
      frame.setAttribute("aria-label", `${frame.title}: ${x} %, ${y} %`);
      for (const crop of row.querySelectorAll(".crops canvas")) drawCrop(crop, image, point);
    };
    const moveTo = (...parts) => {
      point = parts.map((part) => Math.min(1, Math.max(0, part)));
      show();
    };
    frame.addEventListener("click", ({ clientX, clientY, detail }) => {
      if (!detail) return; // by keyboard
      const box = canvas.getBoundingClientRect();
      moveTo((clientX - box.left) / box.width, (clientY - box.top) / box.height);
    });
    frame.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
      if (!steps) return;
      event.preventDefault();
      moveTo(point[0] + steps[0], point[1] + steps[1]);
    });
    show();
  };

  window.chooserUploads = (dialog) => {
    const form = dialog.find(".chooser-uploads");
    if (!form) return null; // somebody who may not
    const rows = form.querySelector(".upload-rows");
    const template = dialog.find("template.upload-row");
    const queue = form.querySelector(".chooser-queue");
    const creditOfAll = form.querySelector(".credit-of-all input");
    const send = form.querySelector("[type=submit]");
    const waiting = [];
    const field = (row, name) => row.querySelector(`[name="${name}"]`);
    let isSending = false;

    // Rows ------------------------------------------------------------------------------------------------------------

    const arrange = () => {
      while (waiting.length && rows.children.length < ROWS_AT_ONCE) addRow(waiting.shift());
      const number = rows.children.length;
      form.hidden = !number;
      send.textContent = number > 1 ? `${gettext("Upload")} (${number})` : gettext("Upload");
      queue.textContent = waiting.length ? `${waiting.length} ${gettext("more wait, and follow when these are uploaded.")}` : "";
      if (creditOfAll) creditOfAll.closest("label").hidden = number + waiting.length < 2;
    };

    const remove = (row) => {
      row.remove();
      arrange();
    };

    const takeKnown = (row, known) => {
      dialog.addOption(known);
      remove(row);
      if (!dialog.isMultiple) dialog.element.close();
    };

    const offerKnown = (row, known) => {
      const words = Object.assign(document.createElement("p"), { textContent: known.words });
      const useIt = button(gettext("Use that one"), () => takeKnown(row, known));
      const uploadIt = button(gettext("Upload it all the same"), () => {
        row.isWantedAgain = true;
        row.querySelector(".upload-known").replaceChildren();
      });
      const actions = Object.assign(document.createElement("div"), { className: "upload-actions" });
      actions.append(useIt, uploadIt);
      row.querySelector(".upload-known").replaceChildren(words, actions);
    };

    const recognise = async (row) => {
      const checksum = await checksumOf(row.file);
      if (!checksum) return;
      const answer = await fetch(`${form.dataset.knownUrl}?checksum=${checksum}`, { redirect: "error" });
      const known = answer.ok && (await answer.json())[checksum];
      if (known) offerKnown(row, known);
    };

    const follow = (title, alternativeText) => {
      if (title.value) return;
      alternativeText?.addEventListener("input", () => {
        if (!title.isTyped) title.value = alternativeText.value.slice(0, 200);
      });
      title.addEventListener("input", () => {
        title.isTyped = true;
      });
    };

    const addRow = (file) => {
      const row = template.content.firstElementChild.cloneNode(true);
      row.file = file;
      row.querySelector(".upload-name").textContent = file.name;
      field(row, "title").value = titleFrom(file.name);
      const [alternativeText, isDecorative, credit] = ["alternative_text", "is_decorative", "credit"].map((name) => field(row, name));
      if (alternativeText) {
        follow(field(row, "title"), alternativeText);
        isDecorative.addEventListener("change", () => {
          alternativeText.required = !isDecorative.checked;
        });
        credit.value = creditOfAll.value;
        credit.addEventListener("input", () => {
          credit.isTyped = true;
        });
        setUpPreview(row, file);
      }
      row.querySelector(".upload-remove").addEventListener("click", () => remove(row));
      rows.append(row);
      recognise(row).catch(() => {}); // then the site says so when it has the file
    };

    creditOfAll?.addEventListener("input", () => {
      for (const row of rows.children) if (!field(row, "credit").isTyped) field(row, "credit").value = creditOfAll.value;
    });

    const add = (files) => {
      waiting.push(...files);
      arrange();
      const empty = [...rows.querySelectorAll("input[type=text]")].find(({ value }) => !value);
      empty?.focus();
      dialog.say(`${files.length} ${gettext("files to upload")}`);
    };

    // Sending ---------------------------------------------------------------------------------------------------------

    const post = (row) =>
      new Promise((resolve, reject) => {
        const data = new FormData();
        for (const input of row.querySelectorAll("[name]"))
          if (input.type !== "checkbox" || input.checked) data.append(input.name, input.type === "checkbox" ? "on" : input.value);
        if (row.focalPoint) data.append("image_ppoi", row.focalPoint());
        if (row.isWantedAgain) data.append("again", "1");
        data.append(row.focalPoint ? "image" : "file", row.file);
        const request = new XMLHttpRequest(); // fetch does not tell how much was sent
        request.open("POST", form.dataset.url);
        request.setRequestHeader("X-CSRFToken", document.querySelector("[name=csrfmiddlewaretoken]").value);
        request.upload.addEventListener("progress", ({ loaded, total }) => {
          row.querySelector("progress").value = loaded / total;
        });
        request.addEventListener("load", () => resolve(request));
        request.addEventListener("error", reject);
        request.send(data);
      });

    const showErrors = (row, errors) => {
      const list = row.querySelector(".errorlist");
      list.hidden = !errors.length;
      list.replaceChildren(...errors.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    };

    const answerOf = (request) => {
      try {
        return JSON.parse(request.responseText);
      } catch {
        return {}; // a page, as that which says that somebody is signed out
      }
    };

    /* Send a row; tells whether that is done. */
    const upload = async (row) => {
      const progress = row.querySelector("progress");
      progress.hidden = false;
      showErrors(row, []);
      try {
        const request = await post(row);
        const answer = answerOf(request);
        if (request.status === 200 && answer.id) {
          dialog.addOption(answer);
          row.remove();
          return true;
        }
        if (request.status === 409 && answer.id) offerKnown(row, answer);
        else if (answer.errors) showErrors(row, Object.values(answer.errors).flat());
        else if (request.status === 413) showErrors(row, [gettext("This file is too large.")]);
        else showErrors(row, [gettext("The site did not take it: perhaps you are not signed in any more. It is still here.")]);
      } catch {
        showErrors(row, [gettext("The site cannot be reached. The file is still here: try again.")]);
      }
      progress.hidden = true;
      return false;
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isSending) return;
      isSending = true;
      send.disabled = true;
      let number = 0;
      for (const row of [...rows.children]) if (await upload(row)) number += 1;
      isSending = false;
      send.disabled = false;
      const isDone = !rows.children.length && !waiting.length;
      arrange();
      dialog.say(`${number} ${gettext("uploaded")}`);
      if (isDone && number === 1 && !dialog.isMultiple) dialog.element.close();
      else if (isDone) dialog.find(".chooser-foot button, [role=option]")?.focus();
      else rows.querySelector("input")?.focus();
    });

    // Files that come -------------------------------------------------------------------------------------------------

    dialog.find(".chooser-drop input").addEventListener("change", ({ target }) => {
      add([...target.files]);
      target.value = "";
    });
    const element = dialog.element;
    element.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      element.classList.add("dropping");
    });
    for (const happening of ["dragleave", "drop"]) element.addEventListener(happening, () => element.classList.remove("dropping"));
    element.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) add([...event.dataTransfer.files]);
    });
    element.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      add(files);
    });

    return { add };
  };
}
