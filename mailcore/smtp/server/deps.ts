import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { DeliveryService } from '../../delivery/delivery.ts';
import type { Authenticator } from '../../sasl/sasl.ts';
import type { Blobs } from '../../store/blobs.ts';

export interface SmtpDeps {
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
