// Results: tick all, and the template's words when another form is chosen. Without this file the words stay as they are.

for (const form of document.querySelectorAll("[data-papers]")) {
  const boxes = [...form.querySelectorAll("input[name=chon]")];
  const all = form.querySelector("[data-all]");
  if (!all) continue;
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => { for (const box of boxes) box.checked = event.target.checked; });
}

const text = document.querySelector("#f-note");
const forms = [...document.querySelectorAll("[data-form]")];
if (text && forms.length) {
  const draft = () => {
    const form = forms.find((one) => one.checked) || forms[0];
    const together = document.querySelector("[data-way][value=chung]");
    return together && together.checked ? form.dataset.many : form.dataset.one;
  };
  // Words that somebody typed are never replaced.
  let drafted = draft();
  for (const one of [...forms, ...document.querySelectorAll("[data-way]")]) {
    one.addEventListener("change", () => {
      const untouched = text.value.replace(/\r\n/g, "\n") === drafted;
      drafted = draft();
      if (untouched) text.value = drafted;
    });
  }
}
