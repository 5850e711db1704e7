import type { Problem } from '../../server/contract/common.ts';

/** A refusal of the REST interface: RFC 9457 problem details, or `offline` when the server cannot be reached. */
export class RestError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryAfterSeconds: number | null;

  constructor(
    problem: Pick<Problem, 'code' | 'status' | 'title'> & { retryAfterSeconds?: number },
    cause?: unknown,
  ) {
    super(problem.title, { cause });
    this.name = 'RestError';
    this.code = problem.code;
    this.status = problem.status;
    this.retryAfterSeconds = problem.retryAfterSeconds ?? null;
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Calls the REST interface; `undefined` for an empty answer. Rejects with RestError. */
export async function rest<Answer = undefined>(
  method: Method,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await send(method, path, body);
  if (response.status === 204) return undefined as Answer;
  if (response.ok) return (await response.json()) as Answer;
  throw new RestError(await readProblem(response));
}

async function send(method: Method, path: string, body: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new RestError({ code: 'offline', status: 0, title: 'offline' }, error);
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const fallback = {
    type: 'about:blank',
    code: 'internal',
    status: response.status,
    title: response.statusText,
  };
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return isJson ? { ...fallback, ...((await response.json()) as Partial<Problem>) } : fallback;
}
