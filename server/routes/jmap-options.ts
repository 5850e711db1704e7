import type { Config, Jmap } from '../../mailcore/index.ts';

/** What the JMAP routes work with. */
export interface JmapRoutesOptions {
  readonly jmap: Jmap;
  readonly config: Config;
}
