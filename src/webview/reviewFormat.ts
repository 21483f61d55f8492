import type { Outcome } from '../core/analysis/review.ts';
import type { ReviewStrings } from '../core/analysis/reviewMessage.ts';
import { fill } from './dom.ts';

/** Numbers of a review as people of a place write them. */
export class ReviewFormat {
  readonly #strings: ReviewStrings;
  readonly #count: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;

  constructor(strings: ReviewStrings, locale: string) {
    this.#strings = strings;
    this.#count = new Intl.NumberFormat(locale);
    this.#percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 });
  }

  count(value: number): string {
    return this.#count.format(value);
  }

  /** Of a fraction. */
  percent(value: number): string {
    return this.#percent.format(Number(value.toFixed(8)));
  }

  /** `30 holdings, sum 98.2%`. */
  outcome({ holdings, sum, portfolios }: Outcome): string {
    if (portfolios !== undefined) return fill(this.#strings.sendsPortfolios, this.count(portfolios));
    if (holdings === 1) return fill(this.#strings.sendsOne, this.percent(sum));
    return fill(this.#strings.sends, this.count(holdings), this.percent(sum));
  }

  /** Of a choice: what is otherwise without it and with it. */
  effect({ holdings, sum }: Outcome, after: Outcome): string {
    const change = (from: string, to: string): string => (from === to ? to : fill(this.#strings.effect, from, to));
    const counts = change(this.count(holdings), this.count(after.holdings));
    return fill(this.#strings.sends, counts, change(this.percent(sum), this.percent(after.sum)));
  }
}
