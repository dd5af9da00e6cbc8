// Starts both sides and keeps everything up to date.

import { refreshBackstage } from "./backstage.js";
import { listenForCards } from "./cards.js";
import { listenForControls } from "./controls.js";
import { showModalOf } from "./forms.js";
import { Side } from "./side.js";
import "./tab.js";

const live = document.getElementById("live");
const switcher = document.querySelector(".switcher");
const sides = [...document.querySelectorAll("[data-side].side")].map(
  (root) => new Side(root, changed),
);
let latest = sides[0];

function changed() {
  showModalOf(inOrder());
  for (const side of sides) {
    switcher.querySelector(`[data-show="${side.name}"]`).toggleAttribute("data-fresh", Boolean(side.hasNews));
  }
}

// The side that was used last comes first.
function inOrder() {
  return [latest, ...sides.filter((side) => side !== latest)];
}

function sideOf(element) {
  const name = element.closest("[data-side]")?.dataset.side;
  return sides.find((side) => side.name === name) ?? latest;
}

function refresh() {
  for (const side of sides) side.refresh();
  refreshBackstage().catch(() => {});
}

function show(part) {
  document.body.dataset.show = part;
  for (const button of switcher.children) {
    button.setAttribute("aria-pressed", String(button.dataset.show === part));
  }
  refresh();
}

function say(state, words) {
  live.dataset.state = state;
  if (live.textContent !== words) live.textContent = words;
}

document.addEventListener("pointerdown", (event) => { latest = sideOf(event.target); }, true);
document.addEventListener("keydown", (event) => { latest = sideOf(event.target); }, true);
switcher.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) show(button.dataset.show);
});
listenForControls((element) => sideOf(element).person);
listenForCards((element) => sideOf(element).person);

const events = new EventSource("/events");
events.onopen = () => say("on", "live");
events.onerror = () => say("off", "waiting for the simulator");
events.onmessage = refresh;
refresh();
