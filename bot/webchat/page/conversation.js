// What this visitor has said and heard: every message once, in the server's order.

const EPOCH = 1e12;
const USELESS = [400, 413, 415]; // the same file would be refused again

/** 128 random bits: browsers themselves may post twice when a connection breaks. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

/** The server tidies spaces and marks before it stores a text. */
function alike(one, other) {
  const bare = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  return bare(one) === bare(other);
}

/** Holds the conversation's state; `log` draws it, `send` carries what the person says. */
export class Conversation {
  constructor({ log, send, sendFile, refresh, onChange, onRefused }) {
    Object.assign(this, { log, send, sendFile, refresh, onChange, onRefused });
    this.cursor = 0; // newest id heard from the server, never one learnt from a 202: older ones may be on the way
    this.epoch = 0;
    this.heard = new Set();
    this.known = new Map(); // id -> node
    this.unsettled = []; // own messages without an id, oldest first: {node, text, body or file, key}
    this.queue = Promise.resolve();
    this.files = Promise.resolve(); // a line of their own: words need not wait for a slow picture
  }

  /** Takes messages in and answers how many had not been heard before. */
  receive(messages) {
    const fresh = messages.filter((message) => this.take(message));
    if (fresh.length) {
      this.log.arrange();
      const news = fresh.find(({ from }) => from !== "you");
      this.onChange({ news: news && this.known.get(news.id) });
    }
    return fresh.length;
  }

  take(message) {
    const key = `${message.id} ${message.at}`;
    if (this.heard.has(key)) return false;
    this.heard.add(key);
    this.cursor = Math.max(this.cursor, message.id);
    const own = message.from === "you" && this.unsettled.find(({ text }) => alike(text, message.text));
    if (this.known.has(message.id)) this.settle({ node: this.known.get(message.id) }, message.id, message.at);
    else if (own) this.settle(own, message.id, message.at);
    else this.known.set(message.id, this.log.add(message, this.order(message.id)));
    return true;
  }

  /** Says something: `body` goes to the server, `text` is shown at once. */
  say(body, text) {
    const own = { body, text, key: newKey(), node: this.log.addOwn(text) };
    this.unsettled.push(own);
    this.log.arrange();
    this.onChange({ own });
    this.enqueue(own);
  }

  /** Sends a file; `refusal` is why the server need not be asked at all. */
  sayFile(file, text, refusal) {
    const own = { file, text, key: newKey(), node: this.log.addOwn(text) };
    this.log.arrange();
    this.onChange({ own });
    if (refusal) {
      this.log.refused(own.node, refusal);
      return;
    }
    this.unsettled.push(own);
    this.enqueue(own);
  }

  /** Sends a failed message again, unless the server turns out to have it. */
  async retry(node) {
    const own = this.unsettled.find((one) => one.node === node);
    if (!own || node.dataset.state !== "failed") return;
    this.log.sending(node);
    this.onChange({ own });
    await this.refresh().catch(() => 0);
    if (this.unsettled.includes(own)) this.enqueue(own);
  }

  /** One at a time: two quick messages must not overtake each other. */
  enqueue(own) {
    const line = own.file ? "files" : "queue";
    this[line] = this[line].then(() => this.deliver(own));
  }

  async deliver(own) {
    try {
      const id = own.file
        ? await this.sendFile(own.file, own.key, (share) => this.log.progress(own.node, share))
        : await this.send(own.body, own.key);
      if (this.unsettled.includes(own)) this.settle(own, id || 0);
      this.log.arrange();
      this.onChange({ sent: own, isAnswered: this.cursor > id });
    } catch (error) {
      if (!this.unsettled.includes(own)) return; // the answer was lost, the message was not
      if (own.file && USELESS.includes(error.status)) this.refuse(own, error.message);
      else this.log.failed(own.node, own.file && error.status ? error.message : "");
      this.onChange({ failed: own });
      if (!own.file || !error.status) this.onRefused(error);
    }
  }

  /** The server does not take this file, and sending it again would change nothing. */
  refuse(own, sentence) {
    this.unsettled = this.unsettled.filter((one) => one !== own);
    this.log.refused(own.node, sentence);
  }

  /** Ties an own bubble to its message; without an id it waits for the server's copy to tell. */
  settle(own, id, at) {
    if (!id) {
      this.log.accepted(own.node);
      return;
    }
    this.unsettled = this.unsettled.filter((one) => one !== own);
    const shown = this.known.get(id);
    if (shown && shown !== own.node) {
      own.node.remove(); // its copy came before the 202
      return;
    }
    this.known.set(id, own.node);
    this.log.sent(own.node, id, this.order(id), at);
  }

  /** A new visitor starts: ids may start again, so they sort after everything so far. */
  startOver() {
    this.cursor = 0;
    this.epoch += 1;
    this.known.clear();
    this.log.divide();
  }

  order(id) {
    return this.epoch * EPOCH + id;
  }
}
