// The chat's HTTP: one visitor session shared by every call, renewed once when the server no longer knows it.

import { upload } from "./upload.js";
import { WORDS } from "./words.js";

const ROOT = "/chat/api/";
const PATIENCE = 20000;

/** The server said no; `message` is a sentence for the person, possibly empty. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

function headersOf(body, key) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  if (key) headers["Idempotency-Key"] = key;
  return headers;
}

async function request(path, { body, key, signal, patience = PATIENCE }) {
  const stop = new AbortController();
  const give = () => stop.abort();
  const timer = setTimeout(give, patience);
  if (signal) signal.addEventListener("abort", give);
  if (signal && signal.aborted) give();
  try {
    const answer = await fetch(ROOT + path, {
      method: body ? "POST" : "GET",
      headers: headersOf(body, key),
      body: body && JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: stop.signal,
    });
    const data = await answer.json().catch(() => ({}));
    return { status: answer.status, ok: answer.ok, data };
  } finally {
    clearTimeout(timer);
    if (signal) signal.removeEventListener("abort", give);
  }
}

function unwrap({ ok, status, data }) {
  if (ok) return data;
  const said = data && typeof data.error === "string" ? data.error : "";
  throw new Refused(status, said || (status >= 500 ? WORDS.trouble : ""));
}

/**
 * Calls that carry the visitor's cookie. `cursor` gives the newest known message id;
 * `onNewVisitor` runs when the server has forgotten the old visitor, before the call is repeated.
 */
export function connect({ cursor, onNewVisitor }) {
  let session = null;

  function open() {
    if (!session) {
      const opening = request("session", { body: {} }).then(unwrap);
      opening.catch(() => { if (session === opening) session = null; });
      session = opening;
    }
    return session;
  }

  /** Several calls may meet the same 401: only the first of them opens the new session. */
  function renew(old) {
    if (session !== old) return open();
    session = null;
    return open().then(onNewVisitor);
  }

  async function call(path, options) {
    return ask(() => request(path(), options));
  }

  /** One try, and a second one when the first met a server that no longer knows the visitor. */
  async function ask(attempt) {
    const mine = open();
    await mine;
    let answer = await attempt();
    if (answer.status === 401) {
      await renew(mine);
      answer = await attempt();
      if (answer.status === 401) throw new Refused(401, WORDS.cookies(location.origin + "/chat"));
    }
    return unwrap(answer);
  }

  return {
    /** What came after the cursor; waits up to `wait` seconds for something to come. */
    async messages(wait, signal) {
      const path = () => `messages?after=${cursor()}` + (wait ? `&wait=${wait}` : "");
      const data = await call(path, { signal, patience: PATIENCE + wait * 1000 });
      return data.messages || [];
    },
    /** The id that the server gave to what was sent; the same `key` marks a repeat of the same message. */
    async send(body, key) {
      return (await call(() => "messages", { body, key })).id;
    },
    /** The same for a file. */
    async sendFile(file, key, onProgress) {
      return (await ask(() => upload(`${ROOT}messages`, { file, key, onProgress }))).id;
    },
    eventsUrl: () => `${ROOT}events?after=${cursor()}`,
  };
}
