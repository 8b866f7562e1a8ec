// The keys of the logging screen: rows in the table, arrows and letters. Everything works without this file.
(() => {
  "use strict";

  const form = document.getElementById("round-form");
  if (!form) return;
  form.noValidate = true; // the server tells all faults at once; what a browser cannot read is refused by parley.js
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const visible = (element) => element.checkVisibility();

  // Rows that are fetched into the table, one after another: each takes the next number.
  const CARRIED = ["source", "attribution", "attributed_to", "speaker", "credibility", "occasion"];
  let last = null; // the row of a position that was typed in last
  let turn = Promise.resolve();
  const total = () => form.elements["position-TOTAL_FORMS"];
  const carry = (row) => {
    const from = last?.isConnected ? last : [...form.querySelectorAll("fieldset[id^='position-']")].filter((each) => each !== row && field(each, "attribution").value).pop();
    if (!from) return false;
    for (const name of CARRIED) field(row, name).value = field(from, name).value;
    return field(row, "attribution").value !== "";
  };
  const told = document.getElementById("rows-told");
  const fetchRow = (place, before, holder) =>
    (turn = turn.then(async () => {
      const number = total().value;
      const query = new URLSearchParams({ ...place, index: number, on: form.dataset.day });
      const part = document.createElement("template");
      try {
        const answer = await fetch(`${form.dataset.rows}?${query}`);
        part.innerHTML = answer.ok ? await answer.text() : "";
      } catch {
        part.innerHTML = "";
      }
      const row = part.content.querySelector("fieldset");
      told.hidden = row !== null;
      if (!row) return null;
      row.querySelector("[autofocus]")?.removeAttribute("autofocus");
      holder.insertBefore(row, before);
      total().value = Number(number) + 1;
      window.htmx?.process(row);
      return row;
    }));
  // A row may come when its writer is elsewhere already: the focus is then not taken from there.
  const whoWaits = () => {
    const from = document.activeElement;
    return () => document.activeElement === from || document.activeElement === document.body;
  };
  const touched = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));

  const begin = async (button) => {
    const [, issue, party] = button.value.split("-");
    const stays = whoWaits();
    const row = await fetchRow({ issue, party }, button, button.parentElement);
    if (!row) return;
    carry(row);
    if (stays()) field(row, "stance").focus();
    touched(row);
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".add-here");
    if (!button) return;
    event.preventDefault();
    begin(button);
  });

  // What is said of a position held so far; what is repeated or replaced takes a row.
  const rowOf = (held) => held.querySelector("fieldset[id^='position-']");
  const say = async (held, choice, moves = true) => {
    const select = held.querySelector(".held-choice select");
    const stays = whoWaits();
    select.value = choice;
    const takes = choice === "repeated" || choice === "replaced";
    let row = rowOf(held);
    let known = true;
    if (takes && !row) {
      const body = held.querySelector(".held-body");
      row = await fetchRow({ replaces: held.dataset.held }, null, body);
      if (!row) return;
      known = carry(row);
    }
    if (row) {
      row.hidden = !takes;
      const gone = field(row, "DELETE");
      gone.checked = !takes;
      if (takes) last = row;
    }
    if (!moves) {
      held.open = true; // who chooses from the list goes on in it
    } else if (choice === "replaced") {
      held.open = true;
      if (stays()) {
        field(row, "words").select();
        field(row, "words").focus();
      }
    } else if (choice === "repeated" && !known) {
      held.open = true;
      if (stays()) field(row, "source").focus();
    }
    touched(select);
  };
  form.addEventListener("change", (event) => {
    const held = event.target.closest(".held-choice")?.closest(".held");
    if (held) say(held, event.target.value, false);
  });
  form.addEventListener("input", (event) => {
    const row = event.target.closest("fieldset[id^='position-']");
    if (row) last = row;
    tally();
  });

  // What will be written, counted as it is typed.
  const tally = () => {
    const rows = [...form.querySelectorAll("fieldset[id^='position-']")].filter(
      (row) => !field(row, "DELETE").checked && !field(row, "key").value && (field(row, "words").value || field(row, "stance").value),
    );
    const again = rows.filter((row) => field(row, "replaces")?.value).length;
    const said = [...form.querySelectorAll(".held-choice select")].map((select) => select.value);
    const repeated = Math.min(said.filter((each) => each === "repeated").length, again);
    const talked =
      [...form.querySelectorAll(".talk > select")].filter((select) => select.value).length +
      [...form.querySelectorAll("fieldset[id^='discussion-']")].filter((row) => !field(row, "DELETE").checked && !field(row, "key").value).length;
    const counts = {
      new: rows.length - again,
      replaced: again - repeated,
      repeated,
      withdrawn: said.filter((each) => each === "withdrawn").length,
      "discussed or not": talked,
    };
    const told = Object.entries(counts).filter(([, count]) => count).map(([word, count]) => `${count} ${word}`).join(", ") || "nothing new";
    const output = document.getElementById("tally");
    if (output.textContent !== told) output.textContent = told;
  };

  // Arrows move between the stops of the table: what is held, and "New". Only one of them is a stop of the tab key.
  const stopsIn = (cell) => [...cell.querySelectorAll(".stop, .talk > select")].filter(visible);
  const rove = (stop) => {
    for (const each of form.querySelectorAll(".positions-table .stop")) each.tabIndex = each === stop ? 0 : -1;
  };
  const cellBeside = (cell, step) => {
    for (let next = cell; (next = step > 0 ? next.nextElementSibling : next.previousElementSibling); ) {
      if (next.matches("td") && stopsIn(next).length) return next;
    }
    return null;
  };
  const cellBelow = (cell, step) => {
    const rows = [...form.querySelectorAll(".positions-table tbody tr")].filter(visible);
    const column = [...cell.parentElement.children].indexOf(cell);
    for (let at = rows.indexOf(cell.parentElement) + step; rows[at]; at += step) {
      const next = rows[at].children[column];
      if (stopsIn(next).length) return next;
    }
    return null;
  };
  const neighbour = (stop, key) => {
    const cell = stop.closest("td");
    const here = stopsIn(cell);
    const at = here.indexOf(stop);
    if (key === "ArrowDown") return here[at + 1] ?? stopsIn(cellBelow(cell, 1) ?? cell)[0];
    if (key === "ArrowUp") return here[at - 1] ?? stopsIn(cellBelow(cell, -1) ?? cell).at(at === 0 ? -1 : 0);
    const beside = cellBeside(cell, key === "ArrowRight" ? 1 : -1);
    const there = beside ? stopsIn(beside) : here;
    return beside ? (there[Math.min(at, there.length - 1)] ?? there[0]) : stop;
  };
  const CHOICES = { u: "", r: "repeated", p: "replaced", w: "withdrawn" };
  const inTable = (event) => {
    const stop = event.target;
    const held = stop.closest(".held");
    if (event.key.startsWith("Arrow")) {
      const next = neighbour(stop, event.key);
      if (next) {
        rove(next.matches(".stop") ? next : stop);
        next.focus();
      }
    } else if (held && event.key in CHOICES) {
      say(held, CHOICES[event.key]);
    } else if (held && event.key === "Enter" && rowOf(held) && !rowOf(held).hidden) {
      held.open = true;
      const begins = field(rowOf(held), held.querySelector(".held-choice select").value === "repeated" ? "source" : "words");
      begins.focus();
      begins.select();
    } else if (event.key === "n") {
      stop.closest("td").querySelector(".add-here")?.click();
    } else {
      return;
    }
    event.preventDefault();
  };
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target, key } = event;
    if (target.matches(".positions-table .stop")) return inTable(event);
    if (target.matches(".talk > select") && (key === "ArrowLeft" || key === "ArrowRight")) {
      event.preventDefault();
      const next = neighbour(target, key);
      if (next.matches(".stop")) rove(next);
      return next.focus();
    }
    if (target.matches("[data-roving] input") && /^Arrow(Up|Down)$/.test(key)) {
      const boxes = [...target.closest("[data-roving]").querySelectorAll(`input[name="${CSS.escape(target.name)}"]`)];
      boxes[boxes.indexOf(target) + (key === "ArrowDown" ? 1 : -1)]?.focus();
      return event.preventDefault();
    }
    if (key === "Escape") {
      const cell = target.closest("td.cell");
      if (!cell) return;
      const held = target.closest(".held");
      if (held) held.open = false;
      const stop = held?.querySelector("summary") ?? cell.querySelector(".add-here") ?? cell.querySelector("select");
      if (stop.matches(".stop")) rove(stop);
      stop.focus();
    }
  });
  form.addEventListener("focusin", (event) => {
    if (event.target.matches(".positions-table .stop")) rove(event.target);
  });
  // The table shows what was held before another day than the one that is typed now: the button says so.
  const days = ["round-ends_on", "round-starts_on"].map((name) => form.elements[name]);
  form.addEventListener("change", (event) => {
    if (!days.includes(event.target)) return;
    const day = days.map((each) => each.value).find(Boolean);
    form.querySelector(".table-tools .btn").classList.toggle("btn-primary", Boolean(day) && day !== form.dataset.day);
  });

  // Who is ticked as there is not absent.
  form.addEventListener("change", (event) => {
    const seat = event.target.closest(".seat");
    if (!seat || !event.target.checked) return;
    for (const box of seat.querySelectorAll("input")) if (box !== event.target) box.checked = false;
  });

  // The table shows the issues that a word finds.
  const filter = document.getElementById("issue-filter");
  filter.closest("label").hidden = false;
  filter.addEventListener("input", () => {
    const asked = filter.value.trim().toLowerCase();
    for (const row of form.querySelectorAll(".positions-table tbody tr")) row.hidden = !row.textContent.toLowerCase().includes(asked);
    const more = form.querySelector(".more-issues");
    if (more) more.open = asked !== "" || !form.querySelector(".table-tools ~ table");
  });

  // The tab key comes to the table once.
  const first = form.querySelector(".positions-table .stop");
  if (first) rove(first);
})();
