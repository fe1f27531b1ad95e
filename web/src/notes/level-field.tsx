import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../api/types';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { type Level, type Reader, readers } from './calls';
import { LEVELS, writableLevels } from './levels';

interface LevelFieldProps {
  client: Client;
  level: Level | null;
  onLevel: (level: Level) => void;
  error: string | undefined;
}

/** Asks who can read the note; nothing is chosen before the author chooses. */
export function LevelField({ client, level, onLevel, error }: LevelFieldProps) {
  const choices = writableLevels(client);
  return (
    <fieldset class="levels" data-field="level" aria-describedby={error && 'level-error'}>
      <legend>Who can read this note?</legend>
      {error && (
        <p class="field-error" id="level-error">
          <Icon path={icons.alert} />
          {error}
        </p>
      )}
      <div class="level-cards">
        {choices.map((each) => (
          <div key={each.level} class="level-card">
            <input
              id={`level-${each.level}`}
              type="radio"
              name="level"
              value={each.level}
              checked={level === each.level}
              aria-describedby={`level-${each.level}-line`}
              onChange={() => onLevel(each.level)}
            />
            <div>
              <label for={`level-${each.level}`}>
                <Icon path={each.icon} />
                {each.title}
              </label>
              <p class="hint" id={`level-${each.level}-line`}>
                {each.line}
              </p>
            </div>
          </div>
        ))}
      </div>
      {choices.length < LEVELS.length && (
        <p class="hint">Only providers assigned to this client write private and care team notes.</p>
      )}
      <ReaderNames client={client.id} level={level} />
    </fieldset>
  );
}

/** Names the people who could read a note of this level now. */
export function ReaderNames({ client, level }: { client: string; level: Level | null }) {
  const names = useReaders(client, level);
  return (
    <p class="readers" role="status">
      {!level && <span class="hint">Those who could read it will be named here.</span>}
      {level && (names ? <Names of={names} /> : 'Looking up who could read it…')}
    </p>
  );
}

const ROLE_WORDS = { admin: 'Admin', provider: 'provider', client: 'client', system: 'system' } as const;

function Names({ of }: { of: Reader[] | 'unknown' }) {
  if (of === 'unknown') return <>Who could read it cannot be looked up at the moment.</>;
  const words = of.map((each) => `${each.name} (${ROLE_WORDS[each.role]})`);
  return (
    <>
      <strong>{of.length === 1 ? '1 person can read it now:' : `${of.length} people can read it now:`}</strong>{' '}
      {new Intl.ListFormat('en-US').format(words)}
    </>
  );
}

/** Loads the readers when the level changes, and again when the window is looked at again. */
function useReaders(client: string, level: Level | null): Reader[] | 'unknown' | null {
  const [found, setFound] = useState<{ level: Level; people: Reader[] | 'unknown' } | null>(null);
  useEffect(() => {
    if (!level) return;
    let isCurrent = true;
    const put = (people: Reader[] | 'unknown'): void => {
      if (isCurrent) setFound({ level, people });
    };
    const load = (): void =>
      void readers(client, level).then(
        (answer) => put(answer.readers),
        () => put('unknown'),
      );
    load();
    addEventListener('focus', load);
    return () => {
      isCurrent = false;
      removeEventListener('focus', load);
    };
  }, [client, level]);
  return found && found.level === level ? found.people : null;
}
