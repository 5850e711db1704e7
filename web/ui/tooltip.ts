import type { Attachment } from 'svelte/attachments';

const DELAY_MS = 500;
const GAP_PX = 6;

let slip: HTMLElement | null = null;

/** Shows a slip with the label and the key of a control while the pointer rests on it or the keyboard is on it. Never for touch. */
export function tooltip(label: string, key?: string): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const showLater = (event: Event) => {
      if (event instanceof PointerEvent && event.pointerType !== 'mouse') return;
      if (event.type === 'focus' && !element.matches(':focus-visible')) return;
      clearTimeout(timer);
      timer = setTimeout(() => show(element, label, key), DELAY_MS);
    };
    const hide = () => {
      clearTimeout(timer);
      if (slip?.matches(':popover-open')) slip.hidePopover();
    };
    const controller = new AbortController();
    const { signal } = controller;
    for (const type of ['pointerenter', 'focus']) element.addEventListener(type, showLater, { signal });
    for (const type of ['pointerleave', 'blur', 'click', 'keydown'])
      element.addEventListener(type, hide, { signal });
    return () => {
      controller.abort();
      hide();
    };
  };
}

function show(anchor: HTMLElement, label: string, key: string | undefined): void {
  slip ??= makeSlip();
  const name = document.createElement('span');
  name.textContent = label;
  const kbd = document.createElement('kbd');
  kbd.textContent = key ?? '';
  slip.replaceChildren(name, ...(key ? [kbd] : []));
  slip.showPopover();
  const at = anchor.getBoundingClientRect();
  const { width, height } = slip.getBoundingClientRect();
  const isBelow = at.bottom + GAP_PX + height <= innerHeight;
  const left = Math.max(GAP_PX, Math.min(at.left + (at.width - width) / 2, innerWidth - width - GAP_PX));
  slip.style.left = `${left}px`;
  slip.style.top = `${isBelow ? at.bottom + GAP_PX : at.top - height - GAP_PX}px`;
}

function makeSlip(): HTMLElement {
  const made = document.createElement('div');
  made.className = 'tooltip-slip';
  made.popover = 'manual';
  // The control is named already; the slip is for the eyes.
  made.ariaHidden = 'true';
  document.body.append(made);
  return made;
}
