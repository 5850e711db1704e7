/** When a message came into a mailbox: milliseconds since 1970, null for those of before. RFC 8514 §1. */
export const saveDates = `
ALTER TABLE memberships ADD COLUMN saved_at INTEGER;
`;
