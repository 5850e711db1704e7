/** The Date header with each email, so that mailboxes sort by it without their contents: milliseconds UTC, and its zone in minutes. */
export const sentDates = `
ALTER TABLE emails ADD COLUMN sent_at INTEGER;
ALTER TABLE emails ADD COLUMN sent_offset INTEGER NOT NULL DEFAULT 0;
`;

/** Of emails that were there before. Their zone is what `Z` or the last six characters of the ISO 8601 text say. */
export const sentDatesOfOld = `
UPDATE emails SET
  sent_at = unixepoch(dates.iso) * 1000,
  sent_offset = CASE WHEN dates.iso LIKE '%Z' THEN 0
    ELSE CAST(substr(dates.iso, -6, 1) || '1' AS INTEGER)
      * (CAST(substr(dates.iso, -5, 2) AS INTEGER) * 60 + CAST(substr(dates.iso, -2) AS INTEGER)) END
FROM (SELECT id, json_extract(summary, '$.sentAt') AS iso FROM blobs WHERE summary IS NOT NULL) AS dates
WHERE dates.id = emails.blob_id AND dates.iso IS NOT NULL;
`;
