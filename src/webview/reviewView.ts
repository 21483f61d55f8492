import type { Review } from '../core/analysis/review.ts';
import type { MenuRole, Previews, ReviewHostMessage, ReviewStrings } from '../core/analysis/reviewMessage.ts';
import { openMenu } from './columnMenu.ts';
import { button, element, fill } from './dom.ts';
import { fileList } from './fileList.ts';
import { FileRows } from './fileRows.ts';
import { Grid } from './grid.ts';
import { icon } from './icons.ts';
import type { Post } from './post.ts';
import { ReviewFormat } from './reviewFormat.ts';
import { SendPanel, type ShownReview } from './sendPanel.ts';

/** The page on which a file is looked at before it is sent: left the file, right what will be sent of it. */
export class ReviewView {
  readonly node: HTMLElement;
  readonly #post: Post;
  readonly #head = element('header', {});
  readonly #files = element('div', { class: 'files-slot' });
  readonly #notes = element('div', { class: 'notes' });
  readonly #grid: Grid;
  readonly #rows: FileRows;
  readonly #about = element('p', { class: 'about-row', role: 'status' });
  readonly #state = element('div', { class: 'state' });
  readonly #now = element('div', { class: 'now' });
  readonly #more = element('div', { class: 'more' });
  readonly #told = element('p', { class: 'unseen', role: 'status' });
  readonly #strings: ReviewStrings;
  readonly #format: ReviewFormat;
  #shown: ShownReview;
  #review: Review | undefined;
  #previews: Previews = [];
  #rowToShow: number | undefined;

