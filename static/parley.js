// What HTML and htmx cannot do. Every page works without this file.
(() => {
  "use strict";

  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  // "/" goes to the search.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const seek = document.getElementById("seek");
    if (!seek) return;
    event.preventDefault();
    seek.focus();
    seek.select();
  });

  // Typed words are not lost in silence: forms with data-guard.
  const unsaved = new Set();
  const guarded = (element) => element.closest?.("form[data-guard]");
  const touched = (event) => {
    const form = guarded(event.target);
    if (form) unsaved.add(form);
  };
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  document.addEventListener("submit", (event) => {
    // A form that htmx sends stays unsaved until the server has taken it.
    if (!event.target.matches("[hx-post], [hx-put], [hx-patch]")) unsaved.delete(event.target);
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, elt } = event.detail;
    const form = guarded(elt);
    // Only the form's own answer, or its button's, settles it: not that of a field which asks as it is filled in.
    if (elt.matches("form, button") && xhr.status < 400) unsaved.delete(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  });

  // Rows: [data-rows] holds them, template[data-empty-row] the empty one, [data-add-row] adds it.
  const ready = (root) => {
    for (const button of root.querySelectorAll("[data-add-row]")) button.hidden = false;
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
    for (const form of root.querySelectorAll("form[data-guard]")) {
      if (form.querySelector("[aria-invalid='true'], .refusal")) unsaved.add(form);
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-add-row]");
    const form = button?.closest("form");
    if (!form) return;
    const scope = button.dataset.addRow;
    const find = (what) => form.querySelector(scope ? `${what}[data-for="${CSS.escape(scope)}"]` : what);
    const rows = find("[data-rows]");
    const empty = find("template[data-empty-row]");
    const total = form.querySelector(scope ? `[name="${CSS.escape(scope)}-TOTAL_FORMS"]` : "[name$='-TOTAL_FORMS']");
    if (!rows || !empty || !total) return;
    const number = total.value;
    const holder = document.createElement("template");
    holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", number);
    const row = holder.content.firstElementChild;
    const legend = row.querySelector("[data-row-number]");
    if (legend) legend.textContent = Number(number) + 1;
    rows.append(row);
    total.value = Number(number) + 1;
    window.htmx?.process(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    if (guarded(form)) unsaved.add(form);
  });

  // A text to take along: [data-copy] names its element. Where the browser does not let it, the text is selected instead.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    const text = button && document.getElementById(button.dataset.copy);
    if (!text) return;
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = "Selected: copy it with the keyboard";
    }
  });

  // A filter that htmx applied has moved the address on; the clocks keep what the address says now.
  const notKept = new Set(["on", "known", "recorded", "after", "before"]);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.clocks")) return;
    for (const hidden of event.target.querySelectorAll("input[type=hidden]")) hidden.remove();
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (notKept.has(name)) continue;
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      event.target.append(hidden);
    }
  });

  // A box in which nothing is out of sight is none: the page scrolls it, and the keyboard has nothing to stop at.
  const boxes = new ResizeObserver((changes) => {
    for (const { target } of changes) {
      const box = target.closest(".scroll");
      if (box) fit(box);
    }
  });
  const fit = (box) => {
    const fits = box.scrollWidth <= box.clientWidth + 1;
    if (fits === box.hasAttribute("data-fits")) return;
    box.toggleAttribute("data-fits", fits);
    if (fits) box.removeAttribute("tabindex");
    else box.tabIndex = 0;
    if (box.localName !== "div") return;
    if (fits) {
      box.dataset.label = box.getAttribute("aria-label") ?? "";
      box.removeAttribute("role");
      box.removeAttribute("aria-label");
    } else if (box.dataset.label) {
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.dataset.label);
    }
  };
  const watch = (root) => {
    for (const box of root.querySelectorAll(".scroll")) {
      boxes.observe(box);
      for (const child of box.children) boxes.observe(child);
    }
  };

  // What a part cannot show, a refused address above all, the whole page says.
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.verb === "get" && xhr.responseURL) location.assign(xhr.responseURL);
  });

  // After a refusal the focus goes to what has to be put right.
  const toRefusal = (root) => {
    const wrong = root.querySelector(".refusal, [aria-invalid='true']");
    if (!wrong) return false;
    wrong.focus();
    return true;
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    ready(event.detail.elt.parentElement ?? document);
    watch(event.detail.elt.parentElement ?? document);
    toRefusal(event.detail.elt);
  });

  ready(document);
  watch(document);
  toRefusal(document);
})();
