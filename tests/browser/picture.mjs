// Takes a picture of the first screen of a report: `npm --prefix tests/browser run picture -- report.html out.png [dark] [height]`

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [file, out, scheme = 'light', height = '900'] = process.argv.slice(2);
if (!file || !out) {
  console.error('usage: npm --prefix tests/browser run picture -- REPORT.html OUT.png [light|dark] [HEIGHT]');
  process.exit(2);
}
const from = process.env.INIT_CWD ?? process.cwd();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: Number(height) }, colorScheme: scheme });
await page.goto(pathToFileURL(resolve(from, file)).href);
await page.screenshot({ path: resolve(from, out) });
await browser.close();
