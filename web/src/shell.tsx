import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { watchAttention } from './api/attention';
import type { Me } from './api/types';
import { WaitingCard } from './appointments/waiting-card';
import { Letterhead } from './practice/letterhead';
import { TABS, type Tab } from './routes';
import { RoleNotice, RoleSwitch } from './session/role';
import { ZoneNotice } from './session/zone-notice';
import { askAndSignOut } from './session/visit-warning';
import { Area } from './ui/area';
import { TabCount } from './ui/tab-count';
import { Icon, Mark } from './ui/icon';
import * as icons from './ui/icons';
import { Menu } from './ui/menu';

// Added to the bottom bar on phones for a role with few tabs.
const ON_A_PHONE: Tab[] = [
  { href: '/account', label: 'Account', icon: icons.user },
  { href: '/help', label: 'Help', icon: icons.help },
];

/** The most places in the bottom bar; of more tabs, the last ones are in a menu. */
const MOST_ON_A_PHONE = 5;

export function Shell({ who, children }: { who: Me; children: ComponentChildren }) {
  const { path } = useLocation();
  const tabs = TABS[who.role];
  const here = current(path, tabs);
  useEffect(() => watchAttention(who.role), [who.role]);
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="bar">
        <div class="bar-in">
          <a class="brand" href="/">
            <Mark />
            <span>{who.practice.name}</span>
          </a>
          <TopTabs tabs={tabs} here={here} />
          <RoleSwitch who={who} />
          <a class="button ghost square" href="/help" aria-label="Help">
            <Icon path={icons.help} />
          </a>
          <UserMenu who={who} />
        </div>
      </header>
      <RoleNotice who={who} />
      <p class="letterhead">
        {who.practice.name}
        <Letterhead of={who.practice} />
        {who.practice.support_contact !== who.practice.telephone && (
          <span class="hint">{who.practice.support_contact}</span>
        )}
      </p>
      <main id="main" class="shell" tabIndex={-1}>
        <ZoneNotice />
        <WaitingCard who={who} />
        {/* A page that fails leaves the bars usable, and the next page is tried. */}
        <Area of={path} instead={<PageFailed />}>
          {children}
        </Area>
      </main>
      <BottomBar tabs={tabs} here={here} path={path} />
    </>
  );
}

function TopTabs({ tabs, here }: { tabs: Tab[]; here: Tab | undefined }) {
  return (
    <nav class="tabs-top" aria-label="Main">
      {tabs.map((tab) => (
        <a key={tab.href} href={tab.href} aria-current={tab === here ? 'page' : undefined}>
          {tab.label}
          <TabCount of={tab.href} />
        </a>
      ))}
    </nav>
  );
}

export function PageFailed() {
  return (
    <div class="empty" role="alert">
      <Icon path={icons.alert} />
      <p>This page could not be shown. Nothing was changed.</p>
      <button type="button" onClick={() => location.reload()}>
        Reload the page
      </button>
    </div>
  );
}

function UserMenu({ who }: { who: Me }) {
  return (
    <Menu label={<Icon path={icons.user} />} name={`Menu of ${who.person.name}`} class="ghost square">
      <p class="menu-head">
        <strong>{who.person.name}</strong>
        <span class="muted">{who.person.email}</span>
      </p>
      <a href="/account">My Account</a>
      <a href="/account/devices">Test Audio / Video</a>
      <button type="button" data-leaves onClick={askAndSignOut}>
        Sign out
      </button>
    </Menu>
  );
}

function BottomBar({ tabs, here, path }: { tabs: Tab[]; here: Tab | undefined; path: string }) {
  const all = tabs.length > 2 ? tabs : [...tabs, ...ON_A_PHONE];
  const items = all.length > MOST_ON_A_PHONE ? all.slice(0, MOST_ON_A_PHONE - 1) : all;
  const rest = all.slice(items.length);
  return (
    <nav class="tabs-bottom" aria-label="Main, on a phone">
      {items.map((tab) => (
        <a key={tab.href} href={tab.href} aria-current={tab === here || path === tab.href ? 'page' : undefined}>
          <Icon path={tab.icon} />
          {tab.label}
          <TabCount of={tab.href} />
        </a>
      ))}
      {rest.length > 0 && (
        <Menu
          class="more-tabs"
          label={
            <>
              <Icon path={icons.more} />
              More
            </>
          }
        >
          {rest.map((tab) => (
            <a key={tab.href} href={tab.href} aria-current={tab === here ? 'page' : undefined}>
              <Icon path={tab.icon} />
              {tab.label}
            </a>
          ))}
        </Menu>
      )}
    </nav>
  );
}

/** Returns the tab with the longest matching path. */
function current(path: string, tabs: Tab[]): Tab | undefined {
  const fits = (tab: Tab): boolean =>
    path === tab.href || path.startsWith(`${tab.href}/`) || (!!tab.also && path.startsWith(tab.also));
  return tabs.filter(fits).sort((a, b) => b.href.length - a.href.length)[0];
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
