/**
 * The shapes of JMAP on the wire: RFC 8620 (core) and RFC 8621 (mail). Types only, so that the web client imports them at no cost.
 * Names and spellings are the RFCs'. `null` and absence mean what the quoted section says.
 */

// ---------------------------------------------------------------- RFC 8620 §1: data types

/** 1-255 octets of A-Za-z0-9-_. Ours: a letter for the type and a number (`m5`). RFC 8620 §1.2. */
export type Id = string;
/** `2026-10-30T06:12:00Z`. RFC 8620 §1.4. */
export type UTCDate = string;
/** `2026-10-30T14:12:00+08:00`. RFC 8620 §1.4. */
export type DateTime = string;
/** Id of a record created in the same request, referred to as `#name`. RFC 8620 §5.3. */
export type CreationId = string;

// ---------------------------------------------------------------- RFC 8620 §2: the session resource

export interface SessionResource {
  capabilities: {
    'urn:ietf:params:jmap:core': CoreCapabilities;
    'urn:ietf:params:jmap:mail': Record<string, never>;
    'urn:ietf:params:jmap:submission': Record<string, never>;
  };
  accounts: Record<Id, SessionAccount>;
  primaryAccounts: Record<string, Id>;
  username: string;
  apiUrl: string;
  /** URI template with {accountId} {blobId} {type} {name}. */
  downloadUrl: string;
  /** URI template with {accountId}. */
  uploadUrl: string;
  /** URI template with {types} {closeafter} {ping}. */
  eventSourceUrl: string;
  state: string;
}

export interface SessionAccount {
  name: string;
  isPersonal: boolean;
  isReadOnly: boolean;
  accountCapabilities: {
    'urn:ietf:params:jmap:mail': MailAccountCapability;
    /** Absent where one cannot send: in the accounts of others. */
    'urn:ietf:params:jmap:submission'?: SubmissionAccountCapability;
  };
}

export interface CoreCapabilities {
  maxSizeUpload: number;
  maxConcurrentUpload: number;
  maxSizeRequest: number;
  maxConcurrentRequests: number;
  maxCallsInRequest: number;
  maxObjectsInGet: number;
  maxObjectsInSet: number;
  collationAlgorithms: string[];
}

/** RFC 8621 §1.3.1. */
export interface MailAccountCapability {
  maxMailboxesPerEmail: number | null;
  maxMailboxDepth: number | null;
  maxSizeMailboxName: number;
  maxSizeAttachmentsPerEmail: number;
  emailQuerySortOptions: string[];
  mayCreateTopLevelMailbox: boolean;
}

/** RFC 8621 §1.3.2. */
export interface SubmissionAccountCapability {
  /** Seconds; 0 = no delayed send. */
  maxDelayedSend: number;
  submissionExtensions: Record<string, string[]>;
}

// ---------------------------------------------------------------- RFC 8620 §3: requests and responses

/** [name, arguments, method call id]. RFC 8620 §3.2. */
export type Invocation<Arguments = Record<string, unknown>> = [name: string, args: Arguments, callId: string];

export interface JmapRequest {
  using: string[];
  methodCalls: Invocation[];
  createdIds?: Record<CreationId, Id>;
}

export interface JmapResponse {
  methodResponses: Invocation[];
  createdIds?: Record<CreationId, Id>;
  sessionState: string;
}

/** Value of an argument whose name starts with `#`. RFC 8620 §3.7. */
export interface ResultReference {
  resultOf: string;
  name: string;
  path: string;
}

/** A request that could not be run at all. RFC 7807, RFC 8620 §3.6.1. */
export interface ProblemDetails {
  type:
    | 'about:blank'
    | 'urn:ietf:params:jmap:error:unknownCapability'
    | 'urn:ietf:params:jmap:error:notJSON'
    | 'urn:ietf:params:jmap:error:notRequest'
    | 'urn:ietf:params:jmap:error:limit';
  status: number;
  detail: string;
  /** With `limit`: the name of the limit. */
  limit?: string;
}

