import { defineCommand, SELECTED } from '../command.ts';
import { bad, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { Decoder } from '../wire/decoder.ts';

export const cancelupdate = defineCommand({
  name: 'CANCELUPDATE',
  states: SELECTED,
  rfc: 'RFC 5267 §4.3.5',
  parse(decoder: Decoder) {
    const tags: string[] = [];
    do {
      decoder.sp();
      tags.push(decoder.string());
    } while (!decoder.isAtEnd);
    return tags;
  },
  run({ contexts }, tags): Reply {
    if (!tags.every((tag) => contexts.has(tag))) return bad('No such search is followed');
    for (const tag of tags) contexts.cancel(tag);
    return ok('No further updates');
  },
});
