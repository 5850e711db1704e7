import { hash } from 'node:crypto';
import { baseSubject } from '../message/thread.ts';
import type { MessageSummary } from '../model/content.ts';

/** A message may name thousands of ancestors; the nearest decide. */
const MAX_ANCESTORS = 20;

/**
 * The numbers a message is found by when a later one answers it: its own Message-ID first, then the ids it answers.
 * The base subject is part of each number, so messages join a thread only when both agree. RFC 8621 §3.
 */
export function threadKeys(summary: MessageSummary): number[] {
  const ancestors = [...(summary.references ?? []), ...(summary.inReplyTo ?? [])].slice(-MAX_ANCESTORS);
  const ids = new Set([...(summary.messageId ?? []).slice(0, 1), ...ancestors.reverse()]);
  const subject = baseSubject(summary.subject).toLowerCase();
  return [...ids].map((id) => keyOf(id, subject));
}

/** 52 bits: a number that JavaScript, SQLite and PostgreSQL hold exactly. */
function keyOf(id: string, subject: string): number {
  return Number.parseInt(hash('sha1', `${id}\0${subject}`).slice(0, 13), 16);
}
