/** The page's place in its own history. `parse` and `format` turn addresses into places and back. */
export class Router<Route> {
  route = $state.raw() as Route;
  #format: (route: Route) => string;

  constructor(parse: (url: URL) => Route, format: (route: Route) => string) {
    this.route = parse(new URL(location.href));
    this.#format = format;
    addEventListener('popstate', () => (this.route = parse(new URL(location.href))));
  }

  /** Goes to a place; `replace` leaves no step behind that "back" would stop at. */
  go(route: Route, options: { replace?: boolean } = {}): void {
    const path = this.#format(route);
    if (path === location.pathname + location.search) return;
    if (options.replace) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
    this.route = route;
  }
}
