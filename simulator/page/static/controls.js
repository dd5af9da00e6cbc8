// Carries the use of a button, menu or field in a message, Home or modal to the simulator.

import { confirmed, valueOf, valuesOf } from "./forms.js";
import { act, complain } from "./talk.js";

const WEB = /^https?:\/\//;

// `personOf` says who acts, given the element that was used.
export function listenForControls(personOf) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action]");
    if (button) use(button, button.dataset.answer ?? null, personOf(button));
    closeMenus(event.target);
  });
  document.addEventListener("change", (event) => {
    const holder = event.target.closest("[data-field]");
    if (holder) use(holder, answerOf(holder, event.target), personOf(holder));
  });
}

async function use(element, answer, person) {
  const { confirm, url, block, action } = element.dataset;
  if (confirm && !(await confirmed(JSON.parse(confirm)))) return;
  if (url && WEB.test(url)) window.open(url, "_blank", "noopener");
  const surface = element.closest("[data-view], [data-ts]");
  const { view, ts, channel } = surface.dataset;
  element.classList.add("busy");
  const body = { person, view, ts, channel, block, action, answer, values: valuesOf(surface) };
  const trouble = await act("operate", body);
  element.classList.remove("busy");
  if (trouble) complain(trouble);
}

function answerOf(holder, control) {
  if (control.type !== "checkbox") return valueOf(control);
  return [...holder.querySelectorAll(":checked")].map((box) => box.value);
}

function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.overflow[open]")) {
    if (!menu.contains(target) || target.closest(".menu")) menu.open = false;
  }
}
