const HUES = 7;

/** 1-7, the same for an address wherever it shows. */
export function hueOf(address: string): number {
  let hash = 0;
  for (const character of address.toLowerCase()) hash = (hash * 31 + character.codePointAt(0)!) >>> 0;
  return (hash % HUES) + 1;
}

/** The first letter or ideograph of a name, past quotes and brackets. */
export function initialOf(name: string): string {
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0] ?? '?';
  return letter.toLocaleUpperCase();
}
