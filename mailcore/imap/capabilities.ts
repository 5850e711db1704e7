/** What the server can do, in one table: CAPABILITY, ENABLE, the documentation and the tests read it. */

/** What CAPABILITY depends on. */
export interface CapabilityContext {
  readonly isAuthenticated: boolean;
  readonly canStartTls: boolean;
  /** Credentials may be sent on this connection. */
  readonly maySignIn: boolean;
  /** Best first. */
  readonly mechanisms: readonly string[];
  readonly maxMessageBytes: number;
  /** It is known where JMAP is served. */
  readonly hasJmapUrl: boolean;
  /** 0 = none. */
  readonly messageLimit: number;
}

/** An extension a client switches on. */
export type Extension = 'CONDSTORE' | 'IMAP4rev2' | 'QRESYNC' | 'UIDONLY' | 'UTF8=ACCEPT';

interface Capability {
  readonly name: string;
  readonly rfc: string;
  /** In which states it is shown. */
  readonly shown: 'always' | 'notAuthenticated' | 'authenticated';
  /** ENABLE accepts it. RFC 5161 §3.1. */
  readonly extension?: Extension;
  /** Left out when false. */
  readonly needs?: (context: CapabilityContext) => boolean;
  /** What is printed where the name alone does not say it. */
  readonly tokens?: (context: CapabilityContext) => readonly string[];
}

