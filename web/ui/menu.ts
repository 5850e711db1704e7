import type { IconName } from './icons.ts';
import type { CommandId } from '../lib/keys.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly command?: CommandId;
  readonly tone?: 'danger';
  /** A rule above it. */
  readonly isSeparated?: boolean;
  readonly isChecked?: boolean;
  readonly run: () => void;
}

const GAP_PX = 4;

/** Puts an open menu under its button, or above it where there is no room below; inside the window in any case. */
export function placeMenu(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isEnd = at.left + width > innerWidth - GAP_PX;
  const left = isEnd ? at.right - width : at.left;
  const below = at.bottom + GAP_PX;
  const top = below + height <= innerHeight - GAP_PX ? below : at.top - height - GAP_PX;
  menu.style.left = `${Math.max(GAP_PX, left)}px`;
  menu.style.top = `${Math.max(GAP_PX, top)}px`;
}

/** Up, Down, Home and End among the items; the others are the browser's. */
export function onMenuKeydown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const index = items.indexOf(document.activeElement as HTMLElement);
  const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  items.at(target % items.length)?.focus();
}
