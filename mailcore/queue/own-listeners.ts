import { networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import type { ListenConfig } from '../config.ts';

/** True when connecting to this address and port would end at a mail listener of this process. */
export type IsOwnListener = (address: string, port: number) => boolean;

/** Knows the SMTP listeners as configured, or as bound when the caller passes those. */
export function ownListeners(
  listen: Pick<ListenConfig, 'smtp' | 'submission' | 'submissions'>,
): IsOwnListener {
  const own = [...listen.smtp, ...listen.submission, ...listen.submissions].map(splitHostPort);
  return (address, port) => {
    return own.some((listener) => listener.port === port && listensOn(listener.host, address));
  };
}

function listensOn(host: string, address: string): boolean {
  if (isIP(host) === 0) return isLocalAddress(address);
  const isWildcard = host === '0.0.0.0' || host === '::';
  return isWildcard ? isLocalAddress(address) : host === address;
}

function isLocalAddress(address: string): boolean {
  if (/^(?:127\.|0\.0\.0\.0$|::1?$)/.test(address)) return true;
  const interfaces = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return interfaces.some((entry) => entry.address === address);
}

/** "127.0.0.1:25", "[::]:25". */
function splitHostPort(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}
