export type Theme = 'auto' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

const STORAGE_KEY = 'tegami.theme';
const darkDevice = matchMedia('(prefers-color-scheme: dark)');

/** Light or dark, by the device or by choice; kept in this browser. */
class ThemeChoice {
  chosen = $state<Theme>('auto');
  #isDeviceDark = $state(darkDevice.matches);
  /** What is on screen. */
  readonly scheme: 'light' | 'dark' = $derived(
    this.chosen === 'auto' ? (this.#isDeviceDark ? 'dark' : 'light') : this.chosen,
  );

  constructor() {
    darkDevice.addEventListener('change', ({ matches }) => (this.#isDeviceDark = matches));
    const stored = localStorage.getItem(STORAGE_KEY);
    this.use(THEMES.find((theme) => theme === stored) ?? 'auto');
  }

  use(theme: Theme): void {
    this.chosen = theme;
    localStorage.setItem(STORAGE_KEY, theme);
    if (theme === 'auto') delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = theme;
  }
}

export const theme = new ThemeChoice();
