// SPDX-License-Identifier: EUPL-1.2
// Gives the search boxes of the admin screens the name of their label: the widget leaves them without one.
(() => {
  "use strict";

  const add = (element, id) => {
    const ids = (element.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
    if (!ids.includes(id)) element.setAttribute("aria-labelledby", [id, ...ids].join(" "));
  };

  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete[id]")) {
      const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
      const box = select.nextElementSibling;
      if (!label || !box) continue;
      label.id = label.id || `${select.id}_naam`;
      for (const part of box.querySelectorAll(".select2-selection, .select2-selection__rendered")) add(part, label.id);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    name();
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true }); // boxes appear later
  });
})();
