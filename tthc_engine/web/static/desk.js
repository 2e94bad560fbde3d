// The desk: find a procedure while typing, see the date while choosing. Everything also works by its buttons.

const form = document.querySelector("[data-intake]");
const search = form.querySelector("[data-search]");
const later = (work, ms) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(work, ms); }; };

// -- finding a procedure: a combobox over /tiep-nhan/thu-tuc ---------------------------------------------------------
const list = Object.assign(document.createElement("div"), { className: "hits", id: "hits", hidden: true });
list.setAttribute("role", "listbox");
search.parentElement.append(list);
search.setAttribute("role", "combobox");
search.setAttribute("aria-controls", "hits");
search.setAttribute("aria-expanded", "false");
search.setAttribute("aria-autocomplete", "list");
const chosen = form.querySelector("input[name=procedure]");
let hits = [], at = -1, asked = 0, foundFor = null, hurried = false;

const show = (open) => { list.hidden = !open; search.setAttribute("aria-expanded", String(open)); if (!open) search.removeAttribute("aria-activedescendant"); };
const mark = (index) => {
  at = index;
  [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
  if (list.children[at]) { search.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); }
};
const pick = (code) => {
  chosen.value = code;
  show(false);
  const button = Object.assign(document.createElement("button"), { name: "action", value: "choose", hidden: true });
  form.append(button);
  form.requestSubmit(button);
};
const look = async () => {
  const turn = ++asked, words = search.value;
  const answer = await fetch(`/tiep-nhan/thu-tuc?q=${encodeURIComponent(search.value)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || turn !== asked) return;
  hits = (await answer.json()).found;
  foundFor = words;
  if (hurried && hits[0]) { pick(hits[0].code); return; }
  list.replaceChildren(...hits.map((one, n) => {
    const option = Object.assign(document.createElement("div"), { id: `hit-${n}` });
    option.setAttribute("role", "option");
    const code = Object.assign(document.createElement("b"), { textContent: one.code });
    const name = Object.assign(document.createElement("span"), { textContent: one.name });
    const limit = Object.assign(document.createElement("small"), { textContent: one.limit });
    option.append(code, name, limit);
    option.addEventListener("mousedown", (event) => { event.preventDefault(); pick(one.code); });
    return option;
  }));
  show(hits.length > 0);
  mark(hits.length ? 0 : -1);
};
const find = later(look, 120);
search.addEventListener("input", () => { hurried = false; find(); });
search.addEventListener("focus", () => search.select());
search.addEventListener("blur", () => show(false));
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.ctrlKey && search.value && search.value !== foundFor) {
    // Faster than the list: choose the best hit of what stands there now, not of what stood there before.
    event.preventDefault();
    hurried = true;
    look();
    return;
  }
  if (list.hidden) { if (event.key === "ArrowDown") find(); return; }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    mark((at + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length);
  } else if (event.key === "Enter" && !event.ctrlKey && hits[at]) { event.preventDefault(); pick(hits[at].code); }
  else if (event.key === "Escape") { event.preventDefault(); show(false); }
});

// -- what the choices change ------------------------------------------------------------------------------------------
const promise = form.querySelector("[data-promise]");
const refresh = later(async () => {
  promise.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/tiep-nhan/ngay-hen", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok) promise.innerHTML = await answer.text();
  } finally { promise.removeAttribute("aria-busy"); }
}, 200);

// -- what is known and doubtful about a number: said beside it, never in the way
const ask = async (who) => {
  const body = new URLSearchParams(new FormData(form));
  body.set("nguoi", who);
  const answer = await fetch("/tiep-nhan/nguoi", { method: "POST", body });
  const place = form.querySelector(`[data-person=${who}]`);
  if (answer.ok && place) place.innerHTML = await answer.text();
};

const arrange = () => {
  const kind = form.querySelector("input[name=case]:checked")?.value ?? "";
  for (const row of form.querySelectorAll("[data-cases]")) {
    const cases = row.dataset.cases.split(" ").filter(Boolean);
    row.hidden = cases.length > 0 && !cases.includes(kind);
    const state = row.querySelector("input[type=radio]:checked")?.value;
    row.querySelector("[data-remark]").hidden = state !== "missing" && state !== "wrong";
  }
  const relation = form.querySelector("[name=relation]")?.value;
  for (const part of form.querySelectorAll("[data-not-self]")) part.hidden = relation === "self";
};
form.addEventListener("change", (event) => {
  arrange();
  if (chosen.value && /^(case|channel|received_at|paper\.|competent_unit)/.test(event.target.name)) refresh();
  const who = { owner_identifier: "owner", owner_born_on: "owner", owner_name: "owner", submitter_identifier: "submitter", submitter_name: "submitter" }[event.target.name];
  if (who) ask(who);
});
arrange();

const all = form.querySelector("[data-all-present]");
if (all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    for (const row of form.querySelectorAll("[data-cases]:not([hidden])")) {
      const untouched = !row.querySelector("input[type=radio]:checked");
      if (untouched) row.querySelector("input[type=radio][value=present]").checked = true;
    }
    arrange();
    refresh();
  });
  const compute = form.querySelector("[data-preview]");
  if (compute) compute.hidden = true;
}
