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
};
export type PortalWords = typeof portalEn;
