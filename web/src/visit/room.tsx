import { useRoute } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { appointment as read } from '../api/appointments';
import { useApi } from '../api/resource';
import './visit.css';
import './in-call/in-call.css';
import './in-call/dark.css';
import { setTitle } from '../ui/document-title';
import { LoadError, Skeleton } from '../ui/load-states';
import { Entrance } from './entrance';
import { VisitPage } from './visit-page';

export default function Room() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const resource = useApi(`room:${id}`, () => read(id));
  useEffect(() => setTitle('Video visit'), []);
  if (resource.data) return <Entrance key={id} appointment={resource.data} />;
  return (
    <VisitPage title="Video visit">
      {resource.error ? <LoadError error={resource.error} retry={resource.reload} /> : <Skeleton lines={4} />}
    </VisitPage>
  );
}
