// Forms marked data-unsaved: what is typed is kept a second after the last key, and the page says so. Without this file
// it is kept whenever the form is sent.
(() => {
  "use strict";

  const PAUSE = 1000;
  const OPEN = 20000;
  const AGAIN = 5000;
  const LARGEST_ON_LEAVING = 60000; // bytes; a browser sends no more once the page is gone

  const formHere = () => document.querySelector("form[data-unsaved]");
  const token = () =>
    document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? formHere()?.elements.csrfmiddlewaretoken?.value ?? "";
  const address = () => {
    const screen = formHere()?.querySelector("[data-screen]")?.dataset.screen ?? location.pathname;
    return `/unsaved/?${new URLSearchParams({ screen })}`;
  };

  let waiting = 0; // the timer of the next keeping
  let dirty = false; // something was typed that is not kept
  let sent = false; // the form is on its way
  let failed = "";

  const say = (text, wrong = false) => {
    const line = formHere()?.querySelector("[data-kept]");
    if (!line || line.textContent === text) return;
    line.textContent = text;
    line.classList.toggle("kept-not", wrong);
  };
  const sayWho = (there) => {
    const line = formHere()?.querySelector("[data-there]");
    const text = (there ?? []).join(" ");
    if (line && line.textContent !== text) line.textContent = text;
  };
  const now = () => `${new Date().toISOString().slice(11, 16)} UTC`;

  const post = (body, leaving) =>
    fetch(address(), {
      method: "POST",
      body,
      keepalive: leaving && body.toString().length < LARGEST_ON_LEAVING,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
    });

  const keep = async (leaving = false) => {
    clearTimeout(waiting);
    waiting = 0;
    const form = formHere();
    if (!form || !dirty || sent) return;
    dirty = false;
    try {
      const answer = await post(new URLSearchParams(new FormData(form)), leaving);
      const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
      const told = isOurs ? await answer.json() : {};
      if (sent) return;
      failed = "";
      if (answer.ok) say(told.told);
      else {
        dirty = true; // it is not kept, and leaving the page asks first
        say(told.told ?? "Not kept: the site refused it. Save it, or copy it before you leave.", true);
      }
      if (told.there) sayWho(told.there);
    } catch {
      if (sent) return;
      dirty = true;
      failed ||= now();
      say(`Not kept since ${failed}: the site cannot be reached. It is tried again; leave this page open.`, true);
      schedule(AGAIN);
    }
  };
  const schedule = (pause = PAUSE) => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, pause);
  };
  const touched = (event) => {
    if (!event.target.closest?.("form[data-unsaved]")) return;
    dirty = true;
    schedule();
  };

  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep(true));
  window.addEventListener("pagehide", () => keep(true));
  window.addEventListener("online", () => keep());
  window.addEventListener("beforeunload", (event) => {
    if (dirty && !sent && formHere()) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-unsaved]")) return;
    if (failed) {
      // Sent now, the page would give way to the browser's own about a site that cannot be reached.
      event.preventDefault();
      event.stopImmediatePropagation();
      dirty = true;
      keep().then(() => failed || form.requestSubmit(event.submitter));
      return;
    }
    clearTimeout(waiting);
    sent = true; // the server keeps what it does not take
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches("form[data-unsaved]") && !event.detail.successful) sent = false;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const row = event.detail.elt;
    if (row.matches?.("form[data-unsaved]")) sent = dirty = false;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && formHere()) location.reload(); // what is kept is newer than what the browser remembers
  });

  setInterval(async () => {
    const mark = formHere()?.elements["unsaved-mark"];
    if (!mark || sent) return;
    try {
      const answer = await post(new URLSearchParams({ "unsaved-mark": mark.value }), false);
      if (answer.ok) sayWho((await answer.json()).there);
    } catch {
      // Whoever types is told that nothing is kept.
    }
  }, OPEN);
})();
