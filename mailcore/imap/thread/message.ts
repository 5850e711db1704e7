/** What threading knows of a message. They come in the order of their sequence numbers. RFC 5256 §3. */
export interface ThreadMessage {
  /** Normalised Message-ID, or null when it has no valid one. */
  readonly id: string | null;
  /** Normalised ids of the ancestors, the nearest last. */
  readonly references: readonly string[];
  /** Sort key of the base subject: equal texts have equal keys. */
  readonly subject: string;
  readonly isReply: boolean;
  /** Milliseconds, UTC. RFC 5256 §2.2. */
  readonly sentAt: number;
}

/** Messages by sent date, then sequence number. RFC 5256 §2.2. */
export function dateOrder(messages: readonly ThreadMessage[]): Uint32Array {
  const sentAt = Float64Array.from(messages, (message) => message.sentAt);
  const order = Uint32Array.from(messages, (_, index) => index);
  return order.sort((a, b) => (sentAt[a] as number) - (sentAt[b] as number) || a - b);
}

/** RFC 5256 §3: quoting makes no difference to a msg-id, case does. */
export function normaliseMessageId(id: string): string {
  if (!id.startsWith('"')) return id;
  const quoted = /^"((?:[^"\\]|\\.)*)"(?=@)/s.exec(id);
  return quoted === null ? id : (quoted[1] as string).replace(/\\(.)/gs, '$1') + id.slice(quoted[0].length);
}
