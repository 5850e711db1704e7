export type Theme = 'auto' | 'light' | 'dark';

const STORAGE_KEY = 'tegami.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Light or dark, as the device says or as chosen in this browser. */
class Appearance {
  theme = $state<Theme>(read());
  #deviceIsDark = $state(dark.matches);

  constructor() {
    dark.addEventListener('change', ({ matches }) => (this.#deviceIsDark = matches));
    this.#show();
  }

  /** What is on screen now. */
  get scheme(): 'light' | 'dark' {
    if (this.theme !== 'auto') return this.theme;
    return this.#deviceIsDark ? 'dark' : 'light';
  }

  use(theme: Theme): void {
    this.theme = theme;
    if (theme === 'auto') localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, theme);
    this.#show();
  }

  #show(): void {
    if (this.theme === 'auto') delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = this.theme;
  }
}

function read(): Theme {
  const stored = localStorage.getItem(STORAGE_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

export const appearance = new Appearance();
