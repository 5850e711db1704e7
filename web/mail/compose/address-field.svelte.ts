import type { EmailAddress } from '../../../mailcore/jmap/types.ts';
import { formatAddress, parseChips, toChip, type Chip } from './address-input.ts';

/** What the field reads and writes, and where completions come from. */
export interface AddressFieldSource {
  readonly chips: readonly Chip[];
  setChips(chips: readonly Chip[]): void;
  suggest(query: string): EmailAddress[];
  announceAdded(chips: readonly Chip[]): void;
  announceRemoved(chip: Chip): void;
}

const SEPARATOR = /[,;\n、，；]/;

/**
 * Behaviour of a recipient field: a combobox that turns text into chips. Nothing is committed while an input method composes: its Enter
 * and comma belong to it (`isComposing`, and key code 229 for Safari, which ends the composition before the keydown).
 */
export class AddressFieldState {
  text = $state('');
  activeIndex = $state(-1);
  #isDismissed = $state(false);
  #source: AddressFieldSource;
  readonly suggestions: readonly EmailAddress[] = $derived.by(() =>
    this.#isDismissed ? [] : this.#source.suggest(this.text),
  );

  constructor(source: AddressFieldSource) {
    this.#source = source;
  }

  get isOpen(): boolean {
    return this.suggestions.length > 0;
  }

  onInput(isComposing: boolean): void {
    this.#isDismissed = false;
    this.activeIndex = -1;
    if (!isComposing && SEPARATOR.test(this.text)) this.commit();
  }

  onKeydown(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#actions[event.key]?.()) return;
    event.preventDefault();
    event.stopPropagation();
  }

  onPaste(text: string): boolean {
    const chips = parseChips(text);
    const isList = chips.length > 1 || chips.every(({ isValid }) => isValid);
    if (!isList || chips.length === 0) return false;
    this.commit();
    this.#add(chips);
    return true;
  }

  /** Turns what stands in the field into chips. */
  commit(): boolean {
    const chips = parseChips(this.text);
    this.text = '';
    this.#add(chips);
    return chips.length > 0;
  }

  accept(address: EmailAddress): void {
    this.text = '';
    this.#add([toChip(address)]);
  }

  remove(chip: Chip): void {
    this.#source.setChips(this.#source.chips.filter((other) => other !== chip));
    this.#source.announceRemoved(chip);
  }

  /** Makes a chip text again. */
  edit(chip: Chip): void {
    this.commit();
    this.#source.setChips(this.#source.chips.filter((other) => other !== chip));
    this.text = formatAddress(chip);
    this.#isDismissed = true;
  }

  /** Key -> what it does here; true when it did something, so that the key does nothing else. */
  #actions: Record<string, () => boolean> = {
    // Never on to the form: Enter in a field must not send.
    Enter: () => {
      if (!this.#acceptActive()) this.commit();
      return true;
    },
    ',': () => this.commit(),
    ';': () => this.commit(),
    // The focus moves on all the same.
    Tab: () => {
      if (!this.#acceptActive()) this.commit();
      return false;
    },
    ArrowDown: () => this.#step(1),
    ArrowUp: () => this.#step(-1),
    Escape: () => {
      const wasOpen = this.isOpen;
      this.#isDismissed = true;
      return wasOpen;
    },
    Backspace: () => {
      const last = this.#source.chips.at(-1);
      if (this.text !== '' || !last) return false;
      this.remove(last);
      return true;
    },
  };

  #step(by: number): boolean {
    const { length } = this.suggestions;
    if (length === 0) return false;
    this.activeIndex =
      this.activeIndex < 0 && by < 0 ? length - 1 : (this.activeIndex + by + length) % length;
    return true;
  }

  #acceptActive(): boolean {
    const active = this.suggestions[this.activeIndex];
    if (active) this.accept(active);
    return active !== undefined;
  }

  #add(chips: readonly Chip[]): void {
    const taken = new Set(this.#source.chips.map(({ email }) => email.toLowerCase()));
    const fresh = chips.filter(
      ({ email }) => !taken.has(email.toLowerCase()) && taken.add(email.toLowerCase()),
    );
    this.activeIndex = -1;
    if (fresh.length === 0) return;
    this.#source.setChips([...this.#source.chips, ...fresh]);
    this.#source.announceAdded(fresh);
  }
}
