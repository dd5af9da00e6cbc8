// The box in which a person writes: Enter sends, Shift+Enter breaks the line, Esc leaves an edit or thread.

import { act, complain } from "./talk.js";

const MOST_ROWS = 6;

// A file's name and its bytes in base64, as the simulator wants them.
function read(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name, content: String(reader.result).split(",")[1] ?? "" });
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

export class Composer {
  constructor(side, form) {
    this.side = side;
    this.form = form;
    this.box = form.querySelector("textarea");
    this.state = form.querySelector(".state");
    this.files = form.querySelector("input[type=file]");
    this.files.addEventListener("change", () => this.update());
    this.editing = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("input", () => this.fit());
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      if (this.editing) this.stopEditing();
      else this.side.openThread("");
    }
  }

  fit() {
    this.box.rows = Math.min(MOST_ROWS, this.box.value.split("\n").length);
  }

  // Whether this place can be written to, and where the words will go.
  update() {
    this.form.hidden = ["home", "tab"].includes(this.side.place);
    const { slack = this.box.placeholder } = this.box.dataset;
    this.box.dataset.slack = slack;
    this.box.placeholder = this.side.platform === "slack" ? slack : "Type a message";
    const names = [...this.files.files].map((file) => file.name).join(", ");
    const where = this.side.thread ? "Replying in the thread." : "";
    const words = this.editing ? "Editing a message. Esc to leave it as it was." : [where, names && `📄 ${names}`].filter(Boolean).join(" ");
    this.state.hidden = !words;
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  edit(message, words) {
    this.editing = message;
    this.box.value = words;
    this.fit();
    this.update();
    this.box.focus();
  }

  stopEditing() {
    this.editing = null;
    this.box.value = "";
    this.fit();
    this.update();
  }

  async send(words = this.box.value) {
    const files = this.editing ? [] : await Promise.all([...this.files.files].map(read));
    if (!words.trim() && !files.length) return;
    this.files.value = "";
    const { person, thread } = this.side;
    const place = this.side.place ?? (await this.side.firstPlace());
    const edited = this.editing;
    this.stopEditing();
    this.side.follow = true;
    const trouble = edited
      ? await act("edit", { person, ...edited, text: words })
      : await act("say", { person, place, thread_ts: thread, text: words, files });
    if (trouble) complain(trouble);
  }
}
