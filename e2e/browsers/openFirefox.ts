import { firefox } from '@playwright/test'
import type { EngineBrowser } from './EngineBrowser.ts'

/** Debian's Firefox, through Playwright. */
export async function openFirefox(): Promise<EngineBrowser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr',
  })
  const page = await browser.newPage()
  return {
    open: async url => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    click: name => page.getByRole('button', { name, exact: true }).last().click(),
    async type(text) {
      for (const part of text.split(/(\n)/)) {
        if (part === '\n') await page.keyboard.press('Enter')
        else await page.keyboard.type(part)
      }
    },
    evaluate: script => page.evaluate(script),
    close: () => browser.close(),
  }
}
