/**
 * The section on a finding in the troubleshooting guide, as Markdown with its code as the title.
 * Undefined for a code that has none.
 */
export function sectionOf(guide: string, code: string): string | undefined {
  const lines = guide.split(/\r?\n/);
  const start = lines.findIndex((line) => /^#{2,}\s/.test(line) && line.endsWith(` ${code}`));
  if (start < 0) return undefined;
  const end = lines.findIndex((line, index) => index > start && /^#{1,4}\s/.test(line));
  const body = lines.slice(start + 1, end < 0 ? undefined : end).join("\n");
  return `# ${code}\n\n${body.trim()}\n`;
}
