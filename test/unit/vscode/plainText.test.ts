import assert from 'node:assert/strict';
import { plainText } from '../../../src/vscode/plainText.ts';

/** As VS Code finds links in notifications, and icons in labels. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /\$\([A-Za-z0-9-]+(?:~[a-z]+)?\)/;

it('text of others has no link and no icon where VS Code reads them', () => {
  const hostile = 'a [free](command:workbench.action.quit) $(error) [x](https://h.example) $(sync~spin).csv';
  assert.match(hostile, link);
  assert.match(hostile, icon);
  const shown = plainText(hostile);
  assert.doesNotMatch(shown, link);
  assert.doesNotMatch(shown, icon);
  assert.equal(shown.replaceAll('\u2060', ''), hostile);
});
