// A page that is too large is told at once, before it is sent: the form keeps everything. Works without this file.
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
})();
