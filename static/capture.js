// Sources as you go: a page that is too large is told before it is sent, and words that are selected in a copy are
// quoted. Everything works without this file: a passage is ticked, and the server looks at the size.
(() => {
  "use strict";

  const told = (size, largest) => {
    const mega = (bytes) => (bytes / 2 ** 20).toFixed(1);
    return `This has ${mega(size)} MB; at most ${mega(largest)} MB of a page are kept. Paste the text of the article alone.`;
  };
  document.addEventListener("input", (event) => {
    const field = event.target;
    const largest = Number(field.dataset?.largest);
    if (!largest) return;
    const size = field.files ? (field.files[0]?.size ?? 0) : new Blob([field.value]).size;
    field.setCustomValidity(size > largest ? told(size, largest) : "");
    if (size > largest) field.reportValidity();
  });

  // A selection in the copy: into the form that is open, or to a form of its own by its places in the text.
  const quote = document.querySelector("[data-quote]");
  const text = document.querySelector("[data-reading]");
  if (!quote || !text) return;

  const place = (node, offset) => {
    const within = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const sentence = within.closest(".sentence");
    if (!sentence) return null;
    const before = document.createRange();
    before.setStart(sentence, 0);
    before.setEnd(node, offset);
    // The copy counts characters, JavaScript counts halves of some.
    return Number(sentence.dataset.starts) + [...before.toString()].length;
  };
  const chosen = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const starts = place(range.startContainer, range.startOffset);
    const ends = place(range.endContainer, range.endOffset);
    return starts === null || ends === null || starts >= ends ? null : { starts, ends, words: selection.toString() };
  };
  let last = null;
  document.addEventListener("selectionchange", () => {
    const now = chosen();
    if (now) last = now;
    quote.hidden = !now && document.activeElement !== quote;
  });
  quote.addEventListener("click", () => {
    if (!last) return;
    const field = document.querySelector("[name='passage-quotation']");
    if (field) {
      field.value = last.words.replace(/\s+/g, " ").trim();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
      return;
    }
    const form = document.getElementById("choose");
    for (const tick of document.querySelectorAll("[form='choose'][type=checkbox]")) tick.checked = false;
    form.append(Object.assign(document.createElement("input"), {
      type: "hidden", name: "passage", value: `${last.starts}-${last.ends}`,
    }));
    form.requestSubmit();
  });
})();
