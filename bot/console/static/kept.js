// What is being written stays in this tab until it is kept: a session may end while somebody thinks.

const KEY = "broadcast";
const NEVER = new Set(["form", "revision", "file"]);

function fields(form) {
  return [...new FormData(form)].filter(([name, value]) => !NEVER.has(name) && typeof value === "string" && value);
}

export function forget() {
  sessionStorage.removeItem(KEY);
}

function putBack(form, lines) {
  for (const box of form.querySelectorAll("input[type=checkbox], input[type=radio]")) {
    box.checked = lines.some(([name, value]) => name === box.name && value === box.value);
  }
  for (const [name, value] of lines) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLElement && !["checkbox", "radio"].includes(field.type)) field.value = value;
  }
}

/** Offers what was being written here before, and remembers what is being written now. */
export function keep(form, offer) {
  const stored = sessionStorage.getItem(KEY);
  const before = stored ? JSON.parse(stored) : null;
  const isOther = before && before.path === window.location.pathname;
  if (isOther && JSON.stringify(before.lines) !== JSON.stringify(fields(form))) {
    offer.hidden = false;
    offer.querySelector("[data-take]").addEventListener("click", () => {
      putBack(form, before.lines);
      offer.hidden = true;
      form.dispatchEvent(new Event("input"));
      form.elements.namedItem("title").focus();
    });
    offer.querySelector("[data-leave]").addEventListener("click", () => {
      forget();
      offer.hidden = true;
    });
  }
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const kept = { path: window.location.pathname, lines: fields(form) };
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    }, 400);
  });
}
