// The desk's form keeps itself: drafts while typing, scans as soon as they are chosen. Without this file the buttons do it.

const form = document.querySelector("[data-intake]");
form.classList.add("scripted");
const token = () => form.elements.form_token.value;

// -- drafts: two seconds after the last key, once there is something worth keeping
const saved = form.querySelector("[data-saved]");
let timer, busy = false, dirty = false;
const worth = () => ["owner_name", "owner_identifier", "submitter_name", "submitter_identifier", "content"].some((name) => form.elements[name]?.value.trim());
const keep = async () => {
  if (busy || !dirty || form.dataset.sent || !saved || !worth()) return;
  busy = true; dirty = false;
  try {
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const answer = await fetch("/tiep-nhan/nhap", { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok) saved.textContent = (await answer.json()).said;
  } catch { dirty = true; } finally { busy = false; }
};
const soon = () => { dirty = true; clearTimeout(timer); timer = setTimeout(keep, 2000); };
form.addEventListener("input", soon);
form.addEventListener("change", soon);

// -- scans: each file goes by itself, so that a slow line never holds the form up
const holder = (key) => form.querySelector(`[data-scans="${CSS.escape(key)}"]`);
const show = (key, made) => {
  const place = holder(key), hidden = place.querySelector("input[type=hidden]");
  const held = hidden.value.split(",").filter(Boolean);
  if (held.includes(made.sha256)) return;
  hidden.value = [...held, made.sha256].join(",");
  const one = Object.assign(document.createElement("span"), { className: "scan-one" });
  const link = Object.assign(document.createElement("a"), { href: `/tiep-nhan/ban-quet/${made.sha256}`, target: "_blank", rel: "noopener", textContent: made.label });
  const off = Object.assign(document.createElement("button"), { className: "link", name: "action", value: `unscan:${key}:${made.sha256}`, formNoValidate: true, textContent: place.dataset.off ?? "✕" });
  one.append(link, off);
  place.querySelector(".scan-pick").before(one);
  soon();
};
const complain = (key, sentence) => {
  const place = holder(key);
  place.querySelector(".err")?.remove();
  if (sentence) place.append(Object.assign(document.createElement("span"), { className: "err", textContent: sentence }));
};
form.addEventListener("change", async (event) => {
  const key = event.target.dataset?.scan;
  if (!key) return;
  const files = [...event.target.files];
  event.target.value = "";
  const pick = event.target.closest(".scan-pick");
  pick.setAttribute("aria-busy", "true");
  complain(key, "");
  for (const file of files) {
    const body = new FormData();
    body.set("form_token", token());
    body.set("file", file);
    try {
      const answer = await fetch("/tiep-nhan/ban-quet", { method: "POST", body, headers: { Accept: "application/json" } });
      const made = await answer.json();
      if (answer.ok) show(key, made); else complain(key, made.message);
    } catch (error) { complain(key, String(error)); }
  }
  pick.removeAttribute("aria-busy");
});
