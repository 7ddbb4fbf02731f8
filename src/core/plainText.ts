/**
 * Text as it stands, for places where the editor turns `[label](command:…)` and `[label](https://…)` into links: in
 * notifications, prompts and progress. Names in it may be a server's, a file's or a setting's; our own sentences have no links.
 */
export function plain(text: string): string {
  return text.replaceAll("](", "] (");
}
