import { chordOf, matchChord, type CommandId } from './keys.ts';

/** What a screen does for a command; `false` hands it on to the screen below. */
export type CommandHandlers = Partial<Record<CommandId, () => void | false>>;

/** How long after `g` an `i` still makes `g i`. */
const SEQUENCE_MS = 1500;

/** Gives key presses to the screens that are open, the newest first. */
export class Keyboard {
  #screens: CommandHandlers[] = [];
  #pending = '';
  #pressedAt = 0;

  /** Listens until the returned function is called. */
  start(): () => void {
    const controller = new AbortController();
    document.addEventListener('keydown', (event) => this.#onKeydown(event), { signal: controller.signal });
    return () => controller.abort();
  }

  /** Lets a screen have its commands until the returned function is called. */
  provide(handlers: CommandHandlers): () => void {
    this.#screens = [handlers, ...this.#screens];
    return () => {
      this.#screens = this.#screens.filter((other) => other !== handlers);
    };
  }

  run(command: CommandId): boolean {
    for (const screen of this.#screens) {
      const handler = screen[command];
      if (handler && handler() !== false) return true;
    }
    return false;
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || isTaken(event)) return;
    const chord = chordOf(event);
    if (chord === null) return;
    const isLate = event.timeStamp - this.#pressedAt > SEQUENCE_MS;
    const { command, pending } = matchChord(isLate ? '' : this.#pending, chord);
    this.#pending = pending;
    this.#pressedAt = event.timeStamp;
    if (pending || (command && this.run(command))) event.preventDefault();
  }
}

const TEXT_FIELD =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=""], [contenteditable=true]';
/** Enter and Space belong to what has the focus. */
const PRESSABLE = 'button, a, summary, [role=menuitem], [role=separator]';

/** No command while somebody writes, a dialog or menu is open, or the focused control has a use for the key. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(TEXT_FIELD)) return true;
  if (document.querySelector('dialog:modal, [popover=auto]:popover-open')) return true;
  return (event.key === 'Enter' || event.key === ' ') && target?.closest(PRESSABLE) != null;
}
