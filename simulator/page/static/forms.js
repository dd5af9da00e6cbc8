// Reads what has been filled in, asks for confirmation, and shows the modal of whoever has one.

import { act } from "./talk.js";

const modal = document.getElementById("modal");
const confirmBox = document.getElementById("confirm");
let shown = { id: null, html: null, side: null };

// Values by "block/action", as the server wants them.
export function valuesOf(container) {
  const values = {};
  for (const control of container.querySelectorAll("[name][data-type]")) {
    const ticked = control.type === "radio" || control.type === "checkbox";
    if (control.type === "checkbox") {
      values[control.name] ??= [];
      if (control.checked) values[control.name].push(control.value);
    } else if (!ticked || control.checked) {
      values[control.name] = valueOf(control);
    }
  }
  return values;
}

export function valueOf(control) {
  if (control.multiple) return [...control.selectedOptions].map((option) => option.value);
  return control.value;
}

export function confirmed(words) {
  confirmBox.querySelector("h2").textContent = words.title;
  confirmBox.querySelector(".blocks").innerHTML = words.html; // escaped by the server, see page/html.py
  const [deny, go] = confirmBox.querySelectorAll("button");
  deny.textContent = words.deny;
  go.textContent = words.confirm;
  go.className = `button ${words.style || "primary"}`;
  confirmBox.returnValue = "deny";
  confirmBox.showModal();
  return new Promise((resolve) => {
    const answer = () => resolve(confirmBox.returnValue === "confirm");
    confirmBox.addEventListener("close", answer, { once: true });
  });
}

// The sides in order of preference; the first that has a modal shows it.
export function showModalOf(sides) {
  const side = sides.find((each) => each.modal);
  if (!side) {
    shown = { id: null, html: null, side: null };
    if (modal.open) modal.close();
    return;
  }
  const { id, html } = side.modal;
  if (shown.html !== html) draw(side, id, html);
  if (!modal.open) modal.showModal();
}

function draw(side, id, html) {
  const kept = shown.id === id ? valuesOf(modal) : {};
  shown = { id, html, side };
  modal.innerHTML = html; // escaped by the server, see page/html.py
  modal.dataset.side = side.name;
  modal.dataset.platform = side.platform;
  modal.setAttribute("aria-labelledby", modal.querySelector("h2").id);
  restore(kept);
  const first = modal.querySelector("[aria-invalid], .invalid input") ?? modal.querySelector(".blocks [name]");
  queueMicrotask(() => first?.focus());
}

function restore(values) {
  for (const control of modal.querySelectorAll("[name][data-type]")) {
    const value = values[control.name];
    if (value === undefined) continue;
    if (control.type === "radio") control.checked = control.value === value;
    else if (control.type === "checkbox") control.checked = value.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = value.includes(option.value);
    else control.value = value;
  }
}

async function close(everything) {
  if (!shown.side) return;
  await act("close", { person: shown.side.person, view: shown.id, everything });
}

async function submit() {
  const button = modal.querySelector("[type=submit]");
  if (!button) return modal.querySelector("[data-kind='Action.Submit']")?.click();
  const trouble = modal.querySelector(".trouble");
  button.disabled = true;
  trouble.hidden = true;
  const body = { person: shown.side.person, view: shown.id, values: valuesOf(modal) };
  const problem = await act("submit", body);
  button.disabled = false;
  trouble.hidden = !problem;
  trouble.textContent = problem ?? "";
  return null;
}

modal.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
modal.addEventListener("cancel", (event) => {
  event.preventDefault();
  close(false);
});
modal.addEventListener("click", (event) => {
  const wanted = event.target.closest("[data-do]")?.dataset.do;
  if (wanted === "cross") close(true);
  if (wanted === "close") close(false);
});
