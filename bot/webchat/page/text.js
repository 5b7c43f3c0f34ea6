// Text, links and times: how one piece of a message turns into something safe to show.

import { WORDS } from "./words.js";

export const LIMIT = 4000;
const FILE_LIMIT = 20 * 1024 * 1024;
const MARK = "📎";
const LINK = /https?:\/\/[^\s<>"'`]+/;
const TRAILING = /[.,;:!?…)\]}”’»]+$/;
const MINUTE = 60000;
// Việt Nam keeps UTC+7 all year; old phones often lack the time zone data that Intl needs.
const VIETNAM = 7 * 60 * MINUTE;
const DAY = 24 * 60 * MINUTE;

/** The text in composed form, as the server counts it, without blank edges. */
export function tidy(text) {
  return text.normalize("NFC").trim();
}

/** How many characters remain before the limit; negative beyond it. */
export function room(text) {
  return LIMIT - Array.from(tidy(text)).length;
}

/** The address when it is one the page may link to (http or https), otherwise null. */
export function webAddress(address) {
  try {
    const url = new URL(address, location.href);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch (error) {
    return null;
  }
}

function link(address) {
  const node = document.createElement("a");
  node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

/** A closing bracket that the address itself opened belongs to the address. */
function trimmed(address) {
  const tail = address.match(TRAILING);
  if (!tail) return address;
  const keep = address.includes("(") && tail[0].startsWith(")") ? 1 : 0;
  return address.slice(0, address.length - tail[0].length + keep);
}

/** Puts text into a node as text; only http and https addresses become links. */
export function write(node, text) {
  const links = new RegExp(LINK, "gi");
  let from = 0;
  for (let found = links.exec(text); found; found = links.exec(text)) {
    const address = trimmed(found[0]);
    const target = webAddress(address);
    if (!target) continue;
    const anchor = link(target);
    anchor.textContent = address;
    node.append(text.slice(from, found.index), anchor);
    from = found.index + address.length;
  }
  node.append(text.slice(from));
}

/** How a chosen file stands in the conversation, as the server puts it too. */
export function fileLine(file) {
  return `${MARK} ${tidy(file.name)}`;
}

/** The name of the file that such a line is about, null for any other; the page draws the mark itself. */
export function fileName(line) {
  return line.startsWith(MARK) ? line.slice(MARK.length).trim() : null;
}

/** Why a file need not be sent at all; empty when it may be. */
export function fileRefusal(file) {
  return file.size > FILE_LIMIT ? WORDS.fileTooBig : "";
}

/** A link to a file of a message, or null when its address is not one to follow. */
export function fileLink(file) {
  const target = webAddress(file.url);
  if (!target) return null;
  const anchor = link(target);
  anchor.className = "file";
  anchor.download = file.name;
  anchor.append(WORDS.file);
  const name = document.createElement("bdi");
  name.textContent = file.name;
  anchor.append(name);
  return anchor;
}

/** The moment of a message in milliseconds; now when the server's word cannot be read. */
export function moment(at) {
  const known = Date.parse(at);
  return Number.isNaN(known) ? Date.now() : known;
}

/** HH:MM in Việt Nam. */
export function clock(ms) {
  return new Date(ms + VIETNAM).toISOString().slice(11, 16);
}

/** The number of the Vietnamese day that a moment falls on. */
export function dayOf(ms) {
  return Math.floor((ms + VIETNAM) / DAY);
}

/** What a day separator says. */
export function dayName(day) {
  const ago = dayOf(Date.now()) - day;
  if (ago === 0) return WORDS.today;
  const date = new Date(day * DAY);
  const [year, month, number] = date.toISOString().slice(0, 10).split("-");
  const name = ago === 1 ? WORDS.yesterday : WORDS.weekdays[date.getUTCDay()];
  return `${name}, ${number}/${month}/${year}`;
}
