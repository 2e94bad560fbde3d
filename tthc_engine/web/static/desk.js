// The desk: find a procedure while typing, see the date while choosing. Everything also works by its buttons.

const form = document.querySelector("[data-intake]");
const search = form.querySelector("[data-search]") ?? document.createElement("input");
const later = (work, ms) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(work, ms); }; };

// -- finding a procedure: a combobox over /tiep-nhan/thu-tuc ---------------------------------------------------------
const list = Object.assign(document.createElement("div"), { className: "hits", id: "hits", hidden: true });
list.setAttribute("role", "listbox");
search.parentElement?.append(list);
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

// What was typed, without the files: they go once, when they are chosen.
const texts = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

// -- what the choices change ------------------------------------------------------------------------------------------
const promise = form.querySelector("[data-promise]");
const refresh = later(async () => {
  promise.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/tiep-nhan/ngay-hen", { method: "POST", body: texts() });
    if (answer.ok) promise.innerHTML = await answer.text();
  } finally { promise.removeAttribute("aria-busy"); }
}, 200);

// -- what is known and doubtful about a number: said beside it, never in the way
const ask = async (who) => {
  const body = texts();
  body.set("nguoi", who);
  const answer = await fetch("/tiep-nhan/nguoi", { method: "POST", body });
  const place = form.querySelector(`[data-person=${who}]`);
  if (answer.ok && place) place.innerHTML = await answer.text();
};

// -- the keyboard: a whole number asks by itself, Enter takes what is offered, else goes on to the next field
const WHOLE = 12;
const isScan = (text) => (text.match(/[|¦~]/g) ?? []).length >= 5;
const asking = {};
const numbers = { owner_identifier: "owner", submitter_identifier: "submitter" };
form.addEventListener("input", (event) => {
  const who = numbers[event.target.name];
  if (who && event.target.value.replace(/[\s.]/g, "").length === WHOLE) asking[who] = ask(who);
});
const next = (field) => {
  const fields = [...form.querySelectorAll("input:not([type=hidden]):not([type=file]), select, textarea, [data-all-present]")].filter((one) => one.offsetParent && !one.disabled);
  fields[fields.indexOf(field) + 1]?.focus();
};
form.addEventListener("keydown", async (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.isComposing || !field.matches("input[type=text], input[type=tel], input[type=search]")) return;
  if (isScan(field.value)) { event.preventDefault(); readCard(field); return; }
  if (field === search) return;
  event.preventDefault();
  const who = numbers[field.name];
  if (who) {
    await (asking[who] ?? ask(who));
    const offer = form.querySelector(`[data-person=${who}] [data-fill]`);
    if (offer) { form.requestSubmit(offer); return; }
  }
  next(field);
});
// The scanner types wherever the cursor stands: the field gets back what it held, the code goes where it belongs.
const before = new WeakMap();
// A card's code is longer than any field; what is too long without being a code the server refuses in words.
for (const field of form.querySelectorAll("input[maxlength]")) field.removeAttribute("maxlength");
form.addEventListener("focusin", (event) => { if (event.target.value !== undefined) before.set(event.target, event.target.value); });
const readCard = (field) => {
  const held = before.get(field) ?? "";
  const text = held && field.value.startsWith(held) ? field.value.slice(held.length) : field.value;
  const who = field.closest("[data-who]")?.dataset.who ?? "";
  form.elements.scan.value = text.trim();
  form.elements.scan_for.value = field.name.startsWith(`${who}_`) ? who : "";
  field.value = isScan(held) ? "" : held;
  form.requestSubmit(form.querySelector("button[value=enter]"));
};

const arrange = () => {
  const kind = form.querySelector("input[name=case]:checked")?.value ?? "";
  for (const row of form.querySelectorAll("[data-cases]")) {
    const cases = row.dataset.cases.split(" ").filter(Boolean);
    row.hidden = cases.length > 0 && !cases.includes(kind);
    const state = row.querySelector("input[type=radio]:checked")?.value;
    row.querySelector("[data-remark]").hidden = state !== "missing" && state !== "wrong";
  }
  const lacking = form.querySelector("[data-cases]:not([hidden]) input:is([value=missing], [value=wrong]):checked") !== null;
  form.querySelector("[data-main]")?.classList.toggle("btn-main", !lacking);
  form.querySelector("button[value=supplement]")?.classList.toggle("btn-main", lacking);
  const relation = form.querySelector("[name=relation]")?.value;
  for (const part of form.querySelectorAll("[data-not-self]")) part.hidden = relation === "self";
  for (const part of form.querySelectorAll("[data-only-delegate]")) part.hidden = relation !== "delegate";
};
form.addEventListener("change", (event) => {
  arrange();
  if (chosen.value && /^(case|channel|received_at|paper\.|competent_unit)/.test(event.target.name)) refresh();
  const who = { owner_identifier: "owner", owner_born_on: "owner", owner_name: "owner", submitter_identifier: "submitter", submitter_name: "submitter" }[event.target.name];
  if (who && !isScan(event.target.value)) ask(who);
});
arrange();

const all = form.querySelector("[data-all-present]");
if (all) {
  const wanted = all.hasAttribute("autofocus");
  all.hidden = false;
  if (wanted) all.focus();
  all.addEventListener("click", () => {
    for (const row of form.querySelectorAll("[data-cases]:not([hidden])")) {
      const untouched = !row.querySelector("input[type=radio]:checked");
      if (untouched) row.querySelector("input[type=radio][value=present]").checked = true;
    }
    arrange();
    refresh();
    form.querySelector("[data-main]")?.focus();
  });
  const compute = form.querySelector("[data-preview]");
  if (compute) compute.hidden = true;
}
