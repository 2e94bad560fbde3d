// Who else has this dossier open, and whether it changed while it was read. Without this file: told when the page opens.

const place = document.querySelector("[data-here]");
const EVERY = 45_000;

function form(more) {
  const body = new FormData();
  body.set("form_token", place.dataset.token);
  body.set("version", place.dataset.version);
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  return body;
}

function say(sentences, dress) {
  return sentences.filter(Boolean).map((words) => {
    const note = document.createElement("p");
    note.className = `note ${dress}`;
    note.textContent = words;
    return note;
  });
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.here, { method: "POST", body: form({}) }).catch(() => null);
  if (!answer || !answer.ok) return;
  const told = await answer.json();
  const now = [...say(told.here, "n-info"), ...say([told.changed], "n-soon")];
  if (place.textContent.trim() !== now.map((one) => one.textContent).join("")) place.replaceChildren(...now);
}

if (place) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => navigator.sendBeacon(place.dataset.here, form({ roi: "1" })));
}
