// A camera at the desk: a paper photographed into its file field, a citizen card's code read where the browser itself
// can (BarcodeDetector). Only over HTTPS, where browsers open a camera at all; without this file a file is chosen.

const words = document.querySelector("[data-camera]")?.dataset;
const allowed = words && window.isSecureContext && navigator.mediaDevices?.getUserMedia;

function button(text, classes) {
  return Object.assign(document.createElement("button"), { type: "button", className: classes, textContent: text });
}

// One dialog at a time: the picture, what to do with it, and closing it, which also switches the camera off.
async function opened(hint, acts) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "camera" });
  const video = Object.assign(document.createElement("video"), { autoplay: true, muted: true, playsInline: true });
  const said = Object.assign(document.createElement("p"), { className: "sm soft", textContent: hint });
  said.setAttribute("role", "status");
  const row = Object.assign(document.createElement("div"), { className: "row" });
  const close = button(words.close, "btn btn-bare");
  dialog.setAttribute("aria-label", words.title);
  dialog.append(video, said, row);
  document.body.append(dialog);
  let stream = null;
  const done = () => { for (const track of stream?.getTracks() ?? []) track.stop(); dialog.close(); dialog.remove(); };
  close.addEventListener("click", done);
  dialog.addEventListener("cancel", done);
  row.append(...acts(video, said, done), close);
  dialog.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 2480 }, height: { ideal: 1860 } } });
    video.srcObject = stream;
  } catch {
    video.remove();
    for (const act of row.querySelectorAll(".btn-main")) act.remove();
    said.className = "err";
    said.textContent = words.refused;
  }
  return { dialog, video };
}

function photographed(video) {
  const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}

function intoField(input) {
  const taken = new DataTransfer();
  const keepsOwn = !input.dataset.scan;
  opened("", (video, said) => {
    const take = Object.assign(button(words.take, "btn btn-main"), { disabled: true });
    video.addEventListener("loadeddata", () => { take.disabled = false; });
    take.addEventListener("click", async () => {
      const picture = await photographed(video);
      const number = taken.items.length + 1;
      const file = new File([picture], `chup-${String(number).padStart(2, "0")}.jpg`, { type: "image/jpeg" });
      taken.items.add(file);
      const going = new DataTransfer();
      // A field of the desk sends each picture at once; a plain one collects them until its form is sent.
      for (const one of keepsOwn ? taken.files : [file]) going.items.add(one);
      input.files = going.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      said.textContent = `${number}`;
      take.textContent = words.again;
    });
    return [take];
  });
}

async function readCard(form) {
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  const { dialog, video } = await opened(words.card, () => []);
  const look = async () => {
    if (!dialog.isConnected) return;
    const found = video.readyState >= 2 ? await reader.detect(video).catch(() => []) : [];
    if (!found.length) { setTimeout(look, 150); return; }
    dialog.querySelector("button").click();
    const field = form.querySelector("[name=owner_identifier]");
    field.value = found[0].rawValue;
    const enter = Object.assign(document.createElement("button"), { name: "action", value: "enter", hidden: true });
    form.append(enter);
    form.requestSubmit(enter);
  };
  look();
}

if (allowed) {
  for (const input of document.querySelectorAll("input[type=file][data-scan], input[type=file][data-photo]")) {
    const open = button(words.open, "btn btn-bare btn-sm camera-open");
    open.addEventListener("click", () => intoField(input));
    (input.closest("label") ?? input).after(open);
  }
  const hint = document.querySelector(".scan-hint");
  const kinds = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats() : [];
  if (hint && kinds.includes("qr_code")) {
    const open = button(words.readCard, "btn btn-sm");
    open.addEventListener("click", () => readCard(hint.closest("form")));
    hint.append(open);
  }
}
