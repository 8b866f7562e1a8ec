// Forms marked data-unsaved: what is typed is kept a second after the last key, and the page says so. Without this file
// it is kept whenever the form is sent.
(() => {
  "use strict";

  const PAUSE = 1000;
  const OPEN = 20000;
  const AGAIN = 5000;
  const LARGEST_ON_LEAVING = 60000; // bytes; a browser sends no more once the page is gone

  const forms = () => [...document.querySelectorAll("form[data-unsaved]")];
  const box = (form) => form.elements["unsaved-mark"]?.closest("[data-screen]"); // in the form, or beside its fields
  const token = () =>
    document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? forms()[0]?.elements.csrfmiddlewaretoken?.value ?? "";
  const address = (form) => `/unsaved/?${new URLSearchParams({ screen: box(form)?.dataset.screen ?? location.pathname })}`;

  const states = new WeakMap();
  const state = (form) => {
    if (!states.has(form)) {
      states.set(form, {
        waiting: 0, // the timer of the next keeping
        dirty: false, // something was typed that is not kept
        sent: false, // the form is on its way
        failed: "", // since when nothing can be kept
      });
    }
    return states.get(form);
  };

  const say = (form, text, wrong = false) => {
    const line = box(form)?.querySelector("[data-kept]");
    if (!line || line.textContent === text) return;
    line.textContent = text;
    line.classList.toggle("kept-not", wrong);
  };
  const sayWho = (form, there) => {
    const line = box(form)?.querySelector("[data-there]");
    const text = (there ?? []).join(" ");
    if (line && line.textContent !== text) line.textContent = text;
  };
  const now = () => `${new Date().toISOString().slice(11, 16)} UTC`;

  const post = (form, body, leaving) =>
    fetch(address(form), {
      method: "POST",
      body,
      keepalive: leaving && body.toString().length < LARGEST_ON_LEAVING,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
    });
  const typed = (form) => // a file is not typed: it stays where it was chosen
    new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

  const keep = async (form, leaving = false) => {
    const its = state(form);
    clearTimeout(its.waiting);
    its.waiting = 0;
    if (!form.isConnected || !its.dirty || its.sent) return;
    its.dirty = false;
    try {
      const answer = await post(form, typed(form), leaving);
      const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
      const told = isOurs ? await answer.json() : {};
      if (its.sent) return;
      its.failed = "";
      if (answer.ok) say(form, told.told);
      else {
        its.dirty = true; // it is not kept, and leaving the page asks first
        say(form, told.told ?? "Not kept: the site refused it. Save it, or copy it before you leave.", true);
      }
      if (told.there) sayWho(form, told.there);
    } catch {
      if (its.sent) return;
      its.dirty = true;
      its.failed ||= now();
      say(form, `Not kept since ${its.failed}: the site cannot be reached. It is tried again; leave this page open.`, true);
      schedule(form, AGAIN);
    }
  };
  const schedule = (form, pause = PAUSE) => {
    const its = state(form);
    clearTimeout(its.waiting);
    its.waiting = setTimeout(() => keep(form), pause);
  };
  const keepAll = (leaving) => {
    for (const form of forms()) keep(form, leaving);
  };
  const touched = (event) => {
    const { form, type } = event.target;
    if (!form?.matches("[data-unsaved]") || type === "file") return;
    state(form).dirty = true;
    schedule(form);
  };

  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepAll(true));
  window.addEventListener("pagehide", () => keepAll(true));
  window.addEventListener("online", () => keepAll(false));
  window.addEventListener("beforeunload", (event) => {
    if (forms().some((form) => state(form).dirty && !state(form).sent)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-unsaved]")) return;
    const its = state(form);
    if (its.sent) { // a second click: the first one's request is on its way
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (its.failed) {
      // Sent now, the page would give way to the browser's own about a site that cannot be reached.
      event.preventDefault();
      event.stopImmediatePropagation();
      its.dirty = true;
      keep(form).then(() => its.failed || form.requestSubmit(event.submitter));
      return;
    }
    clearTimeout(its.waiting);
    its.sent = true; // the server keeps what it does not take
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail; // `successful` is not told of an answer that leads to another page
    if (!elt.matches("form[data-unsaved]")) return;
    state(elt).sent = xhr.getResponseHeader("HX-Redirect") !== null;
    if (state(elt).sent) state(elt).dirty = false; // taken: no way out of the page loses it
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && forms().length) location.reload(); // what is kept is newer than what the browser remembers
  });

  setInterval(async () => {
    const form = forms().find((each) => box(each)?.querySelector("[data-there]")); // the screen that this page is
    if (!form || state(form).sent) return;
    try {
      const answer = await post(form, new URLSearchParams({ "unsaved-mark": form.elements["unsaved-mark"].value }), false);
      if (answer.ok) sayWho(form, (await answer.json()).there);
    } catch {
      // Whoever types is told that nothing is kept.
    }
  }, OPEN);
})();
