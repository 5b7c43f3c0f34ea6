// Sends one file and tells how far it is; `fetch` cannot tell that.

const STALLED = 60000; // a village line may rest for a while; a dead one never comes back

/** Posts a form; answers as the other calls do. `onProgress` gets shares between 0 and 1. */
export function upload(url, { file, key, onProgress }) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file, file.name);
    let timer = 0;
    const live = () => {
      clearTimeout(timer);
      timer = setTimeout(() => call.abort(), STALLED);
    };
    const fail = () => {
      clearTimeout(timer);
      reject(new Error("not sent"));
    };
    call.upload.onprogress = (event) => {
      live();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    call.onload = () => {
      clearTimeout(timer);
      resolve({ status: call.status, ok: call.status >= 200 && call.status < 300, data: parsed(call.responseText) });
    };
    call.onerror = fail;
    call.onabort = fail;
    call.open("POST", url);
    call.setRequestHeader("Idempotency-Key", key);
    live();
    call.send(form);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return {};
  }
}
