import { useEffect, useState } from 'preact/hooks';
import { Refusal, unreachable } from '../api/refusal';
import { Icon } from '../ui/icons';
import { Skeleton } from '../ui/loaded';
import { openFile, type Opened } from './files';
import { useVisit } from './visit';

interface Content extends Opened {
  /** An address of this page for pictures, the words of a text; neither for what the browser shows by itself or can't. */
  picture?: string;
  text?: string;
}

/** The shared view: one file, large, in the place of the largest picture. */
export function SharedView({ file }: { file: string }) {
  const { call, desk } = useVisit();
  const { content, problem } = useContent(file);
  const isForAll = call.room.value.show === file && desk.viewing.value !== file;
  const close = (): void => {
    if (desk.viewing.value) desk.viewing.value = null;
    else call.show(null);
  };
  return (
    <figure class="shared" aria-label={isForAll ? 'Shared view' : 'File, opened for you only'}>
      <figcaption>
        <span class="tile-name">{content?.name ?? 'File'}</span>
        <span class="hint">{isForAll ? 'Shown to all' : 'Only you see this'}</span>
        {content && (
          <a class="button small" href={content.url} target="_blank" rel="noreferrer">
            Open<span class="unseen"> in a new tab</span>
          </a>
        )}
        <button type="button" class="small" onClick={close}>
          {isForAll ? 'Stop showing' : 'Close'}
        </button>
      </figcaption>
      <div class="shared-body" tabIndex={0}>
        {problem && (
          <p role="alert">
            <Icon name="alert" /> {problem}
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
  if (content.media_type === 'application/pdf' && navigator.pdfViewerEnabled)
    return <iframe src={content.url} title={content.name} />;
  return <p>This kind of file opens in a new tab.</p>;
}

function useContent(file: string): { content: Content | null; problem: string } {
  const { appointment } = useVisit();
  const [content, setContent] = useState<Content | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isHere = true;
    let picture: string | undefined;
    setContent(null);
    setProblem('');
    void load(appointment.id, file).then(
      (found) => {
        picture = found.picture;
        if (isHere) setContent(found);
      },
      (reason) => isHere && setProblem((reason instanceof Refusal ? reason : unreachable()).message),
    );
    return () => {
      isHere = false;
      if (picture) URL.revokeObjectURL(picture);
    };
  }, [file]);
  return { content, problem };
}

async function load(appointment: string, file: string): Promise<Content> {
  const opened = await openFile(appointment, file);
  const isPicture = opened.media_type.startsWith('image/');
  if (!isPicture && opened.media_type !== 'text/plain') return opened;
  const answer = await fetch(opened.url);
  if (!answer.ok) throw unreachable();
  if (isPicture) return { ...opened, picture: URL.createObjectURL(await answer.blob()) };
  return { ...opened, text: await answer.text() };
}
