// The inbox keeps itself up to date: the list says when it is old, a conversation shows what comes in.

import "./once.js";

const EVERY = 4000;
const GONE = 404;

/** Asks every few seconds as long as somebody looks; `take` is given what was told, `lost` is called once at the end. */
function follow(url, take, lost) {
  const stop = () => {
    clearInterval(timer);
    if (lost) lost();
  };
  const timer = setInterval(async () => {
    if (document.hidden) return;
    let answer;
    try {
      answer = await fetch(url(), { credentials: "same-origin", cache: "no-store" });
    } catch {
      return; // the line is down for a moment
    }
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.status === GONE || (answer.ok && !isJson)) stop(); // nothing there, or the page to sign in at
    else if (answer.ok) take(await answer.json());
  }, EVERY);
}

function list(title) {
  const fresh = document.querySelector("[data-fresh]");
  const plain = document.title.replace(/^\(\d+\) /, "");
  follow(
    () => title.dataset.inbox,
    ({ waiting, mark }) => {
      if (mark === title.dataset.mark) return;
      fresh.hidden = false;
      document.title = waiting ? `(${waiting}) ${plain}` : plain;
    },
  );
}

function talk(lines) {
  const names = JSON.parse(lines.dataset.states);
  const seen = document.querySelector("[data-seen]");
  const newest = () => {
    const last = lines.lastElementChild;
    return last ? last.dataset.id : "0";
  };
  const show = ({ id, from, text, file, at, shown }) => {
    if (lines.querySelector(`[data-id="${Number(id)}"]`)) return;
    const node = document.querySelector(`template[data-line="${from}"]`).content.firstElementChild.cloneNode(true);
    node.dataset.id = id;
    node.querySelector(".text").textContent = text;
    node.querySelector(".file").hidden = !file;
    node.querySelector(".file span").textContent = file;
    const time = node.querySelector("time");
    time.dateTime = at;
    time.textContent = shown;
    lines.append(node);
    lines.scrollTop = lines.scrollHeight;
  };
  lines.scrollTop = lines.scrollHeight;
  follow(
    () => `${lines.dataset.lines}?after=${newest()}`,
    (told) => {
      told.lines.forEach(show);
      if (seen) seen.value = newest();
      for (const [id, state] of Object.entries(told.states)) {
        const place = lines.querySelector(`[data-id="${Number(id)}"].staff [data-state], [data-id="${Number(id)}"].bot [data-state]`);
        if (place) place.textContent = names[state] || "";
      }
      document.querySelector("[data-changed]").hidden = told.holder === lines.dataset.holder;
    },
    () => {
      document.querySelector("[data-ended]").hidden = false;
    },
  );
}

function answering(form) {
  const text = form.querySelector("[data-text]");
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return (words) => {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.focus();
  };
}

/** Looks for answers that stand ready without leaving what is being written. */
function canned(section, insert) {
  const form = section.querySelector("form");
  const found = section.querySelector("[data-found]");
  const none = section.querySelector("[data-none]");
  const one = section.querySelector("[data-found-one]").content.firstElementChild;
  const draw = ({ title, text }) => {
    const node = one.cloneNode(true);
    node.querySelector("summary").textContent = title;
    node.querySelector(".text").textContent = text;
    node.querySelector("button").addEventListener("click", () => insert(text));
    return node;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = new URLSearchParams({ q: form.elements.namedItem("q").value });
    const answer = await fetch(`${section.dataset.canned}?${words}`, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    const isJson = answer && answer.ok && (answer.headers.get("Content-Type") || "").includes("json");
    if (!isJson) return;
    const { answers } = await answer.json();
    found.replaceChildren(...answers.map(draw));
    none.hidden = answers.length > 0;
  });
}

const title = document.querySelector("[data-inbox]");
const lines = document.querySelector("[data-lines]");
const form = document.querySelector("[data-answering]");
const ready = document.querySelector("[data-canned]");
if (title) list(title);
if (lines) talk(lines);
if (form && ready) canned(ready, answering(form));
