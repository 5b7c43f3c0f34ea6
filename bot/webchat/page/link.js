// Staying in touch: catch up, then listen; fall back to asking; try again after growing waits.

import { Refused } from "./api.js";

const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
const POLL_SECONDS = 25;
const SLOW_OPEN = 10000;
const STEADY = 5000;
const HIDDEN = 60000;
const DAY = 24 * 3600 * 1000;
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
export class Link {
  constructor({ api, receive, onTyping, onState }) {
    Object.assign(this, { api, receive, onTyping, onState });
    this.failedStreams = 0;
    this.misses = 0;
    this.stop = new AbortController();
  }

  async start() {
    this.watch();
    for (;;) {
      await untilShown();
      this.stop = new AbortController();
      await this.round(this.stop.signal);
    }
  }

  /** Leaves whatever it is doing or waiting for, and starts with catching up. */
  again() {
    this.stop.abort();
  }

  /** Asks for what is missing; answers how much there was. */
  async refresh(signal) {
    let fresh = 0;
    let news;
    do {
      news = this.receive(await this.api.messages(0, signal));
      fresh += news;
    } while (news);
    return fresh;
  }

  /** Asks, and gives up the stream when it kept something back (some proxies hold streams). */
  async check() {
    const fresh = await this.refresh().catch(() => 0);
    if (fresh && this.failedStreams < ENOUGH) this.giveUpStreams();
  }

  giveUpStreams() {
    this.failedStreams = ENOUGH;
    this.again();
  }

  watch() {
    let hiding = 0;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(hiding);
      // A browser allows few open streams per site; a tab that nobody sees gives its own back.
      if (document.hidden) hiding = setTimeout(() => this.again(), HIDDEN);
      else this.again();
    });
    window.addEventListener("online", () => {
      this.failedStreams = 0; // another network may carry streams
      this.again();
    });
    window.addEventListener("offline", () => this.again());
  }

  /** Catches up and listens until that fails, then waits; ends early when told to start again. */
  async round(signal) {
    let trouble = null;
    try {
      await this.refresh(signal);
      this.misses = 0;
      this.onState(true);
      if (this.failedStreams < ENOUGH) await this.stream(signal);
      else await this.poll(signal);
    } catch (error) {
      trouble = error;
    }
    if (signal.aborted) return;
    if (trouble) {
      this.misses += 1;
      this.onState(false, trouble);
    }
    await pause(this.waitAfter(trouble), signal);
  }

  async poll(signal) {
    while (!signal.aborted) this.receive(await this.api.messages(POLL_SECONDS, signal));
  }

  /** Ends, without an error, when the stream breaks or is no longer wanted. */
  stream(signal) {
    return new Promise((resolve) => {
      const source = new EventSource(this.api.eventsUrl());
      let openedAt = 0;
      const slow = setTimeout(end, SLOW_OPEN);
      const count = () => {
        const steady = openedAt && Date.now() - openedAt > STEADY;
        if (!signal.aborted) this.failedStreams = steady ? 0 : this.failedStreams + 1;
      };
      function end() {
        clearTimeout(slow);
        source.close();
        signal.removeEventListener("abort", end);
        count();
        resolve();
      }
      source.onopen = () => { openedAt = Date.now(); clearTimeout(slow); };
      source.onmessage = (event) => this.hear(event);
      source.onerror = end;
      source.addEventListener("typing", this.onTyping);
      signal.addEventListener("abort", end);
    });
  }

  hear(event) {
    try {
      this.receive([JSON.parse(event.data)]);
    } catch (error) {
      this.giveUpStreams(); // something on the way spoils the stream: ask instead
    }
  }

  waitAfter(trouble) {
    // Without cookies every try would open one more session: wait until something changes.
    if (trouble instanceof Refused && trouble.status === 401) return DAY;
    return WAITS[Math.min(this.misses + this.failedStreams, WAITS.length) - 1] || WAITS[0];
  }
}
