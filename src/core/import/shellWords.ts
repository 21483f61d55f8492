const ansi: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

// One part of a word: '…', $'…', "…", an escaped character, a run of plain ones; a line that goes on is nothing.
const part =
  /'([^']*)'?|\$'((?:[^'\\]|\\[\s\S])*)'?|"((?:[^"\\]|\\[\s\S])*)"?|[\\^]\r?\n|\\([\s\S])|([^\s'"\\^$]+|[\\^$])|(\s+)/g;

/** The words of a command line of a POSIX shell; also `^` at the end of a line, as Windows has it. Nothing is expanded. */
export function splitShellWords(command: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const match of command.matchAll(part)) {
    const isSpace = match[6] !== undefined;
    if (!isSpace) word = (word ?? '') + textOf(match);
    else if (word !== undefined) words.push(word);
    if (isSpace) word = undefined;
  }
  return word === undefined ? words : [...words, word];
}

function textOf([, single, ansiC, double, escaped, plain]: RegExpExecArray): string {
  if (ansiC !== undefined) return unescapeAnsi(ansiC);
  return single ?? unquote(double) ?? escaped ?? plain ?? '';
}

function unquote(text: string | undefined): string | undefined {
  return text?.replaceAll(/\\(\r?\n|["\\$`])/g, (_, character: string) => (character.includes('\n') ? '' : character));
}

function unescapeAnsi(text: string): string {
  return text.replaceAll(
    /\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{1,2})|([\s\S]))/g,
    (all, unicode?: string, hex?: string, letter?: string) => {
      const digits = unicode ?? hex;
      return digits === undefined ? (ansi[letter ?? ''] ?? all) : String.fromCharCode(parseInt(digits, 16));
    },
  );
}
