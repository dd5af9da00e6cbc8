// Brings a list on the page in line with the server's items, touching only what changed,
// so that a screen reader hears what is new and nobody loses their place.

const drawn = new WeakMap();

export function merge(list, items) {
  const old = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let previous = null;
  for (const { key, html } of items) {
    const node = current(old.get(key), key, html);
    old.delete(key);
    const next = previous ? previous.nextSibling : list.firstChild;
    if (next !== node) list.insertBefore(node, next);
    previous = node;
  }
  for (const node of old.values()) node.remove();
}

function current(node, key, html) {
  if (node && drawn.get(node) === html) return node;
  const fresh = node ?? document.createElement("div");
  const focused = node?.contains(document.activeElement) ? mark(document.activeElement) : null;
  fresh.dataset.key = key;
  fresh.innerHTML = html; // escaped by the server, see page/html.py
  drawn.set(fresh, html);
  if (focused) fresh.querySelector(focused)?.focus();
  return fresh;
}

// A selector that finds the same control after the redraw.
function mark(element) {
  for (const name of ["data-action", "data-card-action", "data-do", "data-fault", "name"]) {
    const value = element.getAttribute(name);
    if (value) return `[${name}="${CSS.escape(value)}"]`;
  }
  return element.localName;
}
