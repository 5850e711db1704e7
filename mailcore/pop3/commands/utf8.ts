import { defineCommand } from '../command.ts';
import { noArguments } from '../wire/command.ts';

/**
 * The client takes UTF-8 in headers. Messages go out as they were stored with or without it (§4 leaves that to the server): mail with
 * raw 8-bit headers is common, and withholding it from an old client would stop its download for good.
 */
export const utf8 = defineCommand({
  name: 'UTF8',
  states: ['authorization'],
  rfc: 'RFC 6856 §2.1',
  parse: noArguments,
  run(session) {
    session.isUtf8 = true;
    session.ok(session.texts.utf8On);
  },
});