/** RFC 8620 §3.6.2, §5.2, §5.3, §5.4, §5.5, §5.6. */
export type MethodErrorType =
  | 'accountNotFound'
  | 'accountNotSupportedByMethod'
  | 'accountReadOnly'
  | 'anchorNotFound'
  | 'cannotCalculateChanges'
  | 'forbidden'
  | 'fromAccountNotFound'
  | 'fromAccountNotSupportedByMethod'
  | 'invalidArguments'
  | 'invalidResultReference'
  | 'requestTooLarge'
  | 'serverFail'
  | 'serverPartialFail'
  | 'serverUnavailable'
  | 'stateMismatch'
  | 'tooManyChanges'
  | 'unknownMethod'
  | 'unsupportedFilter'
  | 'unsupportedSort';

/** Arguments of an invocation named `error`. */
export interface MethodError {
  type: MethodErrorType;
  description?: string;
  /** With `invalidArguments`: the names of the arguments. */
  arguments?: string[];
}

// ---------------------------------------------------------------- RFC 8620 §5: standard methods

/** RFC 8620 §5.1. */
export interface GetRequest {
  accountId: Id;
  /** null = all, where the type allows. */
  ids?: Id[] | null;
  properties?: string[] | null;
}

export interface GetResponse<T> {
  accountId: Id;
  state: string;
  list: T[];
  notFound: Id[];
}

/** RFC 8620 §5.2. */
export interface ChangesRequest {
  accountId: Id;
  sinceState: string;
  maxChanges?: number | null;
}

export interface ChangesResponse {
  accountId: Id;
  oldState: string;
  newState: string;
  hasMoreChanges: boolean;
  created: Id[];
  updated: Id[];
  destroyed: Id[];
}

/** Keys are JSON pointers without the leading slash: `keywords/$seen`. RFC 8620 §5.3. */
export type PatchObject = Record<string, unknown>;

/** RFC 8620 §5.3. */
export interface SetRequest<T> {
  accountId: Id;
  ifInState?: string | null;
  create?: Record<CreationId, Partial<T>> | null;
  update?: Record<Id, PatchObject> | null;
  destroy?: Id[] | null;
}

export interface SetResponse<T> {
  accountId: Id;
  oldState: string | null;
  newState: string;
  created: Record<CreationId, Partial<T>> | null;
  updated: Record<Id, Partial<T> | null> | null;
  destroyed: Id[] | null;
  notCreated: Record<CreationId, SetError> | null;
  notUpdated: Record<Id, SetError> | null;
  notDestroyed: Record<Id, SetError> | null;
}

export type SetErrorType =
  // RFC 8620 §5.3, §5.4
  | 'alreadyExists'
  | 'forbidden'
  | 'invalidPatch'
  | 'invalidProperties'
  | 'notFound'
  | 'overQuota'
  | 'rateLimit'
  | 'singleton'
  | 'tooLarge'
  | 'willDestroy'
  // RFC 8621 §2.5
  | 'mailboxHasChild'
  | 'mailboxHasEmail'
  // RFC 8621 §4.6, §4.8
  | 'blobNotFound'
  | 'invalidEmail'
  | 'tooManyKeywords'
  | 'tooManyMailboxes'
  // RFC 8621 §6.3, §7.5
  | 'cannotUnsend'
  | 'forbiddenFrom'
  | 'forbiddenMailFrom'
  | 'forbiddenToSend'
  | 'invalidRecipients'
  | 'noRecipients'
  | 'tooManyRecipients';

export interface SetError {
  type: SetErrorType;
  description?: string;
  /** With `invalidProperties` (and `invalidEmail`): which. */
  properties?: string[];
  /** With `alreadyExists`. */
  existingId?: Id;
  /** With Email `blobNotFound`. RFC 8621 §4.6. */
  notFound?: Id[];
  /** With `tooLarge` of EmailSubmission: octets. RFC 8621 §7.5. */
  maxSize?: number;
  maxRecipients?: number;
  invalidRecipients?: string[];
}

