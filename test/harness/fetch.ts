// The first step of `npm test`: what the others need and the machine lacks is fetched, or its lack is told, at once.
import { findBrowser } from './chromium.ts';
import { npmVscode } from './vscodeDownload.ts';

try {
  console.log(`Browser: ${findBrowser().executablePath}`);
  if (process.platform !== 'win32') console.log(`VS Code: ${npmVscode().serverMain}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
