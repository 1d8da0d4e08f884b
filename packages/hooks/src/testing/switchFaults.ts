import type { Faults } from './faults.ts'

const always = { times: Infinity }

/** What can be wrong with a network and a server, each as one switch. */
export const switchFaults = {
  none: () => {},
  'cut after 1 event': faults => faults.cutAfter(1, always),
  'cut after 5 events': faults => faults.cutAfter(5, always),
  'cut after 20 events': faults => faults.cutAfter(20, always),
  'cut for good': faults => {
    faults.cutAfter(8, always)
    faults.failNext(403, { ...always, code: 'forbidden', method: 'GET', path: /stream$/ })
  },
  'half-open': faults => faults.cutAfter(5, { ...always, halfOpen: true }),
  '401': faults => faults.failNext(401, { ...always, code: 'unauthorized' }),
  '403 origin': faults => void (faults.origin = 'https://elsewhere.example'),
  '429': faults => faults.failNext(429, { ...always, code: 'rate_limited', retryAfter: '20', method: 'POST' }),
  '500': faults => faults.failNext(500, { ...always, code: 'server_error', method: 'POST' }),
  offline: faults => void (faults.offline = true),
  'session expired': faults => faults.expireSessions(),
  'slow mint': faults => void (faults.mintDelayMs = 4000),
} satisfies Record<string, (faults: Faults) => void>

/** A fault that can be switched on, by its name in the toolbar. */
export type SwitchFault = keyof typeof switchFaults
