// Conveniences of every page. Without this file everything still works.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !typing(event.target)) {
    const find = document.querySelector("[data-find]");
    if (find && find.offsetParent) { event.preventDefault(); find.focus(); }
  }
  if (event.key === "Enter" && event.ctrlKey) {
    const main = document.querySelector("[data-main]");
    if (main && !main.disabled) { event.preventDefault(); main.form.requestSubmit(main); }
  }
  if (event.altKey && /^[1-9]$/.test(event.key)) {
    const part = document.querySelector(`[data-part="${event.key}"]`);
    const first = part && part.querySelector("input:not([type=hidden]), select, textarea, a, button");
    if (first) { event.preventDefault(); first.focus(); part.scrollIntoView({ block: "nearest" }); }
  }
});

// A form is sent once: a second click waits. The server would recognise it anyway, by the form's key.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post" && !form.target && !event.submitter?.formTarget) {
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const busy of document.querySelectorAll("button[aria-busy]")) busy.removeAttribute("aria-busy");
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  if (button.hasAttribute("data-print-first")) button.focus();
  button.addEventListener("click", () => {
    const paper = document.querySelector("iframe.paper");
    if (paper && button.dataset.print === "paper") { paper.contentWindow.focus(); paper.contentWindow.print(); } else window.print();
  });
}

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// A clock wider than its screen begins at its end: now and the due date lie there.
for (const picture of document.querySelectorAll(".scroll > svg.clock")) picture.parentElement.scrollLeft = picture.parentElement.scrollWidth;
