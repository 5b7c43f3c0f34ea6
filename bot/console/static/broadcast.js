// One broadcast: counts its people, and keeps its progress up to date for as long as it moves.

import { counting } from "./counting.js";
import { fill } from "./fill.js";
import { forget } from "./kept.js";
import "./once.js";

for (const box of document.querySelectorAll("[data-counting]")) counting(box);
forget();

const section = document.querySelector("[data-events]");
const standing = document.querySelector("[data-state]");

function follow(source) {
  const bar = section.querySelector("[data-bar]");
  const stopped = section.querySelector("[data-stopped]");
  source.addEventListener("message", ({ data }) => {
    const told = JSON.parse(data);
    fill(section, { ...told, ...told.numbers });
    if (bar) bar.value = told.percent;
    stopped.hidden = true;
    if (told.is_over) source.close();
    if (told.is_over || told.state !== standing.dataset.state) window.location.reload(); // other things may be done now
  });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) stopped.hidden = false;
  });
  window.addEventListener("pagehide", () => source.close());
}

if (section && "EventSource" in window) follow(new EventSource(section.dataset.events));
