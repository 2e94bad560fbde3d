// Fifty files to check or sign: sent by tens, each answer's rows shown as they come, so that no request is long and a
// broken line loses ten, not fifty. Without this file the form sends all at once and the server answers just the same.

const PORTION = 10;

function items(form) {
  const chosen = form.querySelector("input[type=file]");
  if (chosen) return [...chosen.files].map((file) => [chosen.name, file]);
  return [...form.querySelectorAll("input[name=chon]:checked")].map((box) => [box.name, box.value]);
}

function body(form, some) {
  const data = new FormData();
  for (const hidden of form.querySelectorAll("input[type=hidden]")) data.append(hidden.name, hidden.value);
  for (const [name, value] of some) data.append(name, value);
  return data;
}

async function answered(form, some) {
  const answer = await fetch(form.action, { method: "POST", body: body(form, some), headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const table = page.querySelector("[data-told]");
  if (!table) throw new Error(page.querySelector("#summary, h1, .empty .b")?.textContent.trim() || String(answer.status));
  return [page, table];
}

function counted(told) {
  const bad = told.querySelectorAll("[data-refused]").length;
  const good = told.querySelectorAll("tbody tr").length - bad;
  const { good: some, goodOne: one, bad: wrong, badOne: wrongOne } = told.dataset;
  return (good === 1 ? one : some.replace("{n}", good)) + (bad ? ` · ${bad === 1 ? wrongOne : wrong.replace("{n}", bad)}` : "");
}

async function send(form, waiting) {
  const status = document.createElement("p");
  status.className = "note n-info";
  status.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.max = waiting.length;
  bar.setAttribute("aria-label", form.dataset.portions);
  const said = document.createElement("span");
  status.append(bar, said);
  form.after(status);
  for (const button of document.querySelectorAll("main button")) button.disabled = true;
  const all = waiting.length;
  let told = null;
  try {
    while (waiting.length) {
      said.textContent = form.dataset.portions.replace("{done}", all - waiting.length).replace("{all}", all);
      bar.value = all - waiting.length;
      const [page, table] = await answered(form, waiting.slice(0, PORTION));
      waiting.splice(0, PORTION);
      if (told) {
        told.querySelector("tbody").append(...table.querySelectorAll("tbody tr"));
      } else {
        const main = page.querySelector("main");
        told = table;
        document.querySelector("main").replaceChildren(...main.childNodes);
        if (waiting.length) document.querySelector("main .head").after(status);
        document.title = page.title;
      }
      document.querySelector("main .head [role=status]").textContent = counted(told);
    }
    status.remove();
  } catch (error) {
    status.className = "note n-late";
    status.setAttribute("role", "alert");
    bar.remove();
    said.textContent = form.dataset.broken.replace("{left}", waiting.length).replace("{why}", error.message);
    for (const button of document.querySelectorAll("main button")) button.disabled = false;
  }
}

for (const form of document.querySelectorAll("[data-portions]")) {
  form.addEventListener("submit", (event) => {
    const waiting = items(form);
    if (event.submitter?.getAttribute("formmethod") === "get" || waiting.length <= PORTION) return;
    event.preventDefault();
    send(form, waiting);
  });
}
