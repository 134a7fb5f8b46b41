// Looks at reports in a real browser: `npm --prefix tests/browser test -- report.html ...`
//
// Each page is opened at 390 and 1280 px, light and dark, with its tables folded and unfolded, and on paper. Prints what is wrong
// and exits with 1, or prints one line a page and exits with 0. The browser is $CHROMIUM or /usr/bin/chromium.

import { readFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs in the page: boxes of words in drawings that overlap or are cut off. */
function wordsInDrawings() {
  const faults = [];
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const boxes = [...svg.querySelectorAll('text')].map((text) => {
      const box = text.getBoundingClientRect();
      // The box of a line is taller than its letters.
      const air = box.height * 0.16;
      return { words: text.textContent.trim(), left: box.left, right: box.right, top: box.top + air, bottom: box.bottom - air };
    });
    boxes.forEach((a, i) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) {
        faults.push(`"${a.words}" is cut off`);
      }
      for (const b of boxes.slice(i + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 0.5 && high > 0.5) faults.push(`"${a.words}" lies over "${b.words}"`);
      }
    });
  }
  return faults;
}

/** Runs in the page: whatever makes it scroll sideways. */
function sideways() {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const wide = [...document.querySelectorAll('body *')]
    .filter((e) => !e.closest('.scroll, pre, svg') && e.getBoundingClientRect().right > page.clientWidth + 1)
    .map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
  return [`the page scrolls sideways (${page.scrollWidth} in ${page.clientWidth} px): ${wide.slice(0, 5).join(', ')}`];
}

/** Runs in the page: what needs no browser of any size. */
function structure() {
  const faults = [];
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    if (!document.getElementById(link.getAttribute('href').slice(1))) faults.push(`${link.getAttribute('href')} leads nowhere`);
  }
  if (document.querySelector('script')) faults.push('the page holds a script');
  if (!document.querySelector('meta[http-equiv="Content-Security-Policy"]')) faults.push('the page has no content policy');
  for (const figure of document.querySelectorAll('figure')) {
    if (!figure.querySelector('table')) faults.push(`${figure.id} has no table`);
    const shown = [...figure.querySelectorAll('.chart svg')].filter((s) => s.getBoundingClientRect().width > 0);
    if (shown.length !== 1) faults.push(`${figure.id} shows ${shown.length} drawings`);
    for (const svg of shown) {
      const words = (svg.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
      if (words.length < 2 || words.some((w) => w.trim() === '')) faults.push(`${figure.id} has no text alternative`);
    }
  }
  return faults;
}

async function look(browser, url, width, colorScheme) {
  const faults = [];
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && faults.push(`console: ${m.text()}`));
  page.on('pageerror', (e) => faults.push(`error in the page: ${e.message}`));
  page.on('request', (r) => r.url() !== url && !r.url().startsWith('data:') && faults.push(`the page asked for ${r.url()}`));
  await page.goto(url, { waitUntil: 'load' });
  faults.push(...(await page.evaluate(structure)), ...(await page.evaluate(wordsInDrawings)), ...(await page.evaluate(sideways)));
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
  faults.push(...(await page.evaluate(sideways)).map((f) => `tables unfolded: ${f}`));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of found.violations) {
    faults.push(`axe ${violation.id}: ${violation.help} (${violation.nodes.length} ×, first ${violation.nodes[0].html.slice(0, 120)})`);
  }
  await context.close();
  return faults;
}

async function paper(browser, url) {
  // A4 without its margins.
  const context = await browser.newContext({ viewport: { width: 688, height: 970 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(url);
  await page.emulateMedia({ media: 'print' });
  const faults = [...(await page.evaluate(structure)), ...(await page.evaluate(wordsInDrawings)), ...(await page.evaluate(sideways))];
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  if (ground !== 'rgb(255, 255, 255)') faults.push(`paper is ${ground}`);
  await context.close();
  return faults;
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: npm --prefix tests/browser test -- REPORT.html ...');
  process.exit(2);
}
// npm changes into its own folder; relative paths are meant from where the caller stands.
const from = process.env.INIT_CWD ?? process.cwd();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
let bad = 0;
for (const file of files) {
  const path = isAbsolute(file) ? file : resolve(from, file);
  if (!existsSync(path)) {
    console.error(`${file}: no such file`);
    bad += 1;
    continue;
  }
  const url = pathToFileURL(path).href;
  const views = [];
  for (const width of WIDTHS) {
    for (const scheme of SCHEMES) views.push([`${width} px ${scheme}`, await look(browser, url, width, scheme)]);
  }
  views.push(['paper', await paper(browser, url)]);
  for (const [name, faults] of views) for (const fault of faults) console.error(`${file}, ${name}: ${fault}`);
  const sum = views.reduce((n, [, faults]) => n + faults.length, 0);
  bad += sum;
  if (sum === 0) console.log(`${file}: ${views.length} views, nothing to complain about`);
}
await browser.close();
process.exit(bad === 0 ? 0 : 1);
