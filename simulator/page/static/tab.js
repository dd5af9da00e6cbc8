// Answers the app's own page in a tab, as Teams does: who and in which language, and a token.
// https://learn.microsoft.com/en-us/microsoftteams/platform/tabs/how-to/using-teams-client-library

import { read } from "./talk.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = () => (dark.matches ? "dark" : "default");
const frames = () => [...document.querySelectorAll("iframe[data-tab]")];

const answers = {
  initialize: () => ["content", "web", "{}", "2.58.0"],
  getContext: ({ dataset }) => [{ locale: dataset.locale, theme: theme() }],
  "authentication.getAuthToken": async ({ dataset }) => {
    try {
      const { token } = await read(`/sim/tab-token?person=${encodeURIComponent(dataset.tab)}`);
      return [true, token];
    } catch {
      return [false, "CancelledByUser"];
    }
  },
};

window.addEventListener("message", async ({ data, source, origin }) => {
  const frame = frames().find((each) => each.contentWindow === source);
  if (!frame || origin !== new URL(frame.src).origin || !answers[data.func]) return;
  const args = await answers[data.func](frame);
  source.postMessage({ id: data.id, args }, origin);
});

dark.addEventListener("change", () => {
  for (const frame of frames()) {
    const message = { func: "themeChange", args: [theme()] };
    frame.contentWindow.postMessage(message, new URL(frame.src).origin);
  }
});
