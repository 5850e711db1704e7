/** The words of the portal that the shared catalogue does not have. */
export const portalEn = {
  strength: {
    tooShort: 'Too short: at least 8 characters.',
    tooSimple: 'Too simple: use more different characters.',
    isAddress: 'Must not be your address.',
    fair: 'Good enough. A longer one is harder to guess.',
    strong: 'Hard to guess.',
  },
  place: {
    server: 'The mail server itself',
    local: 'Local network',
    internet: 'Internet',
  },
  unknownBrowser: 'Unknown browser',
  access: {
    options: 'Options',
    kind: 'What it is',
    kinds: { app: 'App password', token: 'Bearer token (OAuth 2)' },
    scopes: 'Works for',
    scopeNames: {
      imap: 'IMAP',
      pop3: 'POP3',
      smtp: 'Sending (SMTP)',
      managesieve: 'Filters (ManageSieve)',
      jmap: 'JMAP',
    },
    lifetime: 'Ends',
    lifetimes: { never: 'Never', month: 'In 30 days', quarter: 'In 90 days', year: 'In a year' },
    legacy: 'Legacy: CRAM-MD5, DIGEST-MD5 and APOP',
    legacyText:
      'Only for a device that can do no better: the server keeps the password encrypted, not as a hash.',
    noScope: 'Choose at least one use for it.',
    legacyTag: 'Legacy',
    tokenTag: 'Token',
    ends: (date: string) => `ends ${date}`,
    ended: 'Ended',
    usedFrom: (date: string, address: string) => `last used ${date} from ${address}`,
    tokenCreatedText: 'Give it to the program now. It is shown only this once.',
    tokenCreated: (label: string) => `Bearer token for “${label}”`,
  },
};
export type PortalWords = typeof portalEn;
