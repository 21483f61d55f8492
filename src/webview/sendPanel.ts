import type { Outcome, Review, ReviewFinding, ReviewRepair } from '../core/analysis/review.ts';
import type { Previews, ReviewHostMessage, ReviewStrings } from '../core/analysis/reviewMessage.ts';
import { scales, type Scale } from '../core/portfolio/mapping.ts';
import { button, element, fill } from './dom.ts';
import { reasonText } from './fileRows.ts';
import { icon } from './icons.ts';
import type { Post } from './post.ts';
import { ReviewFormat } from './reviewFormat.ts';

export interface SendPanelPorts {
  readonly post: Post;
  /** Shows a cell of the file: its row and column from 0. */
  readonly goTo: (row: number, column: number) => void;
}

export type ShownReview = Extract<ReviewHostMessage, { kind: 'review' }>;

const firstFindings = 100;
const severities = ['error', 'warning', 'information'] as const;

/** What will be sent, and what decides on it; made anew with each reading. */
export class SendPanel {
  readonly #ports: SendPanelPorts;
  readonly #shown: ShownReview;
  readonly #review: Review;
  readonly #previews: Previews;
  readonly #strings: ReviewStrings;
  readonly #format: ReviewFormat;

  constructor(shown: ShownReview, review: Review, previews: Previews, ports: SendPanelPorts) {
    this.#shown = shown;
    this.#review = review;
    this.#previews = previews;
    this.#ports = ports;
    this.#strings = shown.strings;
    this.#format = new ReviewFormat(shown.strings, shown.locale);
  }

