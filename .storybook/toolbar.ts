import { switchFaults, testBackends, type SwitchFault } from '@parley/hooks/testing'
import type { Preview } from '@storybook/react-vite'

export const accents: Record<string, string> = {
  teal: '#0f766e',
  rust: '#c2410c',
  yellow: '#f5c518',
  black: '#111111',
}

/** A value as it survives in an address: Storybook writes spaces as plus signs and reads plus signs as such. */
const inAddress = (value: string): string => value.replaceAll(' ', '-')

export const faultInAddress = (value: string): SwitchFault =>
  (Object.keys(switchFaults) as SwitchFault[]).find(name => inAddress(name) === value) ?? 'none'

/** What can be switched above every story. A value is what `globals` holds, and what `?globals=fault:cut-for-good` says. */
export const toolbar = {
  backend: menu('Backend', 'database', 'parley', Object.keys(testBackends)),
  responder: menu('Responder', 'wand', 'own', {
    own: 'As the story has it',
    docs: 'Docs: this manual',
    echo: 'Echo: what you write',
    scripted: 'Scripted: a cassette',
  }),
  latency: menu('Latency', 'timer', '0', { 0: 'No latency', 300: '300 ms', 1000: '1 s', 3000: '3 s' }),
  tokens: menu('Tokens', 'fastforward', '0', {
    0: 'At once',
    20: '50 a second',
    100: '10 a second',
    500: '2 a second',
  }),
  fault: menu('Fault', 'lightning', 'none', ['none', ...Object.keys(switchFaults).filter(name => name !== 'none')]),
  theme: menu('Theme', 'circlehollow', 'auto', ['auto', 'light', 'dark']),
  accent: menu('Accent', 'paintbrush', 'own', {
    own: 'As the story has it',
    teal: 'Teal',
    rust: 'Rust',
    yellow: 'Yellow',
    black: 'Black',
  }),
  locale: menu('Language', 'globe', 'own', {
    own: 'As the story has it',
    en: 'English',
    de: 'Deutsch',
    fr: 'Français',
    es: 'Español',
    it: 'Italiano',
    pt: 'Português',
    nl: 'Nederlands',
    pl: 'Polski',
    tr: 'Türkçe',
    ja: '日本語',
    ko: '한국어',
    zh: '中文',
    ar: 'العربية',
    he: 'עברית',
  }),
  direction: menu('Direction', 'transfer', 'auto', {
    auto: 'Of the language',
    ltr: 'Left to right',
    rtl: 'Right to left',
  }),
  motion: menu('Motion', 'play', 'auto', { auto: 'As the system says', reduce: 'Reduced motion', full: 'Full motion' }),
} satisfies Preview['globalTypes']

export const viewports = {
  phone: { name: 'Phone', styles: { width: '390px', height: '780px' }, type: 'mobile' },
  smallPhone: { name: 'Small phone', styles: { width: '320px', height: '568px' }, type: 'mobile' },
  tablet: { name: 'Tablet', styles: { width: '820px', height: '1180px' }, type: 'tablet' },
  desktop: { name: 'Desktop', styles: { width: '1280px', height: '800px' }, type: 'desktop' },
} as const

function menu(name: string, icon: Icon, defaultValue: string, values: readonly string[] | Record<string, string>) {
  const titles = Array.isArray(values) ? values.map(value => [inAddress(value), value]) : Object.entries(values)
  const items = titles.map(([value, title]) => ({ value: value!, title: title! }))
  return { name, description: name, defaultValue, toolbar: { icon, title: name, items, dynamicTitle: false } }
}

type Icon = NonNullable<NonNullable<NonNullable<Preview['globalTypes']>[string]['toolbar']>['icon']>
