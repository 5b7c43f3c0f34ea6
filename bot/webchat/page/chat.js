// The chat page: joins the parts and decides nothing that one of them could.

import { connect, Refused } from "./api.js";
import { compose } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Link } from "./link.js";
import { Log } from "./log.js";
import { follow } from "./scroll.js";
import { fileLine, fileRefusal, write } from "./text.js";
import { WORDS } from "./words.js";

const TYPING = 20000;
const CHECKS = [5000, 15000];
const part = (id) => document.getElementById(id);

const scroll = follow({
  pill: part("newer"),
  header: document.querySelector(".top"),
  dock: document.querySelector(".dock"),
});
let started = false;
let refusal = false; // the server is there, and last answered with a no
let typingTimer = 0;

function typing(on) {
  clearTimeout(typingTimer);
  if (on) typingTimer = setTimeout(() => typing(false), TYPING);
  part("typing").hidden = !on;
}

function notice(sentence) {
  part("notice").hidden = !sentence;
  part("notice-text").textContent = "";
  write(part("notice-text"), sentence);
}

function changed({ news, own, sent, isAnswered, failed }) {
  part("empty").hidden = true;
  if (own) { typing(!own.file); scroll.toEnd(); }
  if (sent && sent.file && !isAnswered) { typing(true); scroll.keep(); }
  if (sent) { notice(""); CHECKS.forEach((ms) => setTimeout(checkIfWaiting, ms)); }
  if (failed || news) typing(false);
  if (failed) scroll.keep();
  if (news && started) scroll.arrived(news);
}

function checkIfWaiting() {
  if (!part("typing").hidden) link.check();
}

function refused(error) {
  if (error instanceof Refused) notice(error.message);
  else link.again();
}

function reached(live, error) {
  if (live && !started) {
    started = true;
    part("log").setAttribute("aria-busy", "false");
    if (part("log").firstElementChild) scroll.toEnd();
  }
  if (live && refusal) notice("");
  refusal = error instanceof Refused && error.status < 500;
  part("status").textContent = live || refusal ? "" : WORDS.lost;
  if (refusal) notice(error.message);
}

const log = new Log(part("log"), {
  press: ({ label, payload }) => conversation.say({ button: payload }, label),
  retry: (node) => conversation.retry(node),
});
const conversation = new Conversation({
  log,
  send: (body, key) => api.send(body, key),
  sendFile: (file, key, onProgress) => api.sendFile(file, key, onProgress),
  refresh: () => link.refresh(),
  onChange: changed,
  onRefused: refused,
});
const api = connect({ cursor: () => conversation.cursor, onNewVisitor: () => conversation.startOver() });
const link = new Link({
  api,
  receive: (messages) => conversation.receive(messages),
  onTyping: () => { typing(true); scroll.keep(); },
  onState: reached,
});
link.start();

const say = (text) => conversation.say({ text }, text);
const sayFile = (file) => conversation.sayFile(file, fileLine(file), fileRefusal(file));
const composer = compose(part("composer"), say, sayFile);
for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => say(button.textContent.trim()));
}
part("notice-close").addEventListener("click", () => notice(""));
document.addEventListener("click", ({ target, detail }) => {
  // A button that its own press took away (no pointer: detail is 0) hands the keyboard on to the box.
  const gone = !target.isConnected || target.matches(":disabled") || target.closest("[hidden]");
  if (detail === 0 && gone) composer.focus();
});
history.scrollRestoration = "manual";
part("slow").remove();
for (const set of document.querySelectorAll("#chat fieldset")) set.disabled = false;