/** RFC 8620 §5.5. */
export interface Comparator {
  property: string;
  isAscending?: boolean;
  collation?: string;
}

export interface FilterOperator<Condition> {
  operator: 'AND' | 'OR' | 'NOT';
  conditions: Filter<Condition>[];
}

export type Filter<Condition> = FilterOperator<Condition> | Condition;

/** RFC 8620 §5.5. */
export interface QueryRequest<Condition, Sort extends Comparator = Comparator> {
  accountId: Id;
  filter?: Filter<Condition> | null;
  sort?: Sort[] | null;
  /** Negative counts from the end. */
  position?: number;
  anchor?: Id | null;
  anchorOffset?: number;
  limit?: number | null;
  calculateTotal?: boolean;
}

export interface QueryResponse {
  accountId: Id;
  queryState: string;
  canCalculateChanges: boolean;
  position: number;
  ids: Id[];
  total?: number;
  /** Set when the server lowered the limit. */
  limit?: number;
}

/** RFC 8620 §5.6. */
export interface QueryChangesRequest<Condition, Sort extends Comparator = Comparator> {
  accountId: Id;
  filter?: Filter<Condition> | null;
  sort?: Sort[] | null;
  sinceQueryState: string;
  maxChanges?: number | null;
  upToId?: Id | null;
  calculateTotal?: boolean;
}

export interface QueryChangesResponse {
  accountId: Id;
  oldQueryState: string;
  newQueryState: string;
  total?: number;
  removed: Id[];
  added: AddedItem[];
}

export interface AddedItem {
  id: Id;
  index: number;
}

// ---------------------------------------------------------------- RFC 8620 §6, §7: blobs and push

/** RFC 8620 §6.1. */
export interface UploadResponse {
  accountId: Id;
  blobId: Id;
  type: string;
  size: number;
}

export type TypeName = 'Mailbox' | 'Email' | 'EmailDelivery' | 'Thread' | 'Identity' | 'EmailSubmission';

/** RFC 8620 §7.1; `EmailDelivery` changes only when new mail came in: RFC 8621 §1.5. */
export interface StateChange {
  '@type': 'StateChange';
  changed: Record<Id, Partial<Record<TypeName, string>>>;
}

// ---------------------------------------------------------------- RFC 8621 §2: Mailbox

export interface Mailbox {
  id: Id;
  name: string;
  parentId: Id | null;
  role: string | null;
  sortOrder: number;
  totalEmails: number;
  unreadEmails: number;
  totalThreads: number;
  unreadThreads: number;
  myRights: MailboxRights;
  isSubscribed: boolean;
}

export interface MailboxRights {
  mayReadItems: boolean;
  mayAddItems: boolean;
  mayRemoveItems: boolean;
  maySetSeen: boolean;
  maySetKeywords: boolean;
  mayCreateChild: boolean;
  mayRename: boolean;
  mayDelete: boolean;
  maySubmit: boolean;
}

/** RFC 8621 §2.2. */
export interface MailboxChangesResponse extends ChangesResponse {
  /** null = any property may have changed. */
  updatedProperties: (keyof Mailbox)[] | null;
}

/** RFC 8621 §2.3. */
export interface MailboxFilterCondition {
  parentId?: Id | null;
  name?: string;
  role?: string | null;
  hasAnyRole?: boolean;
  isSubscribed?: boolean;
}

export interface MailboxQueryRequest extends QueryRequest<MailboxFilterCondition> {
  sortAsTree?: boolean;
  filterAsTree?: boolean;
}

/** RFC 8621 §2.5. */
export interface MailboxSetRequest extends SetRequest<Mailbox> {
  onDestroyRemoveEmails?: boolean;
}

