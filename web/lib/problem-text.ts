import { t } from './i18n/i18n.svelte.ts';
import type { ProblemError } from './rest.ts';

/** A refusal in the user's words. */
export function problemText(problem: ProblemError): string {
  switch (problem.code) {
    case 'tooManyAttempts':
      return t('problem.tooManyAttempts', { count: Math.max(1, Math.ceil(problem.retryAfterSeconds)) });
    case 'authFailed':
    case 'forbidden':
    case 'notFound':
    case 'offline':
    case 'alreadyExists':
    case 'badRequest':
    case 'weakPassword':
    case 'overQuota':
      return t(`problem.${problem.code}`);
    default:
      return problem.status >= 400 && problem.status < 500 ? problem.message : t('problem.unknown');
  }
}
