/** App passwords and bearer tokens: where they may be used, until when, and where they were used last. */
export const appCredentials = `
ALTER TABLE credentials ADD COLUMN scopes TEXT;
ALTER TABLE credentials ADD COLUMN expires_at INTEGER;
ALTER TABLE credentials ADD COLUMN last_used_address TEXT;
ALTER TABLE credentials ADD COLUMN token_hash TEXT;
CREATE UNIQUE INDEX credentials_token ON credentials (token_hash) WHERE token_hash IS NOT NULL;
`;