// ---------------------------------------------------------------- RFC 8621 §3: Thread

export interface Thread {
  id: Id;
  /** Oldest first by receivedAt. */
  emailIds: Id[];
}

// ---------------------------------------------------------------- RFC 8621 §4: Email

/** RFC 8621 §4.1. `Email/get` without `properties` returns those of {@link EmailDefaultProperty}. */
export interface Email {
  // §4.1.1 metadata
  id: Id;
  blobId: Id;
  threadId: Id;
  mailboxIds: Record<Id, true>;
  keywords: Record<string, true>;
  size: number;
  receivedAt: UTCDate;
  // §4.1.2, §4.1.3 header
  headers: EmailHeader[];
  messageId: string[] | null;
  inReplyTo: string[] | null;
  references: string[] | null;
  sender: EmailAddress[] | null;
  from: EmailAddress[] | null;
  to: EmailAddress[] | null;
  cc: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  replyTo: EmailAddress[] | null;
  subject: string | null;
  sentAt: DateTime | null;
  // §4.1.4 body
  bodyStructure: EmailBodyPart;
  bodyValues: Record<string, EmailBodyValue>;
  textBody: EmailBodyPart[];
  htmlBody: EmailBodyPart[];
  attachments: EmailBodyPart[];
  hasAttachment: boolean;
  preview: string;
  /** `header:{name}[:as{Form}][:all]`, RFC 8621 §4.1.3. */
  [header: `header:${string}`]: HeaderValue;
}

export type HeaderValue =
  | string
  | string[]
  | EmailAddress[]
  | EmailAddress[][]
  | EmailAddressGroup[]
  | EmailAddressGroup[][]
  | null
  | (string | string[] | EmailAddress[] | EmailAddressGroup[] | null)[];

export type EmailDefaultProperty =
  | 'id'
  | 'blobId'
  | 'threadId'
  | 'mailboxIds'
  | 'keywords'
  | 'size'
  | 'receivedAt'
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'sender'
  | 'from'
  | 'to'
  | 'cc'
  | 'bcc'
  | 'replyTo'
  | 'subject'
  | 'sentAt'
  | 'hasAttachment'
  | 'preview'
  | 'bodyValues'
  | 'textBody'
  | 'htmlBody'
  | 'attachments';

export interface EmailHeader {
  name: string;
  value: string;
}

/** RFC 8621 §4.1.2.3. */
export interface EmailAddress {
  name: string | null;
  email: string;
}

/** RFC 8621 §4.1.2.4. */
export interface EmailAddressGroup {
  name: string | null;
  addresses: EmailAddress[];
}

/** RFC 8621 §4.1.4. */
export interface EmailBodyPart {
  /** null for multiparts. */
  partId: string | null;
  /** null for multiparts. */
  blobId: Id | null;
  size: number;
  headers?: EmailHeader[];
  name: string | null;
  type: string;
  charset: string | null;
  disposition: string | null;
  cid: string | null;
  language: string[] | null;
  location: string | null;
  subParts?: EmailBodyPart[] | null;
  [header: `header:${string}`]: HeaderValue;
}

export interface EmailBodyValue {
  value: string;
  isEncodingProblem: boolean;
  isTruncated: boolean;
}

/** RFC 8621 §4.2. */
export interface EmailGetRequest extends GetRequest {
  bodyProperties?: string[];
  fetchTextBodyValues?: boolean;
  fetchHTMLBodyValues?: boolean;
  fetchAllBodyValues?: boolean;
  /** Octets of UTF-8; 0 = no limit. */
  maxBodyValueBytes?: number;
}

