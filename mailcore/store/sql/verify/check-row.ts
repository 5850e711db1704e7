/** Where a fault is, as ids; null or left out where it has no such place. */
export interface CheckRow {
  readonly account_id?: number | null;
  readonly mailbox_id?: number | null;
  readonly uid?: number | null;
  /** The object at fault, for its mend and its sentence. */
  readonly id?: number | null;
  /** What stands there and what should, where that helps people. */
  readonly stored?: string | number | null;
  readonly real?: string | number | null;
}
