import { useEffect, useRef, useState } from 'preact/hooks';
import { Skeleton } from '../ui/load-states';
import frameScript from './pdf-frame?worker&url';
import type { FromFrame } from './pdf-messages';

const START_MS = 30_000;
const NOT_SHOWN = 'This PDF can’t be shown here. Download it to open it.';
const PROBLEMS = {
  password: 'This PDF has a password, so it can’t be shown here. Download it to open it.',
  damaged: 'This PDF is damaged and can’t be shown. Download it to try another program.',
};
const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>PDF</title><body><script type="module" crossorigin src="${new URL(frameScript, location.href).href}"></script></body></html>`;

let address = '';

/** Returns the address of the frame's page, which is made here: it inherits the policies of this page. */
function frameAddress(): string {
  address ||= URL.createObjectURL(new Blob([page], { type: 'text/html' }));
  return address;
}

/** Shows a PDF in a sandboxed frame, whose code is loaded when the first PDF is opened. */
export function PdfPreview({ bytes, name }: { bytes: Blob; name: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [state, setState] = useState<{ pages?: number; shown?: number; problem?: string }>({});
  useEffect(() => {
    const timer = setTimeout(() => setState({ problem: NOT_SHOWN }), START_MS);
    const listen = (event: MessageEvent<FromFrame>): void => {
      const target = frame.current?.contentWindow;
      if (!target || event.source !== target) return;
      if ('isReady' in event.data) {
        // The frame has no origin that could be named.
        void bytes.arrayBuffer().then((data) => target.postMessage(data, '*', [data]));
        return;
      }
      clearTimeout(timer);
      setState('problem' in event.data ? { problem: PROBLEMS[event.data.problem] } : event.data);
    };
    addEventListener('message', listen);
    return () => {
      clearTimeout(timer);
      removeEventListener('message', listen);
    };
  }, [bytes]);
  if (state.problem) return <p role="alert">{state.problem}</p>;
  const { pages, shown } = state;
  return (
    <>
      {pages === undefined && <Skeleton lines={4} />}
      <iframe
        ref={frame}
        class="pdf-frame"
        title={name}
        sandbox="allow-scripts"
        src={frameAddress()}
        data-shown={pages !== undefined}
      />
      {pages !== undefined && (
        <p class="hint" role="status">
          {pages === 1 ? 'One page.' : `${pages} pages.`}
          {shown !== pages && ` Only the first ${shown} are shown. Download the file to read all of them.`}
        </p>
      )}
    </>
  );
}
