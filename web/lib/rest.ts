import type { Problem } from '../../server/contract/common.ts';

/** A refusal of our own REST interface (RFC 9457), or `offline` when no answer came. */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryAfterSeconds: number;

  constructor({ code, status, title, retryAfterSeconds = 0 }: Omit<Problem, 'type'>) {
    super(title);
    this.name = 'ProblemError';
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Calls our own server with the session cookie. Resolves to the answer's JSON (undefined for 204). Throws ProblemError. */
export async function request<Response = void>(
  method: Method,
  path: string,
  body?: unknown,
): Promise<Response> {
  const response = await send(method, path, body);
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Response;
}

async function send(method: Method, path: string, body: unknown): Promise<globalThis.Response> {
  try {
    return await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    // fetch rejects with a TypeError exactly when no answer came.
    if (error instanceof TypeError)
      throw new ProblemError({ code: 'offline', status: 0, title: 'no answer' });
    throw error;
  }
}

async function problemOf(response: globalThis.Response): Promise<ProblemError> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  if (isProblem) return new ProblemError((await response.json()) as Problem);
  return new ProblemError({ code: 'internal', status: response.status, title: response.statusText });
}

/** The refusal inside a rejection; anything else is a bug and thrown on. */
export function problemOrThrow(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  throw error;
}
