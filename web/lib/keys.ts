import type { MessageKey } from './i18n/messages.ts';

/** What a key can ask for. */
export type CommandName =
  | 'older'
  | 'newer'
  | 'open'
  | 'backToList'
  | 'compose'
  | 'reply'
  | 'replyAll'
  | 'forward'
  | 'archive'
  | 'delete'
  | 'junk'
  | 'star'
  | 'select'
  | 'markRead'
  | 'markUnread'
  | 'move'
  | 'undo'
  | 'redo'
  | 'search'
  | 'help'
  | 'goInbox'
  | 'goSent'
  | 'goDrafts'
  | 'goArchive'
  | 'goTrash'
  | 'selectAll'
  | 'selectNone';

export interface KeyBinding {
  readonly command: CommandName;
  /** Keys in order, as people read them: `['g', 'i']`, `['Shift+U']`. */
  readonly keys: readonly string[];
  readonly label: Extract<MessageKey, `keys.${string}`>;
  readonly group: 'go' | 'list' | 'act' | 'app';
}

/** Every key of the mail, once: the Gmail set. The help page, tooltips and the dispatcher read this table. */
export const KEYS: readonly KeyBinding[] = [
  { command: 'older', keys: ['j'], label: 'keys.older', group: 'list' },
  { command: 'newer', keys: ['k'], label: 'keys.newer', group: 'list' },
  { command: 'open', keys: ['o'], label: 'keys.open', group: 'list' },
  { command: 'backToList', keys: ['u'], label: 'keys.backToList', group: 'list' },
  { command: 'select', keys: ['x'], label: 'keys.select', group: 'list' },
  { command: 'selectAll', keys: ['*', 'a'], label: 'keys.selectAll', group: 'list' },
  { command: 'selectNone', keys: ['*', 'n'], label: 'keys.selectNone', group: 'list' },
  { command: 'compose', keys: ['c'], label: 'keys.compose', group: 'act' },
  { command: 'reply', keys: ['r'], label: 'keys.reply', group: 'act' },
  { command: 'replyAll', keys: ['a'], label: 'keys.replyAll', group: 'act' },
  { command: 'forward', keys: ['f'], label: 'keys.forward', group: 'act' },
  { command: 'archive', keys: ['e'], label: 'keys.archive', group: 'act' },
  { command: 'delete', keys: ['#'], label: 'keys.delete', group: 'act' },
  { command: 'junk', keys: ['!'], label: 'keys.junk', group: 'act' },
  { command: 'star', keys: ['s'], label: 'keys.star', group: 'act' },
  { command: 'move', keys: ['v'], label: 'keys.move', group: 'act' },
  { command: 'markRead', keys: ['Shift+I'], label: 'keys.markRead', group: 'act' },
  { command: 'markUnread', keys: ['Shift+U'], label: 'keys.markUnread', group: 'act' },
  { command: 'goInbox', keys: ['g', 'i'], label: 'keys.goInbox', group: 'go' },
  { command: 'goSent', keys: ['g', 't'], label: 'keys.goSent', group: 'go' },
  { command: 'goDrafts', keys: ['g', 'd'], label: 'keys.goDrafts', group: 'go' },
  { command: 'goArchive', keys: ['g', 'a'], label: 'keys.goArchive', group: 'go' },
  { command: 'goTrash', keys: ['g', '#'], label: 'keys.goTrash', group: 'go' },
  { command: 'search', keys: ['/'], label: 'keys.search', group: 'app' },
  { command: 'undo', keys: ['z'], label: 'keys.undo', group: 'app' },
  { command: 'redo', keys: ['Shift+Z'], label: 'keys.redo', group: 'app' },
  { command: 'help', keys: ['?'], label: 'keys.help', group: 'app' },
];

/** The key of a command as people read it: `g i`. */
export function keyOf(command: CommandName): string {
  return KEYS.find((binding) => binding.command === command)?.keys.join(' ') ?? '';
}

/** The parts of a KeyboardEvent that decide. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/**
 * The name of a single key, or null when it is none of ours: with Ctrl, Alt or Meta, or while an input method is composing
 * (keyCode 229 is Safari's confirming key). With an input method on full width, `key` is `ｊ` or `Process`: then the place of the key counts.
 */
export function keyName(press: KeyPress): string | null {
  if (press.isComposing || press.keyCode === 229) return null;
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const letter = /^[a-z]$/i.test(press.key) ? press.key.toUpperCase() : /^Key([A-Z])$/.exec(press.code)?.[1];
  if (letter) return press.shiftKey ? `Shift+${letter}` : letter.toLowerCase();
  const narrow = press.key.normalize('NFKC');
  return narrow.length === 1 ? narrow : press.key;
}

/** Turns key presses into commands, sequences included. A sequence is forgotten after a second and a half. */
export class KeySequence {
  #pending: string[] = [];
  #lastAtMs = 0;

  /** The command that this press completes; `pending` while a sequence is under way; null for a key that means nothing. */
  press(press: KeyPress, nowMs: number): CommandName | 'pending' | null {
    const name = keyName(press);
    if (name === null) return null;
    if (nowMs - this.#lastAtMs > 1_500) this.#pending = [];
    this.#lastAtMs = nowMs;
    const keys = [...this.#pending, name];
    const found = this.#find(keys) ?? this.#find([name]);
    this.#pending = found === 'pending' ? keys : [];
    return found;
  }

  #find(keys: readonly string[]): CommandName | 'pending' | null {
    const starts = KEYS.filter((binding) => keys.every((key, index) => binding.keys[index] === key));
    const exact = starts.find((binding) => binding.keys.length === keys.length);
    if (exact) return exact.command;
    return starts.length > 0 ? 'pending' : null;
  }
}

/** Single keys belong to whoever writes: text fields, dialogs and menus. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('dialog[open], [role=menu], form.composer, [data-keys=own]'))
    return true;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
