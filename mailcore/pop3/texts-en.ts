import { FAULTS, type Fault } from './wire/syntax-error.ts';

/** What a session says to people, in English. Names are those of what is said; values that change are arguments. */
export const en = {
  ready: 'POP3 ready',
  opened: (count: number, sizeBytes: number) => `${count} messages (${sizeBytes} octets)`,
  capabilities: 'capabilities follow',
  askPassword: 'now the password',
  beginTls: 'begin TLS',
  utf8On: 'UTF-8 it is',
  languages: 'languages follow',
  languageChosen: 'replies are in English from now on',
  deleted: (number: number) => `message ${number} deleted`,
  octets: (sizeBytes: number) => `${sizeBytes} octets`,
  top: 'top of message follows',
  uniqueIds: 'unique-id listing follows',
  alive: 'still here',
  bye: 'bye',
  autologout: 'autologout; idle for too long',
  closing: 'closing, come back soon',
  tooManyErrors: 'too many errors',
  signInSooner: 'sign in sooner',
  accountClosed: 'this account is closed',
  waitSeconds: (seconds: number) => `come back in ${seconds} seconds`,
  notRemoved: 'the marked messages could not be removed',
  unknownLanguage: 'no such language',
  faults: FAULTS as Readonly<Record<Fault, string>>,
  errors: {
    accountNotFound: 'There is no such account.',
    authFailed: 'Authentication failed.',
    emailNotFound: 'no such message',
    inUse: 'Another session has this mailbox open.',
    mailboxNotFound: 'This account has no inbox.',
    tlsRequired: 'use STLS first',
    tooManyAttempts: 'Too many failed attempts, try again later.',
    unavailable: 'The mailbox is not available now, try again later.',
  },
};

export type Pop3Texts = typeof en;
