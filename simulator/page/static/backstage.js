// The wire, the mailboxes and the faults: whichever tab is open is kept up to date.

import { merge } from "./merge.js";
import { complain, post, read } from "./talk.js";

const root = document.getElementById("backstage");
const tabs = [...root.querySelectorAll("[role=tab]")];
const problems = document.getElementById("problems");

export async function refreshBackstage() {
  const list = root.querySelector(".panel:not([hidden]) .items");
  const what = list.dataset.what;
  const query = what === "wire" && problems.checked ? "?problems" : "";
  const { items } = await read(`/sim/backstage/${what}${query}`);
  merge(list, items);
  const nothing = list.parentElement.querySelector(".nothing");
  if (nothing) nothing.hidden = items.length > 0;
}

function open(tab) {
  for (const each of tabs) {
    const on = each === tab;
    each.setAttribute("aria-selected", String(on));
    each.tabIndex = on ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !on;
  }
  refreshBackstage();
}

function step(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const next = tabs[(tabs.indexOf(event.target) + by + tabs.length) % tabs.length];
  next.focus();
  open(next);
}

for (const tab of tabs) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", step);
}
problems.addEventListener("change", refreshBackstage);
root.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-mail]");
  if (!form) return;
  event.preventDefault();
  const box = form.querySelector("textarea");
  if (!box.value.trim()) return;
  const trouble = await post(`/sim/mail/${form.dataset.mail}/reply`, { text: box.value });
  if (trouble) complain(trouble);
  else box.value = "";
});
root.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-fault]");
  if (!button) return;
  const trouble = await post("/sim/fault", { fault: button.dataset.fault });
  if (trouble) complain(trouble);
});
