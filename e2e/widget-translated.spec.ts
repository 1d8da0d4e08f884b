import type { Page } from '@playwright/test'
import { bundleApp } from './apps/bundleApp.ts'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying } })

/** Puts every text of the chat into an element of its own, as those do who translate a page, but for what asks them not to. */
const translate = (page: Page, isPolite: boolean) =>
  page.evaluate(isPolite => {
    const walker = document.createTreeWalker(
      document.querySelector('parley-chat, [data-parley]')!.shadowRoot!,
      NodeFilter.SHOW_TEXT,
    )
    const texts: Text[] = []
    while (walker.nextNode()) texts.push(walker.currentNode as Text)
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement!.closest(`font, textarea${isPolite ? ', [translate=no]' : ''}`))
        continue
      const font = document.createElement('font')
      font.textContent = text.data
      text.replaceWith(font)
    }
  }, isPolite)

for (const isPolite of [true, false])
  test(`an answer is whole in the end while the page is being translated, ${isPolite ? 'as asked' : 'come what may'}`, async ({
    page,
    setup,
  }) => {
    await page.goto(setup.origin)
    const chat = chatOn(page)
    await chat.open()
    await chat.ask('slow 40')
    await expect(chat.log.locator('.markdown')).toContainText('word5')
    await translate(page, isPolite)
    if (isPolite) await expect(chat.log.locator('.markdown')).toContainText('word20')
    await expect(chat.log.locator('[data-role=assistant][data-status=complete]')).toHaveCount(1)
    await expect(chat.log.locator('.markdown')).toHaveText(
      Array.from({ length: 40 }, (_, index) => `word${index}`).join(' '),
    )
    // Drawn anew it waits for its translation, and says nothing against one any more.
    await expect(chat.log.locator('.markdown font, [translate=no]')).toHaveCount(0)
    await expect(chat.panel.getByRole('status').filter({ hasText: 'Answer complete: word0 word1' })).toHaveCount(1)
  })

for (const build of ['embed', 'React'] as const)
  test(`what changes or goes after it was translated does so, in the ${build} build`, async ({
    page,
    context,
    setup,
  }) => {
    if (build === 'React')
      setup.servePage(
        '/',
        `<!doctype html><body data-base-url="${setup.server.url}" data-key="${setup.server.publishableKey}"><style>.chat { block-size: 500px }</style><div id="app"></div><script type="module">${await bundleApp('chatPanel.tsx')}</script></body>`,
      )
    await page.goto(setup.origin)
    if (build === 'embed') await chatOn(page).open()
    const panel = page.getByRole(build === 'embed' ? 'dialog' : 'region', { name: 'Ask our docs' })
    const textbox = panel.getByRole('textbox', { name: 'Message' })
    const hint = panel.locator('.composer-hint')
    await textbox.fill('first question')
    await textbox.press('Enter')
    await expect(panel.locator('[data-role=assistant][data-status=complete]')).toHaveCount(1)
    const disclaimer = await hint.innerText()

    await translate(page, true)
    await context.setOffline(true)
    await expect(hint).toContainText('online')
    await translate(page, true)
    await context.setOffline(false)
    await expect(hint).toHaveText(disclaimer)

    await panel.getByRole('button', { name: 'Conversations' }).click()
    await expect(panel.getByRole('heading', { level: 2 })).toHaveText('Conversations', { useInnerText: true })
    await translate(page, true)
    await panel.getByRole('button', { name: 'Back to the chat' }).click()
    await expect(panel.getByRole('heading', { level: 2 }).first()).toHaveText('Ask our docs', { useInnerText: true })

    await translate(page, true)
    await panel.locator('[data-role=user]').hover()
    await panel.getByRole('button', { name: 'Edit' }).click()
    await expect(textbox).toHaveValue('first question')
    await textbox.fill('second question')
    await textbox.press('Enter')
    await expect(panel.locator('[data-role=assistant][data-status=complete]')).toContainText('second question')
    await expect(panel.locator('.bubble')).toHaveText('second question')
  })
