// The bench of the home page: settings of the running chat, and the script tag that has them.

const tag = document.querySelector<HTMLElement>('[data-tag]')!
const chosen = new Map<string, string>()

function showTag(): void {
  const settings = [...chosen].map(([name, value]) => `\n        data-${name}="${value}"`)
  tag.textContent = `<script async src="https://chat.example.com/embed/parley.js"
        data-publishable-key="pk_…"${settings.join('')}></script>`
}

function choose(button: HTMLButtonElement, group: HTMLElement): void {
  const name = group.dataset.setting!
  for (const other of group.querySelectorAll('button')) other.setAttribute('aria-pressed', String(other === button))
  set(name, button.value, group.querySelector('button')!.value)
  // In a language from right to left the other corner is the chat's, and these switches are there.
  if (name === 'locale') set('position', button.dataset.position ?? 'end', 'end')
  window.Parley?.('open')
  showTag()
}

function set(name: string, value: string, usual: string): void {
  if (value === usual) chosen.delete(name)
  else chosen.set(name, value)
  window.Parley?.('update', { [name]: value })
}

for (const group of document.querySelectorAll<HTMLElement>('[data-setting]'))
  for (const button of group.querySelectorAll('button')) button.addEventListener('click', () => choose(button, group))

document.querySelector('[data-ask]')!.addEventListener('click', () => window.Parley?.('open'))

document.querySelector<HTMLAnchorElement>('[data-other-origin]')!.href =
  `http://${location.hostname}:${import.meta.env.VITE_PARLEY_REFUSED_PORT}/refused.html`

showTag()
