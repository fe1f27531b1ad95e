import { useRef, useState } from 'preact/hooks';
import { withFresh } from '../api/conflict';
import { me } from '../session/session';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { checkFields, useSubmit } from '../ui/form';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { toast } from '../ui/toast';
import type { DocumentDialogProps } from './document-dialogs';
import * as documentsApi from './documents-api';
import type { Drawing } from './documents-api';
import { ViewDocument } from './view-document';

const WIDTH = 600;
const HEIGHT = 200;

/** Asks a client to read a document, to agree, and to sign by typing or drawing their name. */
export function SignDocument({ of, put, onClose }: DocumentDialogProps) {
  const submit = useSubmit();
  const [isReading, setIsReading] = useState(false);
  const [intent, setIntent] = useState(false);
  const [name, setName] = useState('');
  const [drawing, setDrawing] = useState<Drawing>([]);
  const [otherName, setOtherName] = useState('');
  const version = useRef(of.versions.length).current;
  const own = me.value?.person.name ?? '';
  const send = async (): Promise<void> => {
    checkFields({
      name: name.trim() ? undefined : 'Write your full name.',
      intent: intent ? undefined : 'Say that you intend to sign, by ticking the box.',
    });
    // A parent may sign for a child: the second attempt with the same name is meant.
    if (!isSameName(name, own) && name !== otherName) {
      setOtherName(name);
      return;
    }
    put(await documentsApi.sign(of.id, { intent, name, drawing, version }).catch(withFresh(put)));
    toast('Signed. Your copy is in your documents.');
    onClose();
  };
  return (
    <>
      <ConfirmDialog title={`Sign “${of.name}”`} verb="Sign" submit={submit} onSend={send} onClose={onClose}>
        <p>
          <button type="button" onClick={() => setIsReading(true)}>
            Read the document
          </button>
        </p>
        <p class="consent">{of.consent}</p>
        <Field
          label="Your full name"
          name="name"
          autocomplete="name"
          value={name}
          onValue={setName}
          error={submit.error('name')}
          hint={`You are signed in as ${own}.`}
        />
        <OtherName own={own} name={otherName === name ? name.trim() : ''} />
        <SignatureFrame drawing={drawing} onDrawing={setDrawing} error={submit.error('drawing')} />
        <Intent checked={intent} onChecked={setIntent} error={submit.error('intent')} />
      </ConfirmDialog>
      {isReading && <ViewDocument of={of} version={version} onClose={() => setIsReading(false)} />}
    </>
  );
}

/** Warns of a name that is not the signer's own; nothing while there is none. */
function OtherName({ own, name }: { own: string; name: string }) {
  return (
    <div role="alert">
      {name && (
        <Callout tone="amber" icon={icons.alert}>
          This is not the name in your profile, {own}. Correct it, or press Sign again to sign as {name}.
        </Callout>
      )}
    </div>
  );
}

/** Whether two names differ by no more than capitals and spaces. */
function isSameName(one: string, other: string): boolean {
  const plain = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(one) === plain(other);
}

function Intent({
  checked,
  onChecked,
  error,
}: {
  checked: boolean;
  onChecked: (checked: boolean) => void;
  error?: string;
}) {
  return (
    <div class="intent">
      <label class="check">
        <input
          type="checkbox"
          name="intent"
          checked={checked}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? 'intent-error' : undefined}
          onChange={(event) => onChecked(event.currentTarget.checked)}
        />
        I agree, and I intend to sign
      </label>
      {error && (
        <p class="field-error" id="intent-error">
          {error}
        </p>
      )}
    </div>
  );
}

interface SignatureFrameProps {
  drawing: Drawing;
  onDrawing: (drawing: Drawing) => void;
  error?: string;
}

/** A frame to draw a signature in by mouse, pen or finger; a typed name is enough without it. */
function SignatureFrame({ drawing, onDrawing, error }: SignatureFrameProps) {
  const frame = useRef<SVGSVGElement>(null);
  const isDrawing = useRef(false);
  const pointOf = (event: PointerEvent): [number, number] => {
    const box = frame.current?.getBoundingClientRect() ?? { left: 0, top: 0, width: WIDTH, height: HEIGHT };
    const x = ((event.clientX - box.left) / box.width) * WIDTH;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    return [Math.round(Math.min(WIDTH, Math.max(0, x))), Math.round(Math.min(HEIGHT, Math.max(0, y)))];
  };
  const begin = (event: PointerEvent): void => {
    isDrawing.current = true;
    frame.current?.setPointerCapture(event.pointerId);
    onDrawing([...drawing, [pointOf(event)]]);
  };
  const move = (event: PointerEvent): void => {
    const last = drawing.at(-1);
    if (isDrawing.current && last) onDrawing([...drawing.slice(0, -1), [...last, pointOf(event)]]);
  };
  const end = (): void => {
    isDrawing.current = false;
  };
  return (
    <div class="field">
      <p id="draw-label">
        Draw your signature <span class="muted">(optional)</span>
      </p>
      <svg
        ref={frame}
        class="signature-frame"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-labelledby="draw-label"
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      >
        {drawing.map((stroke, n) => (
          <polyline key={n} points={stroke.map((point) => point.join(',')).join(' ')} />
        ))}
      </svg>
      {error && <p class="field-error">{error}</p>}
      {drawing.length > 0 && (
        <button type="button" class="small" onClick={() => onDrawing([])}>
          Clear the drawing
        </button>
      )}
    </div>
  );
}
