import { useRoute } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { appointment as read, type Appointment } from '../api/appointments';
import { useApi } from '../api/resource';
import './visit.css';
import './in-call/in-call.css';
import { setTitle } from '../ui/document-title';
import { Refused, Skeleton } from '../ui/loaded';
import { createCall } from './call';
import { Frame } from './visit-page';
import { callHttp } from './call-http';
import { Attendance } from './visit-flow';
import { span } from './visit-words';

export default function Room() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const asked = useApi(`room:${id}`, () => read(id));
  useEffect(() => setTitle('Video visit'), []);
  if (asked.data) return <Entrance key={id} appointment={asked.data} />;
  return (
    <Frame title="Video visit">
      {asked.refusal ? <Refused refusal={asked.refusal} retry={asked.reload} /> : <Skeleton lines={4} />}
    </Frame>
  );
}

function Entrance({ appointment }: { appointment: Appointment }) {
  const isOver = appointment.status === 'cancelled' || Date.now() > Date.parse(appointment.closes_at);
  const [call] = useState(() => (isOver ? null : createCall(appointment.id, callHttp, appointment.starts_at)));
  if (call) return <Attendance call={call} appointment={appointment} />;
  return (
    <Frame
      title={appointment.status === 'cancelled' ? 'This appointment was cancelled' : 'This appointment is over'}
      lead={span(appointment.starts_at, appointment.ends_at)}
    >
      <p>Its room is closed. Chat and files of the visit stay with the appointment.</p>
    </Frame>
  );
}
