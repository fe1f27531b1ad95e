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
import { PdfPreview } from './pdf-preview';

interface Content {
  name: string;
  bytes: Blob;
  /** An object URL for a picture, or a text; neither for other files. */
  picture?: string;
  text?: string;
  isPdf: boolean;
  isHeic: boolean;
}

/** Shows a version of a document. Nothing in the file can run: a PDF is shown in a frame that reaches nothing. */
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
        {content && <Shown content={content} />}
      </div>
      <div class="dialog-foot">{content && shown && <Download of={of} version={shown} content={content} />}</div>
    </Dialog>
  );
}

/** Image types that every browser can show, and HEIC, which Safari shows. */
const PICTURES = /^image\/(png|jpeg|gif|webp|heic)$/;
const NO_PREVIEW = 'This kind of file can’t be shown here. Download it to open it.';
const NO_HEIC =
  'This photo is in Apple’s HEIC format, which this browser can’t show. Download it, or ask for it as JPEG.';

function Shown({ content }: { content: Content }) {
  const [isUnknown, setIsUnknown] = useState(false);
  if (isUnknown) return <p>{content.isHeic ? NO_HEIC : NO_PREVIEW}</p>;
  if (content.picture) return <img src={content.picture} alt={content.name} onError={() => setIsUnknown(true)} />;
  if (content.text !== undefined) return <pre>{content.text}</pre>;
  return content.isPdf ? <PdfPreview bytes={content.bytes} name={content.name} /> : <p>{NO_PREVIEW}</p>;
}

/** Saves the file; the access log tells this from looking at it. */
function Download({ of, version, content }: { of: ClientDocument; version: DocumentVersion; content: Content }) {
  const [problem, setProblem] = useState('');
  const save = async (): Promise<void> => {
    try {
      if (!of.appointment_id) await documentsApi.content(of.id, version.number, false);
      saveFile(content.bytes, content.name);
    } catch (reason) {
      setProblem(toApiError(reason).message);
    }
  };
  return (
    <>
      {problem && <p class="field-error">{problem}</p>}
      <button type="button" class="primary" onClick={() => void save()}>
        Download
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
      : await documentsApi.content(of.id, version.number, true),
  );
  const answer = await fetch(link.url).catch(() => null);
  if (!answer?.ok) throw unreachable();
  const bytes = await answer.blob();
  const isHeic = link.media_type === 'image/heic';
  const content = { name: link.name, bytes, isHeic, isPdf: link.media_type === 'application/pdf' };
  if (link.media_type === 'text/plain') return { ...content, text: await bytes.text() };
  return PICTURES.test(link.media_type) ? { ...content, picture: URL.createObjectURL(bytes) } : content;
}
