import { hrefOf, matchRoute, type Location, type PathParams, type RouteTable } from './routes.ts';

type Query = Record<string, string | undefined>;

/** The address bar as state. Links within the table change the page without loading it. */
export class Router<Table extends RouteTable> {
  readonly table: Table;
  /** null = no route has this path. */
  current: Location<Table> | null = $state.raw(null);

  constructor(table: Table) {
    this.table = table;
    this.#read();
  }

  /** Listens to the history and to clicks on links until the returned function is called. */
  start(): () => void {
    const controller = new AbortController();
    addEventListener('popstate', () => this.#read(), { signal: controller.signal });
    document.addEventListener('click', (event) => this.#onClick(event), { signal: controller.signal });
    return () => controller.abort();
  }

  href<Name extends keyof Table & string>(
    name: Name,
    params: PathParams<Table[Name]>,
    query?: Query,
  ): string {
    return hrefOf(this.table[name]!, params as PathParams<string>, query);
  }

  /** `replace` where Back should not come by here again. */
  go<Name extends keyof Table & string>(
    name: Name,
    params: PathParams<Table[Name]>,
    { query, replace = false }: { query?: Query; replace?: boolean } = {},
  ): void {
    this.#open(this.href(name, params, query), replace);
  }

  #open(href: string, replace: boolean): void {
    if (href === location.pathname + location.search) return;
    if (replace) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    this.#read();
  }

  #read(): void {
    this.current = matchRoute(this.table, location.pathname, location.search);
  }

  #onClick(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin)
      return;
    if (!matchRoute(this.table, link.pathname, link.search)) return;
    event.preventDefault();
    this.#open(link.pathname + link.search, false);
  }
}
