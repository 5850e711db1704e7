/** What one request may ask for; announced in the session resource and enforced in dispatch and the methods. RFC 8620 §2. */
export const JMAP_LIMITS = {
  maxSizeRequest: 10 * 1024 * 1024,
  maxConcurrentRequests: 8,
  maxConcurrentUpload: 4,
  maxCallsInRequest: 32,
  maxObjectsInGet: 500,
  maxObjectsInSet: 500,
} as const;

/** Depth of arrays and objects in a request; deeper ones could exhaust the stack when a response echoes them. */
export const MAX_JSON_DEPTH = 64;
/** Values in the arguments of one call once back-references are filled in; more could double with each call. */
export const MAX_ARGUMENT_VALUES = 200_000;
/** Octets of body values, headers and part descriptions in the responses of one request. */
export const MAX_CONTENT_BYTES_IN_REQUEST = 48 * 1024 * 1024;
/** Octets of one body value; a longer one is truncated and says so. */
export const MAX_BODY_VALUE_BYTES = 5 * 1024 * 1024;
/** Ids that one query may return without a limit of its own. */
export const MAX_QUERY_LIMIT = 10_000;
/** Changes one `queryChanges` works through before it answers cannotCalculateChanges. */
export const MAX_QUERY_CHANGES = 5_000;
/** Levels and conditions of a filter. */
export const MAX_FILTER_DEPTH = 16;
export const MAX_FILTER_CONDITIONS = 256;
/** RFC 8621 §1.3.1. */
export const MAX_MAILBOX_DEPTH = 20;
export const MAX_MAILBOX_NAME_BYTES = 490;
/** How long a submission may be held back: 30 days. RFC 4865 §4. */
export const MAX_DELAYED_SEND_SECONDS = 30 * 24 * 3600;
