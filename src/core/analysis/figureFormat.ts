import type { Figure } from './result.ts';
import type { TableCell } from './tableModel.ts';

/** Figures as people of a place write them; the API's own text stays beside. */
export class FigureFormat {
  readonly #byDecimals = new Map<number, Intl.NumberFormat>();
  readonly #percent: Intl.NumberFormat;
  readonly #change: Intl.NumberFormat;
  readonly #locale: string;

  constructor(locale: string) {
    this.#locale = locale;
    this.#percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
    this.#change = new Intl.NumberFormat(locale, {
      style: 'percent',
      maximumFractionDigits: 2,
      signDisplay: 'exceptZero',
    });
  }

  /** With as many decimals as were sent; what is no number stays as it is. */
  figure({ text, number }: Figure): TableCell {
    if (number === undefined || !Number.isFinite(number)) return { text, raw: text, sort: text };
    // More digits than a double holds would come out changed.
    const shown = digitsOf(text) > 15 ? text : this.#numberFormat(decimalsOf(text)).format(number);
    return { text: shown, raw: text, sort: number };
  }

  /** A fraction of 1, as percent and as a bar. */
  share({ text, number }: Figure): TableCell {
    if (number === undefined) return { text, raw: text, sort: text };
    return { text: this.#percent.format(number), raw: text, sort: number, share: Math.min(1, Math.max(0, number)) };
  }

  /** A difference, with its sign. */
  difference(value: number | undefined): TableCell {
    if (value === undefined) return empty;
    const rounded = Number(value.toPrecision(6));
    const text = new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 10, signDisplay: 'exceptZero' }).format(
      rounded,
    );
    return { text, raw: String(value), sort: value };
  }

  /** Sorted by size, whatever the direction. */
  relative(value: number | undefined): TableCell {
    if (value === undefined) return empty;
    return { text: this.#change.format(value), raw: String(value), sort: Math.abs(value) };
  }

  number(value: number): string {
    return this.#numberFormat(decimalsOf(String(Number(value.toPrecision(6))))).format(value);
  }

  #numberFormat(decimals: number): Intl.NumberFormat {
    let format = this.#byDecimals.get(decimals);
    if (format === undefined) {
      format = new Intl.NumberFormat(this.#locale, {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });
      this.#byDecimals.set(decimals, format);
    }
    return format;
  }
}

const empty: TableCell = { text: '', raw: '', sort: undefined };

export function textCell(text: string): TableCell {
  return { text, raw: text, sort: text };
}

function decimalsOf(text: string): number {
  const [, fraction = '', exponent = '0'] = /^[^.e]*(?:\.(\d*))?(?:e([-+]?\d+))?/i.exec(text.trim()) ?? [];
  return Math.min(20, Math.max(0, fraction.length - Number(exponent)));
}

function digitsOf(text: string): number {
  return text.replace(/e.*$/i, '').replaceAll(/\D/g, '').replace(/^0+/, '').length;
}
