// Puts what the server tells into what the page has drawn already: texts, lists, and which parts are to be seen.

const ITEM = "li";

function line([label, number]) {
  const item = document.createElement(ITEM);
  const name = document.createElement("span");
  const count = document.createElement("b");
  name.textContent = label;
  count.textContent = number;
  item.append(name, " ", count);
  return item;
}

function isThere(value) {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Every element that names a value shows it; one that the server did not tell stays as it is. */
export function fill(root, told) {
  for (const element of root.querySelectorAll("[data-live]")) {
    const value = told[element.dataset.live];
    if (value !== undefined && element.textContent !== String(value)) element.textContent = value;
  }
  for (const list of root.querySelectorAll("[data-list]")) {
    const lines = told[list.dataset.list];
    if (lines) list.replaceChildren(...lines.map(line));
  }
  for (const part of root.querySelectorAll("[data-if]")) {
    const value = told[part.dataset.if];
    if (value !== undefined) part.hidden = !isThere(value);
  }
}
