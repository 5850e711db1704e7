import { fetchBodies } from '../fetch/fetch-bodies.ts';
import { fetchRows } from '../fetch/fetch-rows.ts';
import { fetchStored } from '../fetch/fetch-stored.ts';
import { isRowsOnly, planFetch } from '../fetch/plan.ts';
import type { ImapSession } from '../session-state.ts';
import type { MailboxView } from '../view/view.ts';
import type { FetchAttribute } from '../wire/fetch-attributes.ts';

/** FETCH responses for messages that came in since the client knows of the mailbox. RFC 5465 §5.1. */
export class NewMessages {
  readonly #attributes: readonly FetchAttribute[];
  #view: MailboxView | null = null;
  #lastUid = 0;

  constructor(attributes: readonly FetchAttribute[]) {
    this.#attributes = attributes;
  }

  /** Sends those of messages announced since the last call; a mailbox opened meanwhile begins anew. */
  async send(session: ImapSession): Promise<void> {
    const view = session.selected === null ? null : session.view;
    const last = view === null || view.exists === 0 ? 0 : view.uidAt(view.exists - 1);
    const known = view === this.#view ? this.#lastUid : last;
    this.#view = view;
    this.#lastUid = Math.max(last, known);
    if (view === null || last <= known || this.#attributes.length === 0) return;
    const positions = view.resolveUids([{ from: known + 1, to: last }]);
    const plan = planFetch(this.#attributes, {
      isUid: !session.enabled.isUidOnly,
      withModseq: session.enabled.hasCondstore,
    });
    const run = isRowsOnly(plan) ? fetchRows : plan.sections.length > 0 ? fetchBodies : fetchStored;
    await run(session, positions, plan);
  }
}