/** RFC 8621 §4.4.1. */
export interface EmailFilterCondition {
  inMailbox?: Id;
  inMailboxOtherThan?: Id[];
  before?: UTCDate;
  after?: UTCDate;
  minSize?: number;
  maxSize?: number;
  allInThreadHaveKeyword?: string;
  someInThreadHaveKeyword?: string;
  noneInThreadHaveKeyword?: string;
  hasKeyword?: string;
  notKeyword?: string;
  hasAttachment?: boolean;
  text?: string;
  from?: string;
  to?: string;
  cc?: string;
  bcc?: string;
  subject?: string;
  body?: string;
  /** [name] or [name, text]. */
  header?: [string] | [string, string];
}

/** RFC 8621 §4.4.2. */
export interface EmailComparator extends Comparator {
  property:
    | 'receivedAt'
    | 'sentAt'
    | 'size'
    | 'from'
    | 'to'
    | 'subject'
    | 'hasKeyword'
    | 'allInThreadHaveKeyword'
    | 'someInThreadHaveKeyword'
    | 'noneInThreadHaveKeyword';
  /** With the keyword properties. */
  keyword?: string;
}

export interface EmailQueryRequest extends QueryRequest<EmailFilterCondition, EmailComparator> {
  collapseThreads?: boolean;
}

export interface EmailQueryChangesRequest extends QueryChangesRequest<EmailFilterCondition, EmailComparator> {
  collapseThreads?: boolean;
}

/** What the server sets on a created Email. RFC 8621 §4.6, §4.8. */
export type CreatedEmail = Pick<Email, 'id' | 'blobId' | 'threadId' | 'size'>;

/** RFC 8621 §4.8. */
export interface EmailImportRequest {
  accountId: Id;
  ifInState?: string | null;
  emails: Record<CreationId, EmailImport>;
}

export interface EmailImport {
  blobId: Id;
  mailboxIds: Record<Id, true>;
  keywords?: Record<string, true>;
  receivedAt?: UTCDate;
}

export interface EmailImportResponse {
  accountId: Id;
  oldState: string | null;
  newState: string;
  created: Record<CreationId, CreatedEmail> | null;
  notCreated: Record<CreationId, SetError> | null;
}

/** RFC 8621 §4.9. */
export interface EmailParseRequest extends Omit<EmailGetRequest, 'ids'> {
  blobIds: Id[];
}

export interface EmailParseResponse {
  accountId: Id;
  parsed: Record<Id, Partial<Email>> | null;
  notParsable: Id[] | null;
  notFound: Id[] | null;
}

// ---------------------------------------------------------------- RFC 8621 §5: SearchSnippet

/** HTML with the matches in `<mark>`, everything else escaped; null = nothing matched there. */
export interface SearchSnippet {
  emailId: Id;
  subject: string | null;
  preview: string | null;
}

export interface SearchSnippetGetRequest {
  accountId: Id;
  filter?: Filter<EmailFilterCondition> | null;
  emailIds: Id[];
}

export interface SearchSnippetGetResponse {
  accountId: Id;
  list: SearchSnippet[];
  notFound: Id[] | null;
}

// ---------------------------------------------------------------- RFC 8621 §6: Identity

export interface Identity {
  id: Id;
  name: string;
  /** Immutable. */
  email: string;
  replyTo: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  textSignature: string;
  htmlSignature: string;
  mayDelete: boolean;
}

// ---------------------------------------------------------------- RFC 8621 §7: EmailSubmission

export interface EmailSubmission {
  id: Id;
  identityId: Id;
  emailId: Id;
  threadId: Id;
  envelope: Envelope | null;
  sendAt: UTCDate;
  undoStatus: 'pending' | 'final' | 'canceled';
  deliveryStatus: Record<string, DeliveryStatus> | null;
  dsnBlobIds: Id[];
  mdnBlobIds: Id[];
}

export interface Envelope {
  mailFrom: EnvelopeAddress;
  rcptTo: EnvelopeAddress[];
}

export interface EnvelopeAddress {
  email: string;
  /** SMTP parameters (`HOLDUNTIL`, `NOTIFY`); null = a parameter without a value. RFC 8621 §7. */
  parameters?: Record<string, string | null> | null;
}

