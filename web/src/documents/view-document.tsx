import { useEffect, useState } from 'preact/hooks';
import { toApiError, unreachable } from '../api/api-error';
import { fileAddress } from '../api/appointments';
import { whenScanned } from '../api/scanned';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Skeleton } from '../ui/load-states';
import { saveFile } from '../ui/save-file';
import * as documentsApi from './documents-api';
import type { ClientDocument, DocumentVersion } from './documents-api';
import { newestOf } from './document-words';

interface Content {
  name: string;
  bytes: Blob;
  /** An object URL for a picture, or a text; neither for other files. */
  picture?: string;
  text?: string;
}

/** Shows a version of a document. Nothing in the file can run: pictures and texts are shown here, a PDF elsewhere. */
export function ViewDocument({ of, version, onClose }: { of: ClientDocument; version?: number; onClose: () => void }) {
  const shown = of.versions.find((each) => each.number === version) ?? newestOf(of);
  const { content, problem } = useContent(of, shown);
  return (
    <Dialog title={of.name} onClose={onClose}>
      <div class="dialog-body document-preview">
        {problem && (
          <p class="callout amber" role="alert">
            <Icon path={icons.alert} />
            <span>{problem}</span>
          </p>
        )}
        {!content && !problem && <Skeleton lines={4} />}
        {content && <Shown content={content} isPdf={shown?.media_type === PDF} />}
      </div>
      <div class="dialog-foot">
        {shown?.media_type === PDF && content && <OpenPdf of={of} version={shown.number} />}
        {content && (
          <button type="button" class="primary" onClick={() => saveFile(content.bytes, content.name)}>
            Download
          </button>
        )}
      </div>
    </Dialog>
  );
}

const PDF = 'application/pdf';
/** Image types that every browser can show. */
const PICTURES = /^image\/(png|jpeg|gif|webp)$/;

function Shown({ content, isPdf }: { content: Content; isPdf: boolean }) {
  if (content.picture) return <img src={content.picture} alt={content.name} />;
  if (content.text !== undefined) return <pre>{content.text}</pre>;
  if (isPdf) return <p>The PDF opens in a tab of its own, apart from your account.</p>;
  return <p>This kind of file can’t be shown here. Download it to open it.</p>;
}

/** Opens a PDF at the storage's own address, where it can reach nothing of the person's account. */
function OpenPdf({ of, version }: { of: ClientDocument; version: number }) {
  const [problem, setProblem] = useState('');
  if (of.appointment_id) return null;
  const open = async (): Promise<void> => {
    // Opened before the address is known: a browser blocks tabs that open later.
    const tab = window.open('', '_blank');
    try {
      const { url } = await documentsApi.content(of.id, version, true);
      if (tab) {
        tab.opener = null;
        tab.location.replace(url);
      }
    } catch (reason) {
      tab?.close();
      setProblem(toApiError(reason).message);
    }
  };
  return (
    <>
      {problem && <p class="field-error">{problem}</p>}
      <button type="button" onClick={() => void open()}>
        Open PDF
      </button>
    </>
  );
}

function useContent(of: ClientDocument, version: DocumentVersion | undefined) {
  const [content, setContent] = useState<Content | null>(null);
  const [problem, setProblem] = useState('');
  const number = version?.number;
  useEffect(() => {
    let isHere = true;
    let picture: string | undefined;
    if (!version) return;
    void load(of, version).then(
      (loaded) => {
        picture = loaded.picture;
        if (isHere) setContent(loaded);
        else if (picture) URL.revokeObjectURL(picture);
      },
      (reason: unknown) => isHere && setProblem(toApiError(reason).message),
    );
    return () => {
      isHere = false;
      if (picture) URL.revokeObjectURL(picture);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the number and the id name the bytes, which never change
  }, [of.id, number]);
  return { content, problem };
}

async function load(of: ClientDocument, version: DocumentVersion): Promise<Content> {
  const link = await whenScanned(async () =>
    of.appointment_id
      ? await fileAddress(of.appointment_id, of.id)
      : await documentsApi.content(of.id, version.number, false),
  );
  const answer = await fetch(link.url).catch(() => null);
  if (!answer?.ok) throw unreachable();
  const bytes = await answer.blob();
  const content = { name: link.name, bytes };
  if (link.media_type === 'text/plain') return { ...content, text: await bytes.text() };
  return PICTURES.test(link.media_type) ? { ...content, picture: URL.createObjectURL(bytes) } : content;
}
