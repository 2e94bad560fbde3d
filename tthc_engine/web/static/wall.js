// A screen that nobody touches reads itself anew each minute; where the network is gone it keeps what it shows.

const EVERY = 60_000;

async function again() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer && answer.ok) location.reload();
}

setInterval(again, EVERY);
