// The list with the keyboard, and the bar for many. Without this file: tick, then the button at the end of the list.

const list = document.querySelector("[data-list]");
const bar = document.querySelector("[data-bulk]");
const body = document.querySelector("[data-bulk-body]");
const rows = list ? [...list.querySelectorAll("tr[data-row]")] : [];
const boxOf = (row) => row.querySelector("input[name=chon]");
const boxes = rows.map(boxOf);
let asked = 0;
let waiting = 0;

const chosen = () => boxes.filter((box) => box.checked);

function show() {
  for (const row of rows) row.classList.toggle("sel", boxOf(row).checked);
  const all = list.querySelector("[data-all] input");
  all.checked = chosen().length === boxes.length;
  all.indeterminate = !all.checked && chosen().length > 0;
  clearTimeout(waiting);
  if (!chosen().length) { bar.classList.remove("shown"); asked += 1; return; }
  waiting = setTimeout(ask, 120);
}

// What the ticked rows allow is the server's answer: the page never guesses the law.
async function ask() {
  const mine = ++asked;
  const query = new URLSearchParams(chosen().map((box) => ["chon", box.value]));
  body.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/hang-loat?${query}`, { headers: { "X-Part": "bar" } });
    if (mine !== asked || !answer.ok) return;
    body.innerHTML = await answer.text();
    bar.classList.add("shown");
  } finally {
    if (mine === asked) body.removeAttribute("aria-busy");
  }
}

function clear() {
  for (const box of boxes) box.checked = false;
  show();
}

function step(from, by) {
  const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(from) + by))];
  if (next) { next.tabIndex = -1; next.focus(); next.scrollIntoView({ block: "nearest" }); }
}

if (list && bar) {
  bar.classList.add("scripted");
  const all = list.querySelector("[data-all]");
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    for (const box of boxes) box.checked = event.target.checked;
    show();
  });
  list.addEventListener("change", (event) => { if (event.target.name === "chon") show(); });
  bar.addEventListener("click", (event) => {
    if (event.target.closest("[data-clear]")) { event.preventDefault(); clear(); }
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=checkbox]), textarea, select, summary");
    if (field || event.altKey || event.metaKey || event.ctrlKey) return;
    const row = event.target.closest("tr[data-row]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (row) step(row, event.key === "ArrowDown" ? 1 : -1); else step(rows[0], 0);
    } else if (event.key === " " && row && event.target === row) {
      event.preventDefault();
      boxOf(row).checked = !boxOf(row).checked;
      show();
    } else if (event.key === "Enter" && event.target === row && row) {
      row.querySelector("[data-open]").click();
    } else if (event.key === "Escape" && chosen().length) clear();
  });
  window.addEventListener("pageshow", () => { if (chosen().length) show(); });
}