  /** Numbers above the button; none while it is open which. */
  summary(): HTMLElement {
    const { outcome, scheme, questions } = this.#review;
    const { portfolios, holdings, sum, scheme: schemeLabel } = this.#strings;
    const isOpen = questions.length > 0;
    const facts = [
      ...(outcome.portfolios === undefined ? [] : [[portfolios, this.#format.count(outcome.portfolios)]]),
      [holdings, isOpen ? '–' : this.#format.count(outcome.holdings)],
      ...(outcome.portfolios === undefined ? [[sum, isOpen ? '–' : this.#format.percent(outcome.sum)]] : []),
      ...(scheme === '' ? [] : [[schemeLabel, scheme]]),
    ];
    const items = facts.map(([label = '', value = '']) =>
      element('div', {}, element('dt', {}, label), element('dd', {}, value)),
    );
    return element('dl', { class: 'facts' }, ...items);
  }

  questions(): readonly HTMLElement[] {
    const { questions } = this.#review;
    if (questions.length === 0) return [];
    const items = questions.map(({ message, answers }, question) => {
      const buttons = answers.map(({ label }, answer) => this.#answer(label, question, answer));
      const hint = answers.length === 0 ? [element('p', { class: 'hint' }, this.#strings.noAnswers)] : [];
      const heading = element('p', { id: `question-${question}` }, message);
      return element(
        'div',
        { role: 'group', class: 'question', 'aria-labelledby': heading.id },
        heading,
        ...buttons,
        ...hint,
      );
    });
    return [this.#section('questions', this.#strings.questions, ...items)];
  }

  /** The rest, in the order in which it matters. */
  sections(): readonly HTMLElement[] {
    return [...this.#parts(), ...this.#scale(), ...this.#changes(), ...this.#notSent(), this.#findings()];
  }

  #answer(label: string, question: number, answer: number): HTMLElement {
    const preview = this.#previews[question]?.[answer];
    const node = button(
      '',
      () => {
        this.#ports.post({ kind: 'answer', question, answer });
      },
      { class: 'answer', 'data-id': `answer-${question}-${answer}` },
    );
    node.append(element('span', {}, label));
    node.append(element('span', { class: 'detail' }, preview === undefined ? '…' : this.#previewText(preview)));
    return node;
  }

  #previewText(preview: Outcome): string {
    const { sendsNothing, leavesMore } = this.#strings;
    if (preview.obstacles === 0) return this.#format.outcome(preview);
    return preview.holdings === 0
      ? sendsNothing
      : fill(leavesMore, this.#format.outcome(preview), this.#format.count(preview.obstacles));
  }

  /** All portfolios of the file, or one of them. */
  #parts(): readonly HTMLElement[] {
    const { parts, mapping } = this.#review;
    if (parts.length === 0) return [];
    const whole = fill(this.#strings.allPortfolios, this.#format.count(parts.length));
    const items = [
      this.#radio('part', 'all', whole, '', mapping.part === undefined, { kind: 'part', part: undefined }),
      ...parts.map(({ value, rows, sum }, part) => {
        const outcome = this.#shown.parts[part] ?? { holdings: rows, sum, obstacles: 0 };
        const text = this.#format.outcome(outcome);
        const detail = outcome.obstacles === 0 ? text : `${text} · ${this.#strings.partHasErrors}`;
        return this.#radio('part', String(part), value, detail, mapping.part === value, { kind: 'part', part });
      }),
    ];
    const group = element(
      'div',
      { role: 'radiogroup', 'aria-label': this.#strings.portfolios, class: 'parts' },
      ...items,
    );
    return [this.#section('parts', this.#strings.portfolios, group)];
  }

  #scale(): readonly HTMLElement[] {
    const { scale, scaleEvidence, questions, mapping } = this.#review;
    const { percent, fraction, basisPoints, because, asYouSaid } = this.#strings;
    if (scale === undefined || questions.some(({ topic }) => topic === 'scale')) return [];
    const labels: Readonly<Record<Scale, string>> = { percent, fraction, 'basis points': basisPoints };
    const items = scales.map((one) =>
      this.#radio('scale', one, labels[one], '', one === scale, { kind: 'scale', scale: one }),
    );
    const group = element(
      'div',
      { role: 'radiogroup', 'aria-label': this.#strings.scale, class: 'segments' },
      ...items,
    );
    const found = scaleEvidence.length === 0 ? '' : fill(because, scaleEvidence.join(', '));
    const why = element('p', { class: 'hint' }, mapping.scale === undefined ? found : asYouSaid);
    return [this.#section('scale', this.#strings.scale, group, why)];
  }

  #radio(
    group: string,
    id: string,
    label: string,
    detail: string,
    isChosen: boolean,
    message: Parameters<Post>[0],
  ): HTMLElement {
    const input = element('input', { type: 'radio', name: group, 'data-id': `${group}-${id}` });
    input.checked = isChosen;
    input.addEventListener('change', () => {
      this.#ports.post(message);
    });
    const text = element('span', {}, label);
    return element('label', {}, input, text, ...(detail === '' ? [] : [element('span', { class: 'detail' }, detail)]));
  }

  /** Switches, each with what it does to what is sent. */
  #changes(): readonly HTMLElement[] {
    const { repairs, mapping, columns } = this.#review;
    const mapped = (['weightsFrom', 'splitBy'] as const).flatMap((name) => {
      const key = mapping[name];
      const column = columns.findIndex((one) => one.key === key);
      if (key === undefined || column < 0) return [];
      return [
        this.#switch(name, fill(this.#strings[name], key), '', true, () => {
          this.#ports.post({ kind: 'column', column, role: 'nothing' });
        }),
      ];
    });
    const switches = [...mapped, ...repairs.map((repair) => this.#repair(repair))];
    return switches.length === 0 ? [] : [this.#section('changes', this.#strings.changes, ...switches)];
  }

  #repair({ name, isChosen, before, after }: ReviewRepair): HTMLElement {
    return this.#switch(name, this.#strings[name], this.#format.effect(before, after), isChosen, (chosen) => {
      this.#ports.post({ kind: 'repair', name, isChosen: chosen });
    });
  }

  #switch(
    id: string,
    label: string,
    effect: string,
    isChosen: boolean,
    onChange: (isChosen: boolean) => void,
  ): HTMLElement {
    const input = element('input', { type: 'checkbox', role: 'switch', 'data-id': `switch-${id}` });
    input.checked = isChosen;
    input.addEventListener('change', () => {
      onChange(input.checked);
    });
    const detail = effect === '' ? [] : [element('span', { class: 'detail' }, effect)];
    return element('label', { class: 'switch' }, input, element('span', {}, label), ...detail);
  }

  #notSent(): readonly HTMLElement[] {
    const { leftOut } = this.#review;
    if (leftOut.length === 0) return [];
    const { oneRowNotSent, rowsNotSent } = this.#strings;
    const items = leftOut.map(({ reason, rows, first, labels, weight }) => {
      const what = reasonText(reason, this.#strings) ?? reason;
      const text =
        rows === 1
          ? fill(oneRowNotSent, this.#format.count(first), what)
          : fill(rowsNotSent, this.#format.count(rows), what);
      const named = labels.length === 0 ? '' : labels.join(', ');
      const detail = [named, weight === 0 ? '' : this.#format.percent(weight)].filter((one) => one !== '').join(' · ');
      return this.#jump(`left-${reason}`, [element('span', {}, text)], detail, first - 1, 0);
    });
    return [this.#section('not-sent', this.#strings.notSent, element('ul', {}, ...items))];
  }

  #findings(): HTMLElement {
    const findings = severities.flatMap((one) => this.#review.findings.filter(({ severity }) => severity === one));
    const { strings } = this.#shown;
    const title = `${strings.findings} (${this.#format.count(findings.length)})`;
    if (findings.length === 0)
      return this.#section('findings', strings.findings, element('p', { class: 'hint' }, strings.noFindings));
    const list = element('ul', {}, ...findings.slice(0, firstFindings).map((one, at) => this.#finding(one, at)));
    const rest = findings.slice(firstFindings);
    if (rest.length === 0) return this.#section('findings', title, list);
    const more = button(fill(strings.more, this.#format.count(rest.length)), () => {
      list.append(...rest.map((one, at) => this.#finding(one, firstFindings + at)));
      more.remove();
    });
    return this.#section('findings', title, list, more);
  }

  #finding({ severity, message, row, columnIndex = -1, security, value }: ReviewFinding, at: number): HTMLElement {
    const { strings } = this.#shown;
    const place = row === undefined ? '' : fill(strings.atRow, this.#format.count(row));
    const where = [...new Set([place, security ?? '', value ?? ''])].filter((text) => text !== '').join(' · ');
    const label = element('span', { class: 'message' }, message);
    const mark = element('span', { class: 'mark', title: strings[severity] }, icon(severity));
    mark.append(element('span', { class: 'unseen' }, `${strings[severity]}: `));
    if (row !== undefined) return this.#jump(`finding-${at}`, [mark, label], where, row - 1, columnIndex + 1);
    return element('li', { class: 'about-file' }, mark, label);
  }

  #jump(id: string, content: readonly Node[], detail: string, row: number, column: number): HTMLElement {
    const node = button(
      '',
      () => {
        this.#ports.goTo(row, column);
      },
      { class: 'jump', 'data-id': id },
    );
    node.append(...content);
    if (detail !== '') node.append(element('span', { class: 'detail' }, detail));
    return element('li', {}, node);
  }

  #section(id: string, title: string, ...content: readonly Node[]): HTMLElement {
    const heading = element('h2', { id: `heading-${id}` }, title);
    return element('section', { class: id, 'aria-labelledby': heading.id }, heading, ...content);
  }
}
