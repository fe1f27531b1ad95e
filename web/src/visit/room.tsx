import { useRoute } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { appointment as read, type Appointment } from '../api/appointments';
import { useApi } from '../api/resource';
import './visit.css';
import './in-call/in-call.css';
import './in-call/dark.css';
import { setTitle } from '../ui/document-title';
import { LoadError, Skeleton } from '../ui/load-states';
import { createCall } from './call';
import { VisitPage } from './visit-page';
import { callHttp } from './call-http';
import { VisitFlow } from './visit-flow';
import { timeSpan } from './visit-words';
import { serverNow } from '../kernel/server-clock';

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

function Entrance({ appointment }: { appointment: Appointment }) {
  const isOver = appointment.status === 'cancelled' || serverNow() > Date.parse(appointment.closes_at);
  const [call] = useState(() => (isOver ? null : createCall(appointment.id, callHttp, appointment.starts_at)));
  if (call) return <VisitFlow call={call} appointment={appointment} />;
  return (
    <VisitPage
      title={appointment.status === 'cancelled' ? 'This appointment was cancelled' : 'This appointment is over'}
      lead={timeSpan(appointment.starts_at, appointment.ends_at)}
    >
      <p>Its room is closed. Chat and files of the visit stay with the appointment.</p>
    </VisitPage>
  );
}
