import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/** A connection and what became of it. */
export interface Link {
  readonly connection: SMTPConnection;
  /** Rejects when the connection has ended. */
  readonly lost: Promise<never>;
  readonly isLost: boolean;
  breakOff(): void;
  /** Runs `work`; breaks the connection off when `signal` aborts meanwhile. */
  during<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
}

/** Follows a connection from before it is opened. */
export function watchConnection(connection: SMTPConnection): Link {
  const lost = Promise.withResolvers<never>();
  // Between two messages nobody waits for it.
  lost.promise.catch(() => undefined);
  let isLost = false;
  const onLost = (error: Error) => {
    isLost = true;
    lost.reject(error);
  };
  const breakOff = () => {
    connection.close();
    onLost(new Error('Delivery interrupted'));
  };
  connection.on('error', onLost);
  connection.on('end', () => onLost(new Error('Connection closed')));
  return {
    connection,
    lost: lost.promise,
    get isLost() {
      return isLost;
    },
    breakOff,
    async during(signal, work) {
      if (signal?.aborted) breakOff();
      signal?.addEventListener('abort', breakOff, { once: true });
      try {
        return await work();
      } finally {
        signal?.removeEventListener('abort', breakOff);
      }
    },
  };
}
