/**
 * While somebody holds bodies (a backup that copies them), none that was there is removed. After a restore UIDVALIDITY is new, and
 * `uidl_validity` keeps the one that POP3 names messages by.
 */
export const backup = `
CREATE TABLE body_holds (
  holder TEXT PRIMARY KEY,
  held_until INTEGER NOT NULL
);
ALTER TABLE mailboxes ADD COLUMN uidl_validity INTEGER;
`;
