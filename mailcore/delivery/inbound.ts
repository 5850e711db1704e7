import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { MailError } from '../errors.ts';
import { canonicalAddress } from '../model/address.ts';
import type { Origin } from '../model/envelope.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Delivery, DeliveryReceipt, QueueRequest } from '../store/delivery.ts';
import type { Store } from '../store/store.ts';
import type { Verdict } from './checks/check.ts';
import { CHECKS } from './checks/index.ts';
import type { AcceptedMessage, DeliveryService } from './delivery.ts';
import { distribute, type Distribution } from './distribution.ts';
import { fileLocally } from './local.ts';
import { scanPending, type ScannedMessage } from './message-scan.ts';
import { Router } from './route.ts';
import { formatReceived, type TracedMessage } from './trace.ts';

export interface InboundDeps {
  readonly config: Pick<Config, 'hostname'>;
  readonly store: Pick<Store, 'resolveRecipient' | 'listAccounts' | 'maySendAs' | 'deliver'>;
  readonly blobs: Pick<Blobs, 'abandon'>;
  readonly logger: Pick<Logger, 'info'>;
}

export function createDelivery(deps: InboundDeps): DeliveryService {
  return new Inbound(deps);
}

class Inbound implements DeliveryService {
  readonly #deps: InboundDeps;
  readonly #router: Router;

  constructor(deps: InboundDeps) {
    this.#deps = deps;
    this.#router = new Router(deps.store, deps.config.hostname);
  }

  async checkSender(origin: Origin, reversePath: string): Promise<void> {
    // Anyone may send a bounce; a mail client sends read receipts with it. RFC 8098 §3.
    if (!origin.account || reversePath === '') return;
    const sender = canonicalAddress(reversePath);
    if (sender !== null && (await this.#deps.store.maySendAs(origin.account.id, sender))) return;
    throw new MailError('forbidden', 'you may not send with this address');
  }

  async checkRecipient(origin: Origin, recipient: string, declaredSizeBytes = 0): Promise<void> {
    const route = await this.#router.route(origin, recipient);
    if (route.kind === 'remote') {
      if (!origin.account) throw new MailError('relayDenied', 'we do not relay for you');
      return;
    }
    const { account } = route;
    for (const check of CHECKS) {
      const pending = check.recipient?.({ account, origin, declaredSizeBytes });
      if (pending) await pending;
    }
  }

  traceHeader(message: TracedMessage): Buffer {
    // UTF-8 where SMTPUTF8 brought it in, ASCII otherwise. RFC 6532 §3.2.
    return Buffer.from(formatReceived(this.#deps.config.hostname, message));
  }

  async accept(message: AcceptedMessage): Promise<DeliveryReceipt> {
    const delivery = await this.#judge(message);
    const receipt = await this.#deps.store.deliver(delivery);
    this.#log(message, receipt);
    return receipt;
  }

  /** All that can refuse the message before the store takes it. */
  async #judge(message: AcceptedMessage): Promise<Delivery> {
    try {
      const scanned = await scanPending(message.blob);
      const verdicts = await runChecks(message, scanned);
      const distribution = await distribute(this.#router, message);
      return composeDelivery(message, scanned, verdicts, distribution);
    } catch (error) {
      await this.#deps.blobs.abandon(message.blob);
      throw error;
    }
  }

  #log({ traceId, origin, envelope, blob }: AcceptedMessage, receipt: DeliveryReceipt): void {
    this.#deps.logger.info(
      {
        traceId,
        protocol: origin.protocol,
        remoteAddress: origin.remoteAddress,
        account: origin.account?.id,
        reversePath: envelope.reversePath,
        recipients: envelope.recipients.length,
        sizeBytes: blob.sizeBytes,
        filed: receipt.filed.length,
        queueId: receipt.queueId,
      },
      'message accepted',
    );
  }
}

async function runChecks(message: AcceptedMessage, scanned: ScannedMessage): Promise<Verdict[]> {
  const { origin, envelope } = message;
  const verdicts: Verdict[] = [];
  for (const check of CHECKS) {
    const verdict = await check.message?.({ origin, envelope, ...scanned });
    if (verdict) verdicts.push(verdict);
  }
  return verdicts;
}

function composeDelivery(
  message: AcceptedMessage,
  { content }: ScannedMessage,
  verdicts: readonly Verdict[],
  { accounts, remote }: Distribution,
): Delivery {
  const { traceId, blob, receivedAt, submission } = message;
  return {
    traceId,
    blob,
    content,
    receivedAt,
    local: accounts.map((account) => fileLocally(account, verdicts)),
    onOverQuota: 'throw',
    queue: remote.length === 0 ? null : queueRequest(message, remote),
    submission,
  };
}

function queueRequest(message: AcceptedMessage, remote: Distribution['remote']): QueueRequest {
  const { envelope, origin, submission, receivedAt } = message;
  return {
    envelope: { ...envelope, recipients: remote },
    accountId: origin.account?.id ?? null,
    sendAt: submission?.sendAt ?? receivedAt,
  };
}
