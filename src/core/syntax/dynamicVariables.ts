/** A value that is made at send: `{{$name arguments}}`. */
export interface DynamicVariable {
  readonly name: string;
  /** How its arguments are written. */
  readonly usage: string;
  readonly description: string;
  readonly arguments: RegExp;
}

const shift = String.raw`(?: [+-]?\d{1,6} (?:y|M|w|d|h|m|s|ms))?`;
const format = String.raw` (?:rfc1123|iso8601|"[^"]*"|'[^']*')`;
const one = (name: string, usage: string, description: string, pattern: string): DynamicVariable => ({
  name,
  usage,
  description,
  arguments: new RegExp(`^${pattern}$`),
});

/** The built-in variables of the `.matter` format, by name. */
export const dynamicVariables: ReadonlyMap<string, DynamicVariable> = new Map(
  [
    one('$uuid', '', 'A random UUID (version 4).', ''),
    one('$guid', '', 'A random UUID (version 4).', ''),
    one('$timestamp', ' -1 d', 'Now, or moved by an amount of time, in Unix seconds.', shift),
    one('$isoTimestamp', ' -1 d', 'Now, or moved by an amount of time, in ISO 8601 and UTC.', shift),
    one('$datetime', ' iso8601', 'Now in UTC: rfc1123, iso8601 or "format".', format + shift),
    one('$localDatetime', ' iso8601', 'Now in local time: rfc1123, iso8601 or "format".', format + shift),
    one(
      '$randomInt',
      ' 1 100',
      'A random whole number from the first to below the second.',
      String.raw` -?\d{1,15} -?\d{1,15}`,
    ),
    one('$dotenv', ' NAME', 'A value of the .env file beside the request file.', String.raw` \S+`),
    one('$processEnv', ' NAME', 'An environment variable; in CI only those that are allowed.', String.raw` \S+`),
  ].map((variable) => [variable.name, variable]),
);

/** What is wrong with `$name arguments`, and the way out; undefined where it is right. */
export function checkDynamic(expression: string): string | undefined {
  const [name = ''] = expression.split(/\s/, 1);
  const known = dynamicVariables.get(name);
  if (known === undefined) return `{{${name}}} is not known. There are: ${[...dynamicVariables.keys()].join(', ')}.`;
  const rest = expression.slice(name.length).replaceAll(/\s+/g, ' ').trimEnd();
  return known.arguments.test(rest)
    ? undefined
    : `This is not understood. Write for example: {{${name}${known.usage}}}`;
}
