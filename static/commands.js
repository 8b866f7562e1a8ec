// The list of commands, on Ctrl-K: each is a link, a button or a box of this page, which does what it says.
(() => {
  "use strict";

  const dialog = document.getElementById("commands");
  if (!dialog) return;
  const box = document.getElementById("commands-asked");
  const list = document.getElementById("commands-found");
  const opener = document.getElementById("commands-open");
  const MOST = 12;
  let shown = [];
  let chosen = 0;
  let back = null;
  const commands = () => [...document.querySelectorAll("[data-command]")].map((element) => ({ element, said: element.dataset.command }));
  // Each word that is typed stands in the command, or at least all the letters do in that order.
  const rank = (said, asked) => {
    const plain = said.toLowerCase();
    if (!asked) return 0;
    const words = asked.split(/\s+/);
    if (words.every((word) => plain.includes(word))) return plain.startsWith(asked) ? 3 : words.every((word) => (` ${plain}`).includes(` ${word}`)) ? 2 : 1;
    let at = -1;
    return [...asked.replaceAll(" ", "")].every((letter) => (at = plain.indexOf(letter, at + 1)) >= 0) ? 0 : -1;
  };
  const choose = (index) => {
    chosen = Math.max(0, Math.min(index, shown.length - 1));
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    box.setAttribute("aria-activedescendant", shown.length ? `command-${chosen}` : "");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const find = () => {
    const asked = box.value.trim().toLowerCase();
    shown = commands()
      .map((command) => ({ ...command, rank: rank(command.said, asked) }))
      .filter((command) => command.rank >= 0)
      .sort((one, other) => other.rank - one.rank || one.element.matches("input") - other.element.matches("input"))
      .slice(0, MOST);
    list.replaceChildren(
      ...shown.map(({ said }, at) => Object.assign(document.createElement("li"), { id: `command-${at}`, role: "option", textContent: said })),
    );
    document.getElementById("commands-none").hidden = shown.length > 0;
    choose(0);
  };
  const run = (index) => {
    const element = shown[index]?.element;
    if (!element) return;
    back = null;
    dialog.close();
    const closed = "details:not([open])";
    let within = (element.matches("summary") ? element.parentElement.parentElement : element).closest(closed);
    for (; within; within = within.parentElement.closest(closed)) within.open = true;
    element.closest("tr[hidden]")?.removeAttribute("hidden");
    const target = element.matches("a[href^='#']") && document.querySelector(element.getAttribute("href"));
    if (target) {
      target.scrollIntoView();
      target.focus();
    } else {
      element.focus();
      if (element.matches("button, input, summary:not(.stop)")) element.click();
    }
  };
  const openCommands = () => {
    if (dialog.open) return;
    back = document.activeElement;
    box.value = "";
    find();
    dialog.showModal();
    box.focus();
  };
  opener.hidden = false;
  opener.addEventListener("click", openCommands);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    openCommands();
  });
  box.addEventListener("input", find);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter") run(chosen);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => run([...list.children].indexOf(event.target.closest("li"))));
  dialog.addEventListener("close", () => back?.focus());
})();
