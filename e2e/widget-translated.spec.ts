import type { Page } from '@playwright/test'
import { chatOn, expect, replying, test } from './fixtures.ts'

test.use({ serverOptions: { responder: replying } })

/** Puts every text of the chat into an element of its own, as those do who translate a page, but for what asks them not to. */
const translate = (page: Page, isPolite: boolean) =>
  page.evaluate(isPolite => {
    const walker = document.createTreeWalker(document.querySelector('parley-chat')!.shadowRoot!, NodeFilter.SHOW_TEXT)
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
