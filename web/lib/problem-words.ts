import { t } from './i18n/i18n.svelte.ts';
import { RestError } from './rest.ts';

/** What went wrong, in the reader's words. A failure that is no RestError is a bug and thrown on. */
export function problemWords(error: unknown): string {
  if (!(error instanceof RestError)) throw error;
  switch (error.code) {
    case 'authFailed':
      return t('problem.authFailed');
    case 'tooManyAttempts':
      return t('problem.tooManyAttempts', { count: error.retryAfterSeconds ?? 1 });
    case 'forbidden':
      return t('problem.forbidden');
    case 'offline':
      return t('problem.offline');
    case 'alreadyExists':
    case 'addressTaken':
      return t('problem.alreadyExists');
    case 'invalidArgument':
    case 'badRequest':
      return t('problem.badRequest');
    default:
      return error.status === 404 ? t('problem.notFound') : t('problem.unknown');
  }
}
