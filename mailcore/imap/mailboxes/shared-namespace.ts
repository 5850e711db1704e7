import { no } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { SharedMailbox } from '../../store/sharing-store.ts';

/** Where mailboxes of others are: `Other Users/<address>/<path>`. RFC 2342 §5. */
export const OTHER_USERS = 'Other Users';

const PREFIX = `${OTHER_USERS}/`;

export function isSharedPath(path: string): boolean {
  return path === OTHER_USERS || path.startsWith(PREFIX);
}

/** Whether a LIST pattern can match anything below {@link OTHER_USERS}, or that itself. */
export function mayMatchShared(pattern: string): boolean {
  const literal = pattern.slice(0, pattern.search(/[*%]|$/));
  return literal.startsWith(PREFIX) || PREFIX.startsWith(literal);
}

/** No such mailbox to put messages into. Among one's own the client may create it and try again; among those of others nothing is promised. RFC 9051 §6.4.7, RFC 4314 §4. */
export function noTarget(path: string): Reply {
  return no('Destination mailbox does not exist', isSharedPath(path) ? 'NONEXISTENT' : 'TRYCREATE');
}

export function sharedPath({ ownerAddress, path }: SharedMailbox): string {
  return [OTHER_USERS, ownerAddress, ...path].join('/');
}

/** Every level above a path, topmost first. */
export function superiors(path: string): string[] {
  const above: string[] = [];
  for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) above.push(path.slice(0, end));
  return above;
}
