import { useEffect, useState } from 'preact/hooks';
import type { FunctionComponent } from 'preact';
import { formatDate, formatDay } from '../kernel/dates';
import { me } from '../session/session';
import { Area } from '../ui/area';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Menu } from '../ui/menu';
import { Pill } from '../ui/pill';
import {
  AskAgain,
  EditDocument,
  RemoveDocument,
  ShareDocument,
  StopSharing,
  type DocumentDialogProps,
} from './document-dialogs';
import type { ClientDocument } from './documents-api';
import { KINDS, newestOf, sizeWords, stateLook } from './document-words';
import { SignDocument } from './sign-document';
import { UploadVersion } from './upload-version';
import { ViewDocument } from './view-document';
import './documents.css';

type Act = 'view' | 'share' | 'again' | 'unshare' | 'edit' | 'remove' | 'sign' | 'upload';
const DIALOGS: Record<Act, FunctionComponent<DocumentDialogProps>> = {
  view: ViewDocument,
  share: ShareDocument,
  again: AskAgain,
  unshare: StopSharing,
  edit: EditDocument,
  remove: RemoveDocument,
  sign: SignDocument,
  upload: UploadVersion,
};

interface DocumentListProps {
  documents: ClientDocument[];
  isClient: boolean;
  put: (document: ClientDocument) => void;
  /** The document of a link in a mail, which is opened first. */
  open?: string;
}

/** Shows documents, those of a folder together. */
export function DocumentList({ documents, isClient, put, open }: DocumentListProps) {
  const [chosen, setChosen] = useState<{ id: string; act: Act } | null>(null);
  const linked = documents.find((each) => each.id === open);
  useEffect(() => {
    const act = linked && firstAct(linked);
    if (act && (act !== 'view' || canView(linked))) setChosen({ id: linked.id, act });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a link is followed once, not at each reload
  }, [linked?.id]);
  const of = documents.find((each) => each.id === chosen?.id);
  const ActDialog = chosen && DIALOGS[chosen.act];
  return (
    <>
      {foldersOf(documents).map(([folder, rows]) => (
        <div key={folder} class={folder && 'folder'}>
          {folder && <h3>{folder}</h3>}
          <ul class="documents" aria-label={folder || 'Documents'}>
            {rows.map((each) => (
              <li key={each.id}>
                <Area of={each}>
                  <DocumentRow of={each} isClient={isClient} onAct={(act) => setChosen({ id: each.id, act })} />
                </Area>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {of && ActDialog && <ActDialog of={of} put={put} onClose={() => setChosen(null)} />}
    </>
  );
}

function DocumentRow({ of, isClient, onAct }: { of: ClientDocument; isClient: boolean; onAct: (act: Act) => void }) {
  const look = stateLook(of, isClient);
  const main = firstAct(of);
  return (
    <>
      <div class="document-name">
        {canView(of) ? (
          <button type="button" class="row-link" onClick={() => onAct('view')}>
            {of.name}
          </button>
        ) : (
          <strong>{of.name}</strong>
        )}
        <p class="hint">{factsOf(of).join(' · ')}</p>
        {of.removal?.reason && <p class="hint">Removed: {of.removal.reason}</p>}
      </div>
      <div class="document-facts">
        {look && <Pill {...look} />}
        {main !== 'view' && (
          <button type="button" class="primary" onClick={() => onAct(main)}>
            {main === 'sign' ? 'Read and sign' : 'Upload'}
            <span class="unseen"> {of.name}</span>
          </button>
        )}
        {!isClient && of.actions.length > 0 && <RowMenu of={of} onAct={onAct} />}
      </div>
    </>
  );
}

function RowMenu({ of, onAct }: { of: ClientDocument; onAct: (act: Act) => void }) {
  const may = (action: ClientDocument['actions'][number]): boolean => of.actions.includes(action);
  const canShare = may('share') && (!of.shared_at || of.status !== 'to_sign');
  return (
    <Menu name={`Actions for ${of.name}`} class="ghost square" label={<Icon path={icons.more} />}>
      {canShare && <Item words={of.shared_at ? 'Ask to sign' : 'Share with client'} onPress={() => onAct('share')} />}
      {may('share') && of.status === 'to_sign' && <Item words="Ask to sign again" onPress={() => onAct('again')} />}
      {may('upload') && <Item words="Upload a new version" onPress={() => onAct('upload')} />}
      {may('unshare') && <Item words="Stop sharing" onPress={() => onAct('unshare')} />}
      {may('edit') && <Item words="Rename or file" onPress={() => onAct('edit')} />}
      {may('remove') && <Item words="Remove" onPress={() => onAct('remove')} />}
    </Menu>
  );
}

function Item({ words, onPress }: { words: string; onPress: () => void }) {
  return (
    <button type="button" onClick={onPress}>
      {words}
    </button>
  );
}

/** Whether a document has a file that can be opened: what is only requested has none yet. */
function canView(of: ClientDocument): boolean {
  return of.status !== 'removed' && newestOf(of) !== undefined;
}

/** Returns what a person is asked to do with a document, or else to look at it. */
function firstAct(of: ClientDocument): Act {
  if (of.actions.includes('sign')) return 'sign';
  return of.actions.length === 1 && of.actions[0] === 'upload' ? 'upload' : 'view';
}

function factsOf(of: ClientDocument): string[] {
  const newest = newestOf(of);
  const zone = me.value?.practice.zone ?? 'UTC';
  const facts = [of.appointment_id ? 'From a video visit' : KINDS[of.kind]];
  if (newest) facts.push(formatDay(newest.at, zone), sizeWords(newest.size));
  if (of.versions.length > 1) facts.push(`${of.versions.length} versions`);
  if (of.due_on && !newest) facts.push(`by ${formatDate(of.due_on)}`);
  if (of.signature) facts.push(`signed by ${of.signature.name}`);
  return facts;
}

/** Returns the documents by folder; those without a folder come first. */
export function foldersOf(documents: ClientDocument[]): [string, ClientDocument[]][] {
  const folders = [...new Set(documents.map((each) => each.folder))].sort((a, b) => a.localeCompare(b));
  return folders.map((folder) => [folder, documents.filter((each) => each.folder === folder)]);
}
