/** SQL about where bodies lie, from the names in containers.ts. */

export const IN_SEGMENT = "(container LIKE 's%' OR container LIKE 'z%')";
/** CAST reads the digits it begins with. https://sqlite.org/lang_expr.html#castexpr */
export const SEGMENT = 'CAST(substr(container, 2) AS INTEGER)';
export const STORED_BYTES =
  "CASE WHEN container LIKE 'z%' THEN CAST(substr(container, instr(container, '/') + 1) AS INTEGER) ELSE size_bytes END";

/** A condition on the bodies of one segment that the index on `container` answers: `/` is followed by `0`. */
export function ofSegment(segment: number): string {
  return `(container = 's${segment}' OR (container >= 'z${segment}/' AND container < 'z${segment}0'))`;
}
