/** Path parameters of a pattern, by name: `/mail/:mailbox/:thread?` has `mailbox` and perhaps `thread`. */
export type PathParams<Pattern extends string> = Pattern extends `${infer Head}/${infer Tail}`
  ? PathParams<Head> & PathParams<Tail>
  : Pattern extends `:${infer Name}?`
    ? { [Key in Name]?: string }
    : Pattern extends `:${infer Name}`
      ? { [Key in Name]: string }
      : unknown;

/** Route name -> pattern. A segment is a word, `:name`, or `:name?` at the end. The first match wins. */
export type RouteTable = Record<string, string>;

/** Where the page is: one member per route. */
export type Location<Table extends RouteTable> = {
  [Name in keyof Table & string]: {
    readonly name: Name;
    readonly params: PathParams<Table[Name]>;
    readonly query: Readonly<Record<string, string>>;
  };
}[keyof Table & string];

type Params = Record<string, string | undefined>;

/** The route of a path and its search part; null when no pattern matches. */
export function matchRoute<Table extends RouteTable>(
  table: Table,
  path: string,
  search = '',
): Location<Table> | null {
  for (const [name, pattern] of Object.entries(table)) {
    const params = matchPattern(pattern, path);
    if (!params) continue;
    const query = Object.fromEntries(new URLSearchParams(search));
    return { name, params, query } as unknown as Location<Table>;
  }
  return null;
}

/** The path of a route, its values percent-encoded, empty query values left out. */
export function hrefOf<Pattern extends string>(
  pattern: Pattern,
  params: PathParams<Pattern>,
  query: Record<string, string | undefined> = {},
): string {
  const values = params as Params;
  const path = segmentsOf(pattern).flatMap((segment) => {
    if (!segment.startsWith(':')) return segment;
    const value = values[nameOf(segment)];
    return value === undefined ? [] : encodeURIComponent(value);
  });
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(pairs).toString();
  return `/${path.join('/')}${search ? `?${search}` : ''}`;
}

function matchPattern(pattern: string, path: string): Params | null {
  const wanted = segmentsOf(pattern);
  const given = segmentsOf(path);
  if (given.length > wanted.length) return null;
  const params: Params = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index];
    if (!segment.startsWith(':')) {
      if (value !== segment) return null;
    } else if (value !== undefined) {
      const decoded = decode(value);
      if (decoded === null) return null;
      params[nameOf(segment)] = decoded;
    } else if (!segment.endsWith('?')) return null;
  }
  return params;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function nameOf(segment: string): string {
  return segment.replace(/^:|\?$/g, '');
}

/** null for a path that somebody mistyped, such as `%zz`. */
function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
