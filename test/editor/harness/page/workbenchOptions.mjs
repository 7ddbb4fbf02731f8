/**
 * Runs in the window's page before the workbench: adds the options that the test wants to those that the server wrote
 * into the page. The workbench reads them from a meta tag, in a deferred script, so after this.
 */
export function addWorkbenchOptions({ developmentOptions, configurationDefaults }) {
  if (globalThis.top !== globalThis.self) return;
  const observer = new MutationObserver(() => {
    const meta = document.querySelector("#vscode-workbench-web-configuration");
    if (!meta) return;
    observer.disconnect();
    const options = JSON.parse(meta.dataset.settings);
    options.developmentOptions = { ...options.developmentOptions, ...developmentOptions };
    options.configurationDefaults = { ...options.configurationDefaults, ...configurationDefaults };
    meta.dataset.settings = JSON.stringify(options);
  });
  observer.observe(document, { childList: true, subtree: true });
}
