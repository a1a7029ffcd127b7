// The pages work without this file. It sends every form once: a second click while the answer is on
// its way is not a second request.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  keepZone();
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
// Pages show the times of whoever reads them.
function keepZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const cookie = `__Host-clef-zone=${zone}`;
  if (zone && !document.cookie.includes(cookie)) {
    document.cookie = `${cookie}; Secure; Path=/; SameSite=Lax; Max-Age=31536000`;
  }
}
// A part of the page was put in: the focus goes where the work goes on.
document.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target.querySelector("input:not([type=hidden]), select, textarea, a")?.focus();
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
