import { defineCommand, SIGNED_IN } from '../command.ts';
import { no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { Notification } from '../notify/notification.ts';
import { decodeNotify, NOTIFY_EVENTS } from '../wire/notify.ts';

export const notify = defineCommand({
  name: 'NOTIFY',
  states: SIGNED_IN,
  rfc: 'RFC 5465 §3.1',
  parse: decodeNotify,
  async run(session, request): Promise<Reply> {
    if (request?.unknownEvent !== null && request !== null)
      return no('There is no such event', `BADEVENT (${NOTIFY_EVENTS.join(' ')})`);
    session.endNotification();
    if (request === null) return ok('Notify completed');
    const notification = new Notification(session, request.groups);
    if (!(await notification.begin(request.withStatus))) {
      notification.dispose();
      return no('Too many mailboxes to watch', 'NOTIFICATIONOVERFLOW');
    }
    session.notification = notification;
    return ok('Notify completed');
  },
});
