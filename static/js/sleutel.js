// SPDX-License-Identifier: EUPL-1.2
// A security key that is refused or cancelled is told on the page, not only in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const box = document.getElementById("sleutel-fout");
  if (box) box.hidden = false;
});
