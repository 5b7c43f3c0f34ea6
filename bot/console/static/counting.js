// Counts people when somebody asks: how many get the message, what it costs, who is left out and why.

import { fill } from "./fill.js";

const UNCLEAR = 422;

/** `body` makes what is posted; without it the count is fetched. Nothing is asked twice at the same time. */
export function counting(box, body) {
  const [go, busy, failed, result, unclear] = ["go", "busy", "failed", "result", "unclear"].map((name) =>
    box.querySelector(`[data-${name}]`),
  );
  let isAsking = false;

  function show(part) {
    for (const each of [busy, failed, unclear]) if (each) each.hidden = each !== part;
  }

  async function ask() {
    const answer = await fetch(box.dataset.url, {
      method: body ? "POST" : "GET",
      body: body && body(),
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json" },
    });
    if (answer.status === UNCLEAR && unclear) return show(unclear);
    if (!answer.ok || answer.redirected) throw new Error(`count answered ${answer.status}`);
    fill(box, await answer.json()); // a page to sign in at is no JSON and ends as a failure
    result.hidden = false;
    if (go.dataset.again) go.textContent = go.dataset.again;
    return show(null);
  }

  async function count() {
    if (isAsking) return;
    isAsking = true;
    show(busy);
    try {
      await ask();
    } catch {
      result.hidden = true;
      show(failed);
    } finally {
      isAsking = false;
    }
  }

  go.hidden = false;
  go.addEventListener("click", (event) => {
    event.preventDefault();
    count();
  });
  if ("auto" in box.dataset) count();
}
