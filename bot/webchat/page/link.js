// Staying in touch: catch up, then listen; fall back to asking; try again after growing waits.

import { Refused } from "./api.js";

const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
const POLL_SECONDS = 25;
const SLOW_OPEN = 10000;
const STEADY = 5000;
const HIDDEN = 60000;
// One failed stream may be chance (a restart, a change of network); two while plain requests work are not.
const ENOUGH = 2;

function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms * (1 + Math.random() / 4));
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); });
  });
}

function untilShown() {
  return new Promise((resolve) => {
    if (!document.hidden) { resolve(); return; }
    document.addEventListener("visibilitychange", function shown() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", shown);
      resolve();
    });
  });
}

/**
 * Keeps messages coming for as long as the page lives.
 * `receive(list)` answers how many were new; `onState(live, error)` tells whether the server is in reach.
 */
export function listen({ api, receive, onTyping, onState }) {
  let failedStreams = 0;
  let misses = 0;
  let stop = new AbortController();
  const again = () => stop.abort();

  async function refresh(signal) {
    let fresh = 0;
    let news;
    do {
      news = receive(await api.messages(0, signal));
      fresh += news;
    } while (news);
    return fresh;
  }

  function hear(event) {
    try {
      receive([JSON.parse(event.data)]);
    } catch (error) {
      failedStreams = ENOUGH; // something on the way spoils the stream: ask instead
      again();
    }
  }

  function stream(signal) {
    return new Promise((resolve) => {
      const source = new EventSource(api.eventsUrl());
      let openedAt = 0;
      const slow = setTimeout(end, SLOW_OPEN);
      function end() {
        clearTimeout(slow);
        source.close();
        signal.removeEventListener("abort", end);
        const steady = openedAt && Date.now() - openedAt > STEADY;
        if (!signal.aborted) failedStreams = steady ? 0 : failedStreams + 1;
        resolve();
      }
      source.onopen = () => { openedAt = Date.now(); clearTimeout(slow); };
      source.onmessage = hear;
      source.onerror = end;
      source.addEventListener("typing", onTyping);
      signal.addEventListener("abort", end);
    });
  }

  async function poll(signal) {
    while (!signal.aborted) receive(await api.messages(POLL_SECONDS, signal));
  }

  async function once(signal) {
    await refresh(signal);
    misses = 0;
    onState(true);
    if (failedStreams < ENOUGH) await stream(signal);
    else await poll(signal);
  }

  /** Without cookies every try would open one more session: wait until something changes. */
  function waitFor(error) {
    if (error instanceof Refused && error.status === 401) return 24 * 3600 * 1000;
    return WAITS[Math.min(misses + failedStreams, WAITS.length) - 1] || WAITS[0];
  }

  async function run() {
    for (;;) {
      await untilShown();
      stop = new AbortController();
      const { signal } = stop;
      let trouble = null;
      try {
        await once(signal);
      } catch (error) {
        trouble = error;
      }
      if (signal.aborted) continue;
      if (trouble) { misses += 1; onState(false, trouble); }
      await pause(waitFor(trouble), signal);
    }
  }

  let hiding = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    // A browser allows few open streams per site; a tab that nobody sees gives its own back.
    if (document.hidden) hiding = setTimeout(again, HIDDEN);
    else again();
  });
  window.addEventListener("online", () => { failedStreams = 0; again(); });
  window.addEventListener("offline", again);
  run();

  return {
    /** Asks once for what is missing. */
    refresh: () => refresh(),
    /** Asks, and gives up the stream when it kept something back (some proxies hold streams). */
    async check() {
      const fresh = await refresh().catch(() => 0);
      if (fresh && failedStreams < ENOUGH) { failedStreams = ENOUGH; again(); }
    },
    again,
  };
}
