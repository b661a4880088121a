// SPDX-License-Identifier: EUPL-1.2
// Small helps on top of pages that work without any script.
(() => {
  "use strict";

  // Fields that only some statuses ask for: <div data-toon-bij="aandacht stagnatie" data-veld="status">.
  // They are hidden, not emptied: choosing back brings the text back. What counts is decided on the server.
  const toggle = (form) => {
    for (const block of form.querySelectorAll("[data-toon-bij]")) {
      const chosen = form.querySelector(`[name="${CSS.escape(block.dataset.veld)}"]:checked`);
      block.hidden = !block.dataset.toonBij.split(" ").includes(chosen ? chosen.value : "");
    }
    // The same for what stands folded away: <details data-open-bij="stagnatie" data-veld="status"> opens, and stays open.
    for (const more of form.querySelectorAll("details[data-open-bij]")) {
      const chosen = form.querySelector(`[name="${CSS.escape(more.dataset.veld)}"]:checked`);
      if (chosen && more.dataset.openBij.split(" ").includes(chosen.value)) more.open = true;
    }
  };

  const prepare = (root) => {
    const inside = root.closest ? root.closest("form") : null;
    for (const form of [inside, ...root.querySelectorAll("form")]) if (form) toggle(form);
    for (const help of root.querySelectorAll("[data-afdrukken], [data-kies-alles]")) help.hidden = false;
  };

  // The first faulty field, or what the server marked with data-focus (the link one came from).
  const focusIn = (root) => {
    const faulty = "[aria-invalid='true']:not([type='hidden'], [data-voorbeeld] *)"; // not in the style guide
    const goal = root.querySelector(faulty) || root.querySelector("[data-focus]");
    if (goal) {
      goal.focus({ preventScroll: true });
      (goal.closest(".ap-form-field") || goal).scrollIntoView({ block: "nearest", behavior: "instant" });
    }
    return Boolean(goal);
  };

  // One box that ticks all boxes of a table: <input data-kies="id of the table">.
  const tickAll = (all) => {
    for (const box of document.querySelectorAll(`#${CSS.escape(all.dataset.kies)} .ap-check`)) box.checked = all.checked;
  };

  document.addEventListener("change", (event) => {
    if (event.target.dataset.kies) tickAll(event.target);
    if (event.target.form) toggle(event.target.form);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-afdrukken]")) window.print();
  });

  // What is folded away must be on paper too, but for what stands on another page in full: <details data-dicht>.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open], [data-dicht])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  // htmx replaces a piece of the page: the place in the list and the focus stay where the user was.
  let place = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, selectOverride } = event.detail;
    const whole = /^\s*<!doctype/i.test(xhr.responseText);
    if (whole && target !== document.body && !selectOverride && !event.detail.requestConfig.elt.closest("[hx-select]")) {
      event.detail.shouldSwap = false; // a whole page where a piece was expected, such as the login page
      window.location.assign(xhr.responseURL);
      return;
    }
    if (target.closest("[data-stil]")) return; // it shows how far something is: nobody is taken there
    const row = target.closest("[id]");
    place = { y: window.scrollY, ids: [document.activeElement.id, target.id, row && row.id] };
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    prepare(root.isConnected ? root : document);
    if (!place) return;
    const { y, ids } = place;
    place = null;
    window.scrollTo({ top: y, behavior: "instant" });
    if (focusIn(root.isConnected ? root : document)) return;
    if (document.activeElement !== document.body) return;
    const goal = ids.filter(Boolean).map((id) => document.getElementById(id)).find(Boolean);
    if (!goal) return;
    if (goal.tabIndex < 0) goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
    goal.scrollIntoView({ block: "nearest", behavior: "instant" }); // a form was taller than the row it leaves behind
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      const region = document.getElementById("meldingen");
      const box = document.createElement("div");
      box.className = "ap-alert ap-alert--error ap-alert--float"; // in sight without losing the place
      box.setAttribute("role", "alert");
      box.textContent = region.dataset.fout;
      region.replaceChildren(box);
    });
  }

  const start = () => {
    prepare(document);
    focusIn(document);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
