import type { MessageKey } from './i18n/messages.ts';

export type KeyGroup = 'go' | 'list' | 'act' | 'write' | 'app';

export interface Command {
  readonly label: MessageKey;
  readonly group: KeyGroup;
  /** Each is a chord (`j`, `Shift+i`, `Ctrl+Enter`) or a sequence of chords (`g i`). `Ctrl` is also Command on Apple's keyboards. */
  readonly keys: readonly string[];
}

/** Every command that has a key: the keys that Gmail made usual. The help dialog and the tooltips are drawn from this table. */
export const COMMANDS = {
  older: { label: 'keys.older', group: 'list', keys: ['j'] },
  newer: { label: 'keys.newer', group: 'list', keys: ['k'] },
  open: { label: 'keys.open', group: 'list', keys: ['o', 'Enter'] },
  backToList: { label: 'keys.backToList', group: 'list', keys: ['u', 'Escape'] },
  select: { label: 'keys.select', group: 'list', keys: ['x'] },
  selectAll: { label: 'keys.selectAll', group: 'list', keys: ['* a'] },
  selectNone: { label: 'keys.selectNone', group: 'list', keys: ['* n'] },
  selectRead: { label: 'keys.selectRead', group: 'list', keys: ['* r'] },
  selectUnread: { label: 'keys.selectUnread', group: 'list', keys: ['* u'] },
  nextMessage: { label: 'keys.nextMessage', group: 'list', keys: ['n'] },
  previousMessage: { label: 'keys.previousMessage', group: 'list', keys: ['p'] },

  reply: { label: 'keys.reply', group: 'act', keys: ['r'] },
  replyAll: { label: 'keys.replyAll', group: 'act', keys: ['a'] },
  forward: { label: 'keys.forward', group: 'act', keys: ['f'] },
  archive: { label: 'keys.archive', group: 'act', keys: ['e'] },
  archiveOlder: { label: 'keys.archiveOlder', group: 'act', keys: ['['] },
  archiveNewer: { label: 'keys.archiveNewer', group: 'act', keys: [']'] },
  delete: { label: 'keys.delete', group: 'act', keys: ['#', 'Delete'] },
  junk: { label: 'keys.junk', group: 'act', keys: ['!'] },
  star: { label: 'keys.star', group: 'act', keys: ['s'] },
  markRead: { label: 'keys.markRead', group: 'act', keys: ['Shift+i'] },
  markUnread: { label: 'keys.markUnread', group: 'act', keys: ['Shift+u'] },
  move: { label: 'keys.move', group: 'act', keys: ['v'] },

  goInbox: { label: 'keys.goInbox', group: 'go', keys: ['g i'] },
  goSent: { label: 'keys.goSent', group: 'go', keys: ['g t'] },
  goDrafts: { label: 'keys.goDrafts', group: 'go', keys: ['g d'] },
  goArchive: { label: 'keys.goArchive', group: 'go', keys: ['g a'] },
  goTrash: { label: 'keys.goTrash', group: 'go', keys: ['g #'] },

  compose: { label: 'keys.compose', group: 'write', keys: ['c'] },
  send: { label: 'keys.send', group: 'write', keys: ['Ctrl+Enter'] },
  saveDraft: { label: 'keys.saveDraft', group: 'write', keys: ['Ctrl+s'] },
  cc: { label: 'keys.cc', group: 'write', keys: ['Ctrl+Shift+c'] },
  bcc: { label: 'keys.bcc', group: 'write', keys: ['Ctrl+Shift+b'] },
  closeCompose: { label: 'keys.closeCompose', group: 'write', keys: ['Shift+Escape'] },

  undo: { label: 'keys.undo', group: 'app', keys: ['z'] },
  redo: { label: 'keys.redo', group: 'app', keys: ['Shift+z'] },
  search: { label: 'keys.search', group: 'app', keys: ['/'] },
  help: { label: 'keys.help', group: 'app', keys: ['?'] },
} as const satisfies Record<string, Command>;

export type CommandId = keyof typeof COMMANDS;

/** The parts of a keyboard event that choose a command. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'isComposing' | 'keyCode' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

/**
 * The chord of a key press, or null when the input method wants the key or a modifier was pressed alone. Full-width letters (`ｊ`) and the
 * keys of a Japanese input method (`Process`) give what the same key gives without it. WCAG technique SCR41.
 */
export function chordOf(press: KeyPress): string | null {
  if (press.isComposing) return null;
  const key =
    press.key === 'Process' || press.key === 'Unidentified' ? keyOfCode(press) : press.key.normalize('NFKC');
  if (key === null || MODIFIERS.has(key)) return null;
  const isLetter = /^\p{L}$/u.test(key);
  const isSign = [...key].length === 1 && !isLetter;
  const parts = [
    press.ctrlKey || press.metaKey ? 'Ctrl' : '',
    press.altKey ? 'Alt' : '',
    // A sign says itself whether Shift was needed for it: `#`, `?`.
    press.shiftKey && !isSign ? 'Shift' : '',
    isLetter ? key.toLowerCase() : key,
  ];
  return parts.filter(Boolean).join('+');
}

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'KanaMode', 'KanjiMode', 'Dead']);

/** Signs that commands use, by the code of their key on a US keyboard: [plain, with Shift]. */
const SIGNS: Record<string, readonly [string, string]> = {
  Slash: ['/', '?'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Digit1: ['1', '!'],
  Digit3: ['3', '#'],
  Digit8: ['8', '*'],
};

function keyOfCode({ code, shiftKey }: KeyPress): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter.toLowerCase();
  const sign = SIGNS[code];
  return sign ? sign[shiftKey ? 1 : 0] : null;
}

/** How a key is written for people: `⇧I`, `Ctrl+Enter`, `g i`. */
export function keyLabel(key: string): string {
  return key
    .split(' ')
    .map((chord) =>
      chord
        .replace('Shift+', '⇧')
        .replace('Escape', 'Esc')
        .replace(/⇧([a-z])$/, (_, letter: string) => `⇧${letter.toUpperCase()}`),
    )
    .join(' ');
}

export interface KeyMatch {
  readonly command: CommandId | null;
  /** What has been pressed of a longer sequence; give it back with the next chord. */
  readonly pending: string;
}

/** The command that `chord` completes after `pending`; a chord that does not continue the sequence begins anew. */
export function matchChord(pending: string, chord: string): KeyMatch {
  const pressed = pending ? `${pending} ${chord}` : chord;
  const command = BY_KEY.get(pressed) ?? null;
  if (command) return { command, pending: '' };
  if (PREFIXES.has(pressed)) return { command: null, pending: pressed };
  return pending ? matchChord('', chord) : { command: null, pending: '' };
}

const ENTRIES = Object.entries(COMMANDS) as [CommandId, Command][];
const BY_KEY = new Map(ENTRIES.flatMap(([id, { keys }]) => keys.map((key) => [key, id] as const)));
const PREFIXES = new Set(
  [...BY_KEY.keys()].filter((key) => key.includes(' ')).map((key) => key.split(' ')[0]),
);
