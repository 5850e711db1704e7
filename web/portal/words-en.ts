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
    createToken: 'Create token',
    ends: (date: string) => `ends ${date}`,
    ended: 'Ended',
    usedFrom: (date: string, address: string) => `last used ${date} from ${address}`,
    tokenCreatedText: 'Give it to the program now. It is shown only this once.',
    tokenCreated: (label: string) => `Bearer token for “${label}”`,
  },
  deleted: {
    title: 'Recover deleted mail',
    text: (days: number) =>
      `Mail that left the trash or was deleted by a mail program is kept for ${days} ${days === 1 ? 'day' : 'days'}. Recovered mail goes back where it was, from the trash to the inbox.`,
    off: 'Deleted mail is not kept on this server.',
    search: 'Search deleted mail',
    find: 'Search',
    placeholder: 'Subject or sender',
    none: 'Nothing was deleted lately.',
    noneFound: 'No deleted mail matches.',
    noSubject: '(no subject)',
    noSender: 'Unknown sender',
    deletedAt: (ago: string) => `deleted ${ago}`,
    selectAll: 'Select all',
    select: (subject: string) => `Select: ${subject}`,
    recover: 'Recover',
    recoverCount: (count: number) => (count === 0 ? 'Recover' : `Recover ${count}`),
    recovered: (count: number) => (count === 1 ? '1 message recovered.' : `${count} messages recovered.`),
    gone: (count: number) =>
      count === 1
        ? '1 message could not be found any more.'
        : `${count} messages could not be found any more.`,
    more: 'Show more',
  },
};
export type PortalWords = typeof portalEn;
