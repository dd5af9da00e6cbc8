// Lets people use Adaptive Cards: buttons, inputs, parts that open and close.

import { valuesOf } from "./forms.js";
import { ask, complain } from "./talk.js";

const WEB = /^https?:\/\//;

// `personOf` says who acts, given the element that was used.
export function listenForCards(personOf) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-card-action]");
    if (button) use(button, personOf(button));
  });
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".card .field.invalid");
    if (field) mark(field, "");
  });
}

function use(button, person) {
  switch (button.dataset.kind) {
    case "Action.OpenUrl":
      if (WEB.test(button.dataset.url)) window.open(button.dataset.url, "_blank", "noopener");
      return null;
    case "Action.ShowCard":
      return unfold(button);
    case "Action.ToggleVisibility":
      return toggle(button);
    default:
      return send(button, person);
  }
}

// Opens the card behind one button and closes those behind its neighbours.
function unfold(button) {
  const open = button.getAttribute("aria-expanded") !== "true";
  for (const each of button.parentElement.querySelectorAll("[aria-controls]")) {
    const mine = each === button && open;
    each.setAttribute("aria-expanded", String(mine));
    document.getElementById(each.getAttribute("aria-controls")).hidden = !mine;
  }
}

function toggle(button) {
  const card = button.closest(".card");
  for (const [name, visible] of JSON.parse(button.dataset.targets ?? "[]")) {
    const element = card.querySelector(`[data-element="${CSS.escape(name)}"]`);
    if (element) element.hidden = visible === null ? !element.hidden : !visible;
  }
}

async function send(button, person) {
  const surface = button.closest("[data-view], [data-ts]");
  const { view, ts, channel } = surface.dataset;
  const number = Number(button.dataset.cardAction);
  button.classList.add("busy");
  button.disabled = true;
  const answer = await ask("/sim/act/use", { person, view, ts, channel, number, values: enteredIn(surface) });
  button.disabled = false;
  button.classList.remove("busy");
  show(surface, answer.errors ?? {});
  if (answer.trouble || answer.notice) complain(answer.trouble ?? answer.notice);
}

// Values by input id: what is ticked, chosen or written.
function enteredIn(surface) {
  const fields = [...surface.querySelectorAll("[data-input]")];
  return Object.fromEntries(fields.map((field) => [field.dataset.input, Object.values(valuesOf(field))[0] ?? ""]));
}

// Complaints stand at their inputs; the first one gets the focus.
function show(surface, errors) {
  const fields = [...surface.querySelectorAll("[data-input]")];
  for (const field of fields) mark(field, errors[field.dataset.input] ?? "");
  const first = fields.find((field) => errors[field.dataset.input]);
  first?.querySelector("input, textarea, select")?.focus();
}

function mark(field, words) {
  field.classList.toggle("invalid", Boolean(words));
  for (const control of field.querySelectorAll("input, textarea, select")) {
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  const notes = field.querySelector(".notes");
  notes.replaceChildren();
  if (!words) return;
  const error = document.createElement("span");
  error.className = "error";
  error.setAttribute("role", "alert");
  error.textContent = words;
  notes.append(error);
}
