/** When each maildrop was last opened, where the operator wants a delay between sessions. RFC 2449 §6.5. */
export const maildropLogins = `
CREATE TABLE maildrop_logins (
  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  last_login_at INTEGER NOT NULL
);
`;
