const PREFIX = 'm-';

/** The name an id of the message gets, so that it names nothing of ours and clobbers no property of the document. */
export function prefixedName(name: string): string {
  return name.startsWith(PREFIX) ? name : PREFIX + name;
}
