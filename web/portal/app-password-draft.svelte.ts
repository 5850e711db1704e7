import type { NewAppPassword } from '../../server/contract/portal.ts';

/** Of what there is to sign in to. */
export const SCOPES = ['imap', 'pop3', 'smtp', 'jmap'] as const;
export const LIFETIMES = { never: null, month: 30, quarter: 90, year: 365 } as const;
export type Lifetime = keyof typeof LIFETIMES;

const DAY_MS = 86_400_000;

/** A new app password or token as it is being filled in. */
export class AppPasswordDraft {
  label = $state('');
  kind = $state<'app' | 'token'>('app');
  scopes = $state.raw<string[]>([...SCOPES]);
  lifetime = $state<Lifetime>('never');
  isLegacy = $state(false);

  /** What the server is asked for; all scopes are said as everywhere, so that later protocols are in too. */
  request(now: Date): NewAppPassword {
    const days = LIFETIMES[this.lifetime];
    const isEverywhere = this.scopes.length === SCOPES.length;
    return {
      label: this.label.trim(),
      kind: this.kind,
      scopes: isEverywhere ? null : SCOPES.filter((scope) => this.scopes.includes(scope)),
      expiresAt: days === null ? null : new Date(now.getTime() + days * DAY_MS).toISOString(),
      isLegacy: this.kind === 'app' && this.isLegacy,
    };
  }

  clear(): void {
    this.label = '';
    this.kind = 'app';
    this.scopes = [...SCOPES];
    this.lifetime = 'never';
    this.isLegacy = false;
  }
}
