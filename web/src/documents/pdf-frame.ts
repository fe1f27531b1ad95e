// Draws a PDF inside of a sandboxed frame, which has no origin: whatever a PDF does there, it reaches neither the person's
// account nor any address. pdf.js runs in this frame alone, without a worker, and never runs scripts of a PDF.
import { getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist';
import { WorkerMessageHandler } from 'pdfjs-dist/build/pdf.worker.min.mjs';
import type { FromFrame } from './pdf-messages';

const MAX_PAGES = 200;
const MAX_PAGE_PIXELS = 12e6;
const MAX_IMAGE_PIXELS = 60e6;
const GAP = 12;

(globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = { WorkerMessageHandler };

const tell = (message: FromFrame): void => parent.postMessage(message, '*');

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== parent || !(event.data instanceof ArrayBuffer)) return;
  void show(event.data).catch((reason: unknown) => {
    const isLocked = reason instanceof Error && reason.name === 'PasswordException';
    tell({ problem: isLocked ? 'password' : 'damaged' });
  });
});
tell({ isReady: true });

async function show(data: ArrayBuffer): Promise<void> {
  // Only errors go to the console: that there is no worker is meant.
  const verbosity = 0;
  const options = { data, maxImageSize: MAX_IMAGE_PIXELS, enableXfa: false, useWasm: false, verbosity };
  const pdf = await getDocument(options).promise;
  layOut(document.body);
  const first = await pdf.getPage(1);
  const places = Array.from({ length: Math.min(pdf.numPages, MAX_PAGES) }, (_, n) => placeOf(first, n + 1));
  document.body.append(...places);
  drawWhenSeen(pdf, places);
  tell({ pages: pdf.numPages, shown: places.length });
}

function layOut(body: HTMLElement): void {
  Object.assign(body.style, {
    margin: '0',
    padding: `${GAP}px`,
    background: '#8d939c',
    display: 'grid',
    gap: `${GAP}px`,
  });
}

/** Returns an empty page of the size of the first one, until it is drawn. */
function placeOf(page: PDFPageProxy, number: number): HTMLElement {
  const { width, height } = page.getViewport({ scale: 1 });
  const place = document.createElement('section');
  place.setAttribute('aria-label', `Page ${number}`);
  Object.assign(place.style, { background: '#fff', aspectRatio: `${width} / ${height}`, position: 'relative' });
  return place;
}

function drawWhenSeen(pdf: PDFDocumentProxy, places: HTMLElement[]): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        const place = target as HTMLElement;
        // A page that cannot be drawn stays white; the others are shown.
        void draw(pdf, places.indexOf(place) + 1, place).catch(() => undefined);
      }
    },
    { rootMargin: '400px' },
  );
  for (const place of places) observer.observe(place);
}

async function draw(pdf: PDFDocumentProxy, number: number, place: HTMLElement): Promise<void> {
  const page = await pdf.getPage(number);
  const size = page.getViewport({ scale: 1 });
  place.style.aspectRatio = `${size.width} / ${size.height}`;
  const wanted = (place.clientWidth / size.width) * devicePixelRatio;
  const scale = Math.min(wanted, Math.sqrt(MAX_PAGE_PIXELS / (size.width * size.height)));
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  canvas.setAttribute('aria-hidden', 'true');
  Object.assign(canvas.style, { width: '100%', display: 'block' });
  place.append(canvas, await wordsOf(page));
  await page.render({ canvas, viewport }).promise;
}

/** Returns the words of a page for screen readers, invisible above its picture. */
async function wordsOf(page: PDFPageProxy): Promise<HTMLElement> {
  const { items } = await page.getTextContent();
  const words = document.createElement('p');
  words.textContent = items.map((each) => ('str' in each ? each.str + (each.hasEOL ? '\n' : '') : '')).join('');
  Object.assign(words.style, {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'pre',
  });
  return words;
}
