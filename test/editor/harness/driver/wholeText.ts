/** Matches an element with exactly this text, whatever white space stands around it. */
export function wholeText(text: string): RegExp {
  return new RegExp(`^\\s*${escapeRegExp(text)}\\s*$`);
}

/** Matches an element that contains this text in any case: the workbench writes some titles its own way. */
export function textInAnyCase(text: string): RegExp {
  return new RegExp(escapeRegExp(text), "i");
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
