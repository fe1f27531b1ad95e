import { useEffect, useState } from 'preact/hooks';
import { toApiError, unreachable } from '../../api/api-error';
import { Icon } from '../../ui/icon';
import * as icons from '../../ui/icons';
import { Skeleton } from '../../ui/load-states';
import { fileAddress } from '../../api/appointments';
import { whenScanned } from '../../api/scanned';
import { saveFile } from '../../ui/save-file';
import { useVisit } from '../visit-context';

interface Content {
  name: string;
  media_type: string;
  bytes: Blob;
  /** An object URL for a picture, or a text; neither for other files. */
  picture?: string;
  text?: string;
}

/** Shows one file in place of the largest picture. */
export function SharedView({ file }: { file: string }) {
  const { call, view } = useVisit();
  const { content, problem } = useContent(file);
  const isForAll = call.room.value.show === file && view.viewing.value !== file;
  const close = (): void => {
    if (view.viewing.value) view.viewing.value = null;
    else call.show(null);
  };
  return (
    <figure class="shared" aria-label={isForAll ? 'Shared view' : 'File, opened for you only'}>
      <figcaption>
        <span class="tile-name">
          {content?.name ?? 'File'}
          <span class="hint">{isForAll ? 'Shown to all' : 'Only you see this'}</span>
        </span>
        {content && (
          <button type="button" class="small" onClick={() => saveFile(content.bytes, content.name)}>
            Download
          </button>
        )}
        <button type="button" class="small" onClick={close}>
          {isForAll ? 'Stop showing' : 'Close'}
        </button>
      </figcaption>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by the arrow keys */}
      <div class="shared-body" tabIndex={0}>
        {problem && (
          <p role="alert">
            <Icon path={icons.alert} /> {problem}
          </p>
        )}
        {!content && !problem && <Skeleton lines={3} />}
        {content && <Shown content={content} />}
      </div>
    </figure>
  );
}

function Shown({ content }: { content: Content }) {
  if (content.picture) return <img src={content.picture} alt={content.name} />;
  if (content.text !== undefined) return <pre>{content.text}</pre>;
  return <p>This kind of file can’t be shown here. Download it to open it.</p>;
}

function useContent(file: string): { content: Content | null; problem: string } {
  const { call, appointment } = useVisit();
  const [content, setContent] = useState<Content | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isHere = true;
    let picture: string | undefined;
    setContent(null);
    setProblem('');
    void load(appointment.id, file, call.inst).then(
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
  }, [appointment.id, call, file]);
  return { content, problem };
}

async function load(appointment: string, file: string, inst: string | undefined): Promise<Content> {
  const { url, name, media_type } = await whenScanned(() => fileAddress(appointment, file, inst));
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) throw unreachable();
  const bytes = await answer.blob();
  const content = { name, media_type, bytes };
  if (media_type === 'text/plain') return { ...content, text: await bytes.text() };
  return PICTURES.test(media_type) ? { ...content, picture: URL.createObjectURL(bytes) } : content;
}

/** Image types that every browser can show. */
const PICTURES = /^image\/(png|jpeg|gif|webp)$/;
