import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { DeliveryService } from '../../delivery/delivery.ts';
import type { Connection, SessionHandler } from '../../net/connection.ts';
import type { Authenticator } from '../../sasl/sasl.ts';
import type { Blobs } from '../../store/blobs.ts';
import { formatReply } from '../wire/reply.ts';
import { SmtpSession } from './session.ts';

export interface SmtpServerDeps {
  readonly config: Pick<Config, 'hostname' | 'limits' | 'tls'>;
  readonly delivery: DeliveryService;
  readonly authenticator: Authenticator;
  readonly blobs: Pick<Blobs, 'create'>;
  readonly logger: Pick<Logger, 'error'>;
  readonly clock: () => Date;
}

export interface SmtpServerOptions {
  /** `receive`: mail for us from anyone, no AUTH. `submission`: mail for anyone from those who sign in. RFC 6409. */
  readonly kind: 'receive' | 'submission';
}

/** The sessions of one kind of listener. */
export function smtpServer(deps: SmtpServerDeps, options: SmtpServerOptions): SessionHandler {
  return (connection) => new SmtpSession(deps, options, connection).run();
}

/** The busy greeting: what a listener's `refuse` writes. RFC 5321 §3.1, RFC 3463 §3.5 (X.4.5). */
export function refuseSmtp(connection: Connection): void {
  void connection.write(formatReply(421, '4.4.5', 'too many connections, come back soon'));
}
