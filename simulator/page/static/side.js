// One half of the page: a person, the places they can go, and what they see there.

import { Composer } from "./composer.js";
import { merge } from "./merge.js";
import { act, complain, read } from "./talk.js";

const NEAR = 80;

export class Side {
  constructor(root, changed) {
    this.root = root;
    this.name = root.dataset.side;
    this.changed = changed;
    this.select = root.querySelector(".person");
    this.places = root.querySelector(".places");
    this.log = root.querySelector(".log.channel");
    this.threadBox = root.querySelector(".thread");
    this.threadLog = this.threadBox.querySelector(".log");
    this.kept = JSON.parse(localStorage.getItem(`side-${this.name}`) ?? "{}");
    this.seen = this.kept.seen ?? {};
    this.place = this.kept.place ?? null;
    this.thread = "";
    this.modal = null;
    this.follow = true;
    this.composer = new Composer(this, root.querySelector(".composer"));
    this.listen();
  }

  get person() {
    return this.select.value;
  }

  get platform() {
    return this.person.startsWith("teams/") ? "teams" : "slack";
  }

  listen() {
    if ([...this.select.options].some((option) => option.value === this.kept.person)) {
      this.select.value = this.kept.person;
    }
    this.select.addEventListener("change", () => this.go(null));
    this.places.addEventListener("click", (event) => {
      const tab = event.target.closest("button");
      if (tab) this.go(tab.dataset.place);
    });
    this.root.addEventListener("click", (event) => this.click(event.target));
  }

  click(target) {
    const chip = target.closest("[data-say]");
    if (chip) this.composer.send(chip.dataset.say);
    const tool = target.closest("[data-do]");
    if (tool) this.tool(tool);
  }

  async tool(tool) {
    const message = { ...tool.closest("[data-ts]")?.dataset };
    const pointer = { person: this.person, channel: message.channel, ts: message.ts };
    const name = tool.dataset.do;
    if (name === "thread") return this.openThread(message.ts);
    if (name === "close-thread") return this.openThread("");
    if (name === "edit") return this.composer.edit(pointer, tool.closest("[data-ts]").querySelector(".content").innerText.trim());
    const trouble = await act(name, { ...pointer, callback: tool.dataset.callback });
    if (trouble) complain(trouble);
    return null;
  }

  // Move to another place; null means the first one of the person.
  async go(place) {
    this.place = place;
    this.thread = "";
    this.follow = true;
    if (place === "home" || place === "dm") {
      await act("home", { person: this.person, tab: place === "home" ? "home" : "messages" });
    }
    await this.refresh();
  }

  async openThread(ts) {
    this.thread = ts;
    this.follow = true;
    await this.refresh();
    this.composer.box.focus();
  }

  async refresh() {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      await this.draw();
    } catch (error) {
      this.place = null;
      this.again = error.message !== this.lastTrouble;
      this.lastTrouble = error.message;
    } finally {
      this.busy = false;
    }
    if (this.again) {
      this.again = false;
      await this.refresh();
    }
  }

  async draw() {
    if (!this.person) return;
    this.showPlatform();
    const { person, place: chosen, thread } = this;
    const place = chosen ?? (await this.firstPlace());
    const query = new URLSearchParams({ person, place, thread });
    const shown = await read(`/sim/side?${query}`);
    if (this.person !== person || this.place !== chosen || this.thread !== thread) {
      this.again = true; // somebody went elsewhere meanwhile: what was read is of no use
      return;
    }
    this.place = place;
    this.modal = shown.modal;
    if (!shown.thread) this.thread = "";
    this.drawPlaces(shown.places);
    this.drawLog(this.log, shown.items);
    this.threadBox.hidden = !shown.thread;
    if (shown.thread) this.drawLog(this.threadLog, shown.thread);
    this.composer.update();
    this.follow = false;
    this.keep();
    this.changed();
  }

  showPlatform() {
    const { platform, root } = this;
    if (root.dataset.platform === platform) return;
    root.dataset.platform = platform;
    root.querySelector(".where").textContent = platform === "teams" ? "in Teams" : "in Slack";
  }

  async firstPlace() {
    const query = new URLSearchParams({ person: this.person, place: "dm" });
    return (await read(`/sim/side?${query}`)).places[0].id;
  }

  drawPlaces(places) {
    const visible = this.root.offsetParent !== null;
    const items = places.map(({ id, label, latest, note }) => {
      const here = id === this.place && visible;
      const key = `${this.person}/${id}`;
      if (here) this.seen[key] = latest;
      return { id, label, note, here: id === this.place, fresh: latest > (this.seen[key] ?? "") };
    });
    this.hasNews = items.some((item) => item.fresh);
    const wanted = JSON.stringify(items);
    if (this.drawnPlaces === wanted) return;
    this.drawnPlaces = wanted;
    const focused = document.activeElement?.dataset?.place;
    this.places.replaceChildren(...items.map(tab));
    if (focused) this.places.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  }

  drawLog(log, items) {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    const isHome = log === this.log && this.place === "home";
    const kind = this.place === "dm" || this.place === "home" ? this.place : "channel";
    const name = this.platform === "teams" ? `teams-${kind}` : kind;
    const empty = this.root.querySelector(`template[data-place="${name}"]`);
    merge(log, items.length ? items : [{ key: `empty-${name}`, html: empty.innerHTML }]);
    if (!isHome && (atEnd || this.follow)) log.scrollTop = log.scrollHeight;
  }

  keep() {
    const kept = { person: this.person, place: this.place, seen: this.seen };
    localStorage.setItem(`side-${this.name}`, JSON.stringify(kept));
  }
}

function tab({ id, label, note, here, fresh }) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.place = id;
  button.dataset.testid = `place-${id}`;
  button.textContent = label;
  button.title = note;
  if (here) button.setAttribute("aria-current", "page");
  if (fresh) {
    const dot = document.createElement("span");
    dot.className = "fresh";
    dot.textContent = "new";
    button.append(" ", dot);
  }
  return button;
}
