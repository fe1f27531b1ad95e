import { useLocation } from 'preact-iso';
import Help from './help';
import HomeScreen from './home-screen';
import VideoHelp from './video-help';

/** Shows the page of Help at the address. */
export default function HelpPages() {
  const { path } = useLocation();
  if (path === '/help/home-screen') return <HomeScreen />;
  if (path === '/help/video') return <VideoHelp />;
  return <Help />;
}
