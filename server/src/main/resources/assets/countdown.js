// How long an elevation is open still. At the end what was shown goes, and the page is asked for again.
"use strict";
document.querySelectorAll("[data-until]").forEach((section) => {
  const end = performance.now() + Number(section.dataset.until) * 1000;
  const count = section.querySelector(".count");
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left <= 0) {
      section.querySelector(".shown")?.remove();
      location.replace(section.dataset.then);
      return;
    }
    count.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    setTimeout(tick, 500);
  };
  tick();
});
// A page that comes back from the browser's memory shows nothing of before.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelector(".shown")?.remove();
  }
});
