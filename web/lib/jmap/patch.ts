import type { PatchObject } from '../../../mailcore/jmap/types.ts';

type Json = Record<string, unknown>;

/** A copy of `object` with the patch applied; `null` removes. Paths are JSON pointers without the leading slash. RFC 8620 §5.3. */
export function applyPatch<T extends object>(object: T, patch: PatchObject): T {
  const result = { ...object } as Json;
  for (const [pointer, value] of Object.entries(patch)) {
    const path = pointer.split('/').map(unescapeStep);
    const last = path.pop()!;
    const parent = path.reduce(
      (node: Json, step) => (node[step] = { ...(node[step] as Json) }) as Json,
      result,
    );
    if (value === null && path.length > 0) delete parent[last];
    else parent[last] = value;
  }
  return result as T;
}

/** The patch that brings the result of `applyPatch(object, patch)` back to `object` in the places that `patch` names. */
export function inversePatch(object: object, patch: PatchObject): PatchObject {
  return Object.fromEntries(Object.keys(patch).map((pointer) => [pointer, valueAt(object, pointer) ?? null]));
}

function valueAt(object: object, pointer: string): unknown {
  return pointer
    .split('/')
    .map(unescapeStep)
    .reduce<unknown>((node, step) => (node as Json | undefined)?.[step], object);
}

/** RFC 6901 §4. */
function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** One step of a pointer, as keywords and ids may hold any of the two signs. RFC 6901 §3. */
export function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
