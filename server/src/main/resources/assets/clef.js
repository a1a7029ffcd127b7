// The pages work without this file. It sends every form once: a second click while the answer is on
// its way is not a second request.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("hx-post")) {
    return; // htmx looks after its own
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // A download leaves the page where it is; it can be asked for again.
  setTimeout(() => delete form.dataset.sent, 3000);
});
// A part of the page was put in: the focus goes where the work goes on.
document.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target.querySelector("input:not([type=hidden]), select, textarea, a")?.focus();
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
