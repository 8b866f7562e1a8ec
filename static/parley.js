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

  // A day or a number that the browser cannot read, like 31 February, is sent as nothing: it is refused while it stands there.
  const isGone = (field) => field.closest("fieldset")?.querySelector("[name$='-DELETE']")?.checked;
  document.addEventListener("submit", (event) => {
    const unread = [...event.target.elements].find((field) => field.validity?.badInput && !isGone(field));
    if (!unread) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (let fold = unread.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    unread.focus();
    unread.reportValidity();
  }, true);

  const ready = (root) => {
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
  };

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
