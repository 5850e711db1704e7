/** How many emails an account may keep; 0 is no limit. */
export const emailQuota = `
ALTER TABLE accounts ADD COLUMN quota_emails INTEGER NOT NULL DEFAULT 0;
`;
