import { MailError, WireError } from '../errors.ts';
import type { SaslChannel } from './sasl.ts';
import type { ClientFirst } from './scram-message.ts';

/** The -PLUS mechanisms can run over this channel. RFC 5802 §6. */
export function offersBinding(channel: SaslChannel): boolean {
  return (
    channel.channelBinding('tls-exporter') !== null || channel.channelBinding('tls-server-end-point') !== null
  );
}

/**
 * What the client's final message must name besides its GS2 header: nothing without -PLUS. Throws WireError when the mechanism and
 * the client's flag do not go together, `authFailed` when somebody between us took -PLUS out of our list. RFC 5802 §5.1, §6.
 */
export function bindingData(first: ClientFirst, isPlus: boolean, channel: SaslChannel): Buffer {
  const { bindingFlag, bindingType } = first;
  if (isPlus) return boundTo(bindingType, channel);
  if (bindingFlag === 'p') throw new WireError('Channel binding needs a -PLUS mechanism');
  // RFC 5802 §6: "y" says that the client has channel binding and believes that we do not.
  if (bindingFlag === 'y' && offersBinding(channel))
    throw new MailError('authFailed', 'Authentication failed.');
  return Buffer.alloc(0);
}

function boundTo(type: string | null, channel: SaslChannel): Buffer {
  if (type === null) throw new WireError('A -PLUS mechanism needs channel binding');
  const isKnown = type === 'tls-exporter' || type === 'tls-server-end-point';
  const data = isKnown ? channel.channelBinding(type) : null;
  if (!data) throw new WireError('Channel binding type is not supported');
  return data;
}
