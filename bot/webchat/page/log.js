// The list of messages on the page: draws them, keeps their order, their days and which buttons still work.

import { clock, dayName, dayOf, fileLink, fileName, moment, write } from "./text.js";
import { WORDS } from "./words.js";

function make(tag, className, text = "") {
  const node = document.createElement(tag);
  node.className = className;
  if (text) node.textContent = text;
  return node;
}

function stamp(node, ms) {
  const time = node.querySelector("time");
  time.dateTime = new Date(ms).toISOString();
  time.textContent = clock(ms);
  node.dataset.day = dayOf(ms);
}

function draw(from, text, ms) {
  const node = make("div", "message");
  node.dataset.from = from;
  const name = from === "you" ? fileName(text) : null;
  const body = make("p", name === null ? "text" : "text sent-file");
  write(body, name === null ? text : name);
  const meta = make("p", "meta");
  meta.append(make("time", ""), make("span", "state"));
  node.append(make("p", "who", WORDS.who[from]), body, meta);
  if (!text) body.remove();
  stamp(node, ms);
  return node;
}

function daySeparator(day) {
  const node = make("p", "day", dayName(Number(day)));
  node.dataset.day = day;
  return node;
}

/** The messages in `root`; `press(button)` and `retry(node)` are told what the person taps. */
export class Log {
  constructor(root, { press, retry }) {
    this.root = root;
    this.press = press;
    this.retry = retry;
  }

  /** Shows a message of the server at its place. */
  add(message, order) {
    const from = WORDS.who[message.from] ? message.from : "bot";
    const node = draw(from, message.text || "", moment(message.at));
    const file = message.file && fileLink(message.file);
    if (file) node.insertBefore(file, node.querySelector(".meta"));
    if (message.buttons && message.buttons.length) node.append(this.choices(message.buttons));
    node.dataset.id = message.id;
    this.place(node, order);
    return node;
  }

  /** Shows what the person has just said, before the server has it. */
  addOwn(text) {
    const node = draw("you", text, Date.now());
    this.root.append(node);
    this.sending(node);
    return node;
  }

  sending(node) {
    node.dataset.state = "sending";
    node.querySelector(".state").textContent = WORDS.sending;
    for (const old of node.querySelectorAll(".retry, .why, progress")) old.remove();
  }

  /** How much of a file is through, as a bar: a number that changes would be read out again and again. */
  progress(node, share) {
    if (node.dataset.state !== "sending") return;
    let bar = node.querySelector("progress");
    if (!bar) {
      bar = make("progress", "");
      bar.max = 100;
      bar.setAttribute("aria-label", WORDS.sendingFile);
      node.insertBefore(bar, node.querySelector(".meta"));
    }
    bar.value = Math.round(share * 100);
  }

  /** Not sent, and not to be sent again as it is. */
  refused(node, sentence) {
    this.sending(node);
    node.dataset.state = "failed";
    node.querySelector(".state").textContent = "";
    if (sentence) node.append(make("p", "why", sentence));
  }

  /** `why` is a sentence for the person, if there is more to say than that it failed. */
  failed(node, why) {
    this.refused(node, why);
    const retry = make("button", "retry", WORDS.failed);
    retry.type = "button";
    retry.addEventListener("click", () => this.retry(node));
    node.append(retry);
  }

  accepted(node) {
    this.sending(node);
    node.dataset.state = "sent";
    node.querySelector(".state").textContent = "";
  }

  /** The server has it under this id; `at` is its time once that is known. */
  sent(node, id, order, at) {
    this.accepted(node);
    node.dataset.id = id;
    if (at) stamp(node, moment(at));
    const next = node.nextElementSibling;
    if (next && Number(next.dataset.order) < order) this.place(node, order);
    else node.dataset.order = order;
  }

  place(node, order) {
    node.dataset.order = order;
    let before = null;
    let other = this.root.lastElementChild;
    // What the server has not numbered yet will get a higher number than all that came from it.
    while (other && (other.matches(".day, .message:not([data-order])") || Number(other.dataset.order) > order)) {
      if (!other.matches(".day")) before = other;
      other = other.previousElementSibling;
    }
    this.root.insertBefore(node, before);
  }

  choices(buttons) {
    const set = make("fieldset", "choices");
    set.append(make("legend", "unseen", WORDS.choices));
    for (const { label, payload } of buttons) {
      const button = make("button", "choice", label);
      button.type = "button";
      button.addEventListener("click", () => {
        set.disabled = true;
        button.classList.add("chosen");
        button.append(make("span", "unseen", `, ${WORDS.chosen}`));
        this.press({ label, payload });
      });
      set.append(button);
    }
    return set;
  }

  /** After any change: only the newest bot message keeps its buttons, and each day is named once. */
  arrange() {
    const bots = this.root.querySelectorAll('[data-from="bot"]');
    const newest = bots[bots.length - 1];
    for (const set of this.root.querySelectorAll(".choices:not([disabled])")) {
      if (set.parentNode !== newest) set.disabled = true;
    }
    this.nameDays();
  }

  nameDays() {
    let day = null;
    let sign = null;
    for (const node of Array.from(this.root.children)) {
      if (node.matches(".day")) {
        if (sign) sign.remove();
        sign = node;
      } else if (node.matches(".message")) {
        const fits = sign && sign.dataset.day === node.dataset.day;
        if (sign && (!fits || node.dataset.day === day)) sign.remove();
        if (!fits && node.dataset.day !== day) this.root.insertBefore(daySeparator(node.dataset.day), node);
        day = node.dataset.day;
        sign = null;
      }
    }
    if (sign) sign.remove();
  }

  /** Marks that what follows belongs to a new visitor; the old buttons would reach nobody. */
  divide() {
    for (const set of this.root.querySelectorAll(".choices")) set.disabled = true;
    const waiting = this.root.querySelector(".message:not([data-id])");
    if (this.root.firstElementChild !== waiting) {
      this.root.insertBefore(make("p", "divider", WORDS.newVisitor), waiting);
    }
  }
}