export interface DeliveryStatus {
  smtpReply: string;
  delivered: 'queued' | 'yes' | 'no' | 'unknown';
  displayed: 'unknown' | 'yes';
}

/** RFC 8621 §7.3. */
export interface EmailSubmissionFilterCondition {
  identityIds?: Id[];
  emailIds?: Id[];
  threadIds?: Id[];
  undoStatus?: EmailSubmission['undoStatus'];
  before?: UTCDate;
  after?: UTCDate;
}

/** RFC 8621 §7.5. Keys and ids name submissions, or creations as `#name`. */
export interface EmailSubmissionSetRequest extends SetRequest<EmailSubmission> {
  onSuccessUpdateEmail?: Record<Id, PatchObject> | null;
  onSuccessDestroyEmail?: Id[] | null;
}

// ---------------------------------------------------------------- every method, for typed clients

/** Method name -> arguments and response. */
export interface JmapMethods {
  'Core/echo': { request: Record<string, unknown>; response: Record<string, unknown> };
  'Mailbox/get': { request: GetRequest; response: GetResponse<Mailbox> };
  'Mailbox/changes': { request: ChangesRequest; response: MailboxChangesResponse };
  'Mailbox/query': { request: MailboxQueryRequest; response: QueryResponse };
  'Mailbox/queryChanges': {
    request: QueryChangesRequest<MailboxFilterCondition>;
    response: QueryChangesResponse;
  };
  'Mailbox/set': { request: MailboxSetRequest; response: SetResponse<Mailbox> };
  'Thread/get': { request: GetRequest; response: GetResponse<Thread> };
  'Thread/changes': { request: ChangesRequest; response: ChangesResponse };
  'Email/get': { request: EmailGetRequest; response: GetResponse<Email> };
  'Email/changes': { request: ChangesRequest; response: ChangesResponse };
  'Email/query': { request: EmailQueryRequest; response: QueryResponse & { collapseThreads?: boolean } };
  'Email/queryChanges': { request: EmailQueryChangesRequest; response: QueryChangesResponse };
  'Email/set': { request: SetRequest<Email>; response: SetResponse<Email> };
  'Email/copy': { request: EmailCopyRequest; response: SetResponse<Email> & { fromAccountId: Id } };
  'Email/import': { request: EmailImportRequest; response: EmailImportResponse };
  'Email/parse': { request: EmailParseRequest; response: EmailParseResponse };
  'SearchSnippet/get': { request: SearchSnippetGetRequest; response: SearchSnippetGetResponse };
  'Identity/get': { request: GetRequest; response: GetResponse<Identity> };
  'Identity/changes': { request: ChangesRequest; response: ChangesResponse };
  'Identity/set': { request: SetRequest<Identity>; response: SetResponse<Identity> };
  'EmailSubmission/get': { request: GetRequest; response: GetResponse<EmailSubmission> };
  'EmailSubmission/changes': { request: ChangesRequest; response: ChangesResponse };
  'EmailSubmission/query': {
    request: QueryRequest<EmailSubmissionFilterCondition>;
    response: QueryResponse;
  };
  'EmailSubmission/queryChanges': {
    request: QueryChangesRequest<EmailSubmissionFilterCondition>;
    response: QueryChangesResponse;
  };
  'EmailSubmission/set': { request: EmailSubmissionSetRequest; response: SetResponse<EmailSubmission> };
}

export type MethodName = keyof JmapMethods;

/** RFC 8620 §5.4, RFC 8621 §4.7. */
export interface EmailCopyRequest {
  fromAccountId: Id;
  ifFromInState?: string | null;
  accountId: Id;
  ifInState?: string | null;
  create: Record<CreationId, { id: Id } & Partial<Email>>;
  onSuccessDestroyOriginal?: boolean;
  destroyFromIfInState?: string | null;
}
