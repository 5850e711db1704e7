import { defineCommand, noArguments, SIGNED_IN } from '../command.ts';
import { no, ok } from '../errors.ts';
import { jmapUrl } from '../jmap-url.ts';
import { encodeString } from '../wire/encoder.ts';

export const getJmapAccess = defineCommand({
  name: 'GETJMAPACCESS',
  states: SIGNED_IN,
  rfc: 'RFC 9698 §4',
  parse: noArguments,
  run(session) {
    const url = jmapUrl(session.deps.config);
    if (url === null) return no('It is not known where JMAP is served', 'CANNOT');
    void session.untagged(`JMAPACCESS ${encodeString(url)}`);
    return ok('JMAP access told');
  },
});
