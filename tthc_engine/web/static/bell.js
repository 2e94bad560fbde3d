// The bell of the header stays true while a page is open: one stream a browser, whatever the number of its tabs, and a
// question every half minute where a stream does not get through. Without this file the bell is a link with a number.
const bell = document.querySelector("[data-bell]");
const POLL = 30000;
// After the page itself: reading it comes first.
const AFTER = 2500;

if (bell) {
  const count = bell.querySelector("b");
  const words = bell.querySelector("[data-bell-words]");
  const live = document.querySelector("[data-bell-live]");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("tthc-bell") : null;
  let mark = bell.dataset.bell;

  const show = (state, tell = true) => {
    if (state.mark === mark) return;
    const more = state.unread > Number(count.textContent || 0);
    mark = state.mark;
    count.textContent = state.unread;
    count.hidden = state.unread === 0;
    words.textContent = state.said;
    if (more && state.newest.length) {
      live.textContent = `${state.newest[0].text} ${state.newest[0].reference}`;
      bell.title = live.textContent;
    }
    if (tell && tabs) tabs.postMessage(state);
  };
  if (tabs) tabs.onmessage = (event) => show(event.data, false);

  const ask = async () => {
    try {
      const answer = await fetch("/thong-bao/so", { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) show(await answer.json());
    } catch {
      // The line is away; the next question will be answered.
    }
  };
  const poll = () => setInterval(() => document.hidden || ask(), POLL);

  const listen = () =>
    new Promise((over) => {
      let heard = false;
      const stream = new EventSource("/thong-bao/dong");
      stream.addEventListener("bell", (event) => {
        heard = true;
        show(JSON.parse(event.data));
      });
      stream.onopen = () => (heard = true);
      stream.onerror = () => {
        // It asks again by itself, with the state it has; where it never got through, or is refused, we ask instead.
        if (stream.readyState === EventSource.CLOSED || !heard) {
          stream.close();
          poll();
          over();
        }
      };
    });

  setTimeout(() => {
    if (!("EventSource" in window)) poll();
    // Browsers open six lines to one house: the first tab listens for all of them.
    else if (navigator.locks && tabs) navigator.locks.request("tthc-bell", listen);
    else listen();
  }, AFTER);
}
