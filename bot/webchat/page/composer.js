// The box where the person writes: grows with the text, counts near the limit, Enter sends.

import { LIMIT, room, tidy } from "./text.js";
import { WORDS } from "./words.js";

const NEAR = 400;
const TALLEST = 160;

/** Wires the form; `say(text)` and `sayFile(file)` get what is to be sent. */
export function compose(form, say, sayFile) {
  const box = form.querySelector("textarea");
  const picker = form.querySelector("#file");
  const counter = form.querySelector("#counter");

  function measure() {
    box.style.height = "auto";
    const border = box.offsetHeight - box.clientHeight;
    box.style.height = `${Math.min(box.scrollHeight + border, TALLEST)}px`;
    const left = box.value.length > LIMIT - NEAR ? room(box.value) : LIMIT;
    const near = left < NEAR;
    counter.hidden = !near;
    counter.classList.toggle("over", left < 0);
    if (near) counter.textContent = left < 0 ? WORDS.tooLong(-left) : WORDS.left(left);
    box.setAttribute("aria-invalid", String(left < 0));
  }

  function submit(event) {
    event.preventDefault();
    const text = tidy(box.value);
    if (!text || room(text) < 0) {
      box.focus();
      return;
    }
    box.value = "";
    measure();
    say(text);
  }

  form.querySelector("#attach").addEventListener("click", () => picker.click());
  picker.addEventListener("click", (event) => event.stopPropagation()); // the press was the button's
  picker.addEventListener("change", () => {
    for (const file of Array.from(picker.files)) sayFile(file);
    picker.value = ""; // so that the same file can be chosen again
  });
  form.addEventListener("submit", submit);
  box.addEventListener("input", measure);
  box.addEventListener("keydown", (event) => {
    // Telex and VNI keyboards confirm a word with Enter; 229 is how older browsers tell it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    submit(event);
  });
  // A press on "Gửi" leaves the cursor in the box, so that the phone's keyboard stays.
  form.querySelector("[type=submit]").addEventListener("mousedown", (event) => {
    if (document.activeElement === box) event.preventDefault();
  });
  return { focus: () => box.focus() };
}
