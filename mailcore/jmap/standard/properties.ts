import { ArgumentError, type Check, type Checked, type JsonObject } from '../arguments.ts';
import { invalidProperties } from '../errors.ts';

/** The properties of a type that a client may set, each with its check. */
export type PropertyChecks = Readonly<Record<string, Check<unknown>>>;
export type PropertiesOf<Checks extends PropertyChecks> = { [Name in keyof Checks]?: Checked<Checks[Name]> };

/** Reads the properties of a record to create or change. Throws SetFailure `invalidProperties` naming every bad one. RFC 8620 §5.3. */
export function readProperties<Checks extends PropertyChecks>(
  given: JsonObject,
  checks: Checks,
): PropertiesOf<Checks> {
  const bad: string[] = [];
  const reasons: string[] = [];
  const read = Object.entries(given).map(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    try {
      if (!check) throw new ArgumentError(name.slice(0, 100), 'left out: it cannot be set');
      return [name, check(value, name)];
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      bad.push(name);
      reasons.push(error.message);
      return [name, undefined];
    }
  });
  if (bad.length > 0) throw invalidProperties(bad, reasons.join('; ').slice(0, 500));
  return Object.fromEntries(read) as PropertiesOf<Checks>;
}
