// Stands in for Microsoft's script for tabs: the part of its public interface that tabs of bots use,
// talking with the page around the frame in Microsoft's message shapes.
// https://learn.microsoft.com/en-us/javascript/api/@microsoft/teams-js

window.microsoftTeams = (() => {
  const waiting = new Map();
  let last = 0;
  let onTheme = () => {};

  function call(func, args = []) {
    last += 1;
    const id = last;
    window.parent.postMessage({ id, func, timestamp: Date.now(), args, apiVersionTag: "v2" }, "*");
    return new Promise((done) => waiting.set(id, done));
  }

  window.addEventListener("message", ({ data, source }) => {
    if (source !== window.parent) return;
    if (data.func === "themeChange") onTheme(data.args[0]);
    waiting.get(data.id)?.(data.args);
    waiting.delete(data.id);
  });

  return {
    app: {
      initialize: async () => { await call("initialize", ["2.58.0"]); },
      getContext: async () => {
        const [{ locale, theme }] = await call("getContext");
        return { app: { locale, theme: theme ?? "default" } };
      },
      notifySuccess: () => { call("appInitialization.success", ["2.58.0"]); },
      registerOnThemeChangeHandler: (handler) => { onTheme = handler; },
    },
    authentication: {
      getAuthToken: async () => {
        const [well, token] = await call("authentication.getAuthToken", [[], [], false]);
        if (!well) throw new Error(token);
        return token;
      },
    },
  };
})();