  /** `row`: in the middle of the grid when the page was left. */
  constructor(shown: ShownReview, row: number | undefined, post: Post) {
    this.#shown = shown;
    this.#post = post;
    this.#rowToShow = row;
    this.#strings = shown.strings;
    this.#format = new ReviewFormat(shown.strings, shown.locale);
    this.#rows = new FileRows(shown.strings, (first, end) => {
      post({ kind: 'rows', version: this.#shown.version, first, end });
    });
    this.#grid = new Grid({
      label: shown.strings.file,
      onActivate: (place) => {
        this.#about.textContent = this.#rows.describe(place);
      },
      onHeader: (column, anchor) => {
        this.#openMenu(column - 1, anchor);
      },
    });
    const file = element('section', { class: 'file', 'aria-label': shown.strings.file });
    file.append(this.#notes, this.#state, this.#grid.node, this.#about);
    const send = element('aside', { class: 'send', 'aria-label': shown.strings.toSend }, this.#now, this.#more);
    const panes = element('div', { class: 'panes' }, this.#files, file, send);
    this.node = element('main', { class: 'review' }, this.#head, panes, this.#told);
  }

  /** For coming back to it. */
  get middleRow(): number {
    return this.#grid.middleRow;
  }

  receive(message: ReviewHostMessage): void {
    if (message.kind === 'review') this.#show(message);
    else if (message.version !== this.#shown.version) return;
    else if (message.kind === 'rows') {
      this.#rows.put(message.first, message.rows);
      this.#grid.refresh();
    } else {
      this.#previews = message.previews;
      this.#drawPanel();
    }
  }

  /** The selected rows, where copying is the grid's. */
  copiedRows(): readonly number[] | undefined {
    const rows = [...this.#grid.selected()].sort((a, b) => a - b);
    return document.activeElement === this.#grid.node && rows.length > 0 ? rows : undefined;
  }

  #show(shown: ShownReview): void {
    const isNew = shown.version !== this.#shown.version || this.#review === undefined;
    this.#shown = shown;
    const { status, files, current } = shown;
    this.#review = status.kind === 'read' ? status.review : undefined;
    if (isNew) this.#previews = [];
    keepFocus(() => {
      this.#drawHead();
      this.#drawNotes();
      this.#files.replaceChildren(
        ...(files.length > 1 ? [fileList(files, current, this.#strings, this.#format, this.#post)] : []),
      );
      this.#drawState();
      this.#drawPanel();
    });
    if (this.#review !== undefined && isNew) this.#showRows(this.#review);
  }

  #showRows(review: Review): void {
    this.#rows.show(review);
    this.#grid.show(this.#rows);
    if (this.#rowToShow !== undefined) this.#grid.scrollTo(this.#rowToShow);
    this.#rowToShow = undefined;
    this.#told.textContent = this.#format.outcome(review.outcome);
  }

  #drawHead(): void {
    const { name } = this.#shown;
    const parts: HTMLElement[] = [element('h1', {}, name)];
    if (this.#review !== undefined) parts.push(element('p', { class: 'meta' }, this.#metaText(this.#review)));
    if (this.#review !== undefined && this.#review.sheets.length > 1) parts.push(this.#sheetBox(this.#review));
    this.#head.replaceChildren(...parts);
  }

  #metaText({ kind, rowCount, delimiter, encoding }: Review): string {
    const { comma, semicolon, tab, bar } = this.#strings;
    const separators: Readonly<Record<string, string>> = { ',': comma, ';': semicolon, '\t': tab, '|': bar };
    const separator = delimiter === undefined ? undefined : (separators[delimiter] ?? delimiter);
    const facts = [
      kind.toUpperCase(),
      fill(this.#strings.rows, this.#format.count(rowCount)),
      ...(separator === undefined ? [] : [fill(this.#strings.separatedBy, separator)]),
      ...(encoding === undefined ? [] : [encoding.toUpperCase()]),
    ];
    return facts.join(' · ');
  }

  #sheetBox({ sheets, sheet }: Review): HTMLElement {
    const select = element('select', { 'data-id': 'sheet' });
    for (const [at, { name, visibility, holdings }] of sheets.entries()) {
      const label = visibility === 'visible' ? name : fill(this.#strings.hiddenSheet, name);
      const count = holdings === 0 ? '' : ` · ${this.#format.count(holdings)}`;
      const option = element('option', { value: String(at) }, label + count);
      option.selected = name === sheet;
      select.append(option);
    }
    select.addEventListener('change', () => {
      this.#post({ kind: 'sheet', sheet: Number(select.value) });
    });
    return element('label', { class: 'check' }, this.#strings.sheet, select);
  }

  #drawNotes(): void {
    const { memory } = this.#shown;
    const { recalled, remembered, forget, columnHint } = this.#strings;
    const hint = element('p', { class: 'hint' }, columnHint);
    if (memory === undefined) {
      this.#notes.replaceChildren(...(this.#review === undefined ? [] : [hint]));
      return;
    }
    const text = element('p', { class: 'note' }, memory === 'recalled' ? recalled : remembered);
    text.append(
      button(
        forget,
        () => {
          this.#post({ kind: 'forget' });
        },
        { class: 'link', 'data-id': 'forget' },
      ),
    );
    this.#notes.replaceChildren(text, hint);
  }

  /** While there are no rows: why not. */
  #drawState(): void {
    const { status } = this.#shown;
    const isRead = status.kind === 'read';
    this.#grid.node.hidden = !isRead;
    this.#about.hidden = !isRead;
    this.#state.hidden = isRead;
    if (status.kind === 'reading') {
      const { reading, readingRows } = this.#strings;
      const text = status.rows === 0 ? reading : fill(readingRows, this.#format.count(status.rows));
      this.#state.replaceChildren(element('p', { role: 'status' }, text));
    } else if (status.kind === 'refused')
      this.#state.replaceChildren(element('p', { class: 'refused', role: 'alert' }, icon('error'), status.message));
  }

  #drawPanel(): void {
    const review = this.#review;
    const ports = {
      post: this.#post,
      goTo: (row: number, column: number): void => {
        this.#grid.goTo(row, column);
        this.#grid.node.focus({ preventScroll: true });
      },
    };
    keepFocus(() => {
      const panel = review === undefined ? undefined : new SendPanel(this.#shown, review, this.#previews, ports);
      this.#now.replaceChildren(
        element('h2', {}, this.#strings.toSend),
        ...(panel === undefined ? [] : [panel.summary()]),
        ...this.#submit(),
        ...(panel?.questions() ?? []),
      );
      this.#more.replaceChildren(...(panel?.sections() ?? []), ...this.#externalId());
    });
  }

  /** The one button; where it does nothing, why. */
  #submit(): readonly HTMLElement[] {
    const { label, reason, wantsSignIn, account } = this.#shown.submit;
    const submit = button(
      label,
      () => {
        if (reason === undefined) this.#post({ kind: 'analyse' });
      },
      { class: 'primary', 'data-id': 'submit', 'aria-describedby': 'submit-reason' },
    );
    // Not `disabled`: a screen reader must come to it, and hear why.
    submit.setAttribute('aria-disabled', String(reason !== undefined));
    const text = reason ?? (account === undefined ? '' : fill(this.#strings.account, account));
    const note = element('p', { id: 'submit-reason', class: reason === undefined ? 'hint' : 'reason' }, text);
    if (!wantsSignIn) return [submit, note];
    const signIn = button(
      this.#strings.signIn,
      () => {
        this.#post({ kind: 'signIn' });
      },
      { 'data-id': 'sign-in' },
    );
    return [submit, note, signIn];
  }

  #externalId(): readonly HTMLElement[] {
    const { externalId } = this.#shown;
    const review = this.#review;
    if (externalId === undefined || review === undefined || review.outcome.portfolios !== undefined) return [];
    const { externalId: label, externalIdHint } = this.#strings;
    const pattern = String.raw`[\w\-]{1,100}`;
    const input = element('input', {
      type: 'text',
      pattern,
      maxlength: '100',
      'data-id': 'external-id',
      spellcheck: 'false',
    });
    input.value = externalId;
    input.addEventListener('change', () => {
      if (input.reportValidity() && input.value !== '') this.#post({ kind: 'externalId', text: input.value });
    });
    const hint = element('p', { class: 'hint' }, externalIdHint);
    return [element('section', { class: 'external-id' }, element('label', {}, element('h2', {}, label), input), hint)];
  }

  #openMenu(column: number, anchor: HTMLElement): void {
    const about = this.#review?.columns[column];
    if (about === undefined) return;
    const { asIdentifier, asWeight, asValue, asSplit, asNothing, useAs } = this.#strings;
    const evidence = about.evidence.join(', ');
    const roles: readonly (readonly [role: MenuRole, label: string])[] = [
      ['identifier', asIdentifier],
      ['weight', asWeight],
      ['value', asValue],
      ['split', asSplit],
      ['nothing', asNothing],
    ];
    const items = roles
      // What was found can only be given to another column; what was said can be taken back.
      .filter(([role]) => role !== 'nothing' || about.isMapped || about.role === undefined)
      .map(([role, label]) => {
        const isChosen = role === (about.role ?? 'nothing');
        return {
          label,
          detail: isChosen && role !== 'nothing' ? evidence : '',
          isChosen,
          choose: () => {
            if (!isChosen) this.#post({ kind: 'column', column, role });
          },
        };
      });
    openMenu(fill(useAs, about.name), anchor, items);
  }
}

/** What is drawn anew has the focus again where it had it before. */
function keepFocus(draw: () => void): void {
  const id = document.activeElement?.getAttribute('data-id');
  draw();
  if (id !== null && id !== undefined)
    document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
}
