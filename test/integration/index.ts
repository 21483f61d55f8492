// VS Code loads this file in its extension host and calls `run`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

// In the npm-borne VS Code the workbench's own log shares the console: the mark tells the shim what is ours.
const mark = process.env['MATTER_TEST_MARK'] ?? '';
Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(mark + format(...args));

export function run(): Promise<void> {
  // The reporter writes through the console, the only output that reaches the terminal from an extension host.
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, reporter: 'spec', forbidOnly: true, forbidPending: true });
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs'));
  for (const name of files.sort()) mocha.addFile(join(__dirname, name));
  return new Promise((done, fail) => {
    mocha.run((failures) => {
      if (failures === 0) done();
      else fail(new Error(`${failures} of the integration tests failed.`));
    });
  });
}
