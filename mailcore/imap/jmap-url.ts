import type { Config } from '../config.ts';

/** Where the JMAP session resource is, or null when the operator has not said under which address we are reached. RFC 9698 §3. */
export function jmapUrl({ http }: Pick<Config, 'http'>): string | null {
  return http.publicUrl === '' ? null : `${http.publicUrl.replace(/\/$/, '')}/jmap/session`;
}
