/** A value of a table, by a name that comes from outside: never what every object inherits (`constructor`, `__proto__`). */
export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
