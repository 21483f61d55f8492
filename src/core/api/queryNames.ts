import type { ApiParameter } from './apiDescription.ts';

/** The names that the parameters of a query may have in a request. Names are decoded. */
export class QueryNames {
  readonly #parameters: readonly ApiParameter[];
  readonly #isOpen: boolean;

  /** `isOpen`: there may be more parameters than these. */
  constructor(parameters: readonly ApiParameter[], isOpen: boolean) {
    this.#parameters = parameters.filter((one) => one.in === 'query');
    // An object whose members are parameters of their own may have members that its schema does not name.
    this.#isOpen = isOpen || this.#parameters.some(isSpread);
  }

  /** Those that can be named, for suggestions. */
  get known(): readonly string[] {
    return this.#parameters.flatMap((one) => (isSpread(one) ? (one.properties ?? []) : [one.name]));
  }

  allows(name: string): boolean {
    return this.#isOpen || this.#parameters.some((one) => isNamed(one, name));
  }

  /** The required ones that no given name stands for. */
  missing(given: readonly string[]): readonly ApiParameter[] {
    return this.#parameters.filter(
      (one) => one.required && !isSpread(one) && !given.some((name) => isNamed(one, name)),
    );
  }
}

/** `?a=1&b=2` for an object with the members a and b: `form` with `explode`, which is what a query has by default. */
function isSpread({ style = 'form', explode = true, properties }: ApiParameter): boolean {
  return style === 'form' && explode && properties !== undefined;
}

function isNamed({ name, style }: ApiParameter, given: string): boolean {
  return given === name || (style === 'deepObject' && given.startsWith(`${name}[`));
}
