/** The composition root and the only door of mailcore: the server and the command line import from here. */
export { DEFAULT_CONFIG } from './config.ts';
export type { Config, ListenConfig, Limits, SmartHostConfig } from './config.ts';
export { MailError } from './errors.ts';
export type { MailErrorCode } from './errors.ts';
export type { Jmap, SessionUrls } from './jmap/index.ts';
export type { Account, Locale } from './model/account.ts';
export type { StoreEvent } from './model/change.ts';
export type { AccountId, EmailId, QueueId } from './model/ids.ts';
export type { Authenticator, LoginProtocol } from './sasl/sasl.ts';
export type { Bus } from './store/bus.ts';
export type { SessionStore, StoredSession } from './store/session-store.ts';
export type { Store } from './store/store.ts';
