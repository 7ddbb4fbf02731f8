/** Escapes text for an HTML page, attribute values in double quotes included. */
export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) =>
      ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[character] ?? "",
  );
}

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f3f3f5; color: #1f1f24; }
  main { box-sizing: border-box; width: min(26rem, calc(100vw - 2rem)); padding: 2rem; background: #fff;
         border: 1px solid #dcdce2; border-radius: 12px; }
  h1 { margin: 0 0 .75rem; font-size: 1.3rem; line-height: 1.3; }
  p { margin: 0 0 1rem; } ul { margin: 0 0 1rem; padding-left: 1.2rem; }
  label { display: block; margin-bottom: .35rem; font-weight: 600; }
  input[type=text], output { box-sizing: border-box; width: 100%; padding: .6rem .7rem; margin-bottom: 1rem; font: inherit;
         color: inherit; background: transparent; border: 1px solid #9a9aa6; border-radius: 8px; }
  output { display: block; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
  code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
  .buttons { display: flex; gap: .6rem; flex-wrap: wrap; }
  button { padding: .55rem 1.1rem; font: inherit; border: 1px solid #9a9aa6; border-radius: 8px; background: transparent;
         color: inherit; cursor: pointer; }
  button.primary { background: #1f5fbf; border-color: #1f5fbf; color: #fff; }
  button:focus-visible, input:focus-visible { outline: 2px solid #5b9dff; outline-offset: 2px; }
  .note { color: #5f5f6b; font-size: .87rem; margin: 1rem 0 0; }
  @media (prefers-color-scheme: dark) {
    body { background: #18181b; color: #e8e8ec; } main { background: #232327; border-color: #3a3a41; }
    .note { color: #a5a5b0; }
  }`;

/** A whole HTML page; `body` is HTML already. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>`;
}
