/** What no file system, or no shell user, wants in a name; `%` itself so that it can be undone. */
const UNSAFE = /[%/\\:*?"<>|\x00-\x1f\x7f]|^\.|[. ]$/g;

/** A mailbox name as a file name, reversibly: "a/b" -> "a%2Fb". */
export function fileNameOf(name: string): string {
  return name.replace(UNSAFE, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

export function nameOfFile(fileName: string): string {
  return fileName
    .replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .normalize('NFC');
}
