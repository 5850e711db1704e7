/**
 * Keeps the keyboard where it was when the row that had it goes: in the row that took its place, else at the list.
 * An attachment of a focusable element around the rows.
 */
export function keepFocus(list: HTMLElement): () => void {
  let row: Element | null = null;
  let index = 0;

  function remember({ target }: FocusEvent): void {
    row = (target as Element).closest('li');
    if (row) index = [...list.querySelectorAll('li')].indexOf(row as HTMLLIElement);
  }

  const observer = new MutationObserver(() => {
    if (!row || row.isConnected || document.activeElement !== document.body) return;
    const rows = list.querySelectorAll('li');
    const heir = rows[Math.min(index, rows.length - 1)];
    (heir?.querySelector('button') ?? list).focus();
    row = null;
  });

  list.addEventListener('focusin', remember);
  observer.observe(list, { childList: true, subtree: true });
  return () => {
    list.removeEventListener('focusin', remember);
    observer.disconnect();
  };
}