export const CAPABILITIES: readonly Capability[] = [
  { name: 'IMAP4rev1', rfc: 'RFC 3501', shown: 'always' },
  { name: 'IMAP4rev2', rfc: 'RFC 9051', shown: 'always', extension: 'IMAP4rev2' },
  // RFC 7888 §5: of the two only one is named; LITERAL+ lets a client do all that LITERAL- does.
  { name: 'LITERAL+', rfc: 'RFC 7888', shown: 'always' },
  { name: 'ID', rfc: 'RFC 2971', shown: 'always' },
  { name: 'ENABLE', rfc: 'RFC 5161', shown: 'always' },
  { name: 'SASL-IR', rfc: 'RFC 4959', shown: 'notAuthenticated' },
  {
    name: 'STARTTLS',
    rfc: 'RFC 9051 §6.2.1',
    shown: 'notAuthenticated',
    needs: ({ canStartTls }) => canStartTls,
  },
  {
    name: 'LOGINDISABLED',
    rfc: 'RFC 9051 §6.2.3',
    shown: 'notAuthenticated',
    needs: ({ maySignIn }) => !maySignIn,
  },
  {
    name: 'AUTH',
    rfc: 'RFC 9051 §6.2.2',
    shown: 'notAuthenticated',
    needs: ({ mechanisms }) => mechanisms.length > 0,
    tokens: ({ mechanisms }) => mechanisms.map((mechanism) => `AUTH=${mechanism}`),
  },
  { name: 'IDLE', rfc: 'RFC 2177', shown: 'authenticated' },
  { name: 'ACL', rfc: 'RFC 4314', shown: 'authenticated' },
  { name: 'RIGHTS=texk', rfc: 'RFC 4314', shown: 'authenticated' },
  { name: 'NOTIFY', rfc: 'RFC 5465', shown: 'authenticated' },
  { name: 'QUOTA', rfc: 'RFC 9208', shown: 'authenticated' },
  { name: 'QUOTA=RES-STORAGE', rfc: 'RFC 9208', shown: 'authenticated' },
  { name: 'QUOTA=RES-MESSAGE', rfc: 'RFC 9208', shown: 'authenticated' },
  { name: 'QUOTASET', rfc: 'RFC 9208', shown: 'authenticated' },
  { name: 'METADATA', rfc: 'RFC 5464', shown: 'authenticated' },
  { name: 'METADATA-SERVER', rfc: 'RFC 5464', shown: 'authenticated' },
  { name: 'LIST-METADATA', rfc: 'RFC 9590', shown: 'authenticated' },
  { name: 'LIST-MYRIGHTS', rfc: 'RFC 8440', shown: 'authenticated' },
  { name: 'NAMESPACE', rfc: 'RFC 2342', shown: 'authenticated' },
  { name: 'CHILDREN', rfc: 'RFC 3348', shown: 'authenticated' },
  { name: 'MULTIAPPEND', rfc: 'RFC 3502', shown: 'authenticated' },
  { name: 'CATENATE', rfc: 'RFC 4469', shown: 'authenticated' },
  { name: 'BINARY', rfc: 'RFC 3516', shown: 'authenticated' },
  { name: 'UNSELECT', rfc: 'RFC 3691', shown: 'authenticated' },
  { name: 'UIDPLUS', rfc: 'RFC 4315', shown: 'authenticated' },
  { name: 'ESEARCH', rfc: 'RFC 4731', shown: 'authenticated' },
  { name: 'WITHIN', rfc: 'RFC 5032', shown: 'authenticated' },
  { name: 'SEARCHRES', rfc: 'RFC 5182', shown: 'authenticated' },
  { name: 'SORT', rfc: 'RFC 5256', shown: 'authenticated' },
  { name: 'THREAD=ORDEREDSUBJECT', rfc: 'RFC 5256', shown: 'authenticated' },
  { name: 'THREAD=REFERENCES', rfc: 'RFC 5256', shown: 'authenticated' },
  { name: 'THREAD=REFS', rfc: 'RFC 5256', shown: 'authenticated' },
  { name: 'COMPRESS=DEFLATE', rfc: 'RFC 4978', shown: 'authenticated' },
  { name: 'LIST-EXTENDED', rfc: 'RFC 5258', shown: 'authenticated' },
  { name: 'ESORT', rfc: 'RFC 5267', shown: 'authenticated' },
  { name: 'CONTEXT=SEARCH', rfc: 'RFC 5267', shown: 'authenticated' },
  { name: 'CONTEXT=SORT', rfc: 'RFC 5267', shown: 'authenticated' },
  { name: 'LIST-STATUS', rfc: 'RFC 5819', shown: 'authenticated' },
  { name: 'SORT=DISPLAY', rfc: 'RFC 5957', shown: 'authenticated' },
  { name: 'SPECIAL-USE', rfc: 'RFC 6154', shown: 'authenticated' },
  { name: 'CREATE-SPECIAL-USE', rfc: 'RFC 6154', shown: 'authenticated' },
  { name: 'MOVE', rfc: 'RFC 6851', shown: 'authenticated' },
  { name: 'UTF8=ACCEPT', rfc: 'RFC 6855', shown: 'authenticated', extension: 'UTF8=ACCEPT' },
  { name: 'CONDSTORE', rfc: 'RFC 7162', shown: 'authenticated', extension: 'CONDSTORE' },
  { name: 'QRESYNC', rfc: 'RFC 7162', shown: 'authenticated', extension: 'QRESYNC' },
  { name: 'MULTISEARCH', rfc: 'RFC 7377', shown: 'authenticated' },
  {
    name: 'APPENDLIMIT',
    rfc: 'RFC 7889',
    shown: 'authenticated',
    tokens: ({ maxMessageBytes }) => [`APPENDLIMIT=${maxMessageBytes}`],
  },
  { name: 'OBJECTID', rfc: 'RFC 8474', shown: 'authenticated' },
  { name: 'REPLACE', rfc: 'RFC 8508', shown: 'authenticated' },
  { name: 'SAVEDATE', rfc: 'RFC 8514', shown: 'authenticated' },
  { name: 'PREVIEW', rfc: 'RFC 8970', shown: 'authenticated' },
  { name: 'PARTIAL', rfc: 'RFC 9394', shown: 'authenticated' },
  { name: 'INPROGRESS', rfc: 'RFC 9585', shown: 'authenticated' },
  {
    name: 'MESSAGELIMIT',
    rfc: 'RFC 9738',
    shown: 'authenticated',
    needs: ({ messageLimit }) => messageLimit > 0,
    tokens: ({ messageLimit }) => [`MESSAGELIMIT=${messageLimit}`],
  },
  { name: 'UIDONLY', rfc: 'RFC 9586', shown: 'authenticated', extension: 'UIDONLY' },
  {
    name: 'JMAPACCESS',
    rfc: 'RFC 9698',
    shown: 'authenticated',
    needs: ({ hasJmapUrl }) => hasJmapUrl,
  },
  { name: 'STATUS=SIZE', rfc: 'RFC 8438', shown: 'authenticated' },
];

/** The capability list, space-separated, for CAPABILITY and its response code. RFC 9051 §7.2.2. */
export function capabilityList(context: CapabilityContext): string {
  const state = context.isAuthenticated ? 'authenticated' : 'notAuthenticated';
  return CAPABILITIES.filter(({ shown }) => shown === 'always' || shown === state)
    .filter(({ needs }) => needs?.(context) ?? true)
    .flatMap(({ name, tokens }) => tokens?.(context) ?? [name])
    .join(' ');
}

/** The extension that ENABLE names in any case, or null: unknown names are passed over. RFC 5161 §3.1. */
export function extensionOf(name: string): Extension | null {
  const upper = name.toUpperCase();
  return CAPABILITIES.find((capability) => capability.name.toUpperCase() === upper)?.extension ?? null;
}
