// Shows what the desk says, and gives back what its buttons and forms hold.
// Who acts is in the token that Teams has from Entra: it is asked for at each act, and never kept.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const shown = document.getElementById("shown");
const notice = document.getElementById("notice");
const PATIENCE = 10000; // milliseconds that Teams may take to say that it is there
const EVERY = 60000; // milliseconds between two looks at what waits
let overview = true; // whether the overview is on the page
let locale = "";

const teams = () => window.microsoftTeams;
const late = (ms) => new Promise((_, fail) => setTimeout(fail, ms, new Error("late")));

function say(text) {
  notice.textContent = text ?? "";
  notice.hidden = !text;
}

async function begin() {
  try {
    await Promise.race([teams().app.initialize(), late(PATIENCE)]);
    const context = await teams().app.getContext();
    locale = context.app.locale ?? "";
    dress(context.app.theme);
    teams().app.registerOnThemeChangeHandler(dress);
    teams().app.notifySuccess();
  } catch {
    shown.textContent = words.outside;
    shown.setAttribute("aria-busy", "false");
    return;
  }
  await look();
  setInterval(() => {
    if (overview && document.visibilityState === "visible") look(true);
  }, EVERY);
}

function dress(theme) {
  document.documentElement.dataset.theme = theme === "default" ? "light" : theme;
}

// The overview; `quietly` when nobody asked for it.
async function look(quietly = false) {
  const answer = await ask(null);
  if (quietly && (answer.trouble || !overview)) return;
  if (answer.html) draw(answer.html, true, !quietly);
  else trouble(answer.trouble ?? answer.notice);
}

function trouble(text) {
  say(text);
  if (shown.querySelector("h1")) return;
  const again = document.createElement("button");
  again.textContent = words.again;
  again.addEventListener("click", () => { say(""); look(); });
  shown.replaceChildren(again);
}

// `html` is the desk's: all that people wrote is escaped in it, and no script of it may run.
function draw(html, isOverview, focus) {
  overview = isOverview;
  shown.innerHTML = html;
  document.body.classList.toggle("deep", !isOverview);
  if (focus) (shown.querySelector("[aria-invalid=true]") ?? shown.querySelector("h1"))?.focus();
}

async function send(data, control) {
  say("");
  control.disabled = true;
  const answer = await ask(data);
  control.disabled = false;
  if (answer.html) return draw(answer.html, data.command?.do === "home", true);
  say(answer.trouble ?? answer.notice);
  if (!answer.trouble && !answer.stay && overview) await look(true);
}

async function ask(data) {
  shown.setAttribute("aria-busy", "true");
  try {
    return await asked(data);
  } catch {
    return { trouble: words.unreachable };
  } finally {
    shown.setAttribute("aria-busy", "false");
  }
}

async function asked(data) {
  let token;
  try {
    token = await teams().authentication.getAuthToken();
  } catch {
    return { trouble: words.unknown };
  }
  const response = await fetch("/teams/tab", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Authorization": `Bearer ${token}` },
    body: JSON.stringify({ act: crypto.randomUUID(), locale, ...(data && { data }) }),
  });
  if (response.ok) return response.json();
  const known = { 401: words.unknown, 403: words.closed };
  return { trouble: known[response.status] ?? words.unreachable };
}

// What the form holds: inputs by name, boxes of one question with commas between.
function filled(form) {
  const inputs = {};
  for (const control of form.querySelectorAll("[name]")) {
    if (control.type !== "checkbox") inputs[control.name] = control.value;
    else inputs[control.name] = control.checked ? control.value : "false";
  }
  for (const group of form.querySelectorAll("[data-several]")) {
    const chosen = [...group.querySelectorAll("input:checked")];
    inputs[group.dataset.several] = chosen.map((box) => box.value).join(",");
  }
  return inputs;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-send]");
  if (button) send(JSON.parse(button.dataset.send), button);
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  send({ ...JSON.parse(form.dataset.send), ...filled(form) }, form.querySelector("[type=submit]"));
});
document.getElementById("back").addEventListener("click", () => { say(""); look(); });
begin();
