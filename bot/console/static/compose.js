// The form of a broadcast: counts letters and people, and loses nothing.

import { counting } from "./counting.js";
import { keep } from "./kept.js";
import "./once.js";

const WHOM = /^(form|who|saved|in_.*|ex_.*)$/;
const form = document.querySelector(".composer");
const problems = document.querySelector("#problems");

function whom() {
  const sent = new FormData();
  for (const [name, value] of new FormData(form)) if (WHOM.test(name)) sent.append(name, value);
  return sent;
}

function lettersLeft() {
  const told = form.querySelector("[data-left]");
  const text = form.elements.namedItem("text");
  const file = form.elements.namedItem("file");
  const drops = form.querySelector("[data-drops-file]");
  const hasFile = file.files.length > 0 || ("hasFile" in file.dataset && !(drops && drops.checked));
  const left = Number(hasFile ? told.dataset.mostFile : told.dataset.most) - [...text.value.trim()].length;
  const words = left < 0 ? told.dataset.over : told.dataset.words;
  told.textContent = words.replace("{n}", Math.abs(left));
  told.classList.toggle("problem", left < 0);
}

form.addEventListener("input", lettersLeft);
form.addEventListener("change", lettersLeft);
lettersLeft();
counting(document.querySelector("[data-counting]"), whom);
keep(form, document.querySelector("[data-before]"));
if (problems) problems.focus();
